"""Records as JSON-LD in the terms of schema.org, with an inline context.

The URL of a record identifies its entry in the registry: a CreativeWork with sources and claims.
The thing that it describes is its `mainEntity`, identified by the URL with `#this`. Everything is
made from the JSON representation, so the two formats say the same.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from hkinno.registry.formats.jsonld_context import CONTEXT, CURRENCIES, LICENSE_URL, SAME_AS_URLS
from hkinno.registry.models import record_models


def build_entry(
    record: dict[str, Any],
    statements: list[dict[str, Any]],
    version: int,
    duplicates: Iterable[str] = (),
) -> dict[str, Any]:
    """The entry of a record, from the JSON of the record and of its statements.

    `duplicates` are the URLs of records that were merged into it.
    """
    return drop_empty(
        {
            "@context": CONTEXT,
            "@id": record["url"],
            "@type": "CreativeWork",
            "identifier": record["id"],
            "license": LICENSE_URL,
            "version": version,
            "dateCreated": record["created_at"],
            "dateModified": record["updated_at"],
            "mainEntity": build_entity(record, duplicates),
            "isBasedOn": [build_reference(source) for source in record["sources"]],
            "citation": [build_claim(statement) for statement in statements],
        }
    )


def build_entity(record: dict[str, Any], duplicates: Iterable[str] = ()) -> dict[str, Any]:
    """The thing that the entry describes."""
    main = {
        **build_node(record),
        "alternateName": [
            language_value(item["value"], item["lang"]) for item in record["aliases"]
        ],
        "description": language_values(record["summary"]),
        "keywords": record["topics"],
        "url": record["website"],
        "sameAs": [
            *same_as_urls(record["external_ids"]),
            *(f"{url}#this" for url in duplicates),
        ],
        "mainEntityOfPage": record["url"],
    }
    for column, term in record_models()[record["resource"]].SCHEMA_ORG_TERMS.items():
        value = record[column]
        if isinstance(value, str):
            main[term] = value
        elif value and "unit" in value:
            main[term] = build_quantity(value)
        elif value:
            main.setdefault(term, []).append(build_reference(value))
    if point := record.get("coordinates"):
        main["geo"] = {"@type": "GeoCoordinates", **point}
    return drop_empty(main)


def build_node(record: dict[str, Any]) -> dict[str, Any]:
    """The thing that a record describes, with its type and names."""
    model = record_models()[record["resource"]]
    return {
        "@id": f"{record['url']}#this",
        # A record in brief has no kind.
        "@type": model.SCHEMA_ORG_TYPE_BY_KIND.get(record.get("kind", ""), model.SCHEMA_ORG_TYPE),
        "name": language_values(record["name"]),
    }


def build_reference(record: dict[str, Any]) -> dict[str, Any]:
    """A reference to another record."""
    return drop_empty(build_node(record))


def build_claim(statement: dict[str, Any]) -> dict[str, Any]:
    """A statement as a Claim: the value as printed, and the lines of the source."""
    lines = statement["lines"]
    source = build_reference(statement["source"])
    if lines:
        source["pagination"] = f"lines {lines[0]}-{lines[1]}"
    return drop_empty(
        {
            "@id": statement["url"],
            "@type": "Claim",
            "about": {"@id": f"{statement['subject']['url']}#this"},
            "name": statement["property"],
            "text": statement["printed"],
            "creativeWorkStatus": f"{statement['modality']}, {statement['rank']}",
            "temporal": statement["as_of"],
            "isBasedOn": source,
        }
    )


def build_quantity(quantity: dict[str, Any]) -> dict[str, Any]:
    """A quantity; its decimals stay text, because floats would lose precision."""
    is_money = quantity["unit"] in CURRENCIES
    has_range = quantity["max"] is not None
    return drop_empty(
        {
            "@type": "MonetaryAmount" if is_money else "QuantitativeValue",
            "currency" if is_money else "unitText": quantity["unit"],
            "minValue" if has_range else "value": quantity["value"],
            "maxValue": quantity["max"],
            "description": None if quantity["qualifier"] == "exact" else quantity["qualifier"],
        }
    )


def same_as_urls(identifiers: dict[str, list[str]]) -> Iterator[str]:
    """The URLs of the same thing in open registries."""
    for scheme, keys in identifiers.items():
        for key in keys:
            yield SAME_AS_URLS[scheme].format(key.replace(" ", ""))


def language_values(languages: dict[str, str | None]) -> list[dict[str, str]]:
    """A map of languages as language-tagged values."""
    return [language_value(value, language) for language, value in languages.items() if value]


def language_value(value: str, language: str) -> dict[str, str]:
    return {"@value": value, "@language": language}


def drop_empty(node: dict[str, Any]) -> dict[str, Any]:
    """A node without empty values: JSON-LD leaves out what is unknown."""
    return {key: value for key, value in node.items() if value not in (None, [], "")}
