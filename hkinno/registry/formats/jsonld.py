"""Records as JSON-LD in the terms of schema.org, with an inline context.

The URL of a record identifies its entry in the registry: a CreativeWork with sources and claims.
The thing that it describes is its `mainEntity`, identified by the URL with `#this`. Everything is
made from the JSON representation, so the two formats say the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hkinno.registry.formats.jsonld_context import CONTEXT, CURRENCIES, LICENSE_URL, SAME_AS_URLS
from hkinno.registry.models import record_models, statement_properties
from hkinno.registry.values.typed_values import typed_values


def build_entry(
    record: dict[str, Any],
    version: int,
    urls: Mapping[str, str],
    duplicates: Iterable[str] = (),
) -> dict[str, Any]:
    """The entry of a record, from its JSON with expanded `sources` and `statements`.

    `urls` are those of the records that the statements refer to, by id, and `duplicates` those of
    records that were merged into it.
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
            "isBasedOn": [build_source(source) for source in record["sources"]],
            "citation": [build_claim(statement, urls) for statement in record["statements"]],
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
    model = record_models()[record["resource"]]
    for column, term in model.SCHEMA_ORG_TERMS.items():
        value = record[column]
        if isinstance(value, str):
            main[term] = value
        elif value and "unit" in value:
            main[term] = build_quantity(value)
        elif value:
            main.setdefault(term, []).append(build_reference(value))
    for relation in record["relations"]:
        role_term = model.SCHEMA_ORG_ROLES.get(relation["role"])
        if role_term and relation["direction"] == "out":
            main.setdefault(role_term, []).append(build_reference(relation["record"]))
    if point := record.get("coordinates"):
        main["geo"] = {"@type": "GeoCoordinates", **point}
    return drop_empty(main | (source_terms(record) if "publisher" in record else {}))


def build_source(source: dict[str, Any]) -> dict[str, Any]:
    """A source with what identifies it in print."""
    return drop_empty(build_node(source) | source_terms(source))


def source_terms(source: dict[str, Any]) -> dict[str, Any]:
    """The publisher, authors, date, page and URL of a source."""
    publisher = language_values(source["publisher"])
    authors = (source["byline"] or "").split("、")
    return {
        "publisher": publisher and {"@type": "Organization", "name": publisher},
        "author": [{"@type": "Person", "name": name} for name in authors if name],
        "datePublished": source["published"],
        "pagination": source["page"],
        "url": source["original_url"],
    }


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


def build_claim(statement: dict[str, Any], urls: Mapping[str, str]) -> dict[str, Any]:
    """A statement as a Claim: the value, also as printed, and the lines of the source."""
    lines = statement["lines"]
    # A part, as the lines of each claim would otherwise be those of the whole source.
    passage = {
        "@type": "CreativeWork",
        "isPartOf": build_reference(statement["source"]),
        "pagination": lines and describe_lines(lines),
    }
    return drop_empty(
        {
            "@id": statement["url"],
            "@type": "Claim",
            "about": {"@id": f"{statement['subject']['url']}#this"},
            "name": statement["property"],
            "mainEntity": {
                "@type": "PropertyValue",
                "propertyID": statement["property"],
                "value": build_value(statement["property"], statement["value"], urls),
            },
            "text": statement["printed"],
            "creativeWorkStatus": f"{statement['modality']}, {statement['rank']}",
            "temporal": statement["as_of"],
            "isBasedOn": drop_empty(passage),
        }
    )


def build_value(name: str, value: Any, urls: Mapping[str, str]) -> Any:
    """The value of a statement: a record, an amount, a name in its language, a point, or text."""
    match statement_properties()[name].type:
        case "reference" | "role":
            return {"@id": f"{urls[value['id']]}#this"} if value["id"] in urls else value["id"]
        case "quantity":
            return build_quantity(value)
        case "alias":
            return language_value(value["value"], value["lang"])
        case "coordinates":
            return {"@type": "GeoCoordinates", **value}
        case "focus" | "labels":
            return language_values(value)
        case "flag" | "integer":
            return value
        case _:
            return typed_values(name, value)["value_text"]


def describe_lines(lines: list[int]) -> str:
    first, last = lines
    return f"line {first}" if first == last else f"lines {first}-{last}"


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
