"""Random filters of a list, each with its condition for a row in plain Python.

Each strategy draws the name of a parameter, its value (or a query, if it needs several parameters),
and the condition.
"""

from hypothesis import strategies as st

from hkinno.registry.vocabularies.roles import Role
from tests import reference_model

DATES = {
    "institutions": ["established", "closed"],
    "labs": ["established", "closed"],
    "facilities": ["opened", "closed"],
    "programmes": ["launched", "closed"],
    "awards": ["period"],
    "targets": ["due"],
    "observations": ["period"],
    "events": ["starts", "ends"],
    "sources": ["published"],
    "people": [],
    "indicators": [],
    "places": [],
}
REFERENCES = {
    "labs": ["host"],
    "facilities": ["operator"],
    "programmes": ["administrator"],
    "awards": ["programme", "funder"],
    "targets": ["subject", "programme"],
    "observations": ["indicator", "subject", "context", "of"],
}
AMOUNTS = {
    "labs": ["budget"],
    "facilities": ["budget"],
    "programmes": ["budget"],
    "awards": ["amount", "also"],
    "targets": ["quantity"],
    "observations": ["quantity"],
}
NO_KIND = ("people", "awards", "targets", "observations")


def choice_columns(resource):
    """The columns with a choice."""
    return ["stage"] if resource in NO_KIND else ["stage", "kind"]


def role_params(resource):
    """The parameters for relations as tuples of name, role and direction."""
    params = []
    for role in Role:
        name = role.value.replace("-", "_")
        if role.value in reference_model.SYMMETRIC:
            if resource in role.subjects | role.objects:
                params.append((name, role.value, "both"))
            continue
        if resource in role.subjects:
            params.append((name, role.value, "out"))
        if resource in role.objects:
            params.append((f"{name}_of", role.value, "in"))
    return params


@st.composite
def date_filters(draw, resource, rows, at):
    column = draw(st.sampled_from(DATES[resource]))
    lookup = draw(st.sampled_from(["", "gt", "gte", "lt", "lte"]))
    known = sorted({row[column] for row in rows if row[column]} | {"2016", "2018-06"})
    value = draw(st.sampled_from(known))
    name = f"{column}__{lookup}" if lookup else column
    return name, value, reference_model.date_is(column, lookup, value)


@st.composite
def choice_filters(draw, resource, rows, at):
    column = draw(st.sampled_from(choice_columns(resource)))
    choices = st.sampled_from(sorted({row[column] for row in rows}))
    values = draw(st.lists(choices, min_size=1, max_size=3, unique=True))
    return f"{column}__in", ",".join(values), lambda row: row[column] in values


@st.composite
def topic_filters(draw, resource, rows, at):
    choices = st.sampled_from(sorted({topic for row in rows for topic in row["topics"]}))
    values = draw(st.lists(choices, min_size=1, max_size=2, unique=True))
    return "topics", values, lambda row: bool(set(values) & set(row["topics"]))


@st.composite
def reference_filters(draw, resource, rows, at):
    column = draw(st.sampled_from(REFERENCES[resource]))
    known = sorted({row[column] for row in rows if row[column]})
    if not known:
        return f"{column}__isnull", "true", lambda row: row[column] is None
    value = draw(st.sampled_from(known))
    return column, value, lambda row: row[column] == value


@st.composite
def place_filters(draw, resource, rows, at):
    value = draw(st.sampled_from(["hong-kong", "guangdong", "china", "shenzhen"]))
    return "place", value, lambda row: reference_model.is_within(row, value)


@st.composite
def role_filters(draw, resource, rows, at):
    name, role, direction = draw(st.sampled_from(role_params(resource)))
    known = sorted({id for row in rows for id in reference_model.related(row, role, direction)})
    if not known or draw(st.booleans()):
        return (
            f"{name}__isnull",
            "false",
            lambda row: bool(reference_model.related(row, role, direction, at)),
        )
    value = draw(st.sampled_from(known))
    return name, value, lambda row: value in reference_model.related(row, role, direction, at)


@st.composite
def source_filters(draw, resource, rows, at):
    sources = sorted({row["source"] for row in reference_model.STATEMENTS if row["printed"]})
    value = draw(st.sampled_from(sources))
    return (
        "source",
        value,
        lambda row: value in reference_model.sources_of(row),
    )


@st.composite
def count_filters(draw, resource, rows, at):
    value = draw(st.integers(0, 8))
    return (
        "statement_count__gt",
        str(value),
        lambda row: len(reference_model.statements_about(row)) > value,
    )


@st.composite
def amount_filters(draw, resource, rows, at):
    column = draw(st.sampled_from(AMOUNTS[resource]))
    known = [row[column] for row in rows if row[column] and row[column]["unit"]]
    quantity = draw(st.sampled_from(known)) if known else {"value": "1", "unit": "HKD"}
    value, unit = quantity["value"] or quantity["magnitude"], quantity["unit"]
    lookup = draw(st.sampled_from(["", "gt", "gte", "lt", "lte"]))
    name = f"{column}__{lookup}" if lookup else column
    return (
        name,
        {name: value, f"{column}__unit": unit},
        reference_model.amount_is(column, lookup, value, unit),
    )


# Words without variant spellings, readings or abbreviations, which match only themselves.
WORDS = ["深圳", "大學", "生物", "創新 科技", "深圳 大學", "港", "research", "univers hong"]


@st.composite
def searches(draw, resource, rows, at):
    text = draw(st.sampled_from(WORDS))
    return "q", text, lambda row: reference_model.is_found(row, text.split())


def list_filters(resource, rows, at):
    """The strategies for one filter of a resource."""
    filters = [choice_filters, count_filters, searches]
    if resource != "sources":
        filters += [place_filters, source_filters, topic_filters, role_filters]
    filters += [date_filters] if DATES[resource] else []
    filters += [reference_filters] if resource in REFERENCES else []
    filters += [amount_filters] if resource in AMOUNTS else []
    return st.one_of([make(resource, rows, at) for make in filters])
