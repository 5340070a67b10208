"""The OpenAPI document: what our views add to drf-spectacular's reading of them."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from hkinno.api.errors.problem_details import CONTENT_TYPE
from hkinno.api.errors.problem_types import PROBLEM_CODES, PROBLEM_TYPES
from hkinno.api.query_params import format_parameter, parameter_sources

# What any read may answer beside its success.
OF_EVERY_READ = (
    "bad-request",
    "invalid-parameter",
    "not-acceptable",
    "uri-too-long",
    "internal-server-error",
    "database-unavailable",
)

SUMMARIES = {"list": "List the {resource}", "retrieve": "Read one of the {resource}"}


class FieldErrorSerializer(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="What is wrong, for programs.")
    detail = serializers.CharField(help_text="What is wrong, for people.")
    parameter = serializers.CharField(allow_null=True, help_text="The query parameter it is in.")
    pointer = serializers.CharField(
        allow_null=True, help_text="The place in the body that it is in, a JSON Pointer."
    )
    suggestion = serializers.CharField(allow_null=True, help_text="What may have been meant.")


class ProblemSerializer(serializers.Serializer):
    """An error, by RFC 9457; the texts are in English or Traditional Chinese."""

    type = serializers.CharField(help_text="The address that explains this kind of problem.")
    title = serializers.CharField(help_text="What kind of problem it is.")
    status = serializers.IntegerField(help_text="The status of the answer.")
    detail = serializers.CharField(help_text="What went wrong in this case.")
    instance = serializers.CharField(help_text="The path that was asked for.")
    code = serializers.ChoiceField(PROBLEM_CODES, help_text="The kind of problem, for programs.")
    errors = FieldErrorSerializer(many=True, help_text="Each thing that is wrong.")


class Schema(AutoSchema):
    """Adds the parameters that every view has, and the problems that it may answer with.

    A viewset names its own in `detail_problems`, for its detail.
    """

    def get_summary(self) -> str:
        summaries = SUMMARIES | getattr(self.view, "action_summaries", {})
        summary = summaries.get(getattr(self.view, "action", ""), SUMMARIES["retrieve"])
        return summary.format(resource=self.get_tags()[0])

    def get_override_parameters(self) -> list[OpenApiParameter]:
        formats = self.map_renderers("format")
        parameters = [
            OpenApiParameter(
                format_parameter(self.view),
                str,
                description="The format; overrules the header Accept.",
                enum=formats,
            )
        ]
        if "{id}" in self.path:
            described = OpenApiParameter(
                "id",
                str,
                OpenApiParameter.PATH,
                description=f"The id, one of those in the list of {self.get_tags()[0]}.",
                pattern=self.view.id_pattern,
            )
            parameters.append(described)
        return parameters

    def get_filter_backends(self) -> list:
        """Also what gives parameters to every read, or to one row."""
        return [*super().get_filter_backends(), *parameter_sources(self.view)]

    def get_operation(
        self,
        path: str,
        path_regex: str,
        path_prefix: str,
        method: str,
        registry: ComponentRegistry,
    ) -> dict | None:
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation:
            answer = operation["responses"]["200"]
            answer["description"] = "What was asked for"
            for renderer in self.view.get_renderers():
                # Another format has another shape than JSON.
                if hasattr(renderer, "schema"):
                    answer["content"][renderer.media_type] = {"schema": renderer.schema}
            operation["responses"] |= self.problem_responses()
        return operation

    def problem_responses(self) -> dict[str, dict]:
        """The responses other than success, by status."""
        codes = list(OF_EVERY_READ)
        responses = {}
        if hasattr(self.view, "action"):
            # Not found: no such record, or a page out of range.
            codes += ["incompatible-parameters", "limit-exceeded", "not-found"]
        if "{id}" in self.path:
            codes += getattr(self.view, "detail_problems", ())
        codes += getattr(self.view, "problems", ())
        if "gone" in codes:
            responses["308"] = {
                "description": "Merged into another record",
                "headers": {
                    "Location": {"schema": {"type": "string"}, "description": "The record to ask."}
                },
            }
        by_status: dict[str, list[str]] = {}
        for code in codes:
            by_status.setdefault(str(PROBLEM_TYPES[code].status), []).append(code)
        return responses | {status: self.response(codes) for status, codes in by_status.items()}

    def response(self, codes: list[str]) -> dict:
        """One status: the titles of all problems that have it, and their shape."""
        return {
            "description": " / ".join(str(PROBLEM_TYPES[code].title) for code in codes),
            "content": {
                CONTENT_TYPE: {"schema": self.resolve_serializer(ProblemSerializer, "response").ref}
            },
        }
