"""The names of the candidates for a text, for exact, prefix and similarity lookups."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from math import log
from typing import NamedTuple

from hkinno.matching.name_forms import NameForm, RecordNames, Reliability, attested_forms
from hkinno.matching.name_variants import derive_variants, literal_forms
from hkinno.matching.normalize import features, lookup_key, sorted_key
from hkinno.matching.spelling import SpellingDictionary
from hkinno.matching.tokens import is_han

INITIALS = "~"  # in front of keys that are the initials of the last words of a name

RecordFilter = Callable[[RecordNames], bool]
Forms = dict[str, NameForm]  # by record id


class IndexedForm(NamedTuple):
    """An attested name with what it is looked up by."""

    form: NameForm
    keys: tuple[str, ...]
    features: frozenset[str]


class Index:
    """The names of some records, which include their parents and the places that enclose them."""

    def __init__(self, records: Iterable[RecordNames], spelling: SpellingDictionary) -> None:
        self.records = {record.id: record for record in records}
        self.spelling = spelling
        self._by_key: defaultdict[str, Forms] = defaultdict(dict)
        self._attested: list[IndexedForm] = []
        for record in self.records.values():
            for indexed in index_forms(record):
                self._attested.append(indexed)
                self._add(indexed.form, indexed.keys)
        frequencies = Counter(chain.from_iterable(item.features for item in self._attested))
        count = len(self._attested)
        weights = {
            frequency: log(1 + (1 + count) / (1 + frequency))
            for frequency in set(frequencies.values())
        }
        self._weights = {feature: weights[count] for feature, count in frequencies.items()}
        self._unknown_weight = log(2 + count)

    def _add(self, form: NameForm, keys: Iterable[str]) -> None:
        for key in keys:
            current = self._by_key[key].setdefault(form.record_id, form)
            if current.reliability < form.reliability:
                self._by_key[key][form.record_id] = form

    def add_variants(self, keys: str) -> None:
        """Add the variants of names that may have one of the `searched_keys` of a text."""
        for record in self.records.values():
            parent = self.records.get(record.parent or "")
            parent_forms = attested_forms(parent) if parent else []
            for form in derive_variants(record, attested_forms(record), parent_forms, keys):
                self._add(form, lookup_keys(form))

    def find_by_key(self, key: str) -> Forms:
        """The most reliable name of each record with this `lookup_key`."""
        return self._by_key.get(key, {})

    def find_by_words(self, terms: Iterable[str]) -> Forms:
        """The English names with these words in any order."""
        return self.find_by_key(sorted_key(terms))

    def find_by_final_initials(self, initials: str) -> Forms:
        """The longer English names whose last words have these initials."""
        return self.find_by_key(INITIALS + initials)

    def find_by_prefix(self, prefix: str) -> list[NameForm]:
        """Attested names whose key starts with a prefix, in alphabetical order."""
        forms = (item.form for item in self._attested if item.form.reliability)
        keyed = ((lookup_key(form.terms), form) for form in forms)
        return [form for key, form in sorted(keyed) if key.startswith(prefix)]

    def feature_weight(self, feature: str) -> float:
        """The smoothed inverse document frequency among these names (Spärck Jones 1972)."""
        return self._weights.get(feature, self._unknown_weight)

    def find_similar(
        self, text_features: set[str], limit: int, accepts: RecordFilter = lambda record: True
    ) -> list[tuple[float, NameForm]]:
        """`(similarity, name)` of the most similar attested names, the best first, one a record.

        Similarity is the weighted Sørensen–Dice coefficient of the features of text and name,
        2·w(T ∩ N) / (w(T) + w(N)), where w sums the feature weights (Dice 1945, Sørensen 1948).
        """
        text_weight = sum(map(self.feature_weight, text_features))
        best: dict[str, tuple[float, NameForm]] = {}
        for form, _keys, name_features in self._attested:
            shared = name_features & text_features
            if not shared or not accepts(self.records[form.record_id]):
                continue
            name_weight = sum(map(self._weights.__getitem__, name_features))
            shared_weight = sum(map(self._weights.__getitem__, shared))
            # Rounded, as the order in which a set is added up differs between processes.
            similarity = round(2 * shared_weight / (text_weight + name_weight), 12)
            if form.record_id not in best or best[form.record_id][0] < similarity:
                best[form.record_id] = (similarity, form)
        return sorted(best.values(), key=lambda pair: (-pair[0], pair[1].record_id))[:limit]


@lru_cache(maxsize=512)
def index_forms(record: RecordNames) -> list[IndexedForm]:
    """The attested names of a record."""
    forms = attested_forms(record)
    return [
        IndexedForm(form, tuple(lookup_keys(form)), frozenset(features(form.terms)))
        for form in [*forms, *literal_forms(forms)]
    ]


def lookup_keys(form: NameForm) -> Iterator[str]:
    """The keys of a name: its terms and, in English, these in any order, and its final initials.

    A description is only found by its initials, which make the same abbreviation ambiguous.
    """
    terms = form.terms
    is_english = not any(map(is_han, terms))
    if form.reliability > Reliability.DESCRIPTIVE:
        yield lookup_key(terms)
        if is_english and len(terms) > 1:
            yield sorted_key(terms)
    if is_english and form.is_attested:
        for length in range(2, min(4, len(terms) - 1) + 1):
            yield INITIALS + "".join(term[0] for term in terms[-length:])
