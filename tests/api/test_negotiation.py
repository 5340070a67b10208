"""Content negotiation: language and format of responses."""

import pytest

from tests.api.problem_assertions import CHINESE, assert_problem
from tests.factories import LabFactory


def test_problem_is_in_traditional_chinese_if_requested(client):
    response = client.get("/no/such/thing/", headers=CHINESE)

    assert response["Content-Language"] == "zh-Hant"
    assert response.json()["title"] == "找不到內容"


@pytest.mark.django_db
def test_parameter_error_is_in_traditional_chinese_if_requested(client):
    response = client.get("/api/v1/labs/", {"hst": "hku"}, headers=CHINESE)

    assert response.json() == {
        "type": "http://testserver/problems/invalid-parameter/",
        "title": "查詢參數無效",
        "status": 400,
        "detail": "不明的查詢參數「hst」。是否想輸入「host」？",
        "instance": "/api/v1/labs/",
        "code": "invalid-parameter",
        "errors": [
            {
                "code": "unknown-parameter",
                "detail": "不明的查詢參數「hst」。是否想輸入「host」？",
                "parameter": "hst",
                "pointer": None,
                "suggestion": "host",
            }
        ],
    }


@pytest.mark.parametrize(
    "language",
    [
        *("zh-HK", "zh-TW", "zh-Hant", "zh-MO", "zh", "zh-CN,zh;q=0.9,en;q=0.1"),
        *("yue", "yue-Hant-HK", "yue-HK,en;q=0.5", "cmn-Hant", "nan-TW"),
        # A weight of 0 excludes a language.
        *("en;q=0", "en;q=0,*", "en;q=0,zh-TW;q=0.1", "fr,en;q=0", "zh-Hans;q=0,zh-HK"),
    ],
)
def test_any_chinese_language_code_selects_traditional_chinese(client, language):
    response = client.get("/nothing", headers={"accept-language": language})

    assert response["Content-Language"] == "zh-Hant"


@pytest.mark.parametrize(
    "language",
    [
        *("en-GB", "fr", "*", "", ";;;", "x" * 600, "zh-\x80", "*;q=0"),
        *("zh;q=0", "zh-Hant;q=0,zh-HK", "yue;q=0.3,en-HK", "fr,zh;q=0,*;q=0.1"),
    ],
)
def test_any_other_language_code_selects_english(client, language):
    response = client.get("/nothing", headers={"accept-language": language})

    assert response["Content-Language"] == "en"


@pytest.mark.django_db
def test_data_is_in_both_languages_whatever_the_language_code(client):
    response = client.get("/api/v1/labs/", headers=CHINESE)

    assert response["Content-Language"] == "zh-Hant, en"
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/api/v1/labs/lab/citation/", "en"),
        ("/api/v1/labs/lab/citation/?lang=zh-Hant", "zh-Hant"),
        ("/api/v1/labs/lab/citation/?lang=zh-Hant&style=ris", "zh-Hant"),
        ("/api/v1/reconcile/preview/lab/", "zh-Hant, en"),
        ("/problems/gone/", "zh-Hant, en"),
        ("/api/schema/", "en"),
        ("/api/schema/?format=json", "en"),
        ("/api/docs/", "en"),
        ("/api/redoc/", "en"),
        ("/robots.txt", None),
        ("/llms.txt", None),
        ("/sitemap.xml", None),
    ],
)
def test_response_in_a_fixed_language_names_it(client, path, language):
    LabFactory(id="lab")

    for preferred in ("en", "zh-HK"):
        response = client.get(path, headers={"accept-language": preferred})

        assert response.status_code == 200
        assert response.get("Content-Language") == language
        assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.django_db
def test_page_of_the_admin_is_in_the_preferred_language(client):
    response = client.get("/admin/login/", headers=CHINESE)

    assert response["Content-Language"] == "zh-Hant"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("accept", ["application/xml", "x", ";;;", "text/csv;q=0.9"])
def test_unknown_media_type_is_not_acceptable(client, accept):
    response = client.get("/healthz", headers={"accept": accept})

    assert_problem(response, 406, "not-acceptable")


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/*",
        "application/json",
        "application/json; indent=4",
        "text/html,application/xhtml+xml,*/*;q=0.8",
    ],
)
def test_json_is_the_default_format(client, accept):
    response = client.get("/healthz", headers={"accept": accept})

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.content == b'{"status":"ok"}'


def test_format_parameter_overrides_accept(client):
    response = client.get("/healthz?format=json", headers={"accept": "text/html"})

    assert response.status_code == 200


def test_unknown_format_parameter_is_an_error_with_a_suggestion(client):
    response = client.get("/healthz?format=jsn")

    body = assert_problem(response, 400, "invalid-parameter")
    assert body["errors"][0]["parameter"] == "format"
    assert body["errors"][0]["suggestion"] == "json"
