"""Ids are permanent: whatever the fixtures ever registered is still a record, or was merged."""

import json
import subprocess

import pytest
from django.conf import settings

RECORDS = "fixtures/records.json"


def git(*arguments):
    return subprocess.run(
        ["git", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    ).stdout


def test_ids_of_all_earlier_fixtures_are_still_registered():
    commits = git("log", "--format=%H", "--diff-filter=AM", "--", RECORDS).split()
    if not commits:
        pytest.skip("there is no history of the fixtures here")
    earlier_ids = {
        row["pk"] for commit in commits for row in json.loads(git("show", f"{commit}:{RECORDS}"))
    }

    current_ids = {row["pk"] for row in json.loads((settings.BASE_DIR / RECORDS).read_text())}

    assert sorted(earlier_ids - current_ids) == []
