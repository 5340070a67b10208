"""A client that openapi-python-client generates from the document asks with typed models."""

import json
from importlib import import_module
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, get_args

import attrs
import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError

from labs.models import LabKind
from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

PACKAGE = "generated_client"


class Generated(NamedTuple):
    """A client: its package, what the generator warned of, a module for each operation."""

    folder: Path
    warnings: list[GeneratorError]
    modules: dict[str, ModuleType]
    models: ModuleType


def config(folder):
    """Without a formatter, which the machine may not have."""
    source, target = folder / "document.json", folder / PACKAGE
    return Config.from_sources(
        ConfigFile(post_hooks=[]), MetaType.NONE, source, "utf-8", False, target
    )


@pytest.fixture(scope="session")
def operations():
    """The document as the code makes it, and the part in which each operation stands."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    methods = [each for path in document["paths"].values() for each in path.values()]
    return document, {each["operationId"]: each["tags"][0] for each in methods}


@pytest.fixture(scope="session")
def generated(operations, tmp_path_factory):
    """The client, made once and imported whole."""
    folder = tmp_path_factory.mktemp("generated")
    document, parts = operations
    (folder / "document.json").write_text(json.dumps(document), "utf-8")
    warnings = list(generate(config=config(folder)))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        modules = {name: import_module(f"{PACKAGE}.api.{parts[name]}.{name}") for name in parts}
        models = import_module(f"{PACKAGE}.models")
    return Generated(folder / PACKAGE, warnings, modules, models)


@pytest.fixture(scope="session")
def models(generated):
    """The types of parameters and answers."""
    return generated.models


@pytest.fixture
def kept_connection(db):
    """The connection of the test's transaction, which requests do not close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ask(generated, kept_connection):
    """Asks an operation of the service itself, over WSGI; gives the answer as a model."""
    options = {"transport": httpx.WSGITransport(WSGIHandler())}
    client = import_module(PACKAGE).Client("http://testserver", httpx_args=options)

    def answer(name, *arguments, **parameters):
        return generated.modules[name].sync(*arguments, client=client, **parameters)

    with client:
        yield answer


def ids(page):
    return [row.id for row in page.results]


def test_the_generator_has_nothing_to_warn_of(generated):
    assert generated.warnings == []


def test_every_operation_can_be_called_in_turn_and_at_once(operations, generated):
    files = [file for file in generated.folder.glob("api/*/*.py") if file.stem != "__init__"]

    assert sorted((file.parent.name, file.stem) for file in files) == sorted(
        (part, name) for name, part in operations[1].items()
    )
    for module in generated.modules.values():
        assert callable(module.sync_detailed)
        assert callable(module.asyncio_detailed)


def test_every_parameter_has_a_type(generated):
    untyped = [
        (name, parameter.name)
        for name, module in generated.modules.items()
        for parameter in signature(module.sync_detailed).parameters.values()
        if Any in (parameter.annotation, *get_args(parameter.annotation))
    ]

    assert untyped == []


def test_every_field_has_a_type_but_the_value_of_a_statement(models):
    untyped = [
        (name, field.name)
        for name in models.__all__
        if attrs.has(getattr(models, name))
        for field in attrs.fields(getattr(models, name))
        if "Any" in field.type.split(" | ")
    ]

    assert untyped == [("Statement", "value")]


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


@pytest.fixture
def labs(db):
    """Three labs of three hosts and kinds, of which one has no date."""
    rows = [
        ("hku", LabKind.ENGINEERING_CENTRE, "2012-06"),
        ("cuhk", LabKind.NATIONAL_LABORATORY, "2018"),
        ("polyu", LabKind.JOINT_LABORATORY, None),
    ]
    for host, kind, established in rows:
        institution = InstitutionFactory(id=host)
        LabFactory(id=f"{host}-lab", host=institution, kind=kind, established=established)


def test_a_list_is_filtered_by_values_of_a_type(ask, models, labs):
    kind = models.LabsListKindItem

    assert ids(ask("labs_list", kind=[kind.NATIONAL_LABORATORY])) == ["cuhk-lab"]
    either = [kind.NATIONAL_LABORATORY, kind.ENGINEERING_CENTRE]
    assert ids(ask("labs_list", kind=either)) == ["cuhk-lab", "hku-lab"]
    assert ids(ask("labs_list", host=["hku"])) == ["hku-lab"]
    assert ids(ask("labs_list", host=["hku", "polyu"])) == ["hku-lab", "polyu-lab"]
    assert ids(ask("labs_list", host_in=["hku", "polyu"])) == ["hku-lab", "polyu-lab"]
    assert ids(ask("labs_list", host=["hku", "cuhk"], kind=either[:1])) == ["cuhk-lab"]


