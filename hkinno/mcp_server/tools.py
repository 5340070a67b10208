"""The tools, and the server that offers them.

Each is a request to the API, whose answer is shortened.
"""

import re
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

import orjson
from asgiref.sync import sync_to_async
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from hkinno.mcp_server import api_client
from hkinno.mcp_server.server import Server
from hkinno.registry.models import Record
from hkinno.registry.models.ids import KEY, SLUG
from hkinno.search.backend import MAX_LENGTH

INSTRUCTIONS = (
    "hkinno is a registry of Hong Kong's innovation and technology: laboratories, institutions, "
    "facilities, people, programmes, awards, targets, indicators, observations, events, places, "
    "and the sources of every fact. Names are in Chinese (zh-Hant) and English (en), and words of "
    "either find records. A partial date such as 2012 or 2018-06 means some day of it. A statement "
    "is what one source says: what is stated is given as a fact; what is planned, proposed or "
    "claimed is not. Name the source and lines of what you repeat; cite makes a citation. "
    "For the laboratories of a university, search for its name, and list labs with its id as host."
)
# The kinds of record; a closed list, so that a model does not invent one.
Resource = Literal[
    "institutions", "labs", "facilities", "people", "programmes", "awards", "targets",
    "indicators", "observations", "events", "places", "sources",
]  # fmt: skip
Id = Annotated[str, Field(description="The id of a record, such as hku, from search.")]
Limit = Annotated[int, Field(ge=1, le=100, description="The most results to return.")]
NOTHING_FOUND = (
    "No record has all of these words. Search for a name or one or two words of it, and not for a "
    "question. list_records finds records by host, place, topic or year."
)
STATEMENT_FIELDS = "id,property,value,printed,lines,source,modality,as_of,rank,note"

server = Server(
    "hkinno", title="hkinno", instructions=INSTRUCTIONS, log_level="WARNING", subscriptions=False
)
HINTS = ToolAnnotations(read_only_hint=True, open_world_hint=False)


@server.tool(annotations=HINTS, structured_output=False)
async def search(
    query: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_LENGTH,
            description="A name or a few words that must all occur, not a question; in Chinese, "
            "English, pinyin or jyutping.",
        ),
    ],
    resource: Annotated[Resource | None, Field(description="Only this kind of record.")] = None,
    limit: Limit = 10,
) -> str:
    """Find records by words in their names, aliases and summaries, the best first.

    Use this first to get ids. `count` is the number of all matches.
    """
    parameters = {"q": query, "resource": resource, "page_size": limit}
    answer = page(await api_client.get("search/", **parameters))
    return to_text(answer if answer["count"] else answer | {"hint": NOTHING_FOUND})


@server.tool(annotations=HINTS, structured_output=False)
async def get_record(
    id: Id,
    properties: Annotated[
        list[str] | None,
        Field(description="Only statements of these properties, such as host or established."),
    ] = None,
    statement_limit: Annotated[
        int, Field(ge=0, le=100, description="The most statements; 0 for none.")
    ] = 40,
) -> str:
    """Get all that is known about a record, and the statements that support it.

    Each statement has the words as printed, the source with its lines, and its modality.
    `statement_count` is the number of all statements.
    """
    resource = await sync_to_async(get_resource)(id)
    record = await api_client.get(f"{resource}/{id}/")
    if statement_limit:
        statements = await api_client.get(
            "statements/",
            subject=record["id"],
            property=properties,
            fields=STATEMENT_FIELDS,
            page_size=statement_limit,
        )
        record["statements"] = statements["results"]
    return to_text(record)


