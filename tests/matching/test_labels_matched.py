"""How well the matcher does on the labelled texts: printed, with every wrong choice."""

import csv
from pathlib import Path

import pytest

from hkinno.matching.engine import answer
from hkinno.matching.index_cache import Names
from hkinno.matching.query_hints import USUAL, Hint

FILE = Path(__file__).parent / "labelled.csv"
PRECISION, RECALL = 0.99, 0.90
FOLDS = {"dev": ["dev"], "held-out": ["held-out"], "all": ["dev", "held-out"]}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def choices(registry):
    """Each labelled text with what is chosen for it."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with Names().held() as index:
        for row in rows:
            hint = Hint([row["resource"]] if row["resource"] else USUAL)
            row["chosen"] = answer(index, row["text"], hint.on(index), 1).chosen or ""
    return rows


def measured(rows):
    """Precision and recall of what is chosen."""
    chosen = [row for row in rows if row["chosen"]]
    expected = [row for row in rows if row["expected"]]
    right = [row for row in chosen if row["chosen"] == row["expected"]]
    return len(right) / len(chosen), len(right) / len(expected)


@pytest.mark.parametrize("fold", FOLDS)
def test_labelled_texts_are_matched_as_a_careful_person_would(choices, fold, record_property):
    rows = [row for row in choices if row["fold"] in FOLDS[fold]]

    precision, recall = measured(rows)

    said = [f"{fold}: {len(rows)} texts, precision {precision:.3f}, recall {recall:.3f}"]
    for row in rows:
        if row["chosen"] != row["expected"]:
            what = "wrong" if row["chosen"] else "missed"
            said.append(
                f"  {what}: {row['text']!r} {row['resource']} ({row['kind']}): "
                f"expected {row['expected'] or 'nothing'}, chose {row['chosen'] or 'nothing'}"
            )
    record_property("figures", "\n".join(said))
    assert precision >= PRECISION
    assert recall >= RECALL
