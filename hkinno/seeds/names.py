"""The basis of each name: who uses it, as far as the sources in the seeds show."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hkinno.registry.models import Source, SourceKind
from hkinno.registry.vocabularies.record_choices import AliasType, NameBasis
from hkinno.seeds.articles import Article, fold
from hkinno.seeds.facts import Fact
from hkinno.seeds.load import Seeds

NAMING = ("name_zh", "name_en", "alias")
UNSOURCED_ABBREVIATION = (AliasType.ABBREVIATION, NameBasis.COMMON_USAGE)
# What a fact about a name shows, by the kind of its source.
BASIS_OF_SOURCE: dict[str, NameBasis] = {
    SourceKind.ARTICLE: NameBasis.PRINTED,
    SourceKind.OFFICIAL_PAGE: NameBasis.OFFICIAL,
    SourceKind.OPEN_REGISTRY: NameBasis.OFFICIAL,
}


def fill_bases(seeds: Seeds) -> None:
    """Fill in the bases that the files leave out, as the facts of each record show them.

    A name without such a fact keeps what its file or the default claims.
    """
    shown = _shown_bases(seeds)
    for id, fields in seeds.records.items():
        basis = shown[id].get(fields.get("name_zh", ""))
        if not fields.get("name_zh"):
            fields["name_zh_basis"] = ""
        fields.setdefault("name_zh_basis", basis or NameBasis.DESCRIPTIVE.value)
        fields["aliases"] = [_with_basis(alias, shown[id]) for alias in fields["aliases"]]
    seeds.facts = [
        replace(fact, value=_with_basis(fact.value, shown[fact.subject]))
        if fact.property == "alias"
        else fact
        for fact in seeds.facts
    ]


def _with_basis(alias: dict[str, Any], shown: Mapping[str, str]) -> dict[str, Any]:
    return alias | {"basis": shown.get(alias["value"], alias["basis"])}


def _shown_bases(seeds: Seeds) -> dict[str, dict[str, str]]:
    """`{record: {name: basis}}` for the names that facts show; an official page comes first."""
    shown: dict[str, dict[str, str]] = defaultdict(dict)
    for fact in seeds.facts:
        basis = BASIS_OF_SOURCE.get(seeds.records.get(fact.source, {}).get("kind", ""))
        if basis is None or fact.basis == "inference":
            continue
        names = seeds.records[fact.subject]
        for name in [names.get("name_zh"), *(alias["value"] for alias in names["aliases"])]:
            if name and _names(fact, name) and shown[fact.subject].get(name) != "official":
                shown[fact.subject][name] = basis.value
        if fact.property in NAMING:
            name = fact.value["value"] if fact.property == "alias" else fact.value
            if shown[fact.subject].get(name) != "official":
                shown[fact.subject][name] = basis.value
    return shown


def find_unprinted_names(seeds: Seeds, articles: Collection[Article]) -> Iterator[str]:
    """Names that claim to be printed although no article has them, or ours although one has."""
    texts = [article.lines(1, len(article.text)) for article in articles if article.text]
    text = "\n".join(fold("".join(lines)) for lines in texts)
    for id, fields in seeds.records.items():
        names = [(alias["value"], alias["basis"]) for alias in fields["aliases"]]
        for name, basis in [(fields.get("name_zh", ""), fields.get("name_zh_basis")), *names]:
            if basis == NameBasis.PRINTED and fold(name) not in text:
                yield f"{id}: no article prints {name}"
            is_ours = basis in (NameBasis.DESCRIPTIVE, NameBasis.TRANSLATION)
            if is_ours and name and fold(name) in text and fields["resource"] != "sources":
                yield f"{id}: an article prints {name}, so its basis is printed"


def _names(fact: Fact, name: str) -> bool:
    return bool(fact.printed) and fold(name) in fold(fact.printed)


def find_name_problems(seeds: Seeds) -> Iterator[str]:
    """Names that claim more than a source shows, and abbreviations that no source shows."""
    shown = _shown_bases(seeds)
    for id, fields in seeds.records.items():
        claims = {(fields.get("name_en"), fields.get("name_en_basis"))}
        claims |= {(alias["value"], alias["basis"]) for alias in fields["aliases"]}
        claims |= {(fields.get("name_zh"), fields.get("name_zh_basis"))}
        for alias in fields["aliases"]:
            if (alias["type"], alias["basis"]) == (AliasType.DESCRIPTIVE, NameBasis.PRINTED):
                yield f"{id}: {alias['value']} is printed, so its type is not descriptive"
            is_unsourced = (alias["type"], alias["basis"]) == UNSOURCED_ABBREVIATION
            if is_unsourced and fields["resource"] != Source.RESOURCE:
                yield f"{id}: no source shows the abbreviation {alias['value']}"
        for name, basis in sorted(claims, key=str):
            is_shown = shown[id].get(name or "") == NameBasis.OFFICIAL
            if basis == NameBasis.OFFICIAL and fields["resource"] != "sources" and not is_shown:
                yield f"{id}: no page or registry shows that {name} is official"
