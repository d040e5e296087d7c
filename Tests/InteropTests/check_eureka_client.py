"""An unmodified py_eureka_client against the built registry on a real ZooKeeper server.

Registers, renews, fetches, follows deltas, sets and removes an override, and cancels. Midway the registry is killed and
started again: the client that reads never sees an empty registry, and an override outlives it. Prints one line a fact and
exits 1 at the first that does not come true.
"""

import argparse
import asyncio
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import py_eureka_client.logger
from py_eureka_client.eureka_client import EurekaClient

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PATIENCE = 30.0


def free_port() -> int:
    """Below the ports of outgoing connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Servers:
    def __init__(self, binary: str):
        self.binary = binary
        self.directory = tempfile.mkdtemp(prefix="bluegreen-interop-")
        self.zookeeper_port, self.port = free_port(), free_port()
        self.log = open(os.path.join(self.directory, "log"), "wb")
        self.zookeeper = subprocess.Popen(
            [ROOT / "Scripts" / "zookeeper", os.path.join(self.directory, "zookeeper"), str(self.zookeeper_port)],
            stdout=self.log, stderr=self.log)
        self.registry = None

    def start_registry(self):
        self.registry = subprocess.Popen(
            [self.binary, "registry", "--listen", f"127.0.0.1:{self.port}", "--zookeeper",
             f"127.0.0.1:{self.zookeeper_port}", "--session-timeout", "4s"], stdout=self.log, stderr=self.log)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "apps/", timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def kill_registry(self):
        self.registry.send_signal(signal.SIGKILL)
        self.registry.wait()

    def end(self):
        for process in (self.registry, self.zookeeper):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        self.log.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/eureka/"


def client(servers: Servers, number: int, interval: int = 1, **options) -> EurekaClient:
    return EurekaClient(
        eureka_server=servers.url, app_name="shop", instance_id=f"shop:{number}", instance_host="127.0.0.1",
        instance_ip="127.0.0.1", instance_port=9000 + number, renewal_interval_in_secs=interval,
        duration_in_secs=300, **options)


def seen(reader: EurekaClient) -> dict:
    try:
        return {i.instanceId: i.status for i in reader.applications.get_application("SHOP").instances}
    except Exception:
        return {}


async def becomes(fact: str, holds) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"did not come true: {fact}")
        await asyncio.sleep(0.05)
    print(f"ok  {fact}")


async def insist(call, fact: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            await call()
            return
        except Exception as error:
            if time.monotonic() > deadline:
                raise SystemExit(f"did not come true: {fact}: {error}")
            await asyncio.sleep(0.2)


async def run(servers: Servers) -> None:
    servers.start_registry()
    await becomes("the registry answers", servers.answers)
    one, two = client(servers, 1), client(servers, 2)
    reader = client(servers, 3, should_register=False)
    await insist(one.start, "the first client starts")
    await insist(reader.start, "the reader starts")
    await becomes("a registration is fetched", lambda: seen(reader) == {"shop:1": "UP"})
    await insist(two.start, "the second client starts")
    await becomes("another one comes by a delta", lambda: seen(reader) == {"shop:1": "UP", "shop:2": "UP"})
    await insist(lambda: one.status_update("OUT_OF_SERVICE"), "an override is set")
    await insist(lambda: two.status_update("OUT_OF_SERVICE"), "an override is set")
    await becomes("overrides come", lambda: set(seen(reader).values()) == {"OUT_OF_SERVICE"})
    await insist(one.delete_status_override, "an override is removed")
    await becomes("its removal comes", lambda: seen(reader) == {"shop:1": "UP", "shop:2": "OUT_OF_SERVICE"})

    servers.kill_registry()
    empty = 0
    for turn in range(100):
        if turn == 30:
            servers.start_registry()
        empty += len(seen(reader)) != 2
        await asyncio.sleep(0.1)
    if empty:
        raise SystemExit(f"the reader saw an empty or partial registry {empty} times around the restart")
    print("ok  around a kill and a restart the reader never saw an empty registry")
    await becomes("the override has outlived it", lambda: seen(reader) == {"shop:1": "UP", "shop:2": "OUT_OF_SERVICE"})
    # Its thread cannot be stopped and registers again with its next heartbeat: that must not come soon.
    third = client(servers, 4, interval=200)
    await insist(third.start, "a third client starts")
    await becomes("what comes afterwards is seen", lambda: "shop:4" in seen(reader))
    await third.stop()
    await becomes("a cancelled one is gone", lambda: set(seen(reader)) == {"shop:1", "shop:2"})
    print("12 passed, 0 failed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=str(ROOT / ".build" / "debug" / "bluegreen"))
    py_eureka_client.logger.set_level("CRITICAL")
    servers = Servers(parser.parse_args().binary)
    try:
        asyncio.run(asyncio.wait_for(run(servers), 240))
    finally:
        servers.end()


if __name__ == "__main__":
    main()
    # The client leaves threads of its own behind.
    sys.stdout.flush()
    os._exit(0)
