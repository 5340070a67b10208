"""Fields of answers that every resource has: text that may be missing, maps of languages, dates."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

LANGUAGES = {"zh-Hant": "zh", "en": "en"}  # the tag of BCP 47, and the ending of our columns
PARTIAL_DATE = (
    r"^(\d{4}(-\d\d(-\d\d)?)?(/(\.\.|\d{4}(-\d\d(-\d\d)?)?))?|\.\./\d{4}(-\d\d(-\d\d)?)?)$"
)


class TextOrNull(serializers.CharField):
    """Text, or null where the column is empty."""

    def __init__(self, **options) -> None:
        super().__init__(allow_null=True, **options)

    def to_representation(self, value: str) -> str | None:
        return value or None


class ChoiceOrNull(serializers.ChoiceField):
    """A word of a closed list, or null where the column is empty."""

    def __init__(self, choices: list, **options) -> None:
        super().__init__(choices, allow_null=True, **options)

    def to_representation(self, value: str) -> str | None:
        return value or None


@extend_schema_field({"type": "string", "pattern": PARTIAL_DATE})
class PartialDate(serializers.CharField):
    """A year, month or day, an interval of them, or one that is open at an end; null if unknown."""

    def __init__(self, **options) -> None:
        super().__init__(allow_null=True, **options)


class LanguageMap(serializers.Serializer[Any]):
    """The same in Traditional Chinese and in English; null where it is not known."""

    def __init__(self, stem: str = "", **options: Any) -> None:
        """With `stem` it reads the columns `STEM_zh` and `STEM_en`, without it an object.

        With `allow_null` it is null if both columns are empty, otherwise always an object.
        """
        if stem:
            options["source"] = "*"
        super().__init__(**options)
        self.stem = stem

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Declared here, because a language tag is not a Python identifier."""
        return {
            "zh-Hant": TextOrNull(help_text="In Traditional Chinese."),
            "en": TextOrNull(help_text="In English."),
        }

    def to_representation(self, row: Any) -> Any:
        if not self.stem:
            return super().to_representation(row)
        texts = {
            tag: getattr(row, f"{self.stem}_{suffix}") or None for tag, suffix in LANGUAGES.items()
        }
        return None if self.allow_null and not any(texts.values()) else texts
