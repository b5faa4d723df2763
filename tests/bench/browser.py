"""A very thin browser: what it costs itself would flatter every ratio, so it is bare."""

import re
import socket
import time
from dataclasses import dataclass
from gzip import decompress
from urllib.parse import urlencode

IDLE = 5.0  # seconds after which the server may have hung up
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=\s]+)=([^;\r]*)", re.IGNORECASE)
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """One answer as it came over the wire."""

    status: int
    head: bytes
    body: bytes

    @property
    def weight(self) -> int:
        """Bytes on the wire, head included."""
        return len(self.head) + len(self.body)

    @property
    def text(self) -> str:
        """The page, unpacked."""
        is_packed = b"content-encoding: gzip" in self.head.lower()
        return (decompress(self.body) if is_packed else self.body).decode()


class Browser:
    """One kept connection and its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._socket: socket.socket | None = None
        self._used = 0.0

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._send(f"GET {path} HTTP/1.1\r\n{self._about()}\r\n".encode())

    def post(self, path: str, data: dict[str, str]) -> Answer:
        """Send a form."""
        body = urlencode(data).encode()
        head = (
            f"POST {path} HTTP/1.1\r\n{self._about()}Content-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        return self._send(head.encode() + body)

    def sign_in(self, username: str, password: str) -> "Browser":
        """Sign in through the page."""
        token = csrf_of(self.get("/sign-in"))
        answer = self.post(
            "/sign-in", {"csrf_token": token, "username": username, "password": password}
        )
        assert answer.status == 303, f"sign-in answered {answer.status}"
        return self

    def close(self) -> None:
        """Give the connection back."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _about(self) -> str:
        lines = f"Host: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\n"
        if self.cookies:
            together = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines += f"Cookie: {together}\r\n"
        return lines

    def _send(self, data: bytes) -> Answer:
        if self._socket is None or time.monotonic() - self._used > IDLE:
            self.close()
            self._socket = socket.create_connection(("127.0.0.1", self.port))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._used = time.monotonic()
        self._socket.sendall(data)
        got = self._socket.recv(262_144)
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        found = LENGTH.search(head)
        if found is not None:
            while len(body) < int(found[1]):
                body += self._more()
        elif b"chunked" in head.lower():
            body = self._chunks(body)
        self.cookies.update({n.decode(): v.decode() for n, v in COOKIE.findall(head)})
        return Answer(int(head[9:12]), head, body)

    def _chunks(self, body: bytes) -> bytes:
        """Return a body sent in pieces, with the lengths still between them."""
        pieces, end = [body], body[-7:]
        while end != b"\r\n0\r\n\r\n":
            pieces.append(self._more())
            end = (end + pieces[-1])[-7:]
        return b"".join(pieces)

    def _more(self) -> bytes:
        assert self._socket is not None
        some = self._socket.recv(262_144)
        if not some:
            raise RuntimeError("the server closed the connection")
        return some


def csrf_of(answer: Answer) -> str:
    """Return the token of the first form of a page."""
    found = CSRF.search(answer.text)
    assert found, f"no form on a page that answered {answer.status}"
    return found[1]
