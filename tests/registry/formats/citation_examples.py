"""Sources, a record and a statement to cite, and the schema of their citations."""

from datetime import date

from hkinno.registry.formats import citations

TODAY = date(2026, 11, 21)


DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}


TEXT = {"type": "string", "minLength": 1}


# The part of the schema of CSL 1.0.2 (csl-data.json) that these citations need.
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": TEXT,
            "type": {"enum": ["dataset", "article-newspaper", "webpage", "document"]},
            "language": {"enum": ["en", "zh-Hant"]},
            **dict.fromkeys(
                ["title", "container-title", "publisher", "version", "page", "URL", "note"], TEXT
            ),
            "author": {
                "type": "array",
                "items": {"properties": {"literal": TEXT}, "additionalProperties": False},
            },
            "issued": DATE,
            "accessed": DATE,
        },
    },
}


ARTICLE = {
    "id": "article",
    "kind": "article",
    "url": "https://hkinno.example/api/v1/sources/article/",
    "name": {"zh-Hant": "報道", "en": "A Report"},
    "publisher": {"zh-Hant": "香港文匯報", "en": "Hong Kong Wen Wei Po"},
    "byline": "甲、乙",
    "published": "2017-02-17",
    "page": "A18",
    "original_url": None,
    "accessed": None,
}


REGISTER = ARTICLE | {
    "id": "ror",
    "kind": "open-registry",
    "name": {"zh-Hant": None, "en": "ROR"},
    "publisher": {"zh-Hant": None, "en": None},
    "byline": None,
    "published": None,
    "page": None,
    "original_url": "https://ror.org/0",
    "accessed": "2026-11-01",
}


RECORD = {
    "id": "skl",
    "url": "https://hkinno.example/api/v1/labs/skl/",
    "name": {"zh-Hant": "實驗室", "en": "Lab & Co_1"},
    "sources": [REGISTER, ARTICLE],
}


STATEMENT = {
    "id": "skl.host",
    "url": "https://hkinno.example/api/v1/statements/skl.host/",
    "subject": RECORD,
    "property": "host",
    "value": {"id": "hku"},
    "printed": "港大",
    "lines": [206, 206],
    "source": ARTICLE,
}


ENGLISH = citations.CitedState(12, date(2026, 11, 20), TODAY, "en")


CHINESE = ENGLISH._replace(language="zh-Hant")
