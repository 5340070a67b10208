"""Records as JSON-LD: the terms of schema.org, a context that needs no network, citations.

The node of an address is the entry of the registry, a work with its sources and its claims; what
the entry is about is its `mainEntity`, under the address with `#this`. All is made from the answer
in JSON, so that neither says more than the other.
"""

from collections.abc import Iterator
from typing import Any

from hkinno.registry.formats.schema_org import CONTEXT, LICENCE, MONEY, SAME_AS
from hkinno.registry.models import record_models


def linked(record: dict[str, Any], statements: list[dict], version: int) -> dict[str, Any]:
    """The entry of a record, from its answer in JSON and those of its statements."""
    return filled(
        {
            "@context": CONTEXT,
            "@id": record["url"],
            "@type": "CreativeWork",
            "identifier": record["id"],
            "license": LICENCE,
            "version": version,
            "dateCreated": record["created_at"],
            "dateModified": record["updated_at"],
            "mainEntity": entity(record),
            "isBasedOn": [reference(each) for each in record["sources"]],
            "citation": [claim(each) for each in statements],
        }
    )


def entity(record: dict[str, Any]) -> dict[str, Any]:
    """What the entry is about."""
    main = {
        **named(record),
        "alternateName": [text(each["value"], each["lang"]) for each in record["aliases"]],
        "description": texts(record["summary"]),
        "keywords": record["topics"],
        "url": record["website"],
        "sameAs": list(same_as(record["external_ids"])),
        "mainEntityOfPage": record["url"],
    }
    for column, term in record_models()[record["resource"]].SCHEMA_ORG_TERMS.items():
        value = record[column]
        if isinstance(value, str):
            main[term] = value
        elif value and "unit" in value:
            main[term] = amount(value)
        elif value:
            main.setdefault(term, []).append(reference(value))
    if point := record.get("coordinates"):
        main["geo"] = {"@type": "GeoCoordinates", **point}
    return filled(main)


def named(record: dict[str, Any]) -> dict[str, Any]:
    """A node of what a record is about: its type and its names."""
    model = record_models()[record["resource"]]
    return {
        "@id": f"{record['url']}#this",
        # Of a record in brief the kind is not known.
        "@type": model.SCHEMA_ORG_TYPE_BY_KIND.get(record.get("kind"), model.SCHEMA_ORG_TYPE),
        "name": texts(record["name"]),
    }


def reference(record: dict[str, Any]) -> dict[str, Any]:
    """Another record, in brief."""
    return filled(named(record))


def claim(statement: dict[str, Any]) -> dict[str, Any]:
    """What one source says: the value as printed, and the lines in which it stands."""
    lines = statement["lines"]
    source = reference(statement["source"])
    if lines:
        source["pagination"] = f"lines {lines[0]}-{lines[1]}"
    return filled(
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


def amount(quantity: dict[str, Any]) -> dict[str, Any]:
    """A quantity; a decimal stays text, as a float would not be the same."""
    is_money = quantity["unit"] in MONEY
    has_range = quantity["max"] is not None
    return filled(
        {
            "@type": "MonetaryAmount" if is_money else "QuantitativeValue",
            "currency" if is_money else "unitText": quantity["unit"],
            "minValue" if has_range else "value": quantity["value"],
            "maxValue": quantity["max"],
            "description": None if quantity["qualifier"] == "exact" else quantity["qualifier"],
        }
    )


def same_as(identifiers: dict[str, list[str]]) -> Iterator[str]:
    """The addresses of the same thing in open registries."""
    for scheme, keys in identifiers.items():
        for key in keys:
            yield SAME_AS[scheme].format(key.replace(" ", ""))


def texts(languages: dict[str, str | None]) -> list[dict[str, str]]:
    """A map of languages as values with their language."""
    return [text(value, language) for language, value in languages.items() if value]


def text(value: str, language: str) -> dict[str, str]:
    return {"@value": value, "@language": language}


def filled(node: dict[str, Any]) -> dict[str, Any]:
    """A node without what is not known: JSON-LD has no word for that."""
    return {key: value for key, value in node.items() if value not in (None, [], "")}
