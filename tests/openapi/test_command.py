import pytest
from django.core.management import CommandError, call_command

from hkinno.openapi.management.commands.openapi import difference

pytestmark = pytest.mark.slow


def test_document_is_written_and_then_is_what_the_code_makes(tmp_path, capsys):
    file = tmp_path / "openapi.yaml"

    call_command("openapi", file=file)
    call_command("openapi", check=True, file=file)

    assert capsys.readouterr().out.splitlines() == [
        "Wrote openapi.yaml.",
        "openapi.yaml is what the code makes.",
    ]
    assert file.read_text().startswith("openapi: 3.1.0\n")


@pytest.mark.parametrize("committed", [None, "openapi: 3.0.0\n"])
def test_document_that_is_stale_is_refused_with_what_to_do(tmp_path, committed):
    file = tmp_path / "openapi.yaml"
    if committed:
        file.write_text(committed)

    with pytest.raises(CommandError) as refused:
        call_command("openapi", check=True, file=file)

    assert str(refused.value).startswith("--- committed\n+++ made by the code\n")
    assert str(refused.value).endswith(
        "\nopenapi.yaml is not what the code makes: "
        "run `make openapi`, and read what has changed in the API."
    )


def test_difference_shows_the_lines_that_differ_and_not_all_of_them():
    assert difference("a\nb\n", "a\nc\n").splitlines()[3:] == [" a", "-b", "+c"]
    assert len(difference("", "line\n" * 1000).splitlines()) == 40
    assert difference("same", "same") == ""
