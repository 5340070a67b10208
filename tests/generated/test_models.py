"""Answers to the generated client as models: a record, its evidence, a match, a problem."""

import pytest

from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.slow


def test_a_record_is_a_model_of_models(ask, models):
    host = InstitutionFactory(id="hku", name_zh="香港大學", name_en="The University of Hong Kong")
    lab = LabFactory(id="lab", full=True, host=host, name_zh="實驗室", name_en="Laboratory")
    lab.refresh_from_db()

    read = ask("labs_retrieve", "lab")

    assert isinstance(read, models.Lab)
    assert read.name == models.LanguageMap(zh_hant="實驗室", en="Laboratory")
    assert read.host == models.Brief(
        id="hku",
        resource=models.Resource.INSTITUTIONS,
        url="http://testserver/api/v1/institutions/hku/",
        name=models.LanguageMap(zh_hant="香港大學", en="The University of Hong Kong"),
    )
    assert read.kind is models.LabKind.STATE_KEY_LABORATORY_PARTNER
    assert read.topics == [models.Topic.ROBOTICS, models.Topic.SPACE]
    assert read.budget.value == "2800000000"
    assert read.budget.qualifier is models.Qualifier.OVER
    assert (read.established, read.closed) == ("2012-06", "2012/..")
    assert (read.created_at, read.updated_at) == (lab.created_at, lab.updated_at)
    assert read.external_ids["ror"] == ["02zhqgq86"]
    assert {relation.direction for relation in read.relations} == set(models.Direction)


def test_evidence_is_there_when_it_is_asked_for(ask, models):
    said = StatementFactory(subject=LabFactory(id="lab"), source=SourceFactory(id="paper"))

    (statement,) = ask("labs_retrieve", "lab", expand=["statements"]).statements
    without = ask("labs_retrieve", "lab")

    assert isinstance(statement, models.Statement)
    assert (statement.id, statement.source.id, statement.value) == (said.id, "paper", True)
    assert statement.property_ is models.Property.EXISTS
    assert not without.statements


def test_texts_are_matched_with_records(ask, models):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="The University of Hong Kong")
    InstitutionFactory(id="cuhk", name_zh="香港中文大學")

    (matched,) = ask("match", body=models.MatchRequest([models.MatchText("香港大学")])).results

    assert matched.chosen == "hku"
    assert matched.candidates[0].record.name.en == "The University of Hong Kong"


def test_what_is_wrong_is_a_model_too(ask, models):
    InstitutionFactory(id="hkust")

    refused = ask("labs_list", host=["hkus"])
    missing = ask("labs_retrieve", "no-such-lab")

    assert isinstance(refused, models.Problem)
    assert (refused.status, refused.code) == (400, models.ProblemCode.INVALID_PARAMETER)
    (fault,) = refused.errors
    assert (fault.parameter, fault.code, fault.suggestion) == ("host", "invalid-choice", "hkust")
    assert isinstance(missing, models.Problem)
    assert (missing.status, missing.code) == (404, models.ProblemCode.NOT_FOUND)
