"""The client that openapi-python-client generates from the OpenAPI document, and calls of it."""

import json
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import httpx
import pytest
import yaml
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

PACKAGE = "generated_client"


class GeneratedClient(NamedTuple):
    """Package, warnings of the generator, and one module per operation by operation id."""

    folder: Path
    warnings: list[Any]
    modules: dict[str, ModuleType]
    models: ModuleType


def generate(folder):
    """Write the client, and return the warnings of the generator.

    Its import takes seconds, which only one of the processes has to spend. No post hooks run, as
    formatters may not be installed.
    """
    import openapi_python_client
    from openapi_python_client.config import Config, ConfigFile, MetaType

    source, target = folder / "document.json", folder / PACKAGE
    config = Config.from_sources(
        ConfigFile(post_hooks=[]), MetaType.NONE, source, "utf-8", False, target
    )
    return list(openapi_python_client.generate(config=config))


@pytest.fixture(scope="session")
def operations():
    """The committed OpenAPI document, and the tag of each operation by operation id."""
    text = (settings.BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    document = yaml.load(text, yaml.CSafeLoader)
    operations = [item for path in document["paths"].values() for item in path.values()]
    return document, {item["operationId"]: item["tags"][0] for item in operations}


@pytest.fixture(scope="session")
def generated(operations, tmp_path_factory):
    """The client, generated once per session, with all its modules imported."""
    folder = tmp_path_factory.mktemp("generated")
    document, tags = operations
    (folder / "document.json").write_text(json.dumps(document), "utf-8")
    warnings = generate(folder)
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
