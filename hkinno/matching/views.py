"""Where texts are matched."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.parsers.json import MAX_ERRORS, invalid_body
from hkinno.api.parsers.request_parsers import StrictJSONParser
from hkinno.api.parsers.strict_serializers import closest_match_error, validate_body
from hkinno.matching.engine import Answer, answer
from hkinno.matching.index import Index
from hkinno.matching.index_cache import NAMES
from hkinno.matching.openapi_examples import ANSWERED, ASKED
from hkinno.matching.query_hints import USUAL, Hint
from hkinno.matching.query_params import OwnParameters
from hkinno.matching.serializers import AskedSerializer, MatchesSerializer
from hkinno.registry.models import Place, Record


class Match(APIView):
    """From names as they stand in a spreadsheet to records.

    Traditional and Simplified characters, abbreviations, other orders of words, slips of the pen,
    departments, addresses and titles are understood. A record is `chosen` where it alone is meant
    and nothing in the text speaks against it: not for 大學, nor for a body of its own that carries
    another's name. How it decides is told in the documentation of matching.
    """

    parser_classes = [StrictJSONParser]
    permission_classes = [OwnParameters]
    problems = ["invalid-body", "content-too-large", "unsupported-media-type"]

    @extend_schema(
        operation_id="match",
        tags=["matching"],
        summary="Match up to a hundred texts",
        request=AskedSerializer,
        responses=MatchesSerializer,
        examples=[
            OpenApiExample("A department, an institute, a word", ASKED, request_only=True),
            OpenApiExample("What they mean", ANSWERED, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        asked = validate_body(AskedSerializer(data=request.data))
        with NAMES.held() as index:
            check_places(index, asked["texts"])
            answers = [
                answer(index, each["text"], hint(each).on(index), asked["limit"])
                for each in asked["texts"]
            ]
        records = in_brief(answers)
        results = [
            result(each["text"], found, records)
            for each, found in zip(asked["texts"], answers, strict=True)
        ]
        context = {"request": request}
        return Response(MatchesSerializer({"results": results}, context=context).data)


def check_places(index: Index, texts: Iterable[dict]) -> None:
    """Refuse hints that are no place of the registry, each with the nearest."""
    places = sorted(id for id, row in index.rows.items() if row.resource == Place.RESOURCE)
    known = {None, *places}
    strange = [(n, each["place"]) for n, each in enumerate(texts) if each["place"] not in known]
    if strange:
        raise invalid_body([no_place(n, place, places) for n, place in strange[:MAX_ERRORS]])


def no_place(number: int, place: str, places: Iterable[str]) -> FieldError:
    """That the hint beside a text is no place."""
    said = _("There is no place “%(value)s”.") % {"value": place}
    error = closest_match_error("invalid-choice", said, place, places)
    pointer = f"/texts/{number}/place"
    return FieldError(error.code, str(error), pointer=pointer, suggestion=error.code.suggestion)


def hint(asked: dict) -> Hint:
    """What was said beside a text."""
    return Hint([asked["resource"]] if asked["resource"] else USUAL, asked["place"])


def in_brief(answers: Iterable[Answer]) -> dict[str, Record]:
    """The records of all candidates."""
    ids = {found.id for each in answers for found in each.found}
    return Record.objects.published().in_bulk(ids)


def result(text: str, found: Answer, records: dict[str, Record]) -> dict[str, Any]:
    """What a text means; a record that was unpublished in this moment is left out."""
    candidates = [
        {
            "record": records[each.id],
            "score": each.score,
            "matched": text[each.start : each.end],
            "matched_name": each.name,
        }
        for each in found.found
        if each.id in records
    ]
    return {
        "text": text,
        "chosen": found.chosen if found.chosen in records else None,
        "candidates": candidates,
    }
