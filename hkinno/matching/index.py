"""All names of the registry, to be looked up, begun with, and found by their parts."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest
from itertools import islice
from math import log

from hkinno.matching.name_forms import Form, Row, Trust, own
from hkinno.matching.name_variants import derived
from hkinno.matching.normalize import bag, features, key
from hkinno.matching.postings import Entries, add, last_initials
from hkinno.matching.spelling import Spelling
from hkinno.matching.tokens import is_han

# Of a word that more names than this have, no further candidates are taken: rarer ones name them.
COMMON = 2000
MOST_PREFIXED = 50


class Index:
    """The names of the records that were added. Not for two threads at once."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.names: list[tuple[str, Form] | None] = []  # None: of a record that was taken out
        self.of_record: dict[str, list[int]] = {}
        self.by_key: Entries = {}
        self.by_bag: Entries = {}
        self.by_feature: dict[str, list[int]] = defaultdict(list)
        self.frequency: Counter[str] = Counter()  # of features, in names that are there
        self.compared = 0  # names that are there, and have features
        self.by_last_initials: Entries = {}
        self.spelling = Spelling()
        self.longest = 1
        self._sorted: list[str] = []
        self._is_sorted = True

    def add(self, row: Row, whole: Row | None) -> None:
        """Add a record, whose whole may lend its names to those that hold one of them."""
        self.rows[row.id] = row
        called = own(row)
        lent = own(whole) if whole else []
        numbers = self.of_record.setdefault(row.id, [])
        for form in [*called, *derived(row, called, lent)]:
            numbers.append(len(self.names))
            self._enter(form, len(self.names))
            self.names.append((row.id, form))

    def _enter(self, form: Form, number: int) -> None:
        if form.trust > Trust.DESCRIBED:
            add(self.by_key, key(form.forms), number)
            self.longest = max(self.longest, len(form.forms))
            if len(form.forms) > 1 and not any(map(is_han, form.forms)):
                add(self.by_bag, bag(form.forms), number)
        if form.is_said:
            wanted = set(features(form.forms))
            for feature in wanted:
                self.by_feature[feature].append(number)
            self.frequency.update(wanted)
            self.compared += 1
            self.spelling.learn(form.forms)
            for letters in last_initials(form.forms):
                add(self.by_last_initials, letters, number)
            self._is_sorted = False

    def remove(self, id: str) -> None:
        """Forget a record; the entries of its names lead nowhere from then on."""
        del self.rows[id]
        for number in self.of_record.pop(id):
            _id, form = self.names[number]
            self.names[number] = None
            if form.is_said:
                self.frequency.subtract(set(features(form.forms)))
                self.compared -= 1
                self.spelling.forget(form.forms)

    def is_mostly_dead(self, most: int) -> bool:
        """Whether of its entries more than so many for each other one lead nowhere."""
        alive = sum(map(len, self.of_record.values()))
        return len(self.names) - alive > most * alive

    def looked_up(self, numbers: Iterable[int]) -> dict[str, Form]:
        """The records behind some entries, each with the name of it that is trusted most."""
        found: dict[str, Form] = {}
        for number in numbers:
            if named := self.names[number]:
                id, form = named
                if id not in found or found[id].trust < form.trust:
                    found[id] = form
        return found

    def equal(self, text: str) -> dict[str, Form]:
        """The records with a name of this key."""
        return self.looked_up(self.by_key.get(text, ()))

    def same_words(self, words: str) -> dict[str, Form]:
        """The records with an English name of these words, in whatever order."""
        return self.looked_up(self.by_bag.get(words, ()))

    def ending_with_initials(self, letters: str) -> dict[str, Form]:
        """The records with a longer name whose last words begin with these letters."""
        return self.looked_up(self.by_last_initials.get(letters, ()))

    def beginning(self, text: str) -> Iterator[tuple[str, Form]]:
        """Names, as they stand in the registry, whose key begins with a text; some of many."""
        if not self._is_sorted:
            self._sorted = sorted(self.by_key)
            self._is_sorted = True
        at = bisect_left(self._sorted, text)
        for each in self._sorted[at : at + MOST_PREFIXED]:
            if not each.startswith(text):
                return
            for id, form in self.equal(each).items():
                if form.trust >= Trust.PRINTED:
                    yield id, form

    def weight(self, feature: str) -> float:
        """How much it says that a name has a feature."""
        return log(1 + (1 + self.compared) / (1 + self.frequency[feature]))

    def alike(
        self, wanted: set[str], most: int, is_wanted: Callable[[Row], bool] = lambda row: True
    ) -> list[tuple[float, str, Form]]:
        """The names most alike, best first: the share of what both have in all that they have."""
        weights = {feature: self.weight(feature) for feature in wanted}
        shared: dict[int, float] = {}
        for feature in sorted(wanted, key=weights.__getitem__, reverse=True):
            if self.frequency[feature] > COMMON and shared:
                break
            entries = (n for n in self.by_feature.get(feature, ()) if self.names[n])
            for number in islice(entries, COMMON):
                shared[number] = shared.get(number, 0) + weights[feature]
        total = sum(weights.values())
        kept = {n: each for n, each in shared.items() if is_wanted(self.rows[self.names[n][0]])}
        return self.best(wanted, total, nlargest(5 * most, kept, key=kept.__getitem__))[:most]

    def best(
        self, wanted: set[str], total: float, numbers: Iterable[int]
    ) -> list[tuple[float, str, Form]]:
        """Names by how alike they are, one a record."""
        found: dict[str, tuple[float, str, Form]] = {}
        for id, form in (self.names[number] for number in numbers):
            has = set(features(form.forms))
            own = sum(map(self.weight, has))
            alike = 2 * sum(map(self.weight, has & wanted)) / (own + total)
            if id not in found or found[id][0] < alike:
                found[id] = (alike, id, form)
        return sorted(found.values(), key=lambda each: (-each[0], each[1]))
