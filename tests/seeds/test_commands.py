from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.seeds.conftest import folder, seed

pytestmark = pytest.mark.slow

__all__ = ["folder", "seed"]
ARTICLES = settings.BASE_DIR.parent / "shared" / "seeds"


@pytest.fixture
def printed(seed):
    """The seed file whose names have the basis that the article shows."""
    for id in ("b-lab", "c-scheme"):
        seed["records"][id]["name_zh_basis"] = "printed"
    return seed


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_derived_fixtures_are_fresh_until_the_seeds_change(folder, seed, tmp_path):
    seeds, fixtures = folder(seed), tmp_path / "fixtures"

    with pytest.raises(CommandError, match=r"Stale: .*Run `make fixtures`"):
        run("derive_fixtures", check=True, seeds=seeds, fixtures=fixtures)
    first = run("derive_fixtures", seeds=seeds, fixtures=fixtures)
    again = run("derive_fixtures", seeds=seeds, fixtures=fixtures)
    checked = run("derive_fixtures", check=True, seeds=seeds, fixtures=fixtures)

    assert "1 labs" in first
    assert "labs.json" in first
    assert again.endswith("Changed: nothing.\n")
    assert checked == "The fixtures match the seeds.\n"


def test_nothing_is_written_if_the_seeds_are_invalid(folder, seed, tmp_path):
    seed["records"]["b-lab"]["kind"] = "kitchen"
    fixtures = tmp_path / "fixtures"

    with pytest.raises(CommandError, match="'kitchen' is not a valid choice"):
        run("derive_fixtures", seeds=folder(seed), fixtures=fixtures)

    assert not fixtures.exists()


def test_check_prints_the_coverage_and_the_number_of_statements(folder, printed):
    path = folder(printed)

    assert run("check_seeds", articles=path, seeds=path).splitlines() == [
        "paper.txt: 2 of 3 lines with content are cited (67 %).",
        "4 statements checked, 0 wrong.",
    ]


def test_check_reports_all_problems_together(folder, printed):
    printed["records"]["b-lab"]["facts"][0]["printed"] = "丁大學"
    printed["records"]["c-scheme"]["facts"][1]["launched"] = "2019"
    path = folder(printed)

    with pytest.raises(CommandError) as error:
        run("check_seeds", articles=path, seeds=path)

    assert str(error.value).splitlines() == [
        "b-lab.host.paper-2019.1: 丁大學 is not printed in lines 1-1",
        "c-scheme.launched.paper-2019.3: 2018年6月 is parsed as 2018-06, not as 2019",
        "2 wrong.",
    ]


def test_check_needs_a_folder_and_valid_seeds(folder, seed, tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        run("check_seeds", articles=tmp_path / "nowhere", seeds=folder(seed))
    seed["records"]["b-lab"]["kind"] = "kitchen"
    with pytest.raises(CommandError, match="'kitchen' is not a valid choice"):
        run("check_seeds", articles=tmp_path, seeds=folder(seed))


def test_check_of_one_article_does_not_read_the_others(folder, seed):
    second_source = seed["source"] | {"id": "paper-2020", "file": "absent.txt"}
    path = folder(seed, {"source": second_source})

    assert run("check_seeds", articles=path, seeds=path, only="paper-2019").endswith(
        "4 statements checked, 0 wrong.\n"
    )
    with pytest.raises(CommandError, match="paper-2020: cannot read absent"):
        run("check_seeds", articles=path, seeds=path)
    with pytest.raises(CommandError, match="our-note is not an article in"):
        run("check_seeds", articles=path, seeds=path, only="our-note")


def test_empty_article_is_fully_cited(folder, seed, tmp_path):
    path = folder(seed)
    (path / "paper.txt").write_text("")
    seed["source"]["sha256"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    seed["records"], seed["nothing_to_register"] = {}, []

    assert run("check_seeds", articles=folder(seed), seeds=path).splitlines() == [
        "paper.txt: 0 of 0 lines with content are cited (100 %).",
        "0 statements checked, 0 wrong.",
    ]


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="needs the articles")
def test_every_statement_of_the_registry_is_printed_in_the_cited_lines():
    assert run("check_seeds", articles=ARTICLES).endswith(" statements checked, 0 wrong.\n")


def test_committed_fixtures_match_the_seeds():
    assert run("derive_fixtures", check=True) == "The fixtures match the seeds.\n"
