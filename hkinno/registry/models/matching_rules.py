"""How texts are matched with the names of one kind of record."""

from typing import NamedTuple


class MatchingRules(NamedTuple):
    """What a model declares in `MATCHING`. Sections are those of `hkinno/matching/lexicon.txt`."""

    # Whether its records are candidates if a request does not name a resource.
    is_default: bool = True
    # Whether another number in the text means another record: an edition, a year, a phase.
    is_numbered: bool = False
    # Whether the initials of an English name are a name of the record.
    has_initials: bool = False
    # Whether a text that adds a department to a name still means the record.
    has_departments: bool = False
    # Whether an abbreviation may have the home place in front: HKPolyU.
    takes_home_prefix: bool = False
    # Kinds of records that have no legal form: “HKU Holdings Ltd.” is not the university.
    unincorporated_kinds: frozenset[str] = frozenset()
    # Whether its OWNER is its parent, like `part_of`, whose names are part of its own.
    owner_is_parent: bool = False
    # Whether entries of the sections “home” and “optional” may be left out of its names.
    omits_optional_words: bool = True
    # Sections of entries that may be left out at the end of its names.
    optional_suffixes: tuple[str, ...] = ()
    # Sections of entries that do not change which record is meant: directly in front of a name,
    # and after it or separated from it.
    neutral_before: tuple[str, ...] = ("home",)
    neutral_after: tuple[str, ...] = ("here", "country")
