"""API views for the latest dump and its files."""

from functools import partial
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

from hkinno.api.negotiation import JSONRenderer
from hkinno.api.renderers.csv import CSVRenderer
from hkinno.api.renderers.jsonl import JSONLinesRenderer
from hkinno.api.requests import reverse_absolute
from hkinno.dumps import storage
from hkinno.dumps.serializers import DumpSerializer
from hkinno.dumps.write import DESCRIPTOR
from hkinno.legal import DATA_LICENCE

MAX_REVISION = 2**63 - 1
FILE_NAME = r"^([a-z]+\.(csv|jsonl|nq|parquet)|datapackage\.json)$"


class DumpView(APIView):
    """The latest dump of all records: a Frictionless Data Package, and the same in other formats.

    The URLs of its files contain the revision, so all files belong to the same one.
    """

    @extend_schema(
        operation_id="dump", tags=["service"], summary="Download all data", responses=DumpSerializer
    )
    def get(self, request: Request) -> Response:
        descriptor = storage.read_descriptor(settings.DUMP_DIR)
        dump: dict[str, Any] = {
            "revision": None,
            "created": None,
            "licence": DATA_LICENCE["name"],
            "package": None,
            "files": [],
        }
        if descriptor:
            url = partial(reverse_absolute, request, "dump-file", descriptor["revision"])
            dump |= {
                "revision": descriptor["revision"],
                "created": descriptor.get("created"),
                "package": url(DESCRIPTOR),
                "files": [describe_file(file, url(file["path"])) for file in descriptor["files"]],
            }
        # It depends on files, and not on the revision of the data.
        return Response(dump, headers={"Cache-Control": "no-cache"})


def describe_file(resource: dict[str, Any], url: str) -> dict[str, Any]:
    """The values for `DumpFileSerializer`, from a Data Resource descriptor."""
    return {
        "name": resource["path"],
        "url": url,
        "media_type": resource["mediatype"],
        "bytes": resource["bytes"],
        "sha256": resource["hash"].removeprefix("sha256:"),
        "rows": resource["rows"],
    }


class NQuadsRenderer(BaseRenderer):
    """The format of the linked data of all records; the file is sent as it is."""

    media_type = "application/n-quads"
    format = "nq"
    schema = {"type": "string"}


class ParquetRenderer(BaseRenderer):
    """The format of tables for analytical programs; the file is sent as it is."""

    media_type = "application/vnd.apache.parquet"
    format = "parquet"
    schema = {"type": "string", "format": "binary"}


class DumpFileView(APIView):
    """A file of a dump: a table, or `datapackage.json`, which describes all files.

    Only the most recent revisions are available.
    """

    problems = ["not-found"]

    def get_renderers(self) -> list[BaseRenderer]:
        """A file is available in its own format only."""
        renderers = [
            *(JSONRenderer(), JSONLinesRenderer(), CSVRenderer()),
            *(NQuadsRenderer(), ParquetRenderer()),
        ]
        name = getattr(self, "kwargs", {}).get("name", "")
        return [r for r in renderers if name.endswith(f".{r.format}")] or renderers

    @extend_schema(
        operation_id="dump_file",
        tags=["service"],
        summary="Download a file",
        parameters=[
            OpenApiParameter(
                "revision",
                {"type": "integer", "minimum": 0},
                OpenApiParameter.PATH,
                description="The revision of the dump.",
            ),
            OpenApiParameter(
                "name",
                {"type": "string", "pattern": FILE_NAME},
                OpenApiParameter.PATH,
                description="The file name.",
            ),
        ],
        responses={200: {"type": "object", "description": "A Data Package's descriptor."}},
    )
    def get(self, request: Request, revision: int, name: str) -> HttpResponseBase:
        descriptor = None
        if revision <= MAX_REVISION:
            descriptor = storage.read_descriptor(settings.DUMP_DIR, str(revision))
        if not descriptor:
            raise Http404
        files = {file["path"]: file for file in descriptor["files"]}
        if name not in (DESCRIPTOR, *files):
            raise Http404
        headers = {}
        if name in files:
            headers["ETag"] = etag = f'"{files[name]["hash"].removeprefix("sha256:")}"'
            response = get_conditional_response(request, etag, None, HttpResponse(headers=headers))
            if response and response.status_code == HTTPStatus.NOT_MODIFIED:
                return response
        try:
            file = (settings.DUMP_DIR / str(revision) / name).open("rb")
        except FileNotFoundError as error:  # deleted since, as a dump of long ago
            raise Http404 from error
        return FileResponse(
            file,
            content_type=request.accepted_renderer.media_type,
            filename=f"hkinno-{revision}-{name}",
            as_attachment=True,
            headers=headers,
        )
