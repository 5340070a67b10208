"""Response headers that restrict what browsers do with a response.

The Content-Security-Policy is set here rather than by django-csp, because it depends only on the
kind of page; a view that needs another one sets it itself.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hkinno.api.errors.error_page import is_admin

DATA_CSP = "default-src 'none'; frame-ancestors 'none'"
ADMIN_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("magnetometer", "microphone", "midi", "payment", "usb"),
    )
)


class SecurityHeadersMiddleware:
    """Sets security headers on every response, and keeps caches from storing errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 304:  # whose headers replace those of the client's copy
            policy = ADMIN_CSP if is_admin(request) else DATA_CSP
            response.headers.setdefault("Content-Security-Policy", policy)
        is_public = request.path.startswith("/api/")
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if is_public else "same-origin"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        return response
