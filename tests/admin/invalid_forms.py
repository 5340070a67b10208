"""A form that violates each constraint, with the errors that the page shows."""

from events.models import Event
from hkinno.registry.models import Place, Relation, Source, Statement
from labs.models import Facility, Institution, Lab, Person
from programmes.models import Award, Indicator, Observation, Programme, Target
from tests.registry.valid_rows import NAMES

ARTICLE = {"file": "a.txt", "sha256": "0" * 64}
# The required values of each form.
VALID_FORMS = {
    Place: NAMES | {"id": "new", "kind": "city"},
    Source: NAMES | ARTICLE | {"id": "new", "kind": "article"},
    Institution: NAMES | {"id": "new", "kind": "university"},
    Lab: NAMES | {"id": "new", "kind": "joint-laboratory"},
    Facility: NAMES | {"id": "new", "kind": "platform"},
    Person: NAMES | {"id": "new"},
    Programme: NAMES | {"id": "new", "kind": "fund"},
    Award: {"id": "new"},
    Target: {"id": "new", "statement_zh": "標", "statement_en": "Aim."},
    Indicator: NAMES
    | {"id": "new", "kind": "count", "definition_zh": "數", "definition_en": "Count"},
    Observation: {"id": "new", "indicator": "indicator"},
    Event: NAMES | {"id": "new", "kind": "forum"},
    Statement: {"subject": "lab", "property": "exists", "value": "true", "source": "article"},
    Relation: {"subject": "person", "role": "post", "object": "hku"},
}
REQUIRED = "This field is required."
LINES = {"printed": "肝病", "first_line": "3", "last_line": "3"}


def invalid_choice(value):
    return f"Select a valid choice. {value} is not one of the available choices."


def ends_before_start(end, start):
    return {"": [f"{end} is before {start}."]}


