"""Where the last dump is read: what it is, and its files."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.absolute_urls import reverse_absolute
from hkinno.api.renderers.csv import CSVRenderer
from hkinno.api.renderers.json import JSONRenderer
from hkinno.api.renderers.jsonl import JSONLinesRenderer
from hkinno.dumps import storage
from hkinno.dumps.serializers import DumpSerializer
from hkinno.dumps.write import DESCRIPTOR
from hkinno.legal import DATA_LICENCE

LARGEST = 2**63 - 1
FILE_NAME = r"^([a-z]+\.(csv|jsonl)|datapackage\.json)$"


class Dump(APIView):
    """The whole registry to take away, as a Frictionless Data Package: CSV and JSON Lines.

    The addresses of its files name the revision: they never mix two.
    """

    @extend_schema(
        operation_id="dump", tags=["service"], summary="Take everything", responses=DumpSerializer
    )
    def get(self, request: Request) -> Response:
        found = storage.read(settings.DUMP_DIR) or {"revision": None, "resources": []}
        addressed = {
            each["path"]: reverse_absolute(request, "dump-file", found["revision"], each["path"])
            for each in [*found["resources"], {"path": DESCRIPTOR}]
            if found["revision"] is not None
        }
        about = {
            "revision": found["revision"],
            "created": found.get("created"),
            "licence": DATA_LICENCE["name"],
            "package": addressed.get(DESCRIPTOR),
            "files": [described(each, addressed[each["path"]]) for each in found["resources"]],
        }
        return Response(about)


def described(resource: dict[str, Any], url: str) -> dict[str, Any]:
    """A file of the descriptor as the API shows it."""
    return {
        "name": resource["path"],
        "url": url,
        "media_type": resource["mediatype"],
        "bytes": resource["bytes"],
        "sha256": resource["hash"].removeprefix("sha256:"),
        "rows": resource["rows"],
    }


class DumpFile(APIView):
    """A file of a dump: a table, or the `datapackage.json` that describes them all.

    The last few revisions are kept.
    """

    problems = ["not-found"]

    def get_renderers(self) -> list[BaseRenderer]:
        """A file comes in its own format alone."""
        formats = [JSONRenderer(), JSONLinesRenderer(), CSVRenderer()]
        name = getattr(self, "kwargs", {}).get("name", "")
        return [each for each in formats if name.endswith(f".{each.format}")] or formats

    @extend_schema(
        operation_id="dump_file",
        tags=["service"],
        summary="Take one file",
        parameters=[
            OpenApiParameter(
                "revision",
                {"type": "integer", "minimum": 0},
                OpenApiParameter.PATH,
                description="The revision, as the dump names it.",
            ),
            OpenApiParameter(
                "name",
                {"type": "string", "pattern": FILE_NAME},
                OpenApiParameter.PATH,
                description="The name of the file.",
            ),
        ],
        responses={200: {"type": "object", "description": "A Data Package's descriptor."}},
    )
    def get(self, request: Request, revision: int, name: str) -> HttpResponseBase:
        found = storage.read(settings.DUMP_DIR, str(revision)) if revision <= LARGEST else None
        hashes = {each["path"]: each["hash"] for each in (found or {}).get("resources", [])}
        if not found or name not in (DESCRIPTOR, *hashes):
            raise Http404
        tagged = {}
        if name in hashes:
            tagged["ETag"] = tag = f'"{hashes[name].removeprefix("sha256:")}"'
            answer = get_conditional_response(request, tag, None, HttpResponse(headers=tagged))
            if answer.status_code == HTTPStatus.NOT_MODIFIED:
                return answer
        return FileResponse(
            (settings.DUMP_DIR / str(revision) / name).open("rb"),
            content_type=request.accepted_renderer.media_type,
            filename=f"hkinno-{revision}-{name}",
            as_attachment=True,
            headers=tagged,
        )
