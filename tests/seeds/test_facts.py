import pytest

from hkinno.seeds.facts import SeedError, read_fact, span


def read(raw: object, resource: str = "labs"):
    return read_fact("b-lab", resource, raw, "paper")


def test_fact_takes_its_source_lines_and_date_in_full():
    fact = read(
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
    assert fact.places == [(3, 4), (9, 9), (11, 12)]


def test_fact_of_another_source_needs_no_lines():
    fact = read({"website": "https://example.org", "source": "ror"})

    assert (fact.id, fact.source, fact.places) == ("b-lab.website.ror", "ror", [])


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("hku", "b-lab: 'hku' is not a fact"),
        ({"printed": "x"}, "b-lab: one property a fact, not []"),
        ({"host": "hku", "place": "x"}, "b-lab: one property a fact, not ['host', 'place']"),
        ({"owner": "hku"}, "b-lab: owner is not a property"),
        ({"budget": 5}, "b-lab.budget: a quantity is an object with value, unit and qualifier"),
        ({"exists": False}, "b-lab.exists: exists is true, or is not said"),
        ({"host": 7}, "b-lab.host: 7 is not a text"),
        ({"host": "hku", "lines": "4-3"}, "b-lab.host: lines 4-3 are not in order, or more than 8"),
        ({"host": "hku", "lines": "1-9"}, "b-lab.host: lines 1-9 are not in order, or more than 8"),
        ({"host": "hku", "lines": "1-x"}, "b-lab.host: '1-x' is not a line or a stretch of lines"),
        ({"host": "hku", "as_of": "soon"}, "b-lab.host: 'soon' is not a partial date"),
        (
            {"host": "hku", "printed": "字" * 61},
            "b-lab.host: printed is a few words, at most 60 characters",
        ),
        ({"host": "hku", "modality": "sure"}, "b-lab.host: 'sure' is not a modality"),
        ({"host": "hku", "rank": "best"}, "b-lab.host: 'best' is not a rank"),
        ({"host": "hku", "rank": "preferred"}, "b-lab.host: a rank that is not normal says why"),
    ],
)
def test_fact_that_is_wrong_says_what_is(raw, fault):
    with pytest.raises(SeedError) as caught:
        read(raw)

    assert str(caught.value).split(": write")[0] == fault


def test_property_of_another_resource_is_refused():
    with pytest.raises(SeedError, match="host is not said of people"):
        read({"host": "hku"}, "people")


def test_span_of_one_line_ends_where_it_begins():
    assert span(7) == (7, 7)