@server.tool(annotations=HINTS, structured_output=False)
async def list_records(
    resource: Annotated[Resource, Field(description="The kind of record.")],
    filters: Annotated[
        dict[str, str | list[str]] | None,
        Field(
            description="Filters of the API by name, such as "
            '{"host": "hku", "established__gte": "2015", "place": "hong-kong"}; a list means any '
            "of its values. An unknown name or value is answered with suggestions."
        ),
    ] = None,
    ordering: Annotated[
        str | None, Field(description="A field, with - before it for descending order.")
    ] = None,
    facets: Annotated[
        list[str] | None,
        Field(description="Fields whose values are counted over the whole list, such as kind."),
    ] = None,
    limit: Limit = 20,
    cursor: Annotated[
        str, Field(description="`next_cursor` of the previous page; * for the first.")
    ] = "*",
) -> str:
    """List records of one kind, with filters, order and counts; each with its main fields."""
    parameters = {
        **(filters or {}),
        "ordering": ordering,
        "facets": ",".join(facets) if facets else None,
        "page_size": limit,
        "cursor": cursor,
        "omit": "relations,sources,created_at,updated_at,merged_into",
        "format": "json",
    }
    return to_text(page(await api_client.get(f"{resource}/", **parameters)))


@server.tool(annotations=HINTS, structured_output=False)
async def match_names(
    names: Annotated[
        list[str],
        Field(min_length=1, max_length=100, description="Names as written, one a text."),
    ],
    resource: Annotated[Resource | None, Field(description="Only this kind of record.")] = None,
) -> str:
    """Find the record that each name means, for names from a table or a text.

    `chosen` is the id of the record if there is no doubt. Otherwise look at the candidates and
    their scores, and do not guess.
    """
    texts = [{"text": name, "resource": resource} for name in names]
    answer = await api_client.post("match/", {"texts": texts})
    return to_text(answer["results"])


@server.tool(annotations=HINTS, structured_output=False)
async def conflicts(
    subject: Annotated[str | None, Field(description="Only those of this record.")] = None,
    property: Annotated[str | None, Field(description="Only those of this property.")] = None,
    limit: Limit = 20,
) -> str:
    """List where sources contradict each other, or a record shows what no source states.

    Look here before you rely on a figure or date. `preferred` is the statement that editors prefer.
    """
    parameters = {"subject": subject, "property": property, "page_size": limit}
    answer = page(await api_client.get("conflicts/", **parameters))
    for conflict in answer["results"]:
        conflict["statements"] = [
            {name: statement[name] for name in STATEMENT_FIELDS.split(",")}
            for statement in conflict["statements"]
        ]
    return to_text(answer)


@server.tool(annotations=HINTS, structured_output=False)
async def cite(
    id: Annotated[str, Field(description="The id of a record or of a statement.")],
    style: Literal["text", "bibtex", "csl-json"] = "text",
) -> str:
    """Get a citation of a record or statement, with the revision of the data and its address."""
    is_statement = "." in id and re.fullmatch(KEY, id)
    resource = "statements" if is_statement else await sync_to_async(get_resource)(id)
    citation = await api_client.get(f"{resource}/{id}/citation/", style=style)
    return citation.strip() if isinstance(citation, str) else to_text(citation)


def get_resource(id: str) -> str:
    """The kind of a record. Raises ToolError if there is no published one."""
    # PostgreSQL and URLs accept no NUL and no surrogate.
    published = Record.objects.published()
    record = published.filter(pk=id).first() if re.fullmatch(SLUG, id) else None
    if record is None:
        raise ToolError(f"There is no record {id!r}. Use search to find ids.")
    return str(record.resource)


def page(answer: dict[str, Any]) -> dict[str, Any]:
    """What counts of a page of the API: no addresses, but the cursor of the next page."""
    shortened = {key: answer[key] for key in ("count", "results", "facets") if key in answer}
    query = parse_qs(urlsplit(answer["next"] or "").query)
    return shortened | {"next_cursor": query.get("cursor", [None])[0]}


def to_text(value: Any) -> str:
    """JSON without spaces and empty values, which costs a model the fewest tokens."""
    return orjson.dumps(without_empty(value)).decode()


def without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return list(map(without_empty, value))
    if not isinstance(value, dict):
        return value
    shortened = {key: without_empty(child) for key, child in value.items()}
    return {key: child for key, child in shortened.items() if child not in (None, "", [], {})}
