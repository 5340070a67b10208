"""Each rule that the database holds refuses a row, by name. A rule without a case here fails."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from events.models import Event
from hkinno.registry.models import Place, Record, Relation, Revision, Source, Statement
from labs.models import Facility, Institution, Lab, Person
from programmes.models import Award, Indicator, Observation, Programme, Target

pytestmark = pytest.mark.django_db

NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation"}
AMOUNT = {
    "value": "5",
    "max": None,
    "unit": "HKD",
    "unit_basis": "printed",
    "qualifier": "exact",
    "magnitude": None,
}
ALIAS = {"value": "B", "lang": "en", "type": "short", "since": None, "until": None}


@pytest.fixture
def rows():
    """One sound row of every model, each under the name of its model."""
    Place.objects.create(id="place", kind="city", latitude="22.3", longitude="114.2", **NAMES)
    article = {"kind": "article", "file": "a.txt", "sha256": "0" * 64}
    Source.objects.create(
        id="source", published="2017", published_basis="printed", **article, **NAMES
    )
    Source.objects.create(id="note", kind="editorial-note", **NAMES)
    uni = Institution.objects.create(
        id="institution", kind="university", established="1911", closed="1999", **NAMES
    )
    Lab.objects.create(
        id="lab",
        kind="joint-laboratory",
        host=uni,
        established="2001",
        closed="2003",
        budget=AMOUNT,
        **NAMES,
    )
    Facility.objects.create(
        id="facility", kind="platform", opened="2001", closed="2003", budget=AMOUNT, **NAMES
    )
    Person.objects.create(id="person", **NAMES)
    Programme.objects.create(
        id="programme", kind="fund", launched="2001", closed="2003", budget=AMOUNT, **NAMES
    )
    Award.objects.create(id="award", amount=AMOUNT, also=AMOUNT)
    Target.objects.create(id="target", quantity=AMOUNT, statement_zh="標", statement_en="Aim.")
    measure = Indicator.objects.create(
        id="indicator", kind="count", unit="HKD", definition_zh="數", definition_en="Count", **NAMES
    )
    Observation.objects.create(id="observation", indicator=measure, quantity=AMOUNT)
    Event.objects.create(id="event", kind="forum", starts="2001", ends="2003", edition=2, **NAMES)
    Statement.objects.create(
        id="statement",
        subject_id="lab",
        property="host",
        value={"id": "institution"},
        source_id="source",
        printed="甲",
        first_line=3,
        last_line=4,
    )
    Relation.objects.create(
        id="relation", subject_id="person", role="post", object_id="lab", since="2001", until="2003"
    )


def record(**change) -> tuple[type, str, dict]:
    return (Record, "lab", change)


def lists(field: str, *wrong: object) -> list:
    return [record(**{field: each}) for each in wrong]


WRONG_AMOUNTS = [
    [],
    AMOUNT | {"extra": 1},
    AMOUNT | {"value": 5},
    AMOUNT | {"value": "05"},
    AMOUNT | {"value": "1e400"},
    AMOUNT | {"unit": "cowries"},
    AMOUNT | {"unit": None},
    AMOUNT | {"unit_basis": "guessed"},
    AMOUNT | {"qualifier": "roughly"},
    AMOUNT | {"qualifier": "several"},
    AMOUNT | {"value": None},
    AMOUNT | {"magnitude": "10"},
    AMOUNT | {"max": "4"},
]


def amounts(model: type, field: str) -> list:
    return [(model, model._meta.model_name, {field: each}) for each in WRONG_AMOUNTS]


# The name of each rule, with changes of a sound row that it must refuse.
REFUSED = {
    "record_id_is_a_slug": [],  # an id is permanent: see the test of its insertion
    "record_resource_is_known": [],  # and so is a resource
    "record_is_one_thing": [],
    "record_stage_is_known": [record(stage="old")],
    "record_status_is_known": [record(status="hidden")],
    "record_has_both_names": [record(name_zh=""), record(name_en="", name_en_basis="")],
    "record_says_where_its_english_name_comes_from": [
        record(name_en_basis=""),
        record(name_en_basis="guess"),
    ],
    "record_topics_are_known": [record(topics=["finance", "cooking"])],
    "record_aliases_are_well_formed": lists(
        "aliases",
        {},
        ["B"],
        [{"value": "B"}],
        [ALIAS | {"value": ""}],
        [ALIAS | {"lang": "English"}],
        [ALIAS | {"type": "nick"}],
        [ALIAS | {"since": 2001}],
        [ALIAS | {"until": 2001}],
    ),
    "record_external_ids_are_well_formed": lists(
        "external_ids",
        [],
        {"ror": "02zhqgq86"},
        {"ror": []},
        {"ror": [2]},
        {"ror": ["zz"]},
        {"doi": ["10.1/x"]},
    ),
    "record_focus_are_well_formed": lists(
        "focus", {}, ["x"], [{"en": "x"}], [{"en": "", "zh-Hant": "甲"}]
    ),
    "record_website_is_http": [record(website="javascript:alert(1)")],
    "record_is_no_part_of_itself": [record(part_of="lab")],
    "record_is_not_merged_into_itself": [record(merged_into="lab")],
    "record_part_is_of_the_same_resource": [record(part_of="institution")],
    "record_is_merged_within_its_resource": [record(merged_into="institution")],
    "revision_is_one_row": [(Revision, 1, {"id": 2})],
    "place_kind_is_known": [(Place, "place", {"kind": "planet"})],
    "place_has_both_coordinates_or_none": [(Place, "place", {"latitude": None})],
    "place_lies_on_earth": [
        (Place, "place", {"latitude": "90.1"}),
        (Place, "place", {"longitude": "-180.1"}),
    ],
    "source_kind_is_known": [(Source, "source", {"kind": "rumour"})],
    "source_says_how_its_date_is_known": [
        (Source, "source", {"published_basis": ""}),
        (Source, "source", {"published_basis": "inferred"}),
        (Source, "source", {"published": None}),
    ],
    "source_article_names_its_file": [
        (Source, "source", {"file": ""}),
        (Source, "source", {"sha256": "x"}),
    ],
    "source_url_is_http": [(Source, "source", {"url": "ftp://example.org"})],
    "institution_kind_is_known": [(Institution, "institution", {"kind": "club"})],
    "institution_closes_after_it_opens": [(Institution, "institution", {"closed": "1910"})],
    "lab_kind_is_known": [(Lab, "lab", {"kind": "kitchen"})],
    "lab_closes_after_it_opens": [(Lab, "lab", {"closed": "2000-12"})],
    "lab_budget_is_a_quantity": amounts(Lab, "budget"),
    "facility_kind_is_known": [(Facility, "facility", {"kind": "pub"})],
    "facility_closes_after_it_opens": [(Facility, "facility", {"closed": "../2000"})],
    "facility_budget_is_a_quantity": amounts(Facility, "budget"),
    "programme_kind_is_known": [(Programme, "programme", {"kind": "wish"})],
    "programme_closes_after_it_launches": [(Programme, "programme", {"closed": "2000"})],
    "programme_budget_is_a_quantity": amounts(Programme, "budget"),
    "award_amount_is_a_quantity": amounts(Award, "amount"),
    "award_also_is_a_quantity": amounts(Award, "also"),
    "target_quantity_is_a_quantity": amounts(Target, "quantity"),
    "target_is_stated_in_both_languages": [
        (Target, "target", {"statement_zh": ""}),
        (Target, "target", {"statement_en": ""}),
    ],
    "indicator_kind_is_known": [(Indicator, "indicator", {"kind": "mood"})],
    "indicator_unit_is_known": [(Indicator, "indicator", {"unit": "cowries"})],
    "indicator_is_defined_in_both_languages": [(Indicator, "indicator", {"definition_en": ""})],
    "observation_quantity_is_a_quantity": amounts(Observation, "quantity"),
    "observation_is_no_part_of_itself": [(Observation, "observation", {"of": "observation"})],
    "event_kind_is_known": [(Event, "event", {"kind": "party"})],
    "event_ends_after_it_starts": [(Event, "event", {"ends": "2000"})],
    "event_edition_counts_from_one": [(Event, "event", {"edition": 0})],
    "statement_id_is_a_key": [(Statement, "statement", {"id": "Host of it"})],
    "statement_property_is_known": [(Statement, "statement", {"property": "colour"})],
    "statement_modality_is_known": [(Statement, "statement", {"modality": "sure"})],
    "statement_rank_is_known": [(Statement, "statement", {"rank": "best", "rank_reason": "x"})],
    "statement_cites_its_lines_in_order": [
        (Statement, "statement", {"first_line": 0}),
        (Statement, "statement", {"last_line": 2}),
        (Statement, "statement", {"last_line": 11}),
        (Statement, "statement", {"last_line": None}),
    ],
    "statement_that_is_printed_cites_lines": [(Statement, "statement", {"printed": ""})],
    "statement_also_lines_are_well_formed": [
        (Statement, "statement", {"also_lines": each})
        for each in ({}, [3], [[3]], [[3, "4"]], [[0, 1]], [[4, 3]], [[1, 9]])
    ],
    "statement_out_of_rank_says_why": [(Statement, "statement", {"rank": "preferred"})],
    "statement_printed_is_of_an_article": [(Statement, "statement", {"source": "note"})],
    "relation_id_is_a_key": [(Relation, "relation", {"id": "x!"})],
    "relation_role_is_known": [(Relation, "relation", {"role": "rival"})],
    "relation_role_joins_what_it_may": [
        (Relation, "relation", {"role": "host-city"}),
        (Relation, "relation", {"subject": "lab", "object": "person"}),
    ],
    "relation_joins_two_records": [(Relation, "relation", {"object": "person"})],
    "relation_is_said_once": [],  # needs a second row: see below
    "relation_ends_after_it_begins": [(Relation, "relation", {"until": "2000"})],
}
CASES = [(name, *change) for name, changes in REFUSED.items() for change in changes]


def broken_rule(act) -> str:
    """The name of the rule by which the database refuses an act, deferred ones too."""
    with pytest.raises(IntegrityError) as caught:
        _checked(act)
    return caught.value.__cause__.diag.constraint_name


@transaction.atomic
def _checked(act) -> None:
    act()
    connection.check_constraints()


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(("rule", "model", "pk", "change"), CASES)
def test_rule_refuses_a_row_that_breaks_it(rule, model, pk, change):
    assert broken_rule(lambda: model.objects.filter(pk=pk).update(**change)) in (
        rule,
        # Which of two rules about one fault is named first is PostgreSQL's affair.
        {"record_is_no_part_of_itself": "record_part_is_of_the_same_resource"}.get(rule),
        {"relation_joins_two_records": "relation_role_joins_what_it_may"}.get(rule),
    )


def test_every_rule_of_every_model_has_a_case():
    declared = {
        rule.name
        for model in apps.get_models()
        if model._meta.app_label in ("registry", "labs", "programmes", "events")
        for rule in model._meta.constraints
    }
    by_hand = {
        "record_part_is_of_the_same_resource",
        "record_is_merged_within_its_resource",
        "statement_printed_is_of_an_article",
    }

    assert set(REFUSED) == declared | by_hand


@pytest.mark.parametrize("wrong", ["Hku", "h_ku", "-hku", "港大", "h--ku", ""])
def test_id_that_is_no_slug_is_refused(wrong):
    assert broken_rule(lambda: Person.objects.create(id=wrong, **NAMES)) == "record_id_is_a_slug"


def test_resource_that_is_unknown_is_refused():
    wrong = Record(id="x", resource="ghosts", **NAMES)

    assert broken_rule(wrong.save) == "record_resource_is_known"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, Record) and m is not Record]
)
def test_id_of_one_thing_cannot_become_another(model):
    other = "person" if model is not Person else "lab"
    table, column = model._meta.db_table, "record_ptr_id"

    def act():
        Record.objects.filter(pk=other)
        with connection.cursor() as cursor:
            values = {f.column: f.get_default() for f in model._meta.local_concrete_fields}
            values |= {column: other}
            source = model._meta.model_name
            names = [name for name in values if name != column]
            cursor.execute(
                f"insert into {table} ({column}, {', '.join(names)})"
                f" select %s, {', '.join(names)} from {table} where {column} = %s"
                if names
                else f"insert into {table} ({column}) values (%s)",
                [other, source] if names else [other],
            )

    assert broken_rule(act) == f"{table}_is_of_its_resource"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("change", [{"id": "lab-2"}, {"resource": "people"}])
def test_id_and_resource_are_permanent(change):
    assert broken_rule(lambda: Record.objects.filter(pk="lab").update(**change)) == (
        "record_id_is_permanent"
    )


@pytest.mark.usefixtures("rows")
def test_id_of_a_deleted_published_record_is_never_used_again():
    Record.objects.filter(pk="person").update(status="published")
    Person.objects.get(pk="person").delete()

    again = Person(id="person", **NAMES)

    assert broken_rule(again.save) == "record_id_is_never_reused"


@pytest.mark.usefixtures("rows")
def test_id_of_a_deleted_draft_is_free_again():
    Person.objects.get(pk="person").delete()

    Person.objects.create(id="person", **NAMES)

    assert Person.objects.filter(pk="person").count() == 1


@pytest.mark.usefixtures("rows")
def test_relation_is_said_once_even_without_dates():
    Relation.objects.update(since=None, until=None)
    again = Relation(id="again", subject_id="person", role="post", object_id="lab")

    assert broken_rule(again.save) == "relation_is_said_once"


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("model", "pk", "change"),
    [
        (Lab, "lab", {"closed": "2001"}),
        (Lab, "lab", {"established": "2003-06", "closed": "2003"}),
        (Lab, "lab", {"established": "../2005"}),
        (Lab, "lab", {"closed": "1990/.."}),
        (Lab, "lab", {"budget": AMOUNT | {"value": "5.25", "max": "6"}}),
        (Lab, "lab", {"budget": AMOUNT | {"unit": None, "unit_basis": None}}),
        (
            Lab,
            "lab",
            {"budget": AMOUNT | {"value": None, "qualifier": "several", "magnitude": "10"}},
        ),
        (Record, "award", {"name_zh": "", "name_en": "", "name_en_basis": ""}),
        (Record, "lab", {"aliases": [ALIAS, ALIAS | {"since": "2001"}], "topics": ["finance"]}),
        (Record, "lab", {"external_ids": {"isni": ["0000 0001 2174 275X"], "wikidata": ["Q1"]}}),
        (Record, "lab", {"focus": [{"en": "liver", "zh-Hant": "肝"}]}),
        (Statement, "statement", {"also_lines": [[3, 3], [5, 12]]}),
        (Statement, "statement", {"first_line": 3, "last_line": 10}),
    ],
)
def test_row_that_keeps_the_rules_is_taken(model, pk, change):
    model.objects.filter(pk=pk).update(**change)
    connection.check_constraints()

    assert model.objects.filter(pk=pk, **_plain(change)).count() == 1


def _plain(change: dict) -> dict:
    """The part of a change that can be asked for with equality."""
    return {k: v for k, v in change.items() if not isinstance(v, list | dict)}


def test_every_check_of_the_database_has_its_name_in_a_model():
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint c join pg_class t on t.oid = c.conrelid"
            " where contype = 'c' and t.relname ~ '^(registry|labs|programmes|events)_'"
        )
        named = {name for (name,) in cursor.fetchall()}

    # PostgreSQL's own check for a positive integer is named after its column.
    ours = {name for name in named if not name.endswith("_check")}

    assert ours == {name for name in REFUSED if name in named}
