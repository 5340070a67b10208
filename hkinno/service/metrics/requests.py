"""Counts requests and database errors of this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

# The route of a request in its WSGI environment.
ROUTE = "hkinno.route"
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "hkinno_http_requests",
    "Requests answered, by the route in hkinno/urls.py.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
DURATION = Histogram(
    "hkinno_http_request_duration_seconds",
    "Time from the start of Django's work to the end of the response.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)
IN_PROGRESS = Gauge(
    "hkinno_http_requests_in_progress",
    "Requests that Django is working on.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
WAITING = Gauge(
    "hkinno_http_requests_waiting",
    "Requests that wait for a thread.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
DATABASE_ERRORS = Counter(
    "hkinno_database_errors",
    "Statements that failed, by psycopg's class of the error.",
    ["error"],
    registry=REGISTRY,
)


class RequestMetricsMiddleware:
    """Counts and times requests until their response is closed. The first middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        IN_PROGRESS.inc()
        try:
            response = self.get_response(request)
        except BaseException:
            IN_PROGRESS.dec()
            raise
        match = request.resolver_match
        # Unknown URLs must not become labels.
        route = request.META[ROUTE] = match.route if match else ""

        def finish() -> None:
            IN_PROGRESS.dec()
            seconds = time.perf_counter() - start
            count_request(str(request.method), route, response.status_code, seconds)

        # Streamed responses do their work after this middleware has returned.
        response._resource_closers.append(finish)  # type: ignore[attr-defined]  # a private list
        return response


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request that was answered, and how long that took."""
    counter, histogram = metrics_of(method if method in METHODS else "other", route, status)
    counter.inc()
    histogram.observe(seconds)


@lru_cache(maxsize=1024)
def metrics_of(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """The metrics with these labels, which take longer to find than to change."""
    return REQUESTS.labels(method, route, status), DURATION.labels(method, route)


@receiver(connection_created)
def count_database_errors(connection: BaseDatabaseWrapper, **options: Any) -> None:
    """Count the errors of every statement on `connection`."""
    if count_error not in connection.execute_wrappers:
        # First, because `execute_wrapper` removes the last when a block ends in which we connected.
        connection.execute_wrappers.insert(0, count_error)


def count_error(execute: Callable[..., Any], *arguments: Any) -> Any:
    """A wrapper of Django's `execute` that counts its errors."""
    try:
        return execute(*arguments)
    except DatabaseError as error:
        DATABASE_ERRORS.labels(type(error.__cause__ or error).__name__).inc()
        raise
