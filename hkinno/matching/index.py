"""An inverted index of all names, for exact, prefix and similarity lookups."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest
from itertools import islice
from math import log

from hkinno.matching.name_forms import NameForm, RecordNames, Reliability, attested_forms
from hkinno.matching.name_variants import derive_variants
from hkinno.matching.normalize import features, lookup_key, sorted_key
from hkinno.matching.spelling import SpellingDictionary
from hkinno.matching.tokens import TermSequence, is_han

# Number of names per feature that are retrieved: rarer features of the text retrieve the others.
MAX_POSTINGS = 2000
MAX_PREFIX_MATCHES = 50

RecordFilter = Callable[[RecordNames], bool]
# Name numbers by key. Most keys have one name, and a tuple needs less memory than a list.
Postings = dict[str, tuple[int, ...]]


class Index:
    """The names of the records that were added. Not thread-safe."""

    def __init__(self) -> None:
        self.records: dict[str, RecordNames] = {}
        self.names: list[NameForm | None] = []  # by number; None if the record was removed
        self.numbers_by_record: dict[str, list[int]] = {}
        self.by_key: Postings = {}
        self.by_sorted_key: Postings = {}
        self.by_final_initials: Postings = {}
        self.by_feature: defaultdict[str, list[int]] = defaultdict(list)
        self.document_frequency: Counter[str] = Counter()  # of features in attested names
        self.document_count = 0  # attested names
        self.spelling = SpellingDictionary()
        self.max_name_length = 1  # terms
        self._sorted_keys: list[str] | None = None

    def add(self, record: RecordNames, parent: RecordNames | None) -> None:
        """Index the names of a record and their variants; `parent` is the record it is part of."""
        self.records[record.id] = record
        self._sorted_keys = None
        forms = attested_forms(record)
        parent_forms = attested_forms(parent) if parent else []
        numbers = self.numbers_by_record.setdefault(record.id, [])
        for form in [*forms, *derive_variants(record, forms, parent_forms)]:
            number = len(self.names)
            self.names.append(form)
            numbers.append(number)
            if form.reliability > Reliability.DESCRIPTIVE:
                self._add_keys(form, number)
            if form.is_attested:
                self._add_features(form, number)

    def _add_keys(self, form: NameForm, number: int) -> None:
        add_posting(self.by_key, lookup_key(form.terms), number)
        self.max_name_length = max(self.max_name_length, len(form.terms))
        if len(form.terms) > 1 and not any(map(is_han, form.terms)):
            add_posting(self.by_sorted_key, sorted_key(form.terms), number)

    def _add_features(self, form: NameForm, number: int) -> None:
        name_features = set(features(form.terms))
        for feature in name_features:
            self.by_feature[feature].append(number)
        self.document_frequency.update(name_features)
        self.document_count += 1
        self.spelling.add(form.terms)
        for initials in final_initials(form.terms):
            add_posting(self.by_final_initials, initials, number)

    def remove(self, id: str) -> None:
        """Remove a record. Its postings stay behind until the index is rebuilt."""
        del self.records[id]
        for number in self.numbers_by_record.pop(id):
            form, self.names[number] = self.names[number], None
            if form and form.is_attested:
                self.document_frequency.subtract(set(features(form.terms)))
                self.document_count -= 1
                self.spelling.remove(form.terms)

    def stale_ratio(self) -> float:
        """The number of names of removed records for each name that is still indexed."""
        live = sum(map(len, self.numbers_by_record.values()))
        return (len(self.names) - live) / max(live, 1)

    def _live_names(self, numbers: Iterable[int]) -> Iterator[NameForm]:
        return (form for number in numbers if (form := self.names[number]))

    def _most_reliable(self, numbers: Iterable[int]) -> dict[str, NameForm]:
        """`{record id: name}` with the most reliable of these names for each record."""
        forms: dict[str, NameForm] = {}
        for form in self._live_names(numbers):
            best = forms.setdefault(form.record_id, form)
            if best.reliability < form.reliability:
                forms[form.record_id] = form
        return forms

    def find_by_key(self, key: str) -> dict[str, NameForm]:
        """`{record id: name}` of the names with this `lookup_key`."""
        return self._most_reliable(self.by_key.get(key, ()))

    def find_by_words(self, terms: Iterable[str]) -> dict[str, NameForm]:
        """`{record id: name}` of the English names with these words in any order."""
        return self._most_reliable(self.by_sorted_key.get(sorted_key(terms), ()))

    def find_by_final_initials(self, initials: str) -> dict[str, NameForm]:
        """`{record id: name}` of the longer English names whose last words have these initials."""
        return self._most_reliable(self.by_final_initials.get(initials, ()))

    def find_by_prefix(self, prefix: str) -> Iterator[NameForm]:
        """Attested names whose key starts with a prefix, at most 50 keys in alphabetical order."""
        if self._sorted_keys is None:
            self._sorted_keys = sorted(self.by_key)
        start = bisect_left(self._sorted_keys, prefix)
        for key in self._sorted_keys[start : start + MAX_PREFIX_MATCHES]:
            if not key.startswith(prefix):
                return
            for form in self.find_by_key(key).values():
                if form.reliability >= Reliability.PRINTED:
                    yield form

    def feature_weight(self, feature: str) -> float:
        """The smoothed inverse document frequency of a feature (Spärck Jones 1972)."""
        return log(1 + (1 + self.document_count) / (1 + self.document_frequency[feature]))

    def find_similar(
        self, text_features: set[str], limit: int, accepts: RecordFilter = lambda record: True
    ) -> list[tuple[float, NameForm]]:
        """`(similarity, name)` of the most similar attested names, the best first, one a record.

        Candidates are retrieved by the sum of the weights that they share with the text, and
        ranked by `similarity`.
        """
        weights = {feature: self.feature_weight(feature) for feature in text_features}
        shared_weights: dict[int, float] = {}
        for feature in sorted(text_features, key=weights.__getitem__, reverse=True):
            if self.document_frequency[feature] > MAX_POSTINGS and shared_weights:
                break
            live = (n for n in self.by_feature.get(feature, ()) if self.names[n])
            for number in islice(live, MAX_POSTINGS):
                shared_weights[number] = shared_weights.get(number, 0) + weights[feature]
        accepted = [
            (weight, form)
            for number, weight in shared_weights.items()
            if (form := self.names[number]) and accepts(self.records[form.record_id])
        ]
        best: dict[str, tuple[float, NameForm]] = {}
        text_weight = sum(weights.values())
        for _weight, form in nlargest(5 * limit, accepted, key=lambda pair: pair[0]):
            similarity = self.similarity(text_features, text_weight, form)
            if form.record_id not in best or best[form.record_id][0] < similarity:
                best[form.record_id] = (similarity, form)
        return sorted(best.values(), key=lambda pair: (-pair[0], pair[1].record_id))[:limit]

    def similarity(self, text_features: set[str], text_weight: float, form: NameForm) -> float:
        """The weighted Sørensen–Dice coefficient of the features of a text and a name, 0 to 1.

        2·w(T ∩ N) / (w(T) + w(N)), where w sums the feature weights (Dice 1945, Sørensen 1948).
        """
        name_features = set(features(form.terms))
        shared_weight = sum(map(self.feature_weight, name_features & text_features))
        name_weight = sum(map(self.feature_weight, name_features))
        return 2 * shared_weight / (text_weight + name_weight)


def add_posting(postings: Postings, key: str, number: int) -> None:
    postings[key] = (*postings.get(key, ()), number)


def final_initials(terms: TermSequence) -> Iterator[str]:
    """The initials of the last two, three and four words of an English name that has more."""
    if not any(map(is_han, terms)):
        for length in range(2, min(4, len(terms) - 1) + 1):
            yield "".join(term[0] for term in terms[-length:])
