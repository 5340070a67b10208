"""The queries of records of any kind."""

from functools import cache
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db.models import Prefetch
from django.db.models.sql.where import AND

from hkinno.registry.models.search_index import related_names_match
from hkinno.registry.models.visibility import IsListed, IsPublished
from hkinno.registry.vocabularies.record_choices import Status
from hkinno.search.queryset import SearchQuerySet
from hkinno.search.search_query import SearchQuery

# What is shown of a record where another row refers to it; of a source, with its dates.
BRIEF_COLUMNS = {"id", "resource", "status", "name_zh", "name_en", "published", "accessed"}


class RecordQuerySet(SearchQuerySet[Any]):
    # Foreign keys through which a search finds a record that has no names of its own.
    search_through: ClassVar[tuple[str, ...]] = ()

    def published(self) -> Self:
        if not self.model._meta.parents:
            return self.filter(status=Status.PUBLISHED)
        # The columns of one kind are in a table of their own.
        return self.all() if self._has(IsListed) else self.filter(IsPublished("pk"))

    def listed(self) -> Self:
        """Those that are published and no duplicates."""
        if not self.model._meta.parents:
            return self.published().filter(merged_into=None)
        rows = self.filter(IsListed("pk"))
        rows.query.where.children = [
            child for child in rows.query.where.children if not is_condition(child, IsPublished)
        ]
        return rows

    def _has(self, condition: type[IsPublished]) -> bool:
        """Whether all rows meet a condition, from which a weaker one follows.

        To plan and to join, the weaker one would take as long again.
        """
        where = self.query.where
        return where.connector == AND and any(is_condition(c, condition) for c in where.children)

    def search(self, text: str) -> Self:
        """Published records that match all words of a text, the best first: see `rank`."""
        through = related_names_match(text, *self.search_through) if self.search_through else None
        query = SearchQuery(text, "public.registry_search_hits", self.db)
        return self.published().rank(query, through)

    def for_api(self) -> "RecordQuerySet":
        """With everything the API shows of a record, in four queries regardless of the number.

        One query joins the records that its foreign keys refer to; three fetch the relations in
        both directions and the statements with their sources.
        """
        # Looked up by name: both models refer to this one.
        statement, relation = (
            apps.get_model("registry.Statement"),
            apps.get_model("registry.Relation"),
        )
        references = [field.name for field in self.model._meta.concrete_fields if field.many_to_one]
        statements = in_brief(statement.objects.published(), "source").order_by("id")
        rows: RecordQuerySet = in_brief(self, *references)
        return rows.prefetch_related(
            Prefetch("relations_out", in_brief(relation.objects.published(), "object")),
            Prefetch("relations_in", in_brief(relation.objects.published(), "subject")),
            Prefetch("statements", statements),
        )


def is_condition(child: Any, condition: type[IsPublished]) -> bool:
    return getattr(child, "lhs", None) == condition("pk")


def in_brief(rows: Any, *references: str) -> Any:
    """The rows with the records that they refer to, of which only what is shown is loaded."""
    deferred = (
        name for reference in references for name in deferred_columns(rows.model, reference)
    )
    return rows.select_related(*references).defer(*deferred)


@cache
def deferred_columns(model: Any, reference: str) -> list[str]:
    """The columns of a record that are not shown where another row refers to it."""
    columns = model._meta.get_field(reference).related_model._meta.concrete_fields
    shown = [field for field in columns if field.name in BRIEF_COLUMNS or field.primary_key]
    return [f"{reference}__{field.name}" for field in columns if field not in shown]
