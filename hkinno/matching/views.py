"""The API view that matches texts."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import MAX_ERRORS, MAX_QUOTED_LENGTH
from hkinno.api.parsers.json import invalid_body
from hkinno.api.parsers.request_parsers import StrictJSONParser
from hkinno.api.parsers.strict_serializers import (
    closest_match_error,
    flatten_errors,
    validate_body,
)
from hkinno.matching.candidate_filters import DEFAULT_RESOURCES, CandidateFilter
from hkinno.matching.candidate_index import Index
from hkinno.matching.engine import MatchResult, match_text
from hkinno.matching.openapi_examples import EXAMPLES
from hkinno.matching.own_references import (
    OwnReference,
    apply_reference,
    find_own_references,
    ids_of,
)
from hkinno.matching.published_names import find_survivors
from hkinno.matching.retrieval import TextQuery, retrieve
from hkinno.matching.serializers import MatchRequestSerializer, MatchResponseSerializer
from hkinno.registry.models import Place, Record
from hkinno.registry.rest.filters.reference import id_by_name


class MatchView(APIView):
    """Match names, as they are written in spreadsheets, with records.

    Handles Traditional and Simplified characters, abbreviations, reordered words, typing errors,
    departments, addresses and titles. A record is `chosen` only if it is the only one that the
    text can mean: nothing is chosen for 大學, nor for an independent body that carries another
    body's name. The documentation of matching describes the rules.
    """

    parser_classes = [StrictJSONParser]
    problems = ["invalid-body", "request-timeout", "content-too-large", "unsupported-media-type"]

    @extend_schema(
        operation_id="match",
        tags=["matching"],
        summary="Match up to 100 texts",
        request=MatchRequestSerializer,
        responses=MatchResponseSerializer,
        examples=[
            OpenApiExample(
                "A department, an institute, a word", EXAMPLES["match_request"], request_only=True
            ),
            OpenApiExample("Their matches", EXAMPLES["match_response"], response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        data = validate_body(MatchRequestSerializer(data=request.data))
        texts = data["texts"]
        places = find_places(texts)
        references = find_own_references({item["text"] for item in texts})
        queries = [
            TextQuery(
                item["text"], candidate_filter(item, places), ids_of(references, item["text"])
            )
            for item in texts
        ]
        results = [
            match(index, query, references.get(query.text), data["limit"])
            for query, index in zip(queries, retrieve(queries), strict=True)
        ]
        records = fetch_candidates(results)
        body = {
            "results": [
                result_data(item["text"], result, records)
                for item, result in zip(texts, results, strict=True)
            ]
        }
        return Response(MatchResponseSerializer(body, context={"request": request}).data)


def match(
    index: Index, query: TextQuery, reference: OwnReference | None, limit: int
) -> MatchResult:
    """The candidates for a text, which may be the id or URL of a record."""
    accepts = query.filter.bind(index)
    result = match_text(index, query.text, accepts, limit)
    return apply_reference(result, reference, index, accepts, query.text, limit)


def find_places(texts: list[dict[str, Any]]) -> dict[str, str]:
    """`{place: place}`, with what it was merged into for a duplicate.

    Raises ProblemException (400) if the `place` of a text is not the id of a place.
    """
    places = find_survivors({item["place"] for item in texts}, [Place.RESOURCE])
    unknown = [(n, item["place"]) for n, item in enumerate(texts)]
    unknown = [(n, id) for n, id in unknown if id is not None and id not in places]
    if unknown:
        known = list(Place.objects.published().order_by("pk").values_list("pk", flat=True))
        message = _("Unknown place “%(value)s”.")
        errors = {
            n: {
                "place": [
                    closest_match_error(
                        "invalid-choice",
                        message % {"value": id[:MAX_QUOTED_LENGTH]},
                        id_by_name([Place.RESOURCE], id) or id,
                        known,
                    )
                ]
            }
            for n, id in unknown[:MAX_ERRORS]
        }
        raise invalid_body(list(flatten_errors({"texts": errors}, "")))
    return places


def candidate_filter(item: dict[str, Any], places: dict[str, str]) -> CandidateFilter:
    """The filter for a validated `MatchTextSerializer`."""
    resources = [item["resource"]] if item["resource"] else DEFAULT_RESOURCES
    return CandidateFilter(resources, places.get(item["place"]))


def fetch_candidates(results: Iterable[MatchResult]) -> dict[str, Record]:
    """`{id: record}` of all candidates that are still published."""
    ids = {candidate.record_id for result in results for candidate in result.candidates}
    columns = ("resource", "status", "name_zh", "name_en")  # that `BriefSerializer` reads
    return Record.objects.published().only(*columns).in_bulk(ids)


def result_data(text: str, result: MatchResult, records: dict[str, Record]) -> dict[str, Any]:
    """The data of a `MatchResultSerializer`.

    A candidate that was unpublished in the meantime is not in `records`, and is left out.
    """
    return {
        "text": text,
        "chosen": result.chosen if result.chosen in records else None,
        "candidates": [
            {
                "record": records[candidate.record_id],
                "score": candidate.score,
                "matched": text[candidate.start : candidate.end],
                "matched_name": candidate.matched_name,
            }
            for candidate in result.candidates
            if candidate.record_id in records
        ],
    }
