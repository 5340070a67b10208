"""A request as bytes for a socket, and as a shell command."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One request. `path` names the operation of the document, "" if there is none.

    `raw` replaces everything: bytes that are no valid HTTP.
    """

    method: str = "GET"
    target: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    path: str = ""
    raw: bytes = b""

    def wire(self, host: str) -> bytes:
        """The bytes of the request for the server at `host`."""
        if self.raw:
            return self.raw.replace(b"HOST", host.encode())
        headers = {"Host": host, "Accept-Encoding": "identity"} | self.headers
        if self.body is not None:
            headers.setdefault("Content-Length", str(len(self.body)))
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + (self.body or b"")

    def curl(self, base: str) -> str:
        """A shell command that sends the request to the server at `base`, such as 127.0.0.1:1."""
        if self.raw:
            host, _, port = base.rpartition(":")
            return f"printf {ansi_c(self.wire(base))} | nc {host} {port}"
        parts = ["curl -i -g --path-as-is", f"-X {shlex.quote(self.method)}"]
        parts += [
            f"-H {ansi_c(f'{name}: {value}'.encode())}" for name, value in self.headers.items()
        ]
        if self.body is not None:
            parts.append(f"--data-binary {ansi_c(self.body)}")
        return " ".join([*parts, ansi_c(f"http://{base}{self.target}".encode())])


def ansi_c(content: bytes) -> str:
    """Bytes as a word of bash."""
    printable = (
        chr(byte) if 32 <= byte < 127 and byte not in b"\\'" else f"\\x{byte:02x}"
        for byte in content
    )
    return f"$'{''.join(printable)}'"
