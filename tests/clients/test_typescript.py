"""TypeScript clients, generated from the served OpenAPI document and compiled under `strict`."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest

FOLDER = Path(__file__).parent / "typescript"
NEEDS_NODE = "Install Node.js 20 or newer, with npm, to try the TypeScript clients."


def run(*command):
    """The standard output of a command in the folder of the clients; its errors if it fails."""
    result = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True)
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout}{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def origin(api):
    """The URL of the service, for which the clients have been generated and compiled."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip(NEEDS_NODE)
    run("npm", "ci")
    document = FOLDER / "generated" / "openapi.yaml"
    document.parent.mkdir(exist_ok=True)
    with urlopen(urljoin(api, "/api/schema/")) as response:
        document.write_bytes(response.read())
    source = str(document.relative_to(FOLDER))
    run("npx", "openapi-typescript", source, "-o", "generated/openapi.ts")
    run("npx", "orval", "--input", source, "--output", "generated/orval.ts", "--client", "fetch")
    run("npx", "tsc", "--project", ".")
    return urljoin(api, "/").rstrip("/")


def test_openapi_fetch_reads_lists_rows_citations_and_problems_without_type_hints(origin):
    result = json.loads(run("node", "build/fetch.js", origin))

    assert set(result["hosts"]) <= {"hku", "polyu"}
    assert len(result["hosts"]) == 3
    assert result["same"]
    assert result["citations"] == 1
    assert result["code"] == "invalid-parameter"


def test_orval_reads_a_list(origin):
    result = json.loads(run("node", "build/orval.js", origin))

    assert set(result["hosts"]) <= {"hku", "polyu"}
    assert len(result["hosts"]) == 3
