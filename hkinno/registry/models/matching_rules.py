"""How texts are matched with the names of one kind of record."""

from typing import NamedTuple


class MatchingRules(NamedTuple):
    """What a model declares in `MATCHING`. A “section” is one of `hkinno/matching/lexicon.txt`."""

    # Whether its records are candidates when a request names no resource.
    is_default: bool = True
    # Whether another number in the text means another record: an edition, a year, a phase.
    is_numbered: bool = False
    # Whether the initials of an English name are a name of the record.
    has_initials: bool = False
    # Whether a text that adds a department to a name still means the record.
    has_departments: bool = False
    # Whether an abbreviation may have the home place in front: HKPolyU.
    takes_home_prefix: bool = False
    # Whether its OWNER is what it belongs to, as in `part_of`, so that its names lend theirs.
    owner_is_whole: bool = False
    # Whether people leave out light words of its names.
    omits_light_words: bool = True
    # Sections of words that people leave out at the end of its names.
    omitted_endings: tuple[str, ...] = ()
    # Sections of words that say nothing new in front of a name, and apart from or behind it.
    words_before: tuple[str, ...] = ("home",)
    words_after: tuple[str, ...] = ("here", "country")
