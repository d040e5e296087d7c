#!/usr/bin/env python3
"""Checks docker-compose.yml against what the compose specification's schema cannot know.

Whether what a service waits for exists, whether bluegreen has the options it is started with, and whether the topology is
the one the documentation shows. Run by Scripts/check-compose.
"""

import argparse
import pathlib
import re
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ROLES = ("controller", "registry", "agent", "gateway")
EXPECTED = (
    ["zk1", "zk2", "zk3", "registry-1", "registry-2", "controller-1", "controller-2"]
    + [f"{color}-{number}" for color in ("blue", "green") for number in (1, 2, 3)]
    + ["gateway", "haproxy"]
)


REGISTRIES = [name for name in EXPECTED if name.startswith("registry-")]


def dependencies(service: dict) -> list[str]:
    depends = service.get("depends_on", [])
    return list(depends)


def role_and_options(command: list) -> tuple[str | None, list[str]]:
    """The role a command starts and bluegreen's own options in it; what follows `--` is the child's."""
    words = [str(word) for word in command]
    own = words[: words.index("--")] if "--" in words else words
    return (own[0] if own else None), [word.split("=")[0] for word in own if word.startswith("--")]


def known_options(binary: str, role: str) -> set[str]:
    help_text = subprocess.run(
        [binary, role, "--help"], check=True, capture_output=True, text=True, timeout=30
    ).stdout
    return set(re.findall(r"--[a-z][a-z-]*", help_text))


def option_value(command: list, option: str) -> str | None:
    words = [str(word) for word in command]
    return words[words.index(option) + 1] if option in words else None


def registry_faults(name: str, service: dict, role: str, command: list) -> list[str]:
    """Whether a role knows every registry, and every registry the name by which the other one reaches it."""
    if role == "registry":
        own = f"{name}:8761"
        advertised = option_value(command, "--advertise")
        return [] if advertised == own else [f"{name} is advertised as {advertised}, not {own}"]
    faults = []
    listed = option_value(command, "--registry") or service.get("environment", {}).get("BLUEGREEN_REGISTRY", "")
    wanted = [f"http://{registry}:8761/eureka" for registry in REGISTRIES]
    if listed.split(",") != wanted:
        faults.append(f"{name} knows the registries {listed!r}, not {','.join(wanted)!r}")
    faults += [
        f"{name} does not wait for {registry}" for registry in REGISTRIES if registry not in dependencies(service)
    ]
    return faults


def topology_faults(services: dict) -> list[str]:
    faults = []
    if sorted(services) != sorted(EXPECTED):
        faults.append(f"services are {sorted(services)}, not {sorted(EXPECTED)}")
    for name, service in services.items():
        for other in dependencies(service):
            if other not in services:
                faults.append(f"{name} depends on {other}, which does not exist")
        for server in re.findall(r"server\.\d+=([\w-]+):", service.get("environment", {}).get("ZOO_SERVERS", "")):
            if server not in services:
                faults.append(f"{name} names the ensemble member {server}, which does not exist")
        for server in service.get("environment", {}).get("BLUEGREEN_ZOOKEEPER", "").split(","):
            if server and server.rsplit(":", 1)[0] not in services:
                faults.append(f"{name} connects to {server}, which does not exist")
    members = [service["environment"].get("ZOO_MY_ID") for name, service in services.items() if name.startswith("zk")]
    if len(set(members)) != len(members):
        faults.append(f"ensemble members share an id: {members}")
    published = [port.rsplit(":", 1)[0] for service in services.values() for port in service.get("ports", [])]
    if len(set(published)) != len(published):
        faults.append(f"a port is published twice: {published}")
    for port in published:
        if not port.startswith("127.0.0.1:"):
            faults.append(f"port {port} is published beyond this machine")
    for needed in ("127.0.0.1:8761", "127.0.0.1:8762", "127.0.0.1:8780", "127.0.0.1:8088"):
        if needed not in published:
            faults.append(f"{needed} is not published")
    return faults


def command_faults(services: dict, binary: str) -> list[str]:
    faults = []
    options = {role: known_options(binary, role) for role in ROLES}
    for name, service in services.items():
        command = service.get("command")
        if not command or not str(service.get("image", "")).startswith("bluegreen"):
            continue
        role, used = role_and_options(command)
        if role not in ROLES:
            faults.append(f"{name} starts {role!r}, which is no role of bluegreen")
            continue
        faults += [f"{name}: bluegreen {role} has no option {option}" for option in used if option not in options[role]]
        faults += registry_faults(name, service, role, command)
        if role == "agent":
            if option_value(command, "--id") != name or option_value(command, "--color") != name.split("-")[0]:
                faults.append(f"{name} registers under another id or color")
        for word in map(str, command):
            for host in re.findall(r"https?://([\w.-]+)[:/]", word):
                if host not in services:
                    faults.append(f"{name} speaks to {host}, which does not exist")
    return faults


def gateway_faults(services: dict) -> list[str]:
    """Whether HAProxy and its gateway share the backends' file and the socket, and start in the right order."""
    mounts = {
        name: {tuple(str(volume).split(":")[:2]) for volume in services.get(name, {}).get("volumes", [])}
        for name in ("gateway", "haproxy")
    }
    faults = [
        f"{name} does not mount {directory}"
        for name, mounted in mounts.items()
        for directory in ("/etc/haproxy/bluegreen.d", "/run/haproxy")
        if directory not in {target for _, target in mounted}
    ]
    if not mounts["gateway"] <= mounts["haproxy"]:
        faults.append("gateway and haproxy do not share their volumes")
    if services.get("haproxy", {}).get("depends_on", {}).get("gateway", {}).get("condition") != "service_healthy":
        faults.append("haproxy does not wait until the gateway has written the backends")
    return faults


def dockerfile_faults(services: dict) -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    stages = re.findall(r"^FROM \S+ AS (\S+)", text, flags=re.MULTILINE)
    faults = []
    for name, service in services.items():
        build = service.get("build")
        if build and build.get("target") not in stages:
            faults.append(f"{name} builds stage {build.get('target')}, which the Dockerfile does not have")
    for stage in re.split(r"^FROM ", text, flags=re.MULTILINE)[2:-1]:
        users = re.findall(r"^USER (\S+)", stage, flags=re.MULTILINE)
        if not users or users[-1] == "root":
            faults.append(f"the stage from {stage.splitlines()[0]} runs as root")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=str(ROOT / ".build/debug/bluegreen"), help="the built bluegreen")
    parser.add_argument("--file", default=str(ROOT / "docker-compose.yml"))
    arguments = parser.parse_args()
    if not pathlib.Path(arguments.binary).exists():
        print(f"{arguments.binary} does not exist; build it first: swift build", file=sys.stderr)
        return 69
    services = yaml.safe_load(pathlib.Path(arguments.file).read_text(encoding="utf-8"))["services"]
    faults = topology_faults(services) + command_faults(services, arguments.binary)
    faults += gateway_faults(services) + dockerfile_faults(services)
    for fault in faults:
        print(f"docker-compose.yml: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
