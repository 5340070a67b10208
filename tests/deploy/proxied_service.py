"""nginx with the configuration of the cluster, and a web process that does as it is told."""

import contextlib
import shutil
import subprocess
import tempfile
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from deploy.cluster.configuration import fill_in
from deploy.cluster.requirements import SEARCHED
from tests.live_service import free_port
from tests.waiting import wait_until

NGINX = shutil.which("nginx", path=":".join(SEARCHED))

PUBLIC = "public, max-age=0, stale-while-revalidate=30, stale-if-error=86400"


class Service(ThreadingHTTPServer):
    """A web process whose answers depend on their headers, and which counts what it is asked."""

    status, cache_control = 200, PUBLIC

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = Counter()
        self.headers = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        server.headers[self.path] = self.headers
        body = "|".join(self.headers.get(name, "-") for name in ("Cookie", "Accept")).encode()
        tag = f'"{self.headers.get("Accept", "")}"'
        is_current = server.status == 200 and self.headers.get("If-None-Match") == tag
        server.asked[self.command, self.path, "304" if is_current else str(server.status)] += 1
        self.send_response(304 if is_current else server.status)
        self.send_header("ETag", tag)
        self.send_header("Vary", "Accept, Accept-Encoding, origin")
        self.send_header("Cache-Control", server.cache_control)
        if server.status == 503:
            self.send_header("Retry-After", "7")
        if not is_current:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not is_current and self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_POST = do_GET  # noqa: N815 (http.server calls them so)

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def nginx_before(upstream):
    """A client of nginx, which stands before the web process at a port."""
    port, web = free_port(), f"127.0.0.1:{upstream}"
    # Where the account of nginx's workers can enter.
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "nginx").mkdir()
        values = {"FOLDER": str(folder), "NETWORK": "127.0.20", "HTTP_ADDRESS": f"127.0.0.1:{port}"}
        text = fill_in("nginx.conf", values)
        text = text.replace("127.0.20.11:8000", web).replace("127.0.20.12:8000", web)
        (folder / "nginx.conf").write_text(text)
        command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
        with (
            subprocess.Popen(command) as nginx,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
        ):
            wait_until(lambda: answers(client))
            yield client
            nginx.terminate()


def answers(client):
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False
