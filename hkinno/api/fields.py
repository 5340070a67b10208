"""Serializer fields for values that may be missing, and language maps."""

from typing import Any

from rest_framework import serializers

from hkinno.api.renderers.columns import Column

LANGUAGES = {"zh-Hant": "zh", "en": "en"}  # BCP 47 tag and suffix of the columns


class TextOrNull(serializers.CharField):
    """Text, or null if the column is empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_null=True, **options)

    def to_representation(self, value: str) -> Any:
        return value or None


class ChoiceOrNull(serializers.ChoiceField):
    """A choice, or null if the column is empty."""

    def __init__(self, choices: Any, **options: Any) -> None:
        super().__init__(choices, allow_null=True, **options)

    def to_representation(self, value: str) -> Any:
        return value or None


class LanguageMap(serializers.Serializer[Any]):
    """The same in Traditional Chinese and in English; null where it is not known."""

    columns = tuple(Column(f"_{suffix}", (tag,)) for tag, suffix in LANGUAGES.items())

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
