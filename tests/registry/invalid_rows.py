"""Every constraint of the database, with changes to a valid row that violate it."""

from events.models import Event
from hkinno.registry.models import Place, Record, Relation, Revision, Source, Statement
from labs.models import Facility, Institution, Lab
from programmes.models import Award, Indicator, Observation, Programme, Target
from tests.registry.valid_rows import ALIAS, AMOUNT


def record(**changes) -> tuple[type, str, dict]:
    return (Record, "lab", changes)


def records(field: str, *invalid_values: object) -> list:
    return [record(**{field: value}) for value in invalid_values]


INVALID_QUANTITIES = [
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


def quantities(model: type, field: str) -> list:
    return [(model, model._meta.model_name, {field: value}) for value in INVALID_QUANTITIES]


# Each constraint, with changes to a valid row that it must reject.
VIOLATIONS = {
    "record_id_is_a_slug": [],  # an id is permanent, so a test inserts a row
    "record_resource_is_known": [],  # so is a resource
    "record_is_one_thing": [],
    "record_stage_is_known": [record(stage="old")],
    "record_status_is_known": [record(status="hidden")],
    "record_has_both_names": [record(name_zh=""), record(name_en="", name_en_basis="")],
    "record_says_where_its_english_name_comes_from": [
        record(name_en_basis=""),
        record(name_en_basis="guess"),
    ],
    "record_says_where_its_chinese_name_comes_from": [
        record(name_zh_basis=""),
        record(name_zh_basis="guess"),
    ],
    "record_topics_are_known": [record(topics=["finance", "cooking"])],
    "record_aliases_are_well_formed": records(
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
    "record_external_ids_are_well_formed": records(
        "external_ids",
        [],
        {"ror": "02zhqgq86"},
        {"ror": []},
        {"ror": [2]},
        {"ror": ["zz"]},
        {"doi": ["10.1/x"]},
    ),
    "record_focus_are_well_formed": records(
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
    "lab_budget_is_a_quantity": quantities(Lab, "budget"),
    "facility_kind_is_known": [(Facility, "facility", {"kind": "pub"})],
    "facility_closes_after_it_opens": [(Facility, "facility", {"closed": "../2000"})],
    "facility_budget_is_a_quantity": quantities(Facility, "budget"),
    "programme_kind_is_known": [(Programme, "programme", {"kind": "wish"})],
    "programme_closes_after_it_launches": [(Programme, "programme", {"closed": "2000"})],
    "programme_budget_is_a_quantity": quantities(Programme, "budget"),
    "award_amount_is_a_quantity": quantities(Award, "amount"),
    "award_also_is_a_quantity": quantities(Award, "also"),
    "target_quantity_is_a_quantity": quantities(Target, "quantity"),
    "target_is_stated_in_both_languages": [
        (Target, "target", {"statement_zh": ""}),
        (Target, "target", {"statement_en": ""}),
    ],
    "indicator_kind_is_known": [(Indicator, "indicator", {"kind": "mood"})],
    "indicator_unit_is_known": [(Indicator, "indicator", {"unit": "cowries"})],
    "indicator_is_defined_in_both_languages": [(Indicator, "indicator", {"definition_en": ""})],
    "observation_quantity_is_a_quantity": quantities(Observation, "quantity"),
    "observation_is_no_part_of_itself": [(Observation, "observation", {"of": "observation"})],
    "event_kind_is_known": [(Event, "event", {"kind": "party"})],
    "event_ends_after_it_starts": [(Event, "event", {"ends": "2000"})],
    "event_edition_counts_from_one": [(Event, "event", {"edition": 0})],
    "statement_id_is_a_key": [(Statement, "statement", {"id": "Host of it"})],
    "statement_property_is_known": [(Statement, "statement", {"property": "colour"})],
    "relation_modality_is_known": [(Relation, "relation", {"modality": "sure"})],
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
        (Statement, "statement", {"also_lines": value})
        for value in ({}, [3], [[3]], [[3, "4"]], [[0, 1]], [[4, 3]], [[1, 9]])
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
    "relation_is_unique": [],  # needs a second row
    "relation_ends_after_it_begins": [(Relation, "relation", {"until": "2000"})],
}
