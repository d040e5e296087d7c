"""Load through HAProxy, and what the instances themselves have logged of it."""

import bisect
import collections
import http.client
import re
import signal
import subprocess
import threading
import time

from deployment import INSTANCES, Deployment

POST = """
wrk.method = "POST"
wrk.body = string.rep("x", 100)
wrk.headers["Content-Type"] = "text/plain"
"""


class Journal:
    """Every request that an instance answered: when it began and ended, in seconds of the clock."""

    def __init__(self, deployment: Deployment):
        self.files = {
            name: open(deployment.directory / name / "access.log", encoding="ascii", errors="replace")
            for name in INSTANCES
        }
        self.rest = dict.fromkeys(INSTANCES, "")
        self.ended: dict[str, list[float]] = {name: [] for name in INSTANCES}
        self.began: dict[str, list[float]] = {name: [] for name in INSTANCES}
        self.statuses: dict[str, collections.Counter] = {name: collections.Counter() for name in INSTANCES}

    def read(self) -> None:
        for name, file in self.files.items():
            text = self.rest[name] + file.read()
            whole, _, self.rest[name] = text.rpartition("\n")
            for line in whole.splitlines():
                ended, took, status, _ = line.split(" ", 3)
                self.ended[name].append(float(ended))
                self.began[name].append(float(ended) - float(took))
                self.statuses[name][status] += 1

    def settle(self) -> None:
        """Reads what nginx still had in its buffer."""
        time.sleep(0.3)
        self.read()

    @property
    def count(self) -> int:
        return sum(map(len, self.ended.values()))

    def of(self, color: str) -> int:
        return sum(len(ended) for name, ended in self.ended.items() if name.startswith(color))

    def between(self, color_or_name: str, start: float, end: float) -> int:
        """Requests that began after `start` and ended before `end`."""
        total = 0
        for name, ended in self.ended.items():
            if name.startswith(color_or_name):
                low, high = bisect.bisect_right(ended, start), bisect.bisect_right(ended, end)
                total += sum(1 for began in self.began[name][low:high] if began > start)
        return total

    def first(self, color: str, after: float) -> float | None:
        found = [
            ended[place]
            for name, ended in self.ended.items()
            if name.startswith(color) and (place := bisect.bisect_right(ended, after)) < len(ended)
        ]
        return min(found, default=None)

    def last(self, color: str, before: float) -> float | None:
        found = [
            ended[place - 1]
            for name, ended in self.ended.items()
            if name.startswith(color) and (place := bisect.bisect_right(ended, before)) > 0
        ]
        return max(found, default=None)


class Wrk:
    """wrk in four ways: GET and POST, on connections that are kept and on new ones."""

    def __init__(self, deployment: Deployment, name: str, connections: int = 4):
        post = deployment.directory / "post.lua"
        post.write_text(POST)
        url = f"http://127.0.0.1:{deployment.proxy_port}/"
        common = ["nice", "wrk", "-t1", f"-c{connections}", "-d3600s", "--timeout", "20s"]
        self.ways = {
            "GET, kept": common + [url],
            "POST, kept": common + ["-s", str(post), url],
            "GET, new": common + ["-H", "Connection: close", url],
            "POST, new": common + ["-s", str(post), "-H", "Connection: close", url],
        }
        self.deployment, self.name = deployment, name

    def __enter__(self) -> "Wrk":
        for way, command in self.ways.items():
            self.deployment.stage.start(f"wrk {self.name} {way}", *command)
        return self

    def __exit__(self, *_: object) -> None:
        self.requests: dict[str, int] = {}
        self.failed: dict[str, int] = {}
        for way in self.ways:
            name = f"wrk {self.name} {way}"
            process = self.deployment.stage.processes.pop(name)
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            text = self.deployment.stage.log(name)
            counted = re.search(r"(\d+) requests in", text)
            self.requests[way] = int(counted.group(1)) if counted else 0
            errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
            refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
            self.failed[way] = sum(map(int, errors.groups())) if errors else 0
            self.failed[way] += int(refused.group(1)) if refused else 0
            if not counted:
                # One that tells nothing has not shown that nothing failed.
                self.failed[way] += 1


class Client:
    """Asks on connections that it keeps, and counts answers by color, with when each request began."""

    def __init__(self, deployment: Deployment, clients: int = 2, pause: float = 0.004):
        self.port, self.clients, self.pause = deployment.proxy_port, clients, pause
        self.answers: list[tuple[float, str]] = []
        self._ended = threading.Event()

    def __enter__(self) -> "Client":
        self._ended.clear()
        self._threads = [threading.Thread(target=self._run) for _ in range(self.clients)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self._ended.is_set():
            began = time.time()
            self.answers.append((began, ask(connection)))
            time.sleep(self.pause)
        connection.close()

    @property
    def failed(self) -> int:
        return sum(1 for _, answer in self.answers if answer not in INSTANCES)

    def by_color(self, start: float = 0, end: float = float("inf")) -> collections.Counter:
        return collections.Counter(
            answer.split("-")[0] for began, answer in list(self.answers) if start < began < end
        )


def ask(connection: http.client.HTTPConnection, path: str = "/") -> str:
    """The instance that answered, or what went wrong."""
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
        return body.strip() if response.status == 200 else f"failed: {response.status}"
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return f"failed: {type(error).__name__}"
