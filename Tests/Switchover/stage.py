"""Processes, ports and files of one run: everything is gone when it is over."""

import contextlib
import fcntl
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
from collections.abc import Callable, Iterator

LOCKS = pathlib.Path("/tmp/bluegreen-ports")


class Stage:
    def __init__(self, binary: str):
        self.binary = binary
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="switchover."))
        self.directory.chmod(0o755)
        self.processes: dict[str, subprocess.Popen] = {}
        self.environment = dict(os.environ)
        self._locks: list[tuple[int, pathlib.Path]] = []

    def port(self) -> int:
        """A port that nobody of ours takes for the life of this run."""
        LOCKS.mkdir(mode=0o1777, exist_ok=True)
        while True:
            port = random.randint(20_000, 31_999)
            path = LOCKS / f"{port}.lock"
            descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
            with contextlib.suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", port))
                self._locks.append((descriptor, path))
                return port
            os.close(descriptor)

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen:
        with open(self.directory / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                env=self.environment | environment,
            )
        self.processes[name] = process
        return process

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def log(self, name: str) -> str:
        return (self.directory / f"{name}.log").read_text(errors="replace")

    def end(self, keep: bool) -> None:
        for process in reversed(self.processes.values()):
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 15
        for process in reversed(self.processes.values()):
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                # Its session is its own: nobody else's process is in the group.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        for descriptor, path in self._locks:
            path.unlink(missing_ok=True)
            os.close(descriptor)
        if keep:
            print(f"The logs are in {self.directory}", file=sys.stderr)
        else:
            shutil.rmtree(self.directory, ignore_errors=True)


class GaveUp(Exception):
    pass


def await_(what: str, condition: Callable[[], object], seconds: float = 60, every: float = 0.02) -> float:
    """Polls until it holds, and returns for how long."""
    began = time.monotonic()
    while True:
        with contextlib.suppress(OSError, ValueError, KeyError):
            if condition():
                return time.monotonic() - began
        if time.monotonic() - began > seconds:
            raise GaveUp(f"gave up after {seconds:g} s: {what}")
        time.sleep(every)


@contextlib.contextmanager
def staged(binary: str) -> Iterator[Stage]:
    stage = Stage(binary)
    is_well = False
    try:
        yield stage
        is_well = True
    finally:
        stage.end(keep=not is_well)
