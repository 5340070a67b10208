"""The seeds held against the articles themselves, for whoever has the documents."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.record_terms import Modality
from hkinno.seeds.articles import Article, CitationError, is_printed, lines_of_substance
from hkinno.seeds.compare import disagreement
from hkinno.seeds.facts import Fact
from hkinno.seeds.load import Seeds

EARLIEST = "1800"


@dataclass
class Report:
    """What was checked: `covered` maps an article's file to (lines covered, lines of substance)."""

    problems: list[str] = field(default_factory=list)
    checked: int = 0
    covered: dict[str, tuple[int, int]] = field(default_factory=dict)


def check(seeds: Seeds, folder: Path, only: str | None = None) -> Report:
    """Hold every fact of every article in `seeds`, or of `only` one, against files in `folder`."""
    report = Report()
    for id, source in sorted(seeds.records.items()):
        if source["resource"] != "sources" or source["kind"] != "article" or only not in (None, id):
            continue
        try:
            article = Article.read(folder / source["file"])
        except (OSError, UnicodeDecodeError) as error:
            report.problems.append(f"{id}: cannot read {source['file']}: {type(error).__name__}")
            continue
        if article.sha256 != source["sha256"]:
            report.problems.append(f"{id}: {source['file']} is another file: its sha256 differs")
            continue
        _check_article(report, seeds, id, article)
    return report


def _check_article(report: Report, seeds: Seeds, id: str, article: Article) -> None:
    facts = [fact for fact in seeds.facts if fact.source == id]
    horizon = seeds.records[id].get("published")
    for fact in facts:
        report.problems += [f"{fact.id}: {fault}" for fault in _faults(fact, article, horizon)]
    report.checked += len(facts)
    passed_over = seeds.passed_over.get(id, [])
    substance = set(lines_of_substance(article))
    said = {
        n for fact in facts if fact.property != "exists" for span in fact.places for n in _all(span)
    }
    explained = {n for first, last, _ in passed_over for n in _all((first, last))}
    if bare := sorted(substance - said - explained):
        report.problems.append(f"{id}: lines without a fact or a reason: {_spans(bare)}")
    if beyond := sorted(explained - set(range(1, len(article.text) + 1))):
        report.problems.append(f"{id}: there are no lines {_spans(beyond)}")
    report.covered[article.name] = (len(substance & said), len(substance))


def _all(span: tuple[int, int]) -> range:
    return range(span[0], span[1] + 1)


def _spans(numbers: list[int]) -> str:
    """`[1, 2, 3, 7]` as `1-3, 7`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def _faults(fact: Fact, article: Article, horizon: str | None) -> Iterator[str]:
    for first, last in fact.places:
        try:
            if not is_printed(fact.printed, article, first, last):
                yield f"{fact.printed} is not printed in lines {first}-{last}"
        except CitationError as error:
            yield str(error)
    if fault := disagreement(fact, horizon):
        yield fault
    yield from _beyond(fact, horizon)


def _beyond(fact: Fact, horizon: str | None) -> Iterator[str]:
    """Dates that an article of its day cannot speak of: a fact of the future, a year long past."""
    if horizon is None:
        return
    today = parse(horizon).upper
    dates = {"as_of": fact.as_of}
    if statement_properties()[fact.property].type == "date":
        dates["value"] = fact.value
    for name, date in dates.items():
        first = date and parse(date).lower
        if first and first < parse(EARLIEST).lower:
            yield f"{name} {date} is before {EARLIEST}"
        if first and first >= today and fact.modality == Modality.STATED and not fact.note:
            yield f"{name} {date} is stated as a fact, but lies after the article ({horizon})"
