"""What is known of a request: its id and log line, its client, its language and its URLs.

Django logs unhandled exceptions itself, as errors with a traceback.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from random import getrandbits

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

API = "/api/v1/"
HEADER = "X-Request-ID"
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
MAX_PATH_LENGTH = 1000
# The revision that a response is at least as of, and that which its client requires.
REVISION, MIN_REVISION, REVISION_COOKIE = "Revision", "Min-Revision", "revision"
NUMBER = re.compile(r"[0-9]{0,18}")
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
    if proposed and SAFE_ID.fullmatch(proposed):
        return proposed
    return f"{getrandbits(128):032x}"  # no secret


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


def client_address(request: HttpRequest) -> str | None:
    """The IP address of the client; None if it is unknown."""
    return request.META.get("REMOTE_ADDR") or None


# Stands for the scheme and the host. No text contains it: the database refuses control characters.
PLACEHOLDER = "\x02"


class PlaceholderRequest(HttpRequest):
    """The request of documents that are stored for every host."""


def absolute_url(request: HttpRequest, path: str) -> str:
    """The absolute URL of a path, or the path itself if the requested host is not allowed.

    Without `PUBLIC_URL`, the host is the requested one, but a port in the header `Host` is replaced
    by the one that the service listens on: no cache must spread a port that a client made up.
    """
    if isinstance(request, PlaceholderRequest):
        return f"{PLACEHOLDER}{path}"
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    try:
        host = request.get_host()
    except DisallowedHost:
        return path
    domain, port = split_domain_port(host)
    host = f"{domain}:{request.get_port()}" if port else host
    return f"{request.scheme}://{host}{iri_to_uri(path)}"


def local_request() -> HttpRequest:
    """A request from this machine to the service, for what is made without a client."""
    request = HttpRequest()
    request.META = {
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(settings.PORT),
        "wsgi.url_scheme": "http",
    }
    return request


@cache
def admin_path() -> str:
    return reverse("admin:index")


def is_admin(request: HttpRequest) -> bool:
    """Whether the request is for the admin, whose errors are HTML pages."""
    return request.path.startswith(admin_path())


def reverse_absolute(request: HttpRequest, name: str, *args: object) -> str:
    """The absolute URL of a named view of the API, which is the same in all languages."""
    return absolute_url(request, path_of(name, *args))


@lru_cache(maxsize=2000)
def path_of(name: str, *args: object) -> str:
    return reverse(name, args=args)


# Members of the macrolanguage `zh` (ISO 639-3) that browsers send: Cantonese, Mandarin, Min, …
CHINESE_LANGUAGES = {"yue", "cmn", "nan", "hak", "wuu", "lzh", "cdo", "gan", "hsn"}


def prefer_supported_language(request: HttpRequest) -> None:
    """Replace the header by the code of the language that it prefers, which Django then selects.

    Unlike Django, reads `yue-Hant-HK` as Chinese and never selects a language with weight 0.
    """
    if header := request.headers.get("Accept-Language"):
        request.META["HTTP_ACCEPT_LANGUAGE"] = preferred_language(header)


def preferred_language(header: str) -> str:
    """The code of a language of the service; the first one if the header excludes all."""
    ranges = parse_accept_lang_header(header)
    excluded = [code for code, weight in ranges if not weight]
    codes = [code for code, _name in settings.LANGUAGES]
    acceptable = [code for code in codes if not any(matches(code, item) for item in excluded)]
    for code, weight in ranges:
        if weight and (language := supported_language(code, acceptable or codes)):
            return language
    return (acceptable or codes)[0]


def matches(code: str, language_range: str) -> bool:
    """Basic filtering by RFC 4647, 3.3.1: `zh` matches `zh-hant`, and `zh-hans` does not."""
    return code == language_range or code.startswith(f"{language_range}-")


def supported_language(code: str, acceptable: list[str]) -> str | None:
    """That of the acceptable languages that a language range of a client stands for."""
    primary, _, rest = code.partition("-")
    if primary in CHINESE_LANGUAGES:
        code = f"zh-{rest}" if rest else "zh"
    if code == "*":
        return acceptable[0]
    try:
        language = get_supported_language_variant(code)
    except LookupError:
        return None
    return language if language in acceptable else None


def required_revision(header: str, cookies: Mapping[str, str]) -> int | None:
    """The revision that a client has to see: what it asks for, or has written in the admin.

    0 if there is none, and None if the header `Min-Revision` is not a number.
    """
    if not NUMBER.fullmatch(header):
        return None
    written = cookies.get(REVISION_COOKIE, "")
    return max(int(header or 0), int(written or 0) if NUMBER.fullmatch(written) else 0)
