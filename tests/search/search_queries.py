"""Searches records, and creates some to be found."""

from hkinno.registry.models import Record
from tests.factories import LabFactory

NAMES = ["大學", "大學港", "港大學", "學大", "大", "港", "大學", "中大學文"]


def search_ids(text, model=Record):
    return list(model.objects.search(text).values_list("pk", flat=True))


def create_hits():
    """Create labs with some characters in their names, and as many with them in their texts."""
    for n, name in enumerate(NAMES):
        LabFactory(id=f"in-name-{n}", name_zh=name)
        LabFactory(id=f"in-text-{n}", name_zh="其他", summary_zh=f"在{name}。")
