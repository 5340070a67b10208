"""What stands behind nginx in tests: a web process that does as it is told."""

from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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
