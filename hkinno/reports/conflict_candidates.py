"""Records and properties that may be in conflict, found by the database in a few queries.

Comparing values needs their units and precision, and the rank and date of statements, which Python
knows. Here only equality counts: where all statements say the same as the record shows, there is no
conflict, so Python compares the rest alone.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import orjson
from django.db.models import F, Func, Max, Min, Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hkinno.registry.evidence_differences import NEED_NO_EVIDENCE, is_compared
from hkinno.registry.models import Record, Statement, record_models
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.rest.compiled_rows import IDS, CompiledSQL
from hkinno.registry.statement_selection import LIST_COLUMNS
from hkinno.registry.values.partial_dates import PartialDateError, parse
from hkinno.registry.vocabularies.record_choices import PLANNABLE_STAGES, Modality, Rank
from hkinno.registry.vocabularies.roles import Role
from hkinno.reports.conflicts import comparable_statements
from hkinno.reports.subject_queries import Subjects, compile_query, fetch

VALUE_AS_TEXT = Func("value", template="%(expressions)s #>> '{}'", output_field=TextField())
AS_TEXT = Cast("value", TextField())
# The value that a column shows, by the type of its property, in the form of statements.
VALUES = {
    "reference": """jsonb_build_object('id', {column})""",
    "text": """to_jsonb(nullif({column}, ''))""",
    "coordinates": "jsonb_build_object('latitude', trim_scale(child.latitude)::text, "
    "'longitude', trim_scale(child.longitude)::text)",
}
EMPTY = {"text": "{column} = ''", "identifier": "{column} = '{{}}'", "focus": "{column} = '[]'"}
# Whether a column shows something else than the statement `s` says, whose partial date is a range.
DIFFERS = {
    "date": "(days.ranges ->> (s.value #>> '{{}}'))::daterange is distinct from {column}",
    "identifier": """({column} -> (s.value ->> 'scheme') @> jsonb_build_array(s.value -> 'id'))
        is not true""",
    "alias": """not exists (
        select from jsonb_array_elements({column}) element where element = s.value)""",
}
DIFFERS["focus"] = "{column} <> jsonb_build_array(s.value) and " + DIFFERS["alias"]
RESOURCES = "select distinct resource from public.registry_record where id = any(%s)"
# The ranges of partial dates, by their text.
DAYS = "with days as materialized (select %s::jsonb as ranges)"
# Records of one kind whose columns differ from statements, or need one and have none.
COLUMN_CANDIDATES = """
select record.id
from days cross join registry_record record
join {table} child on child.record_ptr_id = record.id
left join ({evidence}) s on s.subject_id = record.id
where record.status = 'published' and record.merged_into_id is null{condition}
group by record.id, child.record_ptr_id
having bool_or(case s.property {differences} else s.property is not null end){unsupported}
"""
# What relations show and what statements say, in the form of statements with dates as ranges.
RELATION_CANDIDATES = """
, usable as materialized ({evidence}
), evidence as materialized (
  select s.subject_id as id, s.property, jsonb_build_object('id', s.value -> 'id',
      'title_zh', coalesce(s.value ->> 'title_zh', ''),
      'title_en', coalesce(s.value ->> 'title_en', ''),
      'since', (days.ranges ->> (s.value ->> 'since'))::daterange,
      'until', (days.ranges ->> (s.value ->> 'until'))::daterange, 'modality', s.modality) as value
  from usable as s cross join days
), shown as materialized (
  select subject_id as id, role as property, jsonb_build_object('id', object_id,
      'title_zh', title_zh, 'title_en', title_en, 'since', since, 'until', until,
      'modality', modality) as value
  from registry_relation where not exists (select from registry_record hidden
    where hidden.id = subject_id and hidden.status <> 'published')
  and not exists (select from registry_record hidden
    where hidden.id = object_id and hidden.status <> 'published'){condition}
), confirmed as (
  select subject_id, property, value ->> 'id', coalesce(value ->> 'title_en', ''), modality,
    (array_agg(as_of order by upper(as_of), lower(as_of) nulls first)
      filter (where as_of is not null))[1],
    (array_agg(as_of order by upper(as_of) desc, lower(as_of) desc nulls last)
      filter (where as_of is not null))[1]
  from usable group by 1, 2, 3, 4, 5
), candidates as (
  (select * from evidence except select * from shown)
  union all
  (select * from shown except select * from evidence)
  union all
  select subject_id, role, null from (
    select subject_id, role, object_id, title_en, modality, first_confirmed, last_confirmed
    from registry_relation where true{condition} except select * from confirmed) as relation
)
select distinct id from candidates join registry_record using (id)
where status = 'published' and merged_into_id is null
"""


def find_contradictory_groups(subjects: Subjects) -> list[tuple[str, str]]:
    """The subject and property of comparable statements that do not all have the same value."""
    sql, params = compile_query(contradictory_groups, subjects is not None)
    return [(subject, name) for subject, name in fetch(subjects, sql, params)]


def contradictory_groups() -> Any:
    groups = comparable_statements().order_by().values("subject", "property")
    groups = groups.annotate(least=Min(AS_TEXT), greatest=Max(AS_TEXT))
    return groups.filter(greatest__gt=F("least")).values_list("subject", "property")


def find_differing_records(subjects: Subjects = None) -> list[str]:
    """The ids of published records that may show what does not follow from their statements."""
    return sorted(find_differing_columns(subjects) | find_differing_relations(subjects))


def find_differing_columns(subjects: Subjects) -> set[str]:
    """The ids of those whose columns may differ."""
    if not (models := kinds_of(subjects)):
        return set()
    sql, params = compile_columns(tuple(models), subjects is not None)
    days = parse_dates(subjects, column_dates)
    return {id for (id,) in fetch(subjects, sql, [days, *params])}


@cache
def compile_columns(models: tuple[type[Record], ...], is_of_some: bool) -> CompiledSQL:
    """The SQL for the records of these kinds whose columns may differ, without the days."""
    evidence, params = compile_query(usable_statements, is_of_some, tuple(compared_columns()))
    condition, ids = condition_of("record.id", is_of_some)
    queries = (query_columns(model, evidence, condition) for model in models)
    return DAYS + " union all ".join(queries), (*params, *ids) * len(models)


def compared_columns() -> list[str]:
    """The properties that are compared with columns."""
    properties = statement_properties().items()
    return [name for name, rule in properties if is_column(name, rule.type)]


def kinds_of(subjects: Subjects) -> list[type[Record]]:
    """The kinds of the records, or all, that statements can be about."""
    models = [model for model in record_models().values() if model.PROPERTIES]
    if subjects is None:
        return models
    resources = {resource for (resource,) in fetch(subjects, RESOURCES, [IDS])}
    return [model for model in models if model.RESOURCE in resources]


def find_differing_relations(subjects: Subjects) -> set[str]:
    """The ids of those whose relations may differ."""
    is_of_some = subjects is not None
    evidence, params = compile_query(usable_statements, is_of_some, tuple(Role.values))
    condition, ids = condition_of("subject_id", is_of_some)
    sql = DAYS + RELATION_CANDIDATES.format(evidence=evidence, condition=condition)
    days = parse_dates(subjects, role_dates)
    return {id for (id,) in fetch(subjects, sql, [days, *params, *ids, *ids])}


def is_column(name: str, value_type: str) -> bool:
    """Whether a property has a column that must follow from statements."""
    return is_compared(name, value_type) and value_type != "role"


def usable_statements(properties: tuple[str, ...]) -> Any:
    """Published statements that may fill a column or make a relation: see `select_facts`."""
    is_usable = Q(modality=Modality.STATED) | Q(property__in=Role.values)
    is_usable |= Q(
        modality__in=[Modality.PLANNED, Modality.PROPOSED], subject__stage__in=PLANNABLE_STAGES
    )
    statements = Statement.objects.published().exclude(rank=Rank.DEPRECATED).filter(is_usable)
    rows = statements.filter(property__in=properties).order_by()
    return rows.values_list("subject_id", "property", "value", "modality", "as_of")


def condition_of(column: str, is_of_some: bool) -> tuple[str, list[Any]]:
    """The further condition that a column has one of `IDS`, with its parameters."""
    return (f" and {column} = any(%s)", [IDS]) if is_of_some else ("", [])


def parse_dates(subjects: Subjects, query: Callable[[], Any]) -> str:
    """The ranges of the valid partial dates that a query returns, by their text, as JSON."""
    rows = fetch(subjects, *compile_query(query, subjects is not None))
    ranges = {}
    for text in {text for row in rows for text in row} - {None}:
        with suppress(PartialDateError):
            days = parse(text)
            ranges[text] = f"[{days.lower or ''},{days.upper or ''})"
    return orjson.dumps(ranges).decode()


def column_dates() -> Any:
    """The partial dates of statements that columns are compared with."""
    properties = statement_properties()
    dates = [name for name in compared_columns() if properties[name].type == "date"]
    return distinct_values(dates, VALUE_AS_TEXT)


def role_dates() -> Any:
    """The partial dates of statements that relations are compared with."""
    return distinct_values(Role.values, KT("value__since"), KT("value__until"))


def distinct_values(properties: list[str], *columns: Any) -> Any:
    statements = Statement.objects.filter(property__in=properties).order_by()
    return statements.values_list(*columns).distinct()


def query_columns(model: type[Record], evidence: str, condition: str) -> str:
    """A query for the records of a kind whose columns may differ from statements."""
    differences, unsupported = [], []
    for name, rule in model.PROPERTIES.items():
        if is_column(name, rule.type):
            column = column_of(model, name, rule.type)
            value = VALUES.get(rule.type, "to_jsonb({column})")
            differs = DIFFERS.get(rule.type, f"s.value is distinct from {value}")
            differences.append(f"when '{name}' then {differs.format(column=column)}")
            if name not in (*model.SEED_FIELDS, *NEED_NO_EVIDENCE):
                is_empty = EMPTY.get(rule.type, "{column} is null").format(column=column)
                unsupported.append(
                    f"not ({is_empty}) and bool_or(s.property = '{name}') is not true"
                )
    return COLUMN_CANDIDATES.format(
        table=model._meta.db_table,
        evidence=evidence,
        condition=condition,
        differences=" ".join(differences),
        unsupported="".join(f" or {condition}" for condition in unsupported),
    )


def column_of(model: type[Record], name: str, value_type: str) -> str:
    """The column of a property, qualified by the alias of its table."""
    field_name = "latitude" if value_type == "coordinates" else LIST_COLUMNS.get(name, name)
    field: Any = model._meta.get_field(field_name)
    return f"{'record' if field.model is Record else 'child'}.{field.column}"
