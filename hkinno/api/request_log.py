"""Identifies each request, and logs it: `hkinno.access` has one line for each.

Django logs unhandled exceptions itself, as errors with a traceback.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hkinno.api.errors.error_page import is_admin

HEADER = "X-Request-ID"
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
MAX_PATH_LENGTH = 1000
logger = logging.getLogger("hkinno.access")
current_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestLogMiddleware:
    """Gives each request an id, which its log lines and the header `X-Request-ID` contain.

    The client may choose it, if it has from 8 to 64 letters, digits, dots, hyphens or underscores.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        request_id = choose_request_id(request.headers.get(HEADER, ""))
        request.request_id = request_id  # type: ignore[attr-defined]  # read by LogFilter
        token = current_id.set(request_id)
        try:
            response = self.get_response(request)
            response[HEADER] = request_id
            # The values in queries of the admin may be personal.
            path = request.path if is_admin(request) else request.get_full_path()
            seconds = time.perf_counter() - start
            client = request.META.get("REMOTE_ADDR")
            log_request(str(request.method), path, response.status_code, seconds, client)
            return response
        finally:
            current_id.reset(token)


def choose_request_id(proposed: str) -> str:
    """The id that the client proposes, if it is safe, or else a new one."""
    return proposed if SAFE_ID.fullmatch(proposed) else uuid.uuid4().hex


def log_request(method: str, path: str, status: int, seconds: float, client: str | None) -> None:
    """Log a request at INFO, or at WARNING if it took longer than `SLOW_REQUEST`."""
    milliseconds = round(seconds * 1000)
    level = logging.WARNING if milliseconds > settings.SLOW_REQUEST else logging.INFO
    if not logger.isEnabledFor(level):
        return
    fields = {
        "method": method,
        "path": path[:MAX_PATH_LENGTH],
        "status": status,
        "duration_ms": milliseconds,
        "client": client or "-",
    }
    logger.log(level, "%s %s %s %s ms, client %s", *fields.values(), extra=fields)


class LogFilter(logging.Filter):
    """Adds the request id to log records, and lowers those of clients' errors to INFO.

    Django logs a 4xx response as a warning, or as an error with a traceback if a host is unknown.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        # Django logs some responses after the last middleware has returned.
        record.request_id = getattr(request, "request_id", None) or current_id.get()
        if getattr(record, "status_code", 500) < 500:
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.exc_info = record.exc_text = None
            return logging.getLogger().level <= logging.INFO
        return True
