"""Records and properties that may be in conflict, found by the database in a few queries.

Comparing values needs their units and precision, and the rank and date of statements, which Python
knows. Here only equality counts: where all statements say the same as the record shows, there is no
conflict, so Python compares the rest alone.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any

import orjson
from django.db import connection
from django.db.models import F, Func, Max, Min, Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hkinno.registry.evidence_differences import NEED_NO_EVIDENCE, is_compared
from hkinno.registry.models import Record, Statement, record_models
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.statement_selection import LIST_COLUMNS
from hkinno.registry.values.partial_dates import PartialDateError, parse
from hkinno.registry.vocabularies.record_choices import PLANNABLE_STAGES, Modality, Rank
from hkinno.registry.vocabularies.roles import Role

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


def find_contradictory_groups(
    statements: Any, subjects: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """The subject and property of statements that do not all have the same value."""
    groups = restrict(statements, subjects).order_by().values("subject", "property")
    groups = groups.annotate(least=Min(AS_TEXT), greatest=Max(AS_TEXT))
    groups = groups.filter(greatest__gt=F("least"))
    return list(groups.values_list("subject", "property"))


def find_differing_records(subjects: Collection[str] | None = None) -> list[str]:
    """The ids of published records that may show what does not follow from their statements."""
    return sorted(find_differing_columns(subjects) | find_differing_relations(subjects))


def find_differing_columns(subjects: Collection[str] | None) -> set[str]:
    """The ids of those whose columns may differ."""
    properties = statement_properties().items()
    compared = [name for name, rule in properties if is_column(name, rule.type)]
    dates = [name for name in compared if statement_properties()[name].type == "date"]
    evidence, evidence_params = usable_statements(compared, subjects)
    condition, ids = condition_of("record.id", subjects)
    models = kinds_of(subjects)
    queries = (query_columns(model, evidence, condition) for model in models)
    sql = DAYS + " union all ".join(queries)
    of_each_model = [*evidence_params, *ids]
    days = parse_dates(dates, [VALUE_AS_TEXT], subjects)
    return fetch_ids(sql, [days, *of_each_model * len(models)]) if models else set()


def kinds_of(subjects: Collection[str] | None) -> list[type[Record]]:
    """The kinds of the records, or all, that statements can be about."""
    models = [model for model in record_models().values() if model.PROPERTIES]
    if subjects is None:
        return models
    resources = set(Record.objects.filter(pk__in=subjects).values_list("resource", flat=True))
    return [model for model in models if model.RESOURCE in resources]


def find_differing_relations(subjects: Collection[str] | None) -> set[str]:
    """The ids of those whose relations may differ."""
    evidence, evidence_params = usable_statements(Role.values, subjects)
    condition, ids = condition_of("subject_id", subjects)
    sql = DAYS + RELATION_CANDIDATES.format(evidence=evidence, condition=condition)
    days = parse_dates(Role.values, [KT("value__since"), KT("value__until")], subjects)
    return fetch_ids(sql, [days, *evidence_params, *ids, *ids])


def is_column(name: str, value_type: str) -> bool:
    """Whether a property has a column that must follow from statements."""
    return is_compared(name, value_type) and value_type != "role"


def fetch_ids(sql: str, params: Sequence[Any]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {id for (id,) in cursor.fetchall()}


def usable_statements(
    properties: list[str], subjects: Collection[str] | None
) -> tuple[str, tuple[Any, ...]]:
    """A query for published statements that may fill a column or make a relation, with parameters.

    See `select_facts`.
    """
    is_usable = Q(modality=Modality.STATED) | Q(property__in=Role.values)
    is_usable |= Q(
        modality__in=[Modality.PLANNED, Modality.PROPOSED], subject__stage__in=PLANNABLE_STAGES
    )
    statements = Statement.objects.published().exclude(rank=Rank.DEPRECATED).filter(is_usable)
    rows = restrict(statements, subjects).filter(property__in=properties).order_by()
    rows = rows.values_list("subject_id", "property", "value", "modality", "as_of")
    sql, params = rows.query.sql_with_params()
    return sql, params


def restrict(statements: Any, subjects: Collection[str] | None) -> Any:
    return statements if subjects is None else statements.filter(subject__in=subjects)


def condition_of(column: str, ids: Collection[str] | None) -> tuple[str, list[list[str]]]:
    """The further condition that a column has one of the ids, with its parameters."""
    return ("", []) if ids is None else (f" and {column} = any(%s)", [list(ids)])


def parse_dates(
    properties: list[str], columns: Iterable[Any], subjects: Collection[str] | None
) -> str:
    """The ranges of the valid partial dates in columns of statements, by their text, as JSON."""
    statements = restrict(Statement.objects.order_by().distinct(), subjects)
    statements = statements.filter(property__in=properties)
    texts = {text for row in statements.values_list(*columns) for text in row}
    ranges = {}
    for text in texts - {None}:
        with suppress(PartialDateError):
            days = parse(text)
            ranges[text] = f"[{days.lower or ''},{days.upper or ''})"
    return orjson.dumps(ranges).decode()


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
