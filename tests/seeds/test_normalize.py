import pytest

from hkinno.registry.values.normalize import normalize_value
from tests.factories import alias


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("exists", True, True),
        ("name_en", " A lab ", "A lab"),
        ("established", 2012, "2012"),
        ("edition", 3, 3),
        ("host", "hku", {"id": "hku"}),
        ("host", {"id": "hku"}, {"id": "hku"}),
        ("stage", "planned", "planned"),
        ("focus", {"zh-Hant": "肝", "en": "liver"}, {"zh-Hant": "肝", "en": "liver"}),
        (
            "external_ids",
            {"scheme": "ror", "id": "02zhqgq86"},
            {"scheme": "ror", "id": "02zhqgq86"},
        ),
        (
            "coordinates",
            {"latitude": 22.5, "longitude": "114.10"},
            {"latitude": "22.5", "longitude": "114.10"},
        ),
        (
            "alias",
            {"value": "港大", "lang": "zh-Hant", "type": "short", "since": "2001"},
            alias("港大", lang="zh-Hant", since="2001"),
        ),
        (
            "post",
            {"id": "hku", "title_zh": "校長", "until": "2018-01/2018-12"},
            {"id": "hku", "title_zh": "校長", "title_en": None, "since": None, "until": "2018"},
        ),
        (
            "partner",
            "hku",
            {"id": "hku", "title_zh": None, "title_en": None, "since": None, "until": None},
        ),
        (
            "budget",
            {"value": "5", "unit": "HKD"},
            {
                "value": "5",
                "max": None,
                "unit": "HKD",
                "unit_basis": "printed",
                "qualifier": "exact",
                "magnitude": None,
            },
        ),
    ],
)
def test_value_is_normalized_for_its_property(name, raw, value):
    assert normalize_value(name, raw) == value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("name_en", " "),
        ("edition", True),
        ("edition", -1),
        ("edition", "3"),
        ("stage", "old"),
        ("focus", {"zh-Hant": "肝"}),
        ("external_ids", {"scheme": "x", "id": "1"}),
        ("coordinates", {"latitude": "north", "longitude": "1"}),
        ("coordinates", {"latitude": "NaN", "longitude": "1"}),
        ("post", {"title_zh": "校長"}),
        ("established", "soon"),
    ],
)
def test_value_of_the_wrong_form_raises_value_error(name, raw):
    with pytest.raises(ValueError, match=r"\w"):
        normalize_value(name, raw)
