import pytest

from hkinno.seeds.facts import SeedError, parse_fact, parse_line_range


def parse(raw: object, resource: str = "labs"):
    return parse_fact("b-lab", resource, raw, "paper")


def test_fact_has_source_lines_and_normalized_date():
    fact = parse(
        {
            "host": "hku",
            "printed": " 港大 ",
            "lines": "3-4",
            "also_lines": [9, "11-12"],
            "as_of": "2018-01/2018-12",
            "modality": "planned",
            "key": "b",
        }
    )

    assert fact.id == "b-lab.host.paper.3.b"
    assert (fact.value, fact.printed, fact.as_of) == ({"id": "hku"}, "港大", "2018")
    assert fact.line_ranges == [(3, 4), (9, 9), (11, 12)]


def test_fact_of_another_source_needs_no_lines():
    fact = parse({"website": "https://example.org", "source": "ror"})

    assert (fact.id, fact.source, fact.line_ranges) == ("b-lab.website.ror", "ror", [])


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("hku", "b-lab: 'hku' is not a fact"),
        ({"printed": "x"}, "b-lab: a fact has exactly one property, not []"),
        (
            {"host": "hku", "place": "x"},
            "b-lab: a fact has exactly one property, not ['host', 'place']",
        ),
        ({"owner": "hku"}, "b-lab: owner is not a property"),
        ({"budget": 5}, "b-lab.budget: a quantity is an object with value, unit and qualifier"),
        ({"exists": False}, "b-lab.exists: exists can only be true"),
        ({"host": 7}, "b-lab.host: 7 is not a text"),
        (
            {"host": "hku", "lines": "4-3"},
            "b-lab.host: lines 4-3 are not ascending, or more than 8",
        ),
        (
            {"host": "hku", "lines": "1-9"},
            "b-lab.host: lines 1-9 are not ascending, or more than 8",
        ),
        (
            {"host": "hku", "lines": "1-x"},
            "b-lab.host: '1-x' is not a line number or a range of lines",
        ),
        ({"host": "hku", "as_of": "soon"}, "b-lab.host: 'soon' is not a partial date"),
        (
            {"host": "hku", "printed": "字" * 61},
            "b-lab.host: printed has more than 60 characters",
        ),
        ({"host": "hku", "modality": "sure"}, "b-lab.host: 'sure' is not a modality"),
        ({"host": "hku", "rank": "best"}, "b-lab.host: 'best' is not a rank"),
        ({"host": "hku", "basis": "guess"}, "b-lab.host: 'guess' is not a basis"),
        ({"host": "hku", "basis": "inference"}, "b-lab.host: an inference needs a note"),
        (
            {"host": "hku", "rank": "preferred"},
            "b-lab.host: a rank other than normal needs a rank_reason",
        ),
    ],
)
def test_invalid_fact_raises_seed_error(raw, problem):
    with pytest.raises(SeedError) as error:
        parse(raw)

    assert str(error.value).split(": write")[0] == problem


def test_property_of_another_resource_is_rejected():
    with pytest.raises(SeedError, match="host is not a property of people"):
        parse({"host": "hku"}, "people")


def test_line_range_of_a_single_number_is_one_line():
    assert parse_line_range(7) == (7, 7)
