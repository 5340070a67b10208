"""FastAPI and asyncpg, written by hand for speed: the answers of hkinno about labs.

Statements are prepared, a page costs three of them, and no model validates what is sent.
"""

import os
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response

POOL_SIZE = 4
COLUMNS = """
    r.id, r.resource, r.name_zh, r.name_en, r.name_en_basis, r.aliases, r.summary_zh, r.summary_en,
    r.topics, r.focus, r.stage, r.place_id, p.name_zh as place_zh, p.name_en as place_en,
    l.kind, l.host_id, h.name_zh as host_zh, h.name_en as host_en, l.established, r.website,
    r.external_ids, r.created_at, r.updated_at"""
TABLES = """
    registry_record r join labs_lab l on l.record_ptr_id = r.id
    left join registry_record h on h.id = l.host_id
    left join registry_record p on p.id = r.place_id"""
RELATIONS = """
    select t.subject_id, t.role, o.id, o.resource, o.name_zh, o.name_en
    from registry_relation t join registry_record o on o.id = t.object_id
    where t.subject_id = any($1) order by t.id"""
SOURCES = """
    select t.subject_id, o.id, o.resource, o.name_zh, o.name_en, s.published
    from registry_statement t join registry_record o on o.id = t.source_id
    join registry_source s on s.record_ptr_id = o.id
    where t.subject_id = any($1) order by o.id"""
MATCH = """
    select id, resource, name_zh, name_en from registry_record
    where name_zh ilike $1 or name_en ilike $1 limit 5"""
ORDERINGS = {
    "id": "r.id",
    "-established": "l.established desc nulls last, r.id",
}

Row = Any


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = await asyncpg.create_pool(
        host=os.environ["DB_HOST"],
        user=os.environ["DB_USER"],
        database=os.environ["DB_NAME"],
        min_size=1,
        max_size=POOL_SIZE,
        init=decode_json,
    )
    yield
    await app.state.pool.close()


async def decode_json(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=str, decoder=orjson.loads)


app = FastAPI(lifespan=lifespan)


def json(content: Any) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


@app.get("/healthz")
async def health() -> Response:
    return Response()


@app.get("/api/v1/labs/")
async def list_labs(
    request: Request,
    page: int = 1,
    page_size: int = 25,
    after: str | None = None,
    kind: str | None = None,
    host: str | None = None,
    established__gte: date | None = None,
    q: str | None = None,
    ordering: str = "id",
    facets: str | None = None,
) -> Response:
    conditions, values = ["r.resource = 'labs'", "r.status = 'published'"], []
    filters = {
        "l.kind = {}": kind,
        "l.host_id = {}": host,
        "upper(l.established) > {}": established__gte,
        "(r.name_zh ilike {0} or r.name_en ilike {0})": q and f"%{q}%",
    }
    for condition, value in filters.items():
        if value is not None:
            values.append(value)
            conditions.append(condition.format(f"${len(values)}"))
    where = " and ".join(conditions)
    rows_where, rows_values, offset = where, values, (page - 1) * page_size
    if after is not None:
        rows_where, rows_values, offset = (
            f"{where} and r.id > ${len(values) + 1}",
            [*values, after],
            0,
        )
    async with request.app.state.pool.acquire() as connection:
        count = await connection.fetchval(
            "select count(*) from registry_record r join labs_lab l on l.record_ptr_id = r.id"
            f" where {where}",
            *values,
        )
        rows = await connection.fetch(
            f"select {COLUMNS} from {TABLES} where {rows_where} order by {ORDERINGS[ordering]}"
            f" limit {page_size + 1} offset {offset}",
            *rows_values,
        )
        results = await represent(connection, rows[:page_size], str(request.base_url))
        answer = {
            "count": count,
            "count_is_exact": True,
            "next": link(request, page + 1) if len(rows) > page_size else None,
            "previous": link(request, page - 1) if page > 1 else None,
            "results": results,
        }
        if facets:
            answer["facets"] = {
                name: await count_values(connection, FACETS[name], where, values)
                for name in facets.split(",")
            }
    return json(answer)


FACETS = {"kind": "l.kind", "host": "l.host_id"}


