"""The client that openapi-python-client generates from the OpenAPI document, and calls of it."""

import json
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import httpx
import pytest
import yaml
from django.core.handlers.wsgi import WSGIHandler
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError

from hkinno.openapi.management.commands import openapi

PACKAGE = "generated_client"


class GeneratedClient(NamedTuple):
    """Package, warnings of the generator, and one module per operation by operation id."""

    folder: Path
    warnings: list[GeneratorError]
    modules: dict[str, ModuleType]
    models: ModuleType


def config(folder):
    """The configuration, without post hooks, as formatters may not be installed."""
    source, target = folder / "document.json", folder / PACKAGE
    return Config.from_sources(
        ConfigFile(post_hooks=[]), MetaType.NONE, source, "utf-8", False, target
    )


@pytest.fixture(scope="session")
def operations():
    """The OpenAPI document, and the tag of each operation by operation id."""
    document = yaml.load(openapi.document(), yaml.CSafeLoader)
    operations = [item for path in document["paths"].values() for item in path.values()]
    return document, {item["operationId"]: item["tags"][0] for item in operations}


@pytest.fixture(scope="session")
def generated(operations, tmp_path_factory):
    """The client, generated once per session, with all its modules imported."""
    folder = tmp_path_factory.mktemp("generated")
    document, tags = operations
    (folder / "document.json").write_text(json.dumps(document), "utf-8")
    warnings = list(generate(config=config(folder)))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        modules = {name: import_module(f"{PACKAGE}.api.{tags[name]}.{name}") for name in tags}
        models = import_module(f"{PACKAGE}.models")
    return GeneratedClient(folder / PACKAGE, warnings, modules, models)


@pytest.fixture(scope="session")
def models(generated):
    """The models of parameters and responses."""
    return generated.models


@pytest.fixture
def call(generated, persistent_connection):
    """A function that calls an operation over WSGI and returns the response as a model."""
    options = {"transport": httpx.WSGITransport(WSGIHandler())}
    client = import_module(PACKAGE).Client("http://testserver", httpx_args=options)

    def call_operation(name, *arguments, **parameters):
        return generated.modules[name].sync(*arguments, client=client, **parameters)

    with client:
        yield call_operation
