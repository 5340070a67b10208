"""A made-up article of four lines and its seed file."""

import hashlib
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

ARTICLE = "甲大學設乙實驗室\n\n丙計劃撥款逾3億元，2018年6月推出\n完\n"
SHA256 = hashlib.sha256(ARTICLE.encode()).hexdigest()
NAMES = {"name_en_basis": "translation", "summary_zh": "自己的話。", "summary_en": "Our words."}
SEED = {
    "source": {
        "id": "paper-2019",
        "kind": "article",
        "name_zh": "甲",
        "name_en": "A",
        "name_en_basis": "translation",
        "published": "2019-03",
        "published_basis": "printed",
        "file": "paper.txt",
        "sha256": SHA256,
    },
    "sources": {"our-note": {"kind": "editorial-note", "name_zh": "按", "name_en": "Note"}},
    "records": {
        "a-university": {
            "resource": "institutions",
            "kind": "university",
            "name_zh": "甲大學",
            "name_en": "University A",
            "aliases": [{"value": "UA", "lang": "en", "type": "variant"}],
            "without_place": "Made up.",
            "facts": [{"exists": True, "printed": "甲大學", "lines": 1}],
            **NAMES,
        },
        "b-lab": {
            "resource": "labs",
            "kind": "joint-laboratory",
            "name_zh": "乙實驗室",
            "name_en": "Laboratory B",
            "without_place": "Made up.",
            "facts": [{"host": "a-university", "printed": "甲大學", "lines": 1}],
            **NAMES,
        },
        "c-scheme": {
            "resource": "programmes",
            "kind": "funding-scheme",
            "name_zh": "丙計劃",
            "name_en": "Scheme C",
            "facts": [
                {
                    "budget": {
                        "value": "300000000",
                        "unit": "HKD",
                        "unit_basis": "inferred",
                        "qualifier": "over",
                    },
                    "printed": "逾3億元",
                    "lines": 3,
                    "note": "A Hong Kong scheme.",
                },
                {"launched": "2018-06", "printed": "2018年6月", "lines": 3},
            ],
            **NAMES,
        },
    },
    "nothing_to_register": [{"lines": 4, "reason": "It ends."}],
}


@pytest.fixture
def seed() -> dict:
    """A copy of the made-up seed file as a dict."""
    return deepcopy(SEED)


@pytest.fixture
def folder(tmp_path: Path):
    """Writes the article and one seed file per dict; returns the folder."""
    (tmp_path / "paper.txt").write_text(ARTICLE, encoding="utf-8")

    def write(*seeds: dict) -> Path:
        for number, seed in enumerate(seeds):
            text = yaml.safe_dump(seed, allow_unicode=True, sort_keys=False)
            (tmp_path / f"{number:03}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write
