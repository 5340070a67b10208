"""The quality report, compared with figures that are computed from the JSON fixtures."""

import json
from collections import Counter, defaultdict

import pytest
from django.conf import settings
from django.db import transaction

from hkinno.registry.models import Source, Statement
from hkinno.registry.totals import KeptTotals
from hkinno.reports import quality
from hkinno.reports.conflict_index import all_conflicts
from hkinno.reports.quality import measure_quality
from hkinno.reports.views import QualitySerializer
from labs.models import Lab
from tests.factories import (
    LabFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)
from tests.fixture_snapshot import load_registry

pytestmark = pytest.mark.django_db
NAMELESS = ("awards", "targets", "observations")
DATES = {
    "institutions": ["established", "closed"],
    "labs": ["established", "closed"],
    "facilities": ["opened", "closed"],
    "people": [],
    "programmes": ["launched", "closed"],
    "awards": ["period"],
    "targets": ["due"],
    "indicators": [],
    "observations": ["period"],
    "events": ["starts", "ends"],
    "places": [],
    "sources": ["published"],
}


def rows(name: str) -> dict[str, dict]:
    text = (settings.BASE_DIR / "fixtures" / f"{name}.json").read_text(encoding="utf-8")
    return {row["pk"]: row["fields"] for row in json.loads(text)}


def last_day(text: str) -> str:
    """The last day that a partial date may mean, written so that it sorts."""
    end = text.split("/")[-1]
    return "9999" if end == ".." else end + "-99-99"[: 10 - len(end)]


def reference_report() -> list[dict]:
    records, sources = rows("records"), rows("sources")
    statements_by_subject = defaultdict(list)
    for statement in rows("statements").values():
        statements_by_subject[statement["subject"]].append(statement)

    def publishers(pk: str) -> set[str]:
        cited = {statement["source"] for statement in statements_by_subject[pk]}
        others = [s for s in cited if sources[s]["kind"] != "editorial-note"]
        return {sources[s]["publisher_en"] or s for s in others}

    def share(count: int, total: int) -> dict:
        return {"count": count, "share": round(count / total, 4) if total else None}

    report = []
    for resource, columns in DATES.items():
        own = {
            pk: row
            for pk, row in records.items()
            if row["resource"] == resource and not row["merged_into"]
        }
        named = {} if resource in NAMELESS else own
        statements = [s for pk in own for s in statements_by_subject[pk]]
        modalities = Counter(s["modality"] for s in statements)
        texts = [rows(resource)[pk][column] for pk in own for column in columns]
        confirmed = {
            sources[s["source"]]["published"] or sources[s["source"]]["accessed"]
            for s in statements
        } - {None}
        report.append(
            {
                "resource": resource,
                "records": len(own),
                "named": len(named),
                "with_both_names": share(
                    len([r for r in named.values() if r["name_zh"] and r["name_en"]]), len(named)
                ),
                "with_official_english_name": share(
                    len([r for r in named.values() if r["name_en_basis"] == "official"]),
                    len(named),
                ),
                "with_two_independent_sources": share(
                    len([pk for pk in named if len(publishers(pk)) > 1]), len(named)
                ),
                "statements": {
                    "total": len(statements),
                    "stated": modalities["stated"],
                    "planned": modalities["planned"],
                    "claimed": modalities["claimed"],
                    "proposed": modalities["proposed"],
                },
                "dates": {
                    "exact": len([t for t in texts if t and len(t) == 10 and "/" not in t]),
                    "partial": len([t for t in texts if t and (len(t) != 10 or "/" in t)]),
                    "missing": texts.count(None),
                },
                "last_confirmed": max(map(last_day, confirmed), default=None),
                "notes_with_facts": 0,
                "names_without_basis": 0,
                "relations_without_modality": 0,
            }
        )
    return report


def test_report_has_the_shape_of_its_serializer():
    load_registry()
    report = measure_quality(all_conflicts(None), None)

    rows = QualitySerializer(report, many=True).data

    assert json.dumps(report) == json.dumps(rows)
    assert any(row["last_confirmed"] for row in report)