# Constraint, model, changed values, expected errors.
CASES = [
    ("record_id_is_a_slug", Lab, {"id": "Lab"}, {"id": [
        "An id is lower-case letters, digits and single hyphens."]}),
    ("registry_record_pkey", Lab, {"id": "lab"}, {"id": ["Record with this Id already exists."]}),
    ("record_is_one_thing", Lab, {"id": "hku"}, {"id": ["Record with this Id already exists."]}),
    ("labs_lab_is_of_its_resource", Lab, {"id": "person"}, {"id": [
        "Record with this Id already exists."]}),
    ("record_id_is_never_reused", Lab, {"id": "gone"}, {"id": [
        "This id belonged to a deleted record, and ids are never reused."]}),
    ("record_has_both_names", Lab, {"name_zh": ""}, {"name_zh": [REQUIRED]}),
    ("record_says_where_its_chinese_name_comes_from", Lab, {"name_zh_basis": ""}, {
        "name_zh_basis": [REQUIRED]}),
    ("record_says_where_its_english_name_comes_from", Lab, {"name_en_basis": ""}, {
        "name_en_basis": [REQUIRED]}),
    ("record_topics_are_known", Lab, {"topics": ["magic"]}, {"topics": [invalid_choice("magic")]}),
    ("record_stage_is_known", Lab, {"stage": "closed"}, {"stage": [invalid_choice("closed")]}),
    ("record_status_is_known", Lab, {"status": "ready"}, {"status": [invalid_choice("ready")]}),
    ("record_website_is_http", Lab, {"website": "ftp://example.org"}, {"website": [
        "Enter a valid URL."]}),
    ("record_aliases_are_well_formed", Lab, {"aliases": '[{"value": ""}]'}, {"aliases": [
        "Entry 1: {'value': ''} must have the keys lang, type, value."]}),
    ("record_focus_are_well_formed", Lab, {"focus": '["肝病"]'}, {"focus": [
        "Entry 1: '肝病' must have the keys en, zh-Hant."]}),
    ("record_external_ids_are_well_formed", Lab, {"external_ids": '{"ror": ["x"]}'}, {
        "external_ids": ["ror: 'x' does not match 0[a-z0-9]{6}[0-9]{2}."]}),
    ("record_part_is_of_the_same_resource", Lab, {"part_of": "hku"}, {"part_of": [
        "hku is of institutions, not of labs."]}),
    ("record_is_merged_within_its_resource", Lab, {"merged_into": "hku"}, {"merged_into": [
        "hku is of institutions, not of labs."]}),
    ("place_kind_is_known", Place, {"kind": "moon"}, {"kind": [invalid_choice("moon")]}),
    ("place_has_both_coordinates_or_none", Place, {"latitude": "22.3"}, {"": [
        "Enter both coordinates or neither."]}),
    ("place_lies_on_earth", Place, {"latitude": "91", "longitude": "0"}, {"": [
        "Latitude must be within 90 degrees, longitude within 180."]}),
    ("source_kind_is_known", Source, {"kind": "rumour"}, {"kind": [invalid_choice("rumour")]}),
    ("source_says_how_its_date_is_known", Source, {"published": "2017"}, {"": [
        "A date is printed, or inferred with the reasoning."]}),
    ("source_article_names_its_file", Source, {"file": ""}, {"": [
        "An article needs its file and the SHA-256 of the file."]}),
    ("source_url_is_http", Source, {"url": "ftp://example.org"}, {"": [
        "The URL must start with http:// or https://."]}),
    ("institution_kind_is_known", Institution, {"kind": "club"}, {
        "kind": [invalid_choice("club")]}),
    ("institution_closes_after_it_opens", Institution, {"established": "2012", "closed": "2011"},
        ends_before_start("closed", "established")),
    ("lab_kind_is_known", Lab, {"kind": "shed"}, {"kind": [invalid_choice("shed")]}),
    ("lab_closes_after_it_opens", Lab, {"established": "2012", "closed": "2011"},
        ends_before_start("closed", "established")),
    ("lab_budget_is_a_quantity", Lab, {"budget": "{}"}, {"budget": [
        "several has a magnitude and no value; every other qualifier a value alone"]}),
    ("facility_kind_is_known", Facility, {"kind": "shed"}, {"kind": [invalid_choice("shed")]}),
    ("facility_closes_after_it_opens", Facility, {"opened": "2012", "closed": "2011"},
        ends_before_start("closed", "opened")),
    ("facility_budget_is_a_quantity", Facility, {"budget": "5"}, {"budget": [
        "a quantity is an object with value, unit and qualifier"]}),
    ("programme_kind_is_known", Programme, {"kind": "wish"}, {"kind": [invalid_choice("wish")]}),
    ("programme_closes_after_it_launches", Programme, {"launched": "2012", "closed": "2011"},
        ends_before_start("closed", "launched")),
    ("programme_budget_is_a_quantity", Programme, {"budget": '{"worth": "5"}'}, {"budget": [
        "a quantity has no worth"]}),
    ("award_amount_is_a_quantity", Award, {"amount": '{"value": "05"}'}, {"amount": [
        "value '05' is not a decimal in its shortest form, as text"]}),
    ("award_also_is_a_quantity", Award, {"also": '{"value": "5", "max": "4"}'}, {"also": [
        "max is the upper end of a range, more than value"]}),
    ("target_quantity_is_a_quantity", Target, {"quantity": '{"value": null}'}, {"quantity": [
        "several has a magnitude and no value; every other qualifier a value alone"]}),
    ("target_is_stated_in_both_languages", Target, {"statement_zh": ""}, {"statement_zh": [
        REQUIRED]}),
    ("indicator_kind_is_known", Indicator, {"kind": "hunch"}, {"kind": [invalid_choice("hunch")]}),
    ("indicator_unit_is_known", Indicator, {"unit": "cups"}, {"unit": [invalid_choice("cups")]}),
    ("indicator_is_defined_in_both_languages", Indicator, {"definition_en": ""}, {
        "definition_en": [REQUIRED]}),
    ("observation_quantity_is_a_quantity", Observation, {"quantity": "[]"}, {"quantity": [
        "a quantity is an object with value, unit and qualifier"]}),
    ("event_kind_is_known", Event, {"kind": "party"}, {"kind": [invalid_choice("party")]}),
    ("event_ends_after_it_starts", Event, {"starts": "2012-02", "ends": "2012-01"},
        ends_before_start("ends", "starts")),
    ("event_edition_counts_from_one", Event, {"edition": "0"}, {"": [
        "The edition number must be at least 1."]}),
    ("statement_property_is_known", Statement, {"property": "mood"}, {"property": [
        invalid_choice("mood")]}),
    ("statement_modality_is_known", Statement, {"modality": "sure"}, {"modality": [
        invalid_choice("sure")]}),
    ("statement_rank_is_known", Statement, {"rank": "best"}, {"rank": [invalid_choice("best")]}),
    ("statement_cites_its_lines_in_order", Statement, LINES | {"last_line": "2"}, {"": [
        "Lines are counted from 1: enter the first and the last, at most eight lines."]}),
    ("statement_that_is_printed_cites_lines", Statement, {"printed": "肝病"}, {"": [
        "Printed words and line numbers go together: enter both or neither."]}),
    ("statement_printed_is_of_an_article", Statement, LINES | {"source": "note"}, {"printed": [
        "Printed words need an article as the source."]}),
    ("statement_also_lines_are_well_formed", Statement, {"also_lines": "[[1, 20]]"}, {
        "also_lines": ["Entry 1: enter the first and last line, at most 8 lines."]}),
    ("statement_out_of_rank_says_why", Statement, {"rank": "deprecated"}, {"": [
        "Give the reason why the statement is preferred or deprecated."]}),
    (
        "relation_modality_is_known",
        Relation,
        {"modality": "sure"},
        {"modality": [invalid_choice("sure")]},
    ),
    ("relation_role_is_known", Relation, {"role": "friend"}, {"role": [invalid_choice("friend")]}),
    ("relation_role_joins_what_it_may", Relation, {"role": "tenant"}, {"role": [
        "Tenant leads from facilities to institutions or labs."]}),
    ("relation_joins_two_records", Relation, {
        "subject": "lab", "role": "partner", "object": "lab"}, {"": [
        "A record cannot have a relation to itself."]}),
    ("relation_ends_after_it_begins", Relation, {"since": "2012", "until": "2011"},
        ends_before_start("until", "since")),
    ("relation_is_unique", Relation, {"role": "founder", "subject": "hku", "object": "person"}, {
        "": ["Relation with this Subject, Role, Object, Chinese title and Since already exists."]}),
]  # fmt: skip
# Constraint, model, id, field, expected error: on the page of an existing record.
SELF_REFERENCES = [
    ("record_is_no_part_of_itself", Lab, "lab", "part_of", "A record cannot be part of itself."),
    (
        "record_is_not_merged_into_itself",
        Lab,
        "lab",
        "merged_into",
        "A record cannot be merged into itself.",
    ),
    (
        "observation_is_no_part_of_itself",
        Observation,
        "observation",
        "of",
        "An observation cannot be part of itself.",
    ),
]
# No form or import sets these columns.
NOT_EDITABLE = {"revision_is_one_row"}
# Generated by forms; an import may set them (test_import_errors.py).
GENERATED = {"statement_id_is_a_key", "relation_id_is_a_key"}
