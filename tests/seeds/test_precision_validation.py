"""Precision of dates, undated events and equal observations."""

import pytest

from hkinno.seeds.derive import derive_fixtures
from hkinno.seeds.load import load_seeds
from hkinno.seeds.precision_validation import find_precision_problems

PAGES = {"page": {"kind": "official-page", "name_zh": "頁", "name_en": "Page"}}
NAMES = {"name_en_basis": "translation", "summary_zh": "話。", "summary_en": "Words."}


@pytest.fixture
def problems(folder, seed):
    def find(**records):
        seed["sources"] |= PAGES
        for id, fields in records.items():
            seed["records"].setdefault(id.replace("_", "-"), {}).setdefault("facts", [])
            known = seed["records"][id.replace("_", "-")]
            known["facts"] = known["facts"] + fields.pop("facts", [])
            known |= fields
        seeds = load_seeds(folder(seed))
        return list(find_precision_problems(seeds, derive_fixtures(seeds)))

    return find


def founded(value, note):
    return {"facts": [{"established": value, "source": "page", "note": note}]}


def test_approval_is_no_founding(problems):
    assert problems(b_lab=founded("2015", "The year of its approval.")) == [
        "b-lab.established.page: “approval” dates another act; state that as an event, or a range"
    ]


def test_range_from_an_approval_on_is_a_founding(problems):
    assert problems(b_lab=founded("2015/..", "Approved in the first year.")) == []


def test_page_dates_two_bodies_alike(problems):
    facts = [{"established": "2015-10-12", "source": "page"}]
    other = {"resource": "labs", "kind": "joint-laboratory", "without_place": "Made up.", **NAMES}
    other |= {"name_zh": "丁實驗室", "name_en": "Laboratory D"}
    other["facts"] = [{"established": "2015", "source": "page"}]

    assert problems(b_lab={"facts": facts}, d_lab=other) == [
        "b-lab.established.page, d-lab.established.page: dates of one source in different "
        "precision; say why in a note"
    ]


def test_event_without_a_date(problems):
    event = {"resource": "events", "kind": "meeting", "name_zh": "會", "name_en": "Meeting"}
    event |= {"without_place": "Made up.", "facts": [{"exists": True, "source": "page"}], **NAMES}

    assert problems(meeting=dict(event)) == [
        "meeting: has no starts; without a day, the time before its source: ../2023"
    ]


def test_planned_event_needs_no_date(problems):
    event = {"resource": "events", "kind": "meeting", "name_zh": "會", "name_en": "Meeting"}
    event |= {"without_place": "Made up.", "facts": [{"exists": True, "source": "page"}], **NAMES}

    assert problems(meeting=event | {"stage": "planned"}) == []


def test_equal_observations(problems):
    count = {"resource": "observations", "indicator": "count", "subject": "b-lab", "period": "2015"}
    quantity = {"value": "3", "unit": "people"}
    facts = [{"quantity": quantity, "source": "page"}]
    indicator = {"resource": "indicators", "kind": "count", "unit": "people", **NAMES}
    indicator |= {"name_zh": "數", "name_en": "Count", "definition_zh": "數。"}
    indicator |= {"definition_en": "A count.", "facts": [{"exists": True, "source": "page"}]}
    records = {"count": indicator, "one": count | {"facts": list(facts)}}

    assert problems(**records, two=count | {"facts": list(facts)}) == [
        "one, two: observations of the same; merge them, or state context, place or of"
    ]
    assert problems(two={"of": "one"}) == []
