"""Filters: a FilterSet names its fields and their types, and each type declares its lookups once.

    class LabFilter(FieldFilterSet):
        kind = ChoiceFilters(LabKind, "What kind of laboratory it is.")
        established = ComparisonFilters(DATE, "When it was established.")
        summary = TextFilters("What it is, in a sentence.", "A fund", ["summary_zh", "summary_en"])

declares `kind`, `kind__in`, `kind__isnull`, `established`, `established__in`, `established__gt`, …
Each has its schema and description in the OpenAPI document.

- `base`: `FieldFilterSet`, and `FieldFilters`, the base class of such declarations;
- `choice`: `ChoiceFilters` (enumerations) and `ChoiceListFilters` (arrays of them);
- `comparison`: `ComparisonFilters` of a `ValueType`: `INTEGER`, `DECIMAL`, or one of your own;
- `text`: `TextFilters` and `JSONTextFilters`.

A new type of field is a subclass of `FieldFilters` whose `get_filters(name)` returns its filters by
parameter name. A new type of value that can be compared is a `ValueType`. A filter that has
`count_values()` and `get_labels()` can be a facet.
"""
