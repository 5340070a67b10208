"""Facts that only a note holds: they belong into statements with a source of their own."""

import re
from calendar import month_name
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from hkinno.seeds.load import Seeds

WORDS = "two three four five six seven eight nine ten eleven twelve".split()
# Numbers as words; "one" is mostly no number, and "both" tells what the value does.
WORD = re.compile(rf"\b(?:{'|'.join(WORDS)}|dozens?|hundreds?|thousands?)\b", re.I)
CHINESE = [*"〇一二三四五六七八九十", "十一", "十二"]
CHINESE_NUMBER = re.compile(r"[一二兩三四五六七八九十百千萬]+(?=[個所項間家名年月日座條次])")
LINES = re.compile(r"\blines? \d+(?:(?:-|, | and | to |, and )\d+)*", re.I)
# Not the digits of an identifier such as 049tv2d57.
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
MONTHS = {name: f"-{number:02}" for number, name in enumerate(month_name) if name}
MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
# Words by which a note tells what another source says, or what happened.
HEARSAY = re.compile(
    r"\b(?:press reports?|(?:other|another) (?:press|papers?|reports?)|reports? of (?:\d|that)"
    r"|was to|was (?:founded|established|set up|renamed)|had run|on trial|before that|in all"
    r"|the first after|has since|since then|afterwards|turned out)\b",
    re.I,
)


def find_facts(note: str, evidence: Iterable[Any]) -> list[str]:
    """The numbers, months and words of a note that tell a fact which its `evidence` does not.

    `evidence` is what the statement shows anyway: its value, dates and printed words, its source
    and its subject. References to lines are no facts.
    """
    text = LINES.sub("", note)
    known = " ".join(str(part) for part in evidence if part).replace(",", "")
    numbers = {Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", known)}
    facts = [
        number for number in NUMBER.findall(text) if Decimal(number.replace(",", "")) not in numbers
    ]
    facts += [word for word in WORD.findall(text) if not _shows(word, numbers, known)]
    facts += [number for number in CHINESE_NUMBER.findall(text) if number not in known]
    facts += [name for name in MONTH.findall(text) if MONTHS[name] not in known]
    return facts + HEARSAY.findall(text)


def _shows(word: str, numbers: set[Decimal], known: str) -> bool:
    """Whether the evidence has the number that a word names: as a word, or in digits."""
    if word.lower() not in WORDS:
        return word.lower() in known.lower()
    number = WORDS.index(word.lower()) + 2
    texts = {word.lower(), CHINESE[number], *("兩" * (number == 2))}
    return Decimal(number) in numbers or any(text in known.lower() for text in texts)


def find_note_problems(seeds: Seeds) -> Iterator[str]:
    """Notes of facts that hold facts of their own."""
    for fact in seeds.facts:
        if fact.note:
            source, subject = seeds.records.get(fact.source, {}), seeds.records[fact.subject]
            evidence = (
                *(fact.value, fact.as_of, fact.printed, fact.source, fact.subject),
                *(source.get("published"), source.get("name_en"), subject.get("name_en")),
            )
            if facts := find_facts(fact.note, evidence):
                yield f"{fact.id}: the note tells {', '.join(facts)}; state it with its source"
