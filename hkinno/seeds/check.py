"""Comparison of the seeds with the text of the articles that they cite."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.record_choices import Modality
from hkinno.seeds.articles import Article, CitationError, is_printed
from hkinno.seeds.compare import find_mismatch
from hkinno.seeds.cue_validation import find_cue_problems, names_with_cues
from hkinno.seeds.facts import Fact
from hkinno.seeds.load import Seeds
from hkinno.seeds.names import find_unprinted_names

MIN_YEAR = "1800"


@dataclass
class CheckReport:
    """`coverage` maps the file name of an article to (cited lines, lines with content)."""

    problems: list[str] = field(default_factory=list)
    checked: int = 0
    coverage: dict[str, tuple[int, int]] = field(default_factory=dict)


def check_articles(seeds: Seeds, folder: Path, only: str | None = None) -> CheckReport:
    """Compare all facts with the articles in `folder`, or those that cite the source `only`."""
    report, articles = CheckReport(), []
    for id, source in sorted(seeds.records.items()):
        if source["resource"] != "sources" or source["kind"] != "article" or only not in (None, id):
            continue
        try:
            article = Article.read(folder / source["file"])
        except (OSError, UnicodeDecodeError) as error:
            report.problems.append(f"{id}: cannot read {source['file']}: {type(error).__name__}")
            continue
        if article.sha256 != source["sha256"]:
            report.problems.append(f"{id}: the sha256 of {source['file']} differs from the seeds")
            continue
        _check_article(report, seeds, id, article)
        articles.append(article)
    if only is None:
        report.problems += find_unprinted_names(seeds, articles)
    return report


def _check_article(report: CheckReport, seeds: Seeds, id: str, article: Article) -> None:
    facts = [fact for fact in seeds.facts if fact.source == id]
    published = seeds.records[id].get("published")
    names = names_with_cues(_chinese_names(seeds))
    for fact in facts:
        problems = [*_fact_problems(fact, article, published)]
        problems = problems or [*find_cue_problems(fact, article, names)]
        report.problems += [f"{fact.id}: {problem}" for problem in problems]
    report.checked += len(facts)
    with_content = set(article.content_line_numbers())
    cited = _line_numbers(
        lines for fact in facts if fact.property != "exists" for lines in fact.line_ranges
    )
    ignored = _line_numbers(seeds.ignored_lines.get(id, []))
    if unexplained := sorted(with_content - cited - ignored):
        report.problems.append(
            f"{id}: lines without a fact or a reason: {_format_ranges(unexplained)}"
        )
    if missing := sorted(ignored - set(range(1, len(article.text) + 1))):
        report.problems.append(f"{id}: lines that do not exist: {_format_ranges(missing)}")
    report.coverage[article.name] = (len(with_content & cited), len(with_content))


def _chinese_names(seeds: Seeds) -> Iterator[str]:
    for fields in seeds.records.values():
        yield fields.get("name_zh") or ""
        yield from (alias["value"] for alias in fields["aliases"])
    yield from (fact.value["value"] for fact in seeds.facts if fact.property == "alias")


def _line_numbers(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {number for first, last in ranges for number in range(first, last + 1)}


def _format_ranges(numbers: list[int]) -> str:
    """`[1, 2, 3, 7]` as `1-3, 7`."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def _fact_problems(fact: Fact, article: Article, published: str | None) -> Iterator[str]:
    for first, last in fact.line_ranges:
        try:
            if not is_printed(fact.printed, article, first, last):
                yield f"{fact.printed} is not printed in lines {first}-{last}"
        except CitationError as error:
            yield str(error)
    if mismatch := find_mismatch(fact, published):
        yield mismatch
    if published is not None:
        yield from _implausible_dates(fact, published)


def _implausible_dates(fact: Fact, published: str) -> Iterator[str]:
    """Dates before `MIN_YEAR`, and dates after publication that are stated without a note."""
    dates = {"as_of": fact.as_of}
    if statement_properties()[fact.property].type == "date":
        dates["value"] = fact.value
    for name, date in dates.items():
        first = date and parse(date).lower
        if first and first < parse(MIN_YEAR).lower:
            yield f"{name} {date} is before {MIN_YEAR}"
        is_explained = fact.note or fact.modality != Modality.STATED
        if first and first >= parse(published).upper and not is_explained:
            yield f"{name} {date} is stated, but is later than the article ({published})"
