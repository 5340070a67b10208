"""`{% curation_tasks %}`: what waits for the curator who is logged in."""

from typing import Any

from django import template

from hkinno.reports.tasks import Task, find_tasks

register = template.Library()


@register.simple_tag(takes_context=True)
def curation_tasks(context: dict[str, Any]) -> list[Task]:
    return find_tasks(context["request"].user)