def test_report_matches_the_fixtures(client):
    load_registry()

    results = client.get("/api/v1/quality/").json()["results"]

    expected = {row["resource"]: row for row in reference_report()}
    for row in results:
        row["last_confirmed"] = row["last_confirmed"] and last_day(row["last_confirmed"])
        # The fixtures are derived from the statements.
        assert row.pop("values") == {"contradicted": 0, "unsupported": 0}
        overdue = client.get(f"/api/v1/{row['resource']}/?is_overdue=true&page_size=100").json()
        reviewed = [record for record in overdue["results"] if record["last_reviewed"]]
        assert len(reviewed) == overdue["count"]
        assert row.pop("overdue") == {"total": overdue["count"], "not_reviewed": 0}
    assert {row["resource"]: row for row in results} == expected


def test_shares_of_an_empty_registry_are_null(client):
    labs = client.get("/api/v1/quality/").json()["results"][1]

    assert labs == {
        "resource": "labs",
        "records": 0,
        "named": 0,
        "with_both_names": {"count": 0, "share": None},
        "with_official_english_name": {"count": 0, "share": None},
        "with_two_independent_sources": {"count": 0, "share": None},
        "statements": {"total": 0, "stated": 0, "planned": 0, "claimed": 0, "proposed": 0},
        "values": {"contradicted": 0, "unsupported": 0},
        "overdue": {"total": 0, "not_reviewed": 0},
        "notes_with_facts": 0,
        "names_without_basis": 0,
        "relations_without_modality": 0,
        "dates": {"exact": 0, "partial": 0, "missing": 0},
        "last_confirmed": None,
    }


def test_draft_is_not_counted(client):
    LabFactory(status="draft")
    LabFactory(established="2018-06-29", closed="2019/..")

    labs = client.get("/api/v1/quality/").json()["results"][1]

    assert labs["records"] == 1
    assert labs["dates"] == {"exact": 1, "partial": 1, "missing": 0}


def test_note_that_holds_a_fact_is_counted(client):
    lab = LabFactory()
    StatementFactory(subject=lab, property="exists", value=True, note="Founded in 1999.")
    StatementFactory(subject=lab, property="established", value="1999", note="Since 1999.")

    labs = client.get("/api/v1/quality/").json()["results"][1]

    assert labs["notes_with_facts"] == 1


CHANGES = {
    "a date": lambda: Lab.objects.filter(pk="lab").update(established="2012-05-06"),
    "a second publisher": lambda: StatementFactory(
        id="second", subject_id="lab", source=SourceFactory(id="paper", publisher_en="A paper")
    ),
    "the same publisher": lambda: Source.objects.filter(pk="paper").update(
        publisher_en="Other paper"
    ),
    "a modality": lambda: Statement.objects.filter(pk="second").update(modality="planned"),
    "a note": lambda: Statement.objects.filter(pk="second").update(note="Founded in 1911."),
    "a later source": lambda: Source.objects.filter(pk="paper").update(
        published=None, published_basis="", accessed="2026-01-02"
    ),
    "a relation": lambda: RelationFactory(subject_id="lab", object_id="other", role="partner"),
    "an overdue plan": lambda: Lab.objects.filter(pk="other").update(
        stage="planned", established="2010"
    ),
    "a value without a statement": lambda: Lab.objects.filter(pk="other").update(place="place"),
    "a draft": lambda: Lab.objects.filter(pk="lab").update(status="draft"),
    "a deleted record": lambda: Lab.objects.filter(pk="other").delete(),
}


@pytest.mark.django_db(transaction=True)
def test_kept_totals_are_updated_by_every_change(monkeypatch, client):
    monkeypatch.setattr(quality, "kept_totals", KeptTotals(quality._count, size=2))
    LabFactory(id="lab", established="2012")
    LabFactory(id="other", established="2012")
    PlaceFactory(id="place")
    first = SourceFactory(
        id="first", publisher_en="Other paper", published="2017", published_basis="printed"
    )
    StatementFactory(subject_id="lab", source=first)
    client.get("/api/v1/quality/")

    for description, change in CHANGES.items():
        change()
        with transaction.atomic():
            expected = measure_quality(all_conflicts(None), None)
        assert client.get("/api/v1/quality/").json()["results"] == expected, description
