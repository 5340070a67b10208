"""The log of logins and of changes in the admin: `hkinno.audit`, all at INFO."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hkinno.api.errors.error_page import error_page
from hkinno.api.requests import client_address, is_admin

MAX_NAME_LENGTH = 150  # of a user, as typed
MAX_SELECTED = 50
logger = logging.getLogger("hkinno.audit")


def log_event(event: str, request: HttpRequest | None, user: Any, **details: Any) -> None:
    """Log an event with the name of a user, quoted because a login form accepts any characters."""
    fields = {
        "event": event,
        "user": str(user)[:MAX_NAME_LENGTH],
        "client": (client_address(request) if request else None) or "-",
        **details,
    }
    text = ", ".join(f"{name} {value!r}" for name, value in fields.items() if name != "event")
    logger.info("%s: %s", event, text, extra=fields)


@receiver(user_logged_in)
def log_login(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    log_event("login", request, user)


@receiver(user_logged_out)
def log_logout(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    log_event("logout", request, user)


@receiver(user_login_failed)
def log_failure(credentials: dict[str, Any], request: HttpRequest | None, **_kwargs: Any) -> None:
    log_event("login failed", request, credentials.get("username"))


@receiver(user_locked_out)
def log_lockout(request: HttpRequest, username: str, **_kwargs: Any) -> None:
    log_event("login locked", request, username)


def locked_out_page(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]
) -> HttpResponse:
    """The page after too many failed logins (`AXES_LOCKOUT_CALLABLE`); the same for any name."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    detail = _(
        "Logging in with this name from this address is locked for %(minutes)s minutes. The "
        "operator of the service can unlock it earlier."
    )
    title = _("Too many failed logins")
    return error_page(429, title, detail % {"minutes": minutes}, str(minutes * 60))


class AuditLogMiddleware:
    """Logs each accepted request that may have changed something in the admin.

    The history of a record, in the admin, says what changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.method == "POST"
            and is_admin(request)
            and response.status_code < 400
            and request.user.is_authenticated
        ):
            details: dict[str, Any] = {"path": request.path, "status": response.status_code}
            if action := request.POST.get("action"):
                selected = request.POST.getlist("_selected_action")
                details |= {"action": action, "selected": selected[:MAX_SELECTED]}
            log_event("admin", request, request.user, **details)
        return response
