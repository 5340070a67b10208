import pytest
from django.core.management import CommandError, call_command
from drf_spectacular.drainage import warn
from drf_spectacular.generators import SchemaGenerator

from hkinno.openapi.management.commands import openapi
from hkinno.openapi.management.commands.openapi import difference

pytestmark = pytest.mark.slow


def test_command_writes_the_document_and_then_its_check_passes(tmp_path, capsys):
    file = tmp_path / "openapi.yaml"

    call_command("openapi", file=file)
    call_command("openapi", check=True, file=file)

    assert capsys.readouterr().out.splitlines() == [
        "Wrote openapi.yaml.",
        "openapi.yaml is what the code makes.",
    ]
    assert file.read_text().startswith("openapi: 3.1.0\n")


def test_committed_document_is_what_the_code_makes(capsys):
    call_command("openapi", check=True)

    assert capsys.readouterr().out == "openapi.yaml is what the code makes.\n"


@pytest.mark.parametrize("committed", [None, "openapi: 3.0.0\n"])
def test_check_of_a_stale_document_fails_with_instructions(tmp_path, committed):
    file = tmp_path / "openapi.yaml"
    if committed:
        file.write_text(committed)

    with pytest.raises(CommandError) as raised:
        call_command("openapi", check=True, file=file)

    assert str(raised.value).startswith("--- committed\n+++ made by the code\n")
    assert str(raised.value).endswith(
        "\nopenapi.yaml is not what the code makes: "
        "run `make openapi`, and read what has changed in the API."
    )


class WarningGenerator(SchemaGenerator):
    """A generator that warns about a view."""

    def get_schema(self, request=None, public=False):
        warn("unable to guess serializer")
        return {}


def test_warning_of_the_generator_is_an_error(monkeypatch, capsys):
    monkeypatch.setattr(openapi, "SchemaGenerator", WarningGenerator)

    with pytest.raises(CommandError, match="issued warnings"):
        openapi.document.__wrapped__()

    assert "unable to guess serializer" in capsys.readouterr().err
    openapi.GENERATOR_STATS.reset()


def test_difference_is_a_diff_of_limited_length():
    assert difference("a\nb\n", "a\nc\n").splitlines()[3:] == [" a", "-b", "+c"]
    assert len(difference("", "line\n" * 1000).splitlines()) == 40
    assert difference("same", "same") == ""
