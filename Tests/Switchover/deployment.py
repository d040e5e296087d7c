"""ZooKeeper, registry, two controllers, three and three nginx under agents, a gateway, and HAProxy in front of them."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.request

from stage import GaveUp, Stage, await_
from zookeeper import ZooKeeper

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COLORS = ("blue", "green")
INSTANCES = [f"{color}-{number}" for color in COLORS for number in (1, 2, 3)]
BACKEND = "bluegreen-service-client"
LONG_SECONDS = 10


def other(color: str) -> str:
    return "green" if color == "blue" else "blue"


NGINX = """
daemon off;
worker_processes 1;
pid {directory}/pid;
error_log {directory}/error.log;
events {{ worker_connections 1024; }}
http {{
    log_format times '$msec $request_time $status $request_method $uri';
    access_log {directory}/access.log times buffer=32k flush=100ms;
    client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi; uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
    default_type text/plain;
    keepalive_requests 10000000;
    server {{
        listen 127.0.0.1:{port};
        location = /health {{
            access_log off;
            set $ill "";
            if (-f {directory}/ill) {{ set $ill all; }}
            if (-f {directory}/ill-$host) {{ set $ill all; }}
            if ($ill) {{ return 500; }}
            return 200 "ok\\n";
        }}
        location = /long {{ limit_rate 100; alias {directory}/long; }}
        location / {{
            if (-f {directory}/ill) {{ return 500; }}
            return 200 "{name}\\n";
        }}
    }}
}}
"""


class Deployment:
    def __init__(self, stage: Stage):
        self.stage = stage
        self.directory = stage.directory
        self.zookeeper_port = stage.port()
        self.registry_port = stage.port()
        self.gateway_port = stage.port()
        self.proxy_port = stage.port()
        self.fragment = self.directory / "bluegreen.d" / "50-bluegreen.cfg"
        self.socket = self.directory / "s"
        self.zookeeper = ZooKeeper(self.zookeeper_port)
        self.ports = {name: stage.port() for name in INSTANCES}
        stage.environment |= {
            "BLUEGREEN_ZOOKEEPER": f"127.0.0.1:{self.zookeeper_port}",
            "BLUEGREEN_REGISTRY": f"http://127.0.0.1:{self.registry_port}/eureka",
        }

    # Starting

    def start(self) -> None:
        self.stage.start(
            "zookeeper", str(ROOT / "Scripts/zookeeper"), str(self.directory / "zookeeper"), str(self.zookeeper_port)
        )
        await_("ZooKeeper", lambda: self.zookeeper.create("/active_color", "blue") is None)
        self.start_registry()
        for number in (1, 2):
            self.start_controller(f"controller-{number}")
        for name in INSTANCES:
            self.start_instance(name)
        self.start_gateway()
        await_("the gateway's file", lambda: self.fragment.stat().st_size > 0)
        self.start_proxy()
        self.await_serving("blue")

    def role(self, name: str, *arguments: str, **environment: str) -> None:
        self.stage.start(name, self.stage.binary, *arguments, **environment)

    def start_registry(self) -> None:
        self.role("registry", "registry", "--listen", f"127.0.0.1:{self.registry_port}")
        await_("the registry", self.readers)

    def start_controller(self, name: str) -> None:
        self.role(
            name, "controller", "--id", name, "--listen", f"127.0.0.1:{self.stage.port()}", "--session-timeout", "4s",
            "--check-deadline", "3s",
        )

    def start_instance(self, name: str) -> None:
        directory = self.directory / name
        directory.mkdir()
        (directory / "long").write_text("x" * 100 * (LONG_SECONDS + 1))
        port = self.ports[name]
        (directory / "nginx.conf").write_text(NGINX.format(directory=directory, port=port, name=name))
        self.role(
            name, "agent", "--color", name.split("-")[0], "--id", name, "--endpoint", f"127.0.0.1:{port}",
            "--health", f"http://127.0.0.1:{port}/health", "--drain", "1s", "--",
            "/usr/sbin/nginx", "-p", str(directory), "-c", str(directory / "nginx.conf"),
        )

    def start_gateway(self, drain: str = "15s") -> None:
        check = f"/usr/sbin/haproxy -c -f {self.directory}/haproxy.cfg -f {{}}"
        self.write_proxy_configuration()
        self.role(
            "gateway", "gateway", "--socket", str(self.socket), "--fragment", str(self.fragment), "--check", check,
            "--drain", drain, "--listen", f"127.0.0.1:{self.gateway_port}",
        )

    def write_proxy_configuration(self) -> None:
        text = (ROOT / "Examples/haproxy.cfg").read_text()
        for old, new in (
            ("    log /dev/log local0\n", ""),
            ("/run/haproxy/admin.sock", str(self.socket)),
            ("bind :80\n", f"bind 127.0.0.1:{self.proxy_port}\n"),
        ):
            if old not in text:
                raise GaveUp(f"Examples/haproxy.cfg does not say {old!r}")
            text = text.replace(old, new)
        (self.directory / "haproxy.cfg").write_text(text)
        self.fragment.parent.mkdir(exist_ok=True)

    def start_proxy(self) -> None:
        self.stage.start(
            "haproxy", "/usr/sbin/haproxy", "-W", "-f", str(self.directory / "haproxy.cfg"), "-f",
            str(self.fragment.parent),
        )
        await_("HAProxy", lambda: self.tell_proxy("show info"))

    # Faults

    def reload_proxy(self) -> None:
        self.stage.processes["haproxy"].send_signal(signal.SIGUSR2)

    def kill_proxy(self) -> None:
        self.stage.kill("haproxy")
        self.socket.unlink(missing_ok=True)

    def kill_leader(self) -> str:
        leader = self.status()["leader"]["id"]
        self.stage.kill(leader)
        return leader

    def restart_registry(self) -> None:
        self.stage.kill("registry")
        self.start_registry()

    def set_ill(self, names: list[str], ill: bool, only_for_proxy: bool = False) -> None:
        """From now on these answer 500 on their health path; HAProxy alone asks with `Host: bluegreen`."""
        for name in names:
            file = self.directory / name / ("ill-bluegreen" if only_for_proxy else "ill")
            if ill:
                file.touch()
            else:
                file.unlink(missing_ok=True)

    # What is asked and seen

    def set(self, color: str) -> float:
        """As `zkCli.sh set /active_color COLOR`; the moment before it."""
        moment = time.time()
        self.zookeeper.set("/active_color", color)
        return moment

    def policy(self, text: str | None) -> None:
        command = [self.stage.binary, "policy"] + (["set", "-"] if text else ["unset"])
        subprocess.run(
            command, input=text, text=True, check=True, capture_output=True, env=self.stage.environment, timeout=30
        )

    def record(self) -> dict:
        return json.loads(self.zookeeper.get("/bluegreen/apps/service-client/record"))

    def phase(self) -> str | None:
        rollout = self.record().get("rollout")
        return json.dumps(rollout["phase"]).strip('"') if rollout else None

    def readers(self) -> dict:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.registry_port}/registry/readers", timeout=5) as answer:
            return json.load(answer)

    def held(self) -> list[str]:
        return [held["reason"] for reader in self.readers()["readers"] for held in reader.get("held", [])]

    def is_applied(self) -> bool:
        listing = self.readers()
        gateways = [reader for reader in listing["readers"] if reader["gateway"]]
        return bool(gateways) and all(
            not gateway.get("held") and gateway["revision"] == listing["revision"] for gateway in gateways
        )

    def await_completed(self, color: str, seconds: float = 90) -> None:
        def is_completed() -> bool:
            record = self.record()
            return record["serving"] == color and record.get("rollout") is None and record.get("pending") is None

        await_(f"{color} to serve", is_completed, seconds)

    def await_serving(self, color: str, seconds: float = 90) -> None:
        """Until a switch is over, and HAProxy was read back as it should be."""
        self.await_completed(color, seconds)
        await_(f"the gateway to have applied {color}", self.is_applied, seconds)

    def status(self) -> dict:
        answer = subprocess.run(
            [self.stage.binary, "status", "-o", "json"], check=True, capture_output=True, env=self.stage.environment,
            timeout=30,
        )
        return json.loads(answer.stdout)

    def last_outcome(self) -> tuple[str, str]:
        answer = subprocess.run(
            [self.stage.binary, "history", "-o", "json"], check=True, capture_output=True, env=self.stage.environment,
            timeout=30,
        )
        latest = json.loads(answer.stdout)["rollouts"][0]
        return latest["outcome"], latest["reason"]

    def tell_proxy(self, line: str) -> str:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self.socket))
            connection.sendall(line.encode() + b"\n")
            answer = b""
            while part := connection.recv(65536):
                answer += part
            return answer.decode()

    def servers(self) -> dict[str, str]:
        """The servers of production in HAProxy, with their status."""
        rows = [line.split(",") for line in self.tell_proxy("show stat").splitlines() if line]
        status = rows[0].index("status")
        return {row[1]: row[status] for row in rows[1:] if row[0] == BACKEND and row[1] in INSTANCES}

    def metric(self, name: str, color: str) -> int:
        url = f"http://127.0.0.1:{self.gateway_port}/metrics"
        with urllib.request.urlopen(url, timeout=5) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name) and f'color="{color}"' in line:
                    return int(float(line.split()[-1]))
        return 0
