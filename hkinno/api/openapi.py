"""The OpenAPI document: what is added to drf-spectacular's view of our views."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from hkinno.api.errors.problem_details import CONTENT_TYPE
from hkinno.api.errors.problem_types import PROBLEM_CODES, PROBLEM_TYPES
from hkinno.api.query_params import format_parameter, parameter_sources

# Problems of every view, and of lists and details.
COMMON_PROBLEMS = [
    "bad-request",
    "invalid-parameter",
    "not-acceptable",
    "uri-too-long",
    "too-many-requests",
    "internal-server-error",
    "database-unavailable",
]
RESOURCE_PROBLEMS = ["incompatible-parameters", "limit-exceeded", "not-found"]
SUMMARIES = {"list": "List the {resource}", "retrieve": "Read one of the {resource}"}


class FieldErrorSerializer(serializers.Serializer[Any]):
    """One error in a query parameter or in the body."""

    code = serializers.CharField(help_text="What is wrong, for programs.")
    detail = serializers.CharField(help_text="What is wrong, for people.")
    parameter = serializers.CharField(allow_null=True, help_text="The query parameter.")
    pointer = serializers.CharField(
        allow_null=True, help_text="The place in the body, as a JSON Pointer."
    )
    suggestion = serializers.CharField(allow_null=True, help_text="What may have been meant.")


class ProblemSerializer(serializers.Serializer[Any]):
    """An error by RFC 9457, in English or Traditional Chinese."""

    type = serializers.CharField(help_text="The URL of a page that explains the problem type.")
    title = serializers.CharField(help_text="The title of the problem type.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What went wrong in this case.")
    instance = serializers.CharField(help_text="The requested path.")
    code = serializers.ChoiceField(PROBLEM_CODES, help_text="The problem type, for programs.")
    errors = FieldErrorSerializer(many=True, help_text="Each error.")  # type: ignore[assignment]  # shadows DRF's property


class Schema(AutoSchema):
    """Adds common parameters and problems.

    A view declares further `problems`, a viewset those of its details in `detail_problems`, and
    the summaries of its own actions in `action_summaries`.
    """

    view: Any

    def get_summary(self) -> str:
        summaries = SUMMARIES | getattr(self.view, "action_summaries", {})
        summary = summaries.get(getattr(self.view, "action", ""), SUMMARIES["retrieve"])
        return str(summary).format(resource=self.get_tags()[0])

    def get_override_parameters(self) -> list[Any]:
        parameters = [
            OpenApiParameter(
                format_parameter(self.view),
                str,
                description=self.describe_formats(),
                enum=self.map_renderers("format"),
            )
        ]
        if "{id}" in self.path:
            parameters.append(
                OpenApiParameter(
                    "id",
                    str,
                    OpenApiParameter.PATH,
                    description=f"An id from the list of {self.get_tags()[0]}.",
                    pattern=self.view.id_pattern,
                )
            )
        return parameters

    def get_filter_backends(self) -> list[Any]:
        """Also the classes with further parameters of a view."""
        return [*super().get_filter_backends(), *parameter_sources(self.view)]

    def get_operation(
        self,
        path: str,
        path_regex: str,
        path_prefix: str,
        method: str,
        registry: ComponentRegistry,
    ) -> dict[str, Any] | None:
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation:
            response = operation["responses"]["200"]
            response["description"] = "Success"
            response["content"] = self.main_content(response["content"])
            operation["responses"] |= self.problem_responses()
        return operation

    def main_content(self, content: dict[str, Any]) -> dict[str, Any]:
        """Of `{media type: content}`, that of the first renderer only.

        Generated clients would return a union of the types of all formats. A renderer of another
        format than JSON has its own `schema`.
        """
        main = self.view.get_renderers()[0]
        if hasattr(main, "schema"):
            return {main.media_type: {"schema": main.schema}}
        return {main.media_type: content[main.media_type]}

    def describe_formats(self) -> str:
        """The description of the parameter `format`, with the media types other than the main."""
        others = [f"`{r.format}` ({r.media_type})" for r in self.view.get_renderers()[1:]]
        also = f" Besides the documented JSON: {', '.join(others)}." if others else ""
        return f"The format; overrides the Accept header.{also}"

    def problem_responses(self) -> dict[str, dict[str, Any]]:
        """The responses other than success, by status."""
        codes = [*COMMON_PROBLEMS, *getattr(self.view, "problems", ())]
        if hasattr(self.view, "action"):
            codes += RESOURCE_PROBLEMS
        if "{id}" in self.path:
            codes += getattr(self.view, "detail_problems", ())
        responses: dict[str, dict[str, Any]] = {}
        if "gone" in codes:
            responses["308"] = {
                "description": "Merged or replaced",
                "headers": {
                    "Location": {"schema": {"type": "string"}, "description": "What remains."}
                },
            }
        by_status: dict[str, list[str]] = {}
        for code in codes:
            by_status.setdefault(str(PROBLEM_TYPES[code].status), []).append(code)
        return responses | {status: self.problem(codes) for status, codes in by_status.items()}

    def problem(self, codes: list[str]) -> dict[str, Any]:
        """The response of one status: the titles of its problem types, and their schema."""
        return {
            "description": " / ".join(str(PROBLEM_TYPES[code].title) for code in codes),
            "content": {
                CONTENT_TYPE: {"schema": self.resolve_serializer(ProblemSerializer, "response").ref}
            },
        }
