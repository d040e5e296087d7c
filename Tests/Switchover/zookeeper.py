"""As much of ZooKeeper's protocol as zkCli's `create`, `set` and `get` need."""

import socket
import struct
import threading

CREATE, GET, SET = 1, 4, 5
NODE_EXISTS = -110


class ZooKeeper:
    """One connection; it is made anew when it broke."""

    def __init__(self, port: int):
        self.port = port
        self.xid = 0
        self.socket: socket.socket | None = None
        self.lock = threading.Lock()

    def create(self, path: str, data: str) -> None:
        # World may do anything; persistent.
        acl = struct.pack(">ii", 1, 31) + _text("world") + _text("anyone")
        self._call(CREATE, _text(path) + _text(data) + acl + struct.pack(">i", 0), allowed=(NODE_EXISTS,))

    def set(self, path: str, data: str) -> None:
        self._call(SET, _text(path) + _text(data) + struct.pack(">i", -1))

    def get(self, path: str) -> str:
        answer = self._call(GET, _text(path) + b"\0")
        (length,) = struct.unpack_from(">i", answer)
        return answer[4 : 4 + max(0, length)].decode()

    def _call(self, kind: int, body: bytes, allowed: tuple[int, ...] = ()) -> bytes:
        with self.lock:
            try:
                return self._exchange(kind, body, allowed)
            except OSError:
                self.socket = None
                return self._exchange(kind, body, allowed)

    def _exchange(self, kind: int, body: bytes, allowed: tuple[int, ...]) -> bytes:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            self._send(struct.pack(">iqiqi", 0, 0, 30_000, 0, 16) + bytes(16) + b"\0")
            self._receive()
        self.xid += 1
        self._send(struct.pack(">ii", self.xid, kind) + body)
        answer = self._receive()
        _, _, code = struct.unpack_from(">iqi", answer)
        if code != 0 and code not in allowed:
            raise RuntimeError(f"ZooKeeper answers {code}")
        return answer[16:]

    def _send(self, body: bytes) -> None:
        assert self.socket is not None
        self.socket.sendall(struct.pack(">i", len(body)) + body)

    def _receive(self) -> bytes:
        (length,) = struct.unpack(">i", self._exactly(4))
        return self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        assert self.socket is not None
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise ConnectionError("ZooKeeper closed the connection")
            data += part
        return data


def _text(value: str) -> bytes:
    return struct.pack(">i", len(value.encode())) + value.encode()
