"""What is logged, and how."""

from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS


def logging_config(level: str, formatter: str, *, logs_access: bool) -> dict[str, Any]:
    """The setting `LOGGING`: lines on the console from `level` on, as `text` or `json`.

    With `logs_access`, each request is a line.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "hkinno.api.requests.LogFilter"}},
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(levelname)s %(name)s %(request_id)s %(message)s",
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": True,
                "reserved_attrs": [*RESERVED_ATTRS, "request"],
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": formatter,
                "filters": ["request"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            # 4xx responses are lines of the access log.
            "django.request": {"level": "ERROR"},
            "axes": {"level": "ERROR"},
            "mcp": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},  # by which we call its application
            "hkinno.access": {"level": "NOTSET" if logs_access else "WARNING"},
        },
    }
