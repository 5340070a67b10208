"""Responses of /search/ and /suggest/."""

import pytest
from rest_framework.test import APIRequestFactory

from hkinno.global_search.search import SearchViewSet
from hkinno.global_search.suggest import SuggestViewSet
from hkinno.registry.vocabularies.roles import Role
from tests.factories import (
    EventFactory,
    IndicatorFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RelationFactory,
    SourceFactory,
    TargetFactory,
    alias,
)

pytestmark = pytest.mark.django_db


def get(view, **query):
    """The status and the body of a response."""
    response = view.as_view({"get": "list"})(APIRequestFactory().get("/", query))
    body = response.data if response.status_code == 200 else response.content
    return response.status_code, body


def search(**query):
    status, body = get(SearchViewSet, **query)
    assert status == 200
    return [(row["id"], row["matches"]) for row in body["results"]]


def test_results_include_the_matched_words_and_fields():
    InstitutionFactory(
        id="hku", name_zh="香港大學", name_en="HK University", aliases=[alias("港大", "zh-Hant")]
    )
    LabFactory(
        id="lab",
        name_zh="機械人實驗室",
        summary_zh="設於香港大學。",
        summary_en="",
        focus=[{"zh-Hant": "軟件", "en": "software"}],
    )
    TargetFactory(id="goal", statement_zh="香港大學增設實驗室。")

    assert search(q="香港大学") == [
        ("hku", [{"field": "name", "value": "香港大學", "words": ["香港大學"]}]),
        ("lab", [{"field": "summary", "value": "設於香港大學。", "words": ["香港大學"]}]),
        ("goal", [{"field": "other", "value": "香港大學增設實驗室。", "words": ["香港大學"]}]),
    ]
    assert search(q="软体 机器人") == [
        (
            "lab",
            [
                {"field": "name", "value": "機械人實驗室", "words": ["機械人"]},
                {"field": "focus", "value": "軟件", "words": ["軟件"]},
            ],
        )
    ]
    assert search(q="港大")[0] == (
        "hku",
        [
            {"field": "name", "value": "香港大學", "words": ["港大"]},
            {"field": "aliases", "value": "港大", "words": ["港大"]},
        ],
    )


def test_search_is_filtered_by_resource_and_excludes_duplicates():
    LabFactory(id="lab", name_zh="光學")
    LabFactory(id="duplicate", name_zh="光學", merged_into_id="lab")
    SourceFactory(id="source", name_zh="光學")

    assert [id for id, _ in search(q="光學")] == ["lab", "source"]
    assert [id for id, _ in search(q="光學", resource="sources")] == ["source"]
    assert search(q="聲學") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, b'"required"'),
        ({"q": " "}, b'"required"'),
        ({"q": "a" * 201}, b'"max-length"'),
        ({"q": ["a", "b"]}, b'"repeated-parameter"'),
    ],
)
@pytest.mark.parametrize("view", [SearchViewSet, SuggestViewSet])
def test_search_without_a_valid_query_is_an_error(view, query, code):
    status, body = get(view, **query)

    assert status == 400
    assert code in body


def suggest(text):
    status, body = get(SuggestViewSet, q=text)
    assert status == 200
    return [(row["name"], row["record"]["id"], row["hint"]) for row in body["results"]]


def language_map(zh, en):
    return {"zh-Hant": zh, "en": en}


def test_suggestions_have_hints_that_disambiguate(django_assert_num_queries):
    hku = InstitutionFactory(id="hku", name_zh="港大", name_en="HKU")
    draft = InstitutionFactory(id="draft", name_zh="草稿", name_en="Draft", status="draft")
    city = PlaceFactory(id="city", name_zh="香港", name_en="Hong Kong")
    LabFactory(id="a", name_zh="光學0", host=hku, place=city)
    LabFactory(id="b", name_zh="光學1", host=draft, place=city)
    LabFactory(id="c", name_zh="光學2")
    PersonFactory(id="d", name_zh="光學3")
    RelationFactory(id="d.post.hku", subject_id="d", role=Role.POST, object=hku, since="2020")
    RelationFactory(
        id="d.post.city",
        subject_id="d",
        role=Role.POST,
        object_id="hku",
        title_zh="前",
        since="2010",
    )
    PersonFactory(id="e", name_zh="光學4")
    ProgrammeFactory(id="f", name_zh="光學5", administrator=hku)
    IndicatorFactory(id="g", name_zh="光學6")
    EventFactory(id="h", name_zh="光學7", place=city)
    LabFactory(id="i", name_zh="光學8", stage="planned")

    lab = ("國家重點實驗室夥伴實驗室", "Partner State Key Laboratory")
    with django_assert_num_queries(11):
        suggestions = suggest("光學")
    assert suggestions == [
        ("光學0", "a", language_map(f"{lab[0]}，港大", f"{lab[1]}, HKU")),
        ("光學1", "b", language_map(f"{lab[0]}，香港", f"{lab[1]}, Hong Kong")),
        ("光學2", "c", language_map(*lab)),
        ("光學3", "d", language_map("人物，港大", "People, HKU")),
        ("光學4", "e", language_map("人物", "People")),
        ("光學5", "f", language_map("資助計劃，港大", "Funding scheme, HKU")),
        ("光學7", "h", language_map("會議，香港", "Conference, Hong Kong")),
        ("光學8", "i", language_map(f"{lab[0]}，計劃中", f"{lab[1]}, planned")),
        ("光學6", "g", language_map("比重", "Share")),
    ]
    assert suggest("聲學") == []


def test_parameters_and_responses_are_described_in_the_document():
    for view, names in (
        (SearchViewSet, {"q", "resource", "page", "page_size"}),
        (SuggestViewSet, {"q"}),
    ):
        parts = [*(backend() for backend in view.filter_backends), view.pagination_class()]
        parameters = [p for part in parts for p in part.get_schema_operation_parameters(view())]
        assert names <= {parameter["name"] for parameter in parameters}
    schema = SuggestViewSet.pagination_class().get_paginated_response_schema({"type": "array"})
    assert schema["properties"]["results"]["maxItems"] == 10
