"""Records and properties that may be in conflict, found by the database in a few queries.

Comparing values needs their units and precision, and the rank and date of statements, which Python
knows. Here only equality counts: where all statements say the same as the record shows, there is no
conflict, so Python compares the rest alone.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Count, Func, Q, TextField
from django.db.models.fields.json import KT

from hkinno.registry.evidence_differences import NEED_NO_EVIDENCE, is_compared
from hkinno.registry.models import Record, Statement, record_models
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.statement_selection import LIST_COLUMNS
from hkinno.registry.values.partial_dates import PartialDateError, parse
from hkinno.registry.vocabularies.record_choices import PLANNABLE_STAGES, Modality, Rank
from hkinno.registry.vocabularies.roles import Role

VALUE_AS_TEXT = Func("value", template="%(expressions)s #>> '{}'", output_field=TextField())
SHOWN = "shown (id, property, value, needs_evidence)"
# The relations of published records, in the form of the values of statements.
SHOWN_RELATIONS = """
select relation.subject_id, role, jsonb_build_object('id', object_id, 'title_zh', title_zh,
  'title_en', title_en, 'since', since, 'until', until, 'modality', modality), false
from registry_relation relation
join registry_record subject on subject.id = relation.subject_id and subject.status = 'published'
join registry_record object on object.id = relation.object_id and object.status = 'published'
"""
# The value that a column shows, by the type of its property, and the elements of columns with many.
VALUES = {
    "reference": """jsonb_build_object('id', "{column}")""",
    "text": """to_jsonb(nullif("{column}", ''))""",
    "coordinates": "jsonb_build_object('latitude', trim_scale(latitude)::text, "
    "'longitude', trim_scale(longitude)::text)",
    "identifier": "jsonb_build_object('scheme', scheme, 'id', identifier)",
    "alias": "element",
    "focus": "element",
}
ELEMENTS = {
    "identifier": """, jsonb_each("{column}") as schemes (scheme, identifiers),
  jsonb_array_elements(identifiers) as identifier""",
    "alias": """, jsonb_array_elements("{column}") as element""",
    "focus": """, jsonb_array_elements("{column}") as element""",
}
# What records show and what statements say, as (id, property, value). Partial dates are ranges.
CANDIDATES = """
with days as materialized (
  select * from unnest(%s::text[], %s::daterange[]) as days (text, range)
), usable as materialized ({evidence}
), evidence as materialized (
  select s.subject_id as id, s.property, case
      when s.property = any(%s) then to_jsonb(days.range)
      when s.property = any(%s) then jsonb_build_object('id', s.value -> 'id',
        'title_zh', coalesce(s.value ->> 'title_zh', ''),
        'title_en', coalesce(s.value ->> 'title_en', ''),
        'since', since.range, 'until', until.range, 'modality', s.modality)
      else s.value end as value
  from usable as s
  left join days on days.text = s.value #>> '{{}}'
  left join days since on since.text = s.value ->> 'since'
  left join days until on until.text = s.value ->> 'until'
), shown as materialized ({shown}), confirmed as (
  select subject_id, property, value ->> 'id', coalesce(value ->> 'title_en', ''), modality,
    (array_agg(as_of order by upper(as_of), lower(as_of) nulls first)
      filter (where as_of is not null))[1],
    (array_agg(as_of order by upper(as_of) desc, lower(as_of) desc nulls last)
      filter (where as_of is not null))[1]
  from usable where property = any(%s) group by 1, 2, 3, 4, 5
), candidates as (
  (select id, property, value from evidence except select id, property, value from shown)
  union all
  (select id, property, value from shown where property = any(%s)
    except select id, property, value from evidence)
  union all
  select shown.id, shown.property, null from shown
    left join (select distinct id, property from evidence) as supported using (id, property)
    where supported.id is null and shown.needs_evidence
  union all
  select subject_id, role, null from (
    select subject_id, role, object_id, title_en, modality, first_confirmed, last_confirmed
    from registry_relation{relations} except select * from confirmed) as relation
)
select distinct id from candidates join registry_record using (id)
where status = 'published' and merged_into_id is null
"""


def find_contradictory_groups(
    statements: Any, subjects: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """The subject and property of statements that do not all have the same value."""
    groups = restrict(statements, "subject", subjects).order_by().values("subject", "property")
    groups = groups.annotate(value_count=Count("value", distinct=True)).filter(value_count__gt=1)
    return list(groups.values_list("subject", "property"))


def find_differing_records(subjects: Collection[str] | None = None) -> list[str]:
    """The ids of published records that may show what does not follow from their statements."""
    properties = statement_properties()
    dates = [name for name, rule in properties.items() if rule.type == "date"]
    roles = [name for name, rule in properties.items() if rule.type == "role"]
    evidence, evidence_params = sql_of(restrict(usable_statements(), "subject", subjects))
    kinds = (model for model in record_models().values() if model.PROPERTIES)
    shown = " union all ".join([*map(shown_by, kinds), SHOWN_RELATIONS])
    ids = [] if subjects is None else [list(subjects)]
    condition = " and shown.id = any(%s)" if ids else ""
    relations = " where subject_id = any(%s)" if ids else ""
    texts, ranges = parse_dates(dates, roles, subjects)
    with connection.cursor() as cursor:
        shown = f"select * from ({shown}) as {SHOWN} where value is not null{condition}"
        sql = CANDIDATES.format(evidence=evidence, shown=shown, relations=relations)
        params = [texts, ranges, *evidence_params, dates, roles, *ids, roles, roles, *ids]
        cursor.execute(sql, params)
        return [id for (id,) in cursor.fetchall()]


def usable_statements() -> Any:
    """Published statements that may fill a column or make a relation: see `select_facts`."""
    properties = statement_properties().items()
    compared = [name for name, rule in properties if is_compared(name, rule.type)]
    is_usable = Q(modality=Modality.STATED) | Q(property__in=Role.values)
    is_usable |= Q(
        modality__in=[Modality.PLANNED, Modality.PROPOSED], subject__stage__in=PLANNABLE_STAGES
    )
    statements = Statement.objects.published().exclude(rank=Rank.DEPRECATED).filter(is_usable)
    return statements.filter(property__in=compared)


def restrict(queryset: Any, column: str, ids: Collection[str] | None) -> Any:
    return queryset if ids is None else queryset.filter(**{f"{column}__in": ids})


def sql_of(statements: Any) -> tuple[str, tuple[Any, ...]]:
    """A query for what is compared of statements, with its parameters."""
    columns = ("subject_id", "property", "value", "modality", "as_of")
    rows = statements.order_by().values_list(*columns)
    sql, params = rows.query.sql_with_params()
    return sql, params


def parse_dates(
    dates: list[str], roles: list[str], subjects: Collection[str] | None
) -> tuple[list[str], list[Any]]:
    """The partial dates in statements, as texts and as ranges; invalid ones are left out."""
    statements = restrict(Statement.objects.order_by().distinct(), "subject", subjects)
    texts = set(statements.filter(property__in=dates).values_list(VALUE_AS_TEXT, flat=True))
    for end in ("since", "until"):
        of_roles = statements.filter(property__in=roles).values_list(KT(f"value__{end}"), flat=True)
        texts.update(of_roles)
    ranges = {}
    for text in texts - {None}:
        try:
            ranges[text] = parse(text)
        except PartialDateError:
            continue
    return list(ranges), list(ranges.values())


def shown_by(model: type[Record]) -> str:
    """A query for the values that records of a kind show, one row for each value."""
    return " union all ".join(
        values_of(model, name, rule.type)
        for name, rule in model.PROPERTIES.items()
        if is_compared(name, rule.type)
    )


def values_of(model: type[Record], name: str, value_type: str) -> str:
    """A query for what records of a kind show of a property, in the form of statements."""
    column = "latitude" if value_type == "coordinates" else LIST_COLUMNS.get(name, name)
    field: Any = model._meta.get_field(column)
    table = field.model._meta
    elements = ELEMENTS.get(value_type, "").format(column=field.column)
    value = VALUES.get(value_type, 'to_jsonb("{column}")').format(column=field.column)
    condition = f" and resource = '{model.RESOURCE}'" if field.model is Record else ""
    return f"""
select {table.pk.column}, '{name}', {value}, {name not in (*model.SEED_FIELDS, *NEED_NO_EVIDENCE)}
from {table.db_table}{elements} where "{field.column}" is not null{condition}"""
