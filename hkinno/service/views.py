"""Health checks: `/healthz` and `/readyz`."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.error_page import RETRY_AFTER_SECONDS
from hkinno.api.errors.problem_details import ProblemException
from hkinno.service.health import readiness_errors


class HealthSerializer(serializers.Serializer[dict[str, Any]]):
    """The state of the service."""

    status = serializers.ChoiceField(["ok", "ready"], help_text="`ok` or `ready`.")


class Healthz(APIView):
    """Whether the process answers. Does not use the database."""

    @extend_schema(
        operation_id="healthz", tags=["service"], summary="Liveness", responses=HealthSerializer
    )
    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class Readyz(APIView):
    """Whether requests can be answered: the database is available, migrated and has data."""

    problems = ["not-ready"]

    @extend_schema(
        operation_id="readyz", tags=["service"], summary="Readiness", responses=HealthSerializer
    )
    def get(self, request: Request) -> Response:
        if errors := readiness_errors():
            raise ProblemException(
                "not-ready", errors=errors, headers={"Retry-After": RETRY_AFTER_SECONDS}
            )
        return Response({"status": "ready"})
