"""Health checks: `/healthz` and `/readyz`."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.exception_handler import RETRY_AFTER_SECONDS
from hkinno.api.errors.problem_details import ProblemException
from hkinno.service.health import missing


class StateSerializer(serializers.Serializer):
    """How the service is."""

    status = serializers.ChoiceField(["ok", "ready"], help_text="That it is well.")


class Healthz(APIView):
    """Whether the process answers. It asks nothing else, the database neither."""

    @extend_schema(
        operation_id="healthz", tags=["service"], summary="Is it alive?", responses=StateSerializer
    )
    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class Readyz(APIView):
    """Whether requests can be answered: the database is there, up to date, and has data."""

    problems = ["not-ready"]

    @extend_schema(
        operation_id="readyz", tags=["service"], summary="Is it ready?", responses=StateSerializer
    )
    def get(self, request: Request) -> Response:
        if faults := missing():
            raise ProblemException(
                "not-ready", errors=faults, headers={"Retry-After": RETRY_AFTER_SECONDS}
            )
        return Response({"status": "ready"})
