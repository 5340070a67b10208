"""The values of a parameter, read strictly: what is not known is refused with the nearest."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from hkinno.api.faults import Fault, repeated, unknown_value


class Given(forms.Widget):
    """Reads every value under which a parameter is given; an absent one has none."""

    def value_from_datadict(self, data, files, name: str) -> list[str]:  # noqa: ANN001
        return data.getlist(name)


class ValuesField(forms.Field):
    """Any texts: the parameter repeated, or one with commas. None where it is absent."""

    widget = Given

    def __init__(self, *, has_commas: bool = False, **options) -> None:
        super().__init__(**options)
        self.has_commas = has_commas

    def to_python(self, given: list[str]) -> list[str] | None:
        if not given:
            return None
        return list(dict.fromkeys(",".join(given).split(",") if self.has_commas else given))


class WordsField(ValuesField):
    """Words of a closed list."""

    def __init__(self, *, words: Iterable[str], **options) -> None:
        super().__init__(**options)
        self.words = list(words)

    def validate(self, values: list[str] | None) -> None:
        refuse([value for value in values or () if value not in self.words], self.words)


class TruthField(WordsField):
    """`true` or `false`, once."""

    def __init__(self, **options) -> None:
        super().__init__(words=["true", "false"], **options)

    def validate(self, values: list[str] | None) -> None:
        super().validate(values)
        if len(values or ()) > 1:
            raise ValidationError("", REPEATED)


UNKNOWN, REPEATED = "unknown", "repeated"


def refuse(unknown: list[str], known: Iterable[str]) -> None:
    """Raise an error for each value that is unknown, for `faults` to put into words."""
    if unknown:
        raise ValidationError(
            [ValidationError("", UNKNOWN, {"value": value, "known": known}) for value in unknown]
        )


def faults(name: str, errors: list[ValidationError]) -> list[Fault]:
    """What a form found wrong with one parameter, as entries of a problem."""
    return [
        repeated(name) if error.code == REPEATED else unknown_value(name, **error.params)
        for error in errors
    ]
