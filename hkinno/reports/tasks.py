"""What in the registry waits for a curator, for the first page of the admin."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hkinno.fixtures.models import MergeConflict
from hkinno.registry import revision
from hkinno.registry.models import record_models
from hkinno.registry.rest.filters.record_filterset import is_overdue
from hkinno.registry.vocabularies.bilingual_choices import in_language
from hkinno.registry.vocabularies.record_choices import Status
from hkinno.reports.conflict_index import all_conflicts
from hkinno.reports.conflicts import ConflictType

UNDECIDED = [type_ for type_ in ConflictType if type_ != ConflictType.DEPRECATED]


class Task(NamedTuple):
    """A number of rows that need attention, and the page that lists them."""

    label: str
    rows: int
    url: str


def find_tasks(user: Any) -> list[Task]:
    """The tasks that a user may see, without those that are done."""
    tasks = [*merge_conflicts(user), *conflicts(), *overdue_plans(), *drafts_without_evidence(user)]
    return [task for task in tasks if task.rows]


def merge_conflicts(user: Any) -> Iterator[Task]:
    if user.has_perm("fixtures.view_mergeconflict"):
        url = reverse("admin:fixtures_mergeconflict_changelist")
        count = MergeConflict.objects.filter(resolution="").count()
        label = _("Changes of the fixtures that were not applied")
        yield Task(label, count, f"{url}?resolution__exact=")


def conflicts() -> Iterator[Task]:
    """By type; they are public. What is deprecated has been decided."""
    state = None if connection.in_atomic_block else revision.current()
    counts = Counter(conflict.type for conflict in all_conflicts(state))
    url = reverse("conflicts")
    for type_ in UNDECIDED:
        label = str(in_language(type_.label_zh, type_.label))
        yield Task(label, counts[type_], f"{url}?type={type_.value}")


def overdue_plans() -> Iterator[Task]:
    """By kind of record: those of which nobody has looked for what became of them."""
    for model in record_models().values():
        overdue = is_overdue(model, timezone.localdate()) & Q(last_reviewed=None)
        count = model.objects.published().filter(overdue, merged_into=None).count()
        label = _("Overdue plans: %(kind)s") % {"kind": model._meta.verbose_name_plural}
        yield Task(label, count, f"{reverse('list', args=[model.RESOURCE])}?is_overdue=true")


def drafts_without_evidence(user: Any) -> Iterator[Task]:
    """By kind of record."""
    for model in record_models().values():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        if model.PROPERTIES and user.has_perm(name.replace("_", ".view_", 1)):
            count = model.objects.filter(status=Status.DRAFT, statements=None).count()
            label = _("Drafts without evidence: %(kind)s") % {
                "kind": model._meta.verbose_name_plural
            }
            yield Task(label, count, f"{reverse(f'admin:{name}_changelist')}?status__exact=draft")