def test_a_list_is_filtered_and_ordered_by_dates(ask, models, labs):
    latest_first = [models.LabsListOrderingItem("-established")]

    assert ids(ask("labs_list", established_gte="2018")) == ["cuhk-lab"]
    assert ids(ask("labs_list", established_lte="2017-12")) == ["hku-lab"]
    assert ids(ask("labs_list", established_isnull=True)) == ["polyu-lab"]
    assert ids(ask("labs_list", created_at_gt="9000")) == []
    assert ids(ask("labs_list", ordering=latest_first)) == ["cuhk-lab", "hku-lab", "polyu-lab"]


def test_facets_are_counted_beside_the_rows(ask, models, labs):
    LabFactory(kind=LabKind.JOINT_LABORATORY)

    wanted = [models.LabsListFacetsItem.KIND, models.LabsListFacetsItem.STAGE]
    page = ask("labs_list", facets=wanted)

    assert page.facets.additional_keys == ["kind", "stage"]
    most, *_others = page.facets["kind"]
    assert (most.value, most.label.en, most.count) == ("joint-laboratory", "Joint laboratory", 2)
    assert page.count == sum(bucket.count for bucket in page.facets["kind"]) == 4


def test_pages_give_every_row_once(ask):
    expected = [LabFactory().id for _number in range(7)]

    page = ask("labs_list", page=1, page_size=3)
    found = [ids(page)]
    while page.next_:
        page = ask("labs_list", page=len(found) + 1, page_size=3)
        found.append(ids(page))

    assert found == [expected[:3], expected[3:6], expected[6:]]
    assert page.count == 7


def test_a_walk_by_cursors_gives_every_row_once(ask):
    expected = [LabFactory().id for _number in range(7)]

    page = ask("labs_list", cursor="*", page_size=3)
    found = [ids(page)]
    while page.next_:
        cursor = httpx.URL(page.next_).params["cursor"]
        page = ask("labs_list", cursor=cursor, page_size=3)
        found.append(ids(page))

    assert found == [expected[:3], expected[3:6], expected[6:]]


def test_search_finds_in_one_list_and_in_all(ask, models):
    LabFactory(id="robots", name_zh="機械人實驗室")
    InstitutionFactory(id="institute", name_zh="機器人研究所")
    LabFactory(id="livers", name_zh="肝病實驗室")

    assert ids(ask("labs_list", q="机器人")) == ["robots"]
    found = {
        row.id: (row.resource, row.matches[0]) for row in ask("search_list", q="机器人").results
    }
    assert found == {
        "robots": (
            models.Resource.LABS,
            models.Match(models.FieldEnum.NAME, "機械人實驗室", ["機械人"]),
        ),
        "institute": (
            models.Resource.INSTITUTIONS,
            models.Match(models.FieldEnum.NAME, "機器人研究所", ["機器人"]),
        ),
    }


def test_texts_are_matched_with_records(ask, models):
    InstitutionFactory(id="hku", name_zh="香港大學", name_en="The University of Hong Kong")
    InstitutionFactory(id="cuhk", name_zh="香港中文大學")

    (matched,) = ask("match", body=models.Asked([models.AskedText("香港大学")])).results

    assert matched.chosen == "hku"
    assert matched.candidates[0].record.name.en == "The University of Hong Kong"


def test_what_is_wrong_is_a_model_too(ask, models):
    InstitutionFactory(id="hkust")

    refused = ask("labs_list", host=["hkus"])
    missing = ask("labs_retrieve", "no-such-lab")

    assert isinstance(refused, models.Problem)
    assert (refused.status, refused.code) == (400, models.ProblemCode.INVALID_PARAMETER)
    (fault,) = refused.errors
    assert (fault.parameter, fault.code, fault.suggestion) == ("host", "unknown-value", "hkust")
    assert isinstance(missing, models.Problem)
    assert (missing.status, missing.code) == (404, models.ProblemCode.NOT_FOUND)
