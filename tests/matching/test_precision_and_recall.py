"""Precision and recall of the matcher on the labelled texts, with every error listed."""

import csv
from itertools import permutations
from pathlib import Path

import pytest

from hkinno.matching.candidate_filters import DEFAULT_RESOURCES, CandidateFilter
from hkinno.matching.engine import match_text
from hkinno.matching.retrieval import TextQuery, retrieve
from labs.models import Institution

# The precision and recall required on each file.
REQUIRED = {
    "labelled.csv": (0.99, 0.90),
    "independent_bodies.csv": (0.99, 0.90),
    "category_names.csv": (0.99, 0.90),
}
FOLDS = {"dev": ["dev"], "held-out": ["held-out"], "all": ["dev", "held-out"]}

# Other tests cover the same code line by line; tracing these would nearly double their time.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.no_cover]


@pytest.fixture(scope="module", params=REQUIRED)
def choices(registry, request):
    """The labelled texts of a file with the ids that the matcher chooses."""
    with (Path(__file__).parent / request.param).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.setdefault("resource", "")
    queries = [
        TextQuery(
            row["text"],
            CandidateFilter([row["resource"]] if row["resource"] else DEFAULT_RESOURCES),
        )
        for row in rows
    ]
    for row, query, index in zip(rows, queries, retrieve(queries), strict=True):
        row["chosen"] = match_text(index, query.text, query.filter.bind(index), 1).chosen or ""
    return rows


def precision_and_recall(rows):
    """`(precision, recall)` of the chosen records, 0 to 1."""
    chosen = [row for row in rows if row["chosen"]]
    expected = [row for row in rows if row["expected"]]
    correct = [row for row in chosen if row["chosen"] == row["expected"]]
    return len(correct) / len(chosen), len(correct) / len(expected)


@pytest.mark.parametrize("fold", FOLDS)
def test_matcher_reaches_the_required_precision_and_recall(choices, fold, record_property, request):
    rows = [row for row in choices if row["fold"] in FOLDS[fold]]

    precision, recall = precision_and_recall(rows)

    file = request.node.callspec.params["choices"]
    report = [f"{file}, {fold}: {len(rows)} texts, precision {precision:.3f}, recall {recall:.3f}"]
    for row in rows:
        if row["chosen"] != row["expected"]:
            error = "wrong" if row["chosen"] else "missed"
            report.append(
                f"  {error}: {row['text']!r} {row['resource']} ({row['kind']}): "
                f"expected {row['expected'] or 'nothing'}, chose {row['chosen'] or 'nothing'}"
            )
    record_property("figures", "\n".join(report))
    assert precision >= REQUIRED[file][0]
    assert recall >= REQUIRED[file][1]


def test_two_names_of_an_institution_never_mean_another_record(registry):
    pairs = [
        (f"{first} / {second}", record.pk)
        for record in Institution.objects.published().filter(merged_into=None)
        for names in [[record.name_zh, record.name_en, *(a["value"] for a in record.aliases)]]
        for first, second in permutations(names, 2)
    ]
    queries = [TextQuery(text) for text, _id in pairs]

    chosen = [
        match_text(index, query.text, query.filter.bind(index), 1).chosen
        for query, index in zip(queries, retrieve(queries), strict=True)
    ]

    assert {
        id for id, (_text, own) in zip(chosen, pairs, strict=True) if id not in (own, None)
    } == set()
    assert chosen.count(None) <= len(pairs) / 20
