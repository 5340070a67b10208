"""Which of our files run for a read, compared with those that docs/architecture.md names."""

import re
import sys

import pytest
from django.conf import settings

from hkinno.registry import revision, sql_names
from hkinno.registry.rest.conditional_requests import STATE
from tests.factories import LabFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored_documents")]
PATHS = ["/api/v1/labs/", "/api/v1/labs/lab/"]
OTHER_FILTER = "/api/v1/labs/?stage=active"
MAX_FILES = 15
PACKAGES = tuple(f"{settings.BASE_DIR}/{name}/" for name in ("hkinno", "labs"))


def files_that_run(function):
    """The files of ours, relative to the project, whose functions run in a call."""
    files = set()

    def note(frame, event, argument):
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGES):
            files.add(frame.f_code.co_filename.removeprefix(f"{settings.BASE_DIR}/"))

    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(None)
    return files


def test_files_of_a_read_are_those_of_the_documentation(client, monkeypatch):
    monkeypatch.setattr(
        "hkinno.registry.rest.conditional_requests.may_cache_responses", lambda: True
    )
    LabFactory(id="lab")
    # As the web server reads it before each request.
    state = {STATE: revision.current()}
    # A process collects the parameters of a view at the first one that it checks.
    for path in [*PATHS, f"{PATHS[0]}?page=1"]:
        client.get(path, **state)
    document = (settings.BASE_DIR / "docs" / "architecture.md").read_text()
    section = document.partition("### The files of a read")[2].partition("\nA parameter is")[0]
    always, first = (
        set(re.findall(r"`(\S+\.py)`", part)) for part in section.split("The SQL of a list is kept")
    )

    files = set()
    for path in PATHS:
        files |= files_that_run(lambda path=path: client.get(path, **state))
    sql_names.names_in.cache_clear()  # another test may have listed the same
    made = files_that_run(lambda: client.get(OTHER_FILTER, **state))

    assert files == always
    assert len(files) <= MAX_FILES
    # And those of the filter itself.
    assert made >= first
    assert {file for file in made - first - always if "/filters/" not in file} == set()
