"""The client that openapi-python-client generates from the document, and asks through it."""

import json
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from drf_spectacular.generators import SchemaGenerator
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError

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
def ask(generated, kept_connection):
    """Asks an operation of the service itself, over WSGI; gives the answer as a model."""
    options = {"transport": httpx.WSGITransport(WSGIHandler())}
    client = import_module(PACKAGE).Client("http://testserver", httpx_args=options)

    def answer(name, *arguments, **parameters):
        return generated.modules[name].sync(*arguments, client=client, **parameters)

    with client:
        yield answer
