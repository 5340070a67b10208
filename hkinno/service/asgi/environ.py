"""The WSGI environment (PEP 3333) of a request received by ASGI."""

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

Scope = Any  # asgiref's types are unions that every access would have to narrow
Environ = dict[str, Any]
UNPREFIXED = {"CONTENT_TYPE", "CONTENT_LENGTH"}


def build_environ(scope: Scope, body: IO[bytes], body_size: int, address: str) -> Environ:
    """The environment of a request whose body has been read; `address` is the client's."""
    host, _ = scope["server"] or ("", None)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        # Not the port in `scope`, which granian takes from the header Host: links contain it.
        "SERVER_PORT": str(settings.PORT),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        add_header(environ, name, value.decode("latin-1"))
    # The real size, whether the body came in chunks or not.
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    if body_size:
        environ["CONTENT_LENGTH"] = str(body_size)
    return environ


def add_header(environ: Environ, name: bytes, value: str) -> None:
    """Add a header under its CGI name, unless it has an underscore and could pose as another."""
    if b"_" in name:
        return
    key = name.decode("latin-1").upper().replace("-", "_")
    key = key if key in UNPREFIXED else f"HTTP_{key}"
    if key in environ:
        separator = "; " if key == "HTTP_COOKIE" else ","
        value = f"{environ[key]}{separator}{value}"
    environ[key] = value
