"""Models in the generated client: records, statements, matches and problems."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.slow


def test_record_is_a_model_with_nested_models(call, models):
    host = InstitutionFactory(id="hku", name_zh="香港大學", name_en="The University of Hong Kong")
    lab = LabFactory(id="lab", full=True, host=host, name_zh="實驗室", name_en="Laboratory")
    lab.refresh_from_db()

    record = call("labs_retrieve", "lab")

    assert isinstance(record, models.Lab)
    assert record.name == models.LanguageMap(zh_hant="實驗室", en="Laboratory")
    assert record.host == models.Brief(
        id="hku",
        resource="institutions",
        url="http://testserver/api/v1/institutions/hku/",
        name=models.LanguageMap(zh_hant="香港大學", en="The University of Hong Kong"),
    )
    assert record.kind == "state-key-laboratory-partner"
    assert record.topics == ["robotics", "space"]
    assert record.budget.value == "2800000000"
    assert record.budget.qualifier == "over"
    assert (record.established, record.closed) == ("2012-06", "2012/..")
    assert (record.created_at, record.updated_at) == (lab.created_at, lab.updated_at)
    assert record.external_ids["ror"] == ["02zhqgq86"]
    assert {relation.direction for relation in record.relations} == {"in", "out"}


def test_statements_are_present_if_expanded(call, models):
    created = StatementFactory(subject=LabFactory(id="lab"), source=SourceFactory(id="paper"))

    (statement,) = call("labs_retrieve", "lab", expand=["statements"]).statements
    unexpanded = call("labs_retrieve", "lab")

    assert isinstance(statement, models.Statement)
    assert (statement.id, statement.source.id, statement.value) == (created.id, "paper", True)
    assert statement.property_ == "exists"
    assert not unexpanded.statements


def test_match_returns_candidates(call, models):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="The University of Hong Kong")
    InstitutionFactory(id="cuhk", name_zh="香港中文大學")

    (matched,) = call("match", body=models.MatchRequest([models.MatchText("香港大学")])).results

    assert matched.chosen == "hku"
    assert matched.candidates[0].record.name.en == "The University of Hong Kong"


def test_problem_is_a_model(call, models):
    InstitutionFactory(id="hkust")

    problem = call("labs_list", host=["hkus"])
    missing = call("labs_retrieve", "no-such-lab")

    assert isinstance(problem, models.Problem)
    assert (problem.status, problem.code) == (400, "invalid-parameter")
    (error,) = problem.errors
    assert (error.parameter, error.code, error.suggestion) == ("host", "invalid-choice", "hkust")
    assert isinstance(missing, models.Problem)
    assert (missing.status, missing.code) == (404, "not-found")
