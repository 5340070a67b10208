"""What rows depend on of the records that they belong or refer to, without joining them.

Conditions that are nearly always met exclude the few records that an index lists, so that
PostgreSQL neither joins nor visits the others: counting rows by a join takes several times as long.
"""

from django.db.models import BigIntegerField, BooleanField, Func


class IsPublished(Func):
    """Whether no draft or withdrawn record has the id in a column: true of null as well."""

    template = (
        "not exists (select from public.registry_record hidden "
        "where hidden.id = %(expressions)s and hidden.status <> 'published')"
    )
    output_field = BooleanField()


class IsListed(IsPublished):
    """Whether no hidden record, and none that was merged into another, has the id in a column."""

    template = (
        "not exists (select from public.registry_record hidden where hidden.id = %(expressions)s "
        "and (hidden.status <> 'published' or hidden.merged_into_id is not null))"
    )


class VersionOf(Func):
    """The version of the record with the id in a column, looked up for the rows that are read."""

    template = "(select version from public.registry_record where id = %(expressions)s)"
    output_field = BigIntegerField()
