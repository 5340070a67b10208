from hkinno.seeds.derive import derive_fixtures
from hkinno.seeds.load import load_seeds
from hkinno.seeds.place_validation import find_place_problems
from tests.seeds.conftest import NAMES


def problems(folder, seed):
    seeds = load_seeds(folder(seed))
    return find_place_problems(seeds, derive_fixtures(seeds))


def fact(**fields):
    return fields | {"source": "our-note"}


def place(name, *facts):
    names = {"name_zh": name, "name_en": name, **NAMES}
    facts = [fact(exists=True), *facts]
    return {"resource": "places", "kind": "city", "facts": facts, **names}


def test_places_have_one_root(folder, seed):
    seed["records"] |= {
        "world": place("World"),
        "city": place("City", fact(part_of="world")),
        "twin": place("Twin") | {"merged_into": "city"},
    }
    assert problems(folder, seed) == []

    seed["records"]["island"] = place("Island")
    assert problems(folder, seed) == ["only one place is part of no other: island, world"]


def test_body_has_a_place_or_a_reason_to_have_none(folder, seed):
    seed["records"]["world"] = place("World")
    seed["records"]["a-university"]["facts"].append(fact(place="world"))
    del seed["records"]["b-lab"]["without_place"]

    assert problems(folder, seed) == [
        "a-university: has a place and a reason to have none",
        "b-lab: has no place; state it, or the reason as without_place",
    ]


def test_part_is_where_its_whole_is_unless_a_note_explains(folder, seed):
    university, lab = seed["records"]["a-university"], seed["records"]["b-lab"]
    faculty = lab | {"resource": "institutions", "kind": "faculty", "name_zh": "系"}
    faculty |= {"facts": [fact(part_of="a-university"), fact(place="inner")]}
    seed["records"] |= {
        "world": place("World", fact(member="inner")),
        "outer": place("Outer", fact(part_of="world"), fact(member="inner")),
        "inner": place("Inner", fact(part_of="world")),
        "faculty": faculty,
    }
    del university["without_place"], faculty["without_place"]
    university["facts"].append(fact(place="outer"))
    assert problems(folder, seed) == []

    faculty["facts"][1]["place"] = "world"
    assert problems(folder, seed) == ["faculty: world is not in outer, where its whole is"]

    faculty["facts"][1]["note"] = "It moved."
    assert problems(folder, seed) == []
