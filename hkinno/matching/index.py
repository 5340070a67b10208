"""The names of the candidates for a text, for exact, prefix and similarity lookups."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from math import log
from typing import NamedTuple

from hkinno.matching.name_forms import NameForm, RecordNames, Reliability, attested_forms
from hkinno.matching.name_variants import derive_variants
from hkinno.matching.normalize import features, lookup_key, sorted_key
from hkinno.matching.spelling import SpellingDictionary
from hkinno.matching.tokens import TermSequence, is_han

RecordFilter = Callable[[RecordNames], bool]
Forms = dict[str, NameForm]  # by record id


class FormKeys(NamedTuple):
    """A name with what it is looked up by."""

    form: NameForm
    key: str
    word_key: str  # empty if the order of its terms matters
    final_initials: tuple[str, ...]
    features: frozenset[str]  # empty if it is not attested


class Index:
    """The names of some records, which include their parents and the places that enclose them."""

    def __init__(self, records: Iterable[RecordNames], spelling: SpellingDictionary) -> None:
        self.records = {record.id: record for record in records}
        self.spelling = spelling
        self._by_key: defaultdict[str, Forms] = defaultdict(dict)
        self._by_words: defaultdict[str, Forms] = defaultdict(dict)
        self._by_final_initials: defaultdict[str, Forms] = defaultdict(dict)
        self._attested: list[FormKeys] = []
        for record in self.records.values():
            for keys in form_keys(record, self.records.get(record.parent or "")):
                self._add(keys)
        frequencies = Counter(chain.from_iterable(keys.features for keys in self._attested))
        count = len(self._attested)
        self._weights = {
            feature: log(1 + (1 + count) / (1 + frequency))
            for feature, frequency in frequencies.items()
        }
        self._unknown_weight = log(2 + count)

    def _add(self, keys: FormKeys) -> None:
        if keys.form.reliability > Reliability.DESCRIPTIVE:
            keep_most_reliable(self._by_key[keys.key], keys.form)
            if keys.word_key:
                keep_most_reliable(self._by_words[keys.word_key], keys.form)
        if keys.features:
            self._attested.append(keys)
            for initials in keys.final_initials:
                keep_most_reliable(self._by_final_initials[initials], keys.form)

    def find_by_key(self, key: str) -> Forms:
        """The names with this `lookup_key`."""
        return self._by_key.get(key, {})

    def find_by_words(self, terms: Iterable[str]) -> Forms:
        """The English names with these words in any order."""
        return self._by_words.get(sorted_key(terms), {})

    def find_by_final_initials(self, initials: str) -> Forms:
        """The longer English names whose last words have these initials."""
        return self._by_final_initials.get(initials, {})

    def find_by_prefix(self, prefix: str) -> Iterator[NameForm]:
        """Attested names whose key starts with a prefix, in alphabetical order."""
        for key in sorted(key for key in self._by_key if key.startswith(prefix)):
            for form in self._by_key[key].values():
                if form.reliability >= Reliability.PRINTED:
                    yield form

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
        for keys in self._attested:
            id, shared = keys.form.record_id, keys.features & text_features
            if not shared or not accepts(self.records[id]):
                continue
            name_weight = sum(map(self.feature_weight, keys.features))
            similarity = 2 * sum(map(self.feature_weight, shared)) / (text_weight + name_weight)
            if id not in best or best[id][0] < similarity:
                best[id] = (similarity, keys.form)
        return sorted(best.values(), key=lambda pair: (-pair[0], pair[1].record_id))[:limit]


def keep_most_reliable(forms: Forms, form: NameForm) -> None:
    """Add a name unless the record has one that is at least as reliable."""
    current = forms.setdefault(form.record_id, form)
    if current.reliability < form.reliability:
        forms[form.record_id] = form


@lru_cache(maxsize=4096)
def form_keys(record: RecordNames, parent: RecordNames | None) -> list[FormKeys]:
    """The names of a record and their variants; `parent` is the record that it is part of."""
    forms = attested_forms(record)
    parent_forms = attested_forms(parent) if parent else []
    return [keys_of(form) for form in [*forms, *derive_variants(record, forms, parent_forms)]]


def keys_of(form: NameForm) -> FormKeys:
    terms = form.terms
    is_english = not any(map(is_han, terms))
    return FormKeys(
        form,
        lookup_key(terms),
        sorted_key(terms) if is_english and len(terms) > 1 else "",
        tuple(final_initials(terms)) if is_english else (),
        frozenset(features(terms) if form.is_attested else ()),
    )


def final_initials(terms: TermSequence) -> Iterator[str]:
    """The initials of the last two, three and four words of a name that has more."""
    for length in range(2, min(4, len(terms) - 1) + 1):
        yield "".join(term[0] for term in terms[-length:])