async def count_values(
    connection: asyncpg.Connection, column: str, where: str, values: list[Any]
) -> list[dict[str, Any]]:
    rows = await connection.fetch(
        f"select {column} as value, count(*) as count from registry_record r"
        f" join labs_lab l on l.record_ptr_id = r.id where {where} group by 1 order by 2 desc, 1",
        *values,
    )
    return [dict(row) for row in rows]


@app.get("/api/v1/labs/{id}/")
async def read_lab(request: Request, id: str) -> Response:
    async with request.app.state.pool.acquire() as connection:
        rows = await connection.fetch(
            f"select {COLUMNS} from {TABLES} where r.id = $1 and r.status = 'published'", id
        )
        results = await represent(connection, rows, str(request.base_url))
    return json(results[0]) if results else Response(status_code=404)


@app.post("/api/v1/match/")
async def match(request: Request) -> Response:
    texts = orjson.loads(await request.body())["texts"]
    async with request.app.state.pool.acquire() as connection:
        matches = [await connection.fetch(MATCH, f"%{item['text']}%") for item in texts]
    return json({"results": [{"candidates": [dict(row) for row in rows]} for rows in matches]})


async def represent(
    connection: asyncpg.Connection, rows: list[Row], base_url: str
) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    relations: dict[str, list[Row]] = {id: [] for id in ids}
    sources: dict[str, list[Row]] = {id: [] for id in ids}
    for row in await connection.fetch(RELATIONS, ids):
        relations[row["subject_id"]].append(row)
    for row in await connection.fetch(SOURCES, ids):
        sources[row["subject_id"]].append(row)
    return [lab(row, relations[row["id"]], sources[row["id"]], base_url) for row in rows]


def lab(row: Row, relations: list[Row], sources: list[Row], base_url: str) -> dict[str, Any]:
    distinct = {source["id"]: source for source in sources}
    published = [source["published"] for source in sources if source["published"]]
    return {
        "id": row["id"],
        "resource": row["resource"],
        "url": f"{base_url}api/v1/labs/{row['id']}/",
        "name": {"zh-Hant": row["name_zh"] or None, "en": row["name_en"] or None},
        "name_en_basis": row["name_en_basis"] or None,
        "aliases": row["aliases"],
        "summary": {"zh-Hant": row["summary_zh"] or None, "en": row["summary_en"] or None},
        "topics": row["topics"],
        "focus": row["focus"],
        "stage": row["stage"],
        "part_of": None,
        "place": brief(row["place_id"], "places", row["place_zh"], row["place_en"], base_url),
        "kind": row["kind"],
        "host": brief(row["host_id"], "institutions", row["host_zh"], row["host_en"], base_url),
        "established": partial_date(row["established"]),
        "closed": None,
        "budget": None,
        "relations": [related(relation, base_url) for relation in relations],
        "website": row["website"] or None,
        "external_ids": row["external_ids"],
        "sources": [brief_of(source, base_url) for source in distinct.values()],
        "statement_count": len(sources),
        "last_confirmed": partial_date(max(published, key=lambda days: days.lower, default=None)),
        "merged_into": None,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def brief(id: str | None, resource: str, zh: str, en: str, base_url: str) -> dict[str, Any] | None:
    if id is None:
        return None
    url = f"{base_url}api/v1/{resource}/{id}/"
    return {"id": id, "resource": resource, "url": url, "name": {"zh-Hant": zh, "en": en}}


def brief_of(row: Row, base_url: str) -> dict[str, Any] | None:
    return brief(row["id"], row["resource"], row["name_zh"], row["name_en"], base_url)


def related(relation: Row, base_url: str) -> dict[str, Any]:
    return {
        "role": relation["role"],
        "direction": "out",
        "record": brief_of(relation, base_url),
        "title": None,
        "since": None,
        "until": None,
    }


def partial_date(days: asyncpg.Range | None) -> str | None:
    """A year, a month or a day: the generated registry has no other partial dates."""
    if days is None:
        return None
    length = days.upper - days.lower
    if length == timedelta(1):
        return days.lower.isoformat()
    return f"{days.lower:%Y-%m}" if length < timedelta(32) else f"{days.lower:%Y}"


def link(request: Request, page: int) -> str:
    query = dict(request.query_params) | {"page": str(page)}
    return f"{request.base_url}api/v1/labs/?{urlencode(query)}"
