"""Properties that statements can support: how a model declares them, and those all kinds share."""

from typing import NamedTuple


class Property(NamedTuple):
    """A property of records, declared in the `PROPERTIES` of their model.

    `type` is one of flag, text, date, quantity, integer, reference, alias, focus, labels,
    identifier, coordinates, stage and role (`hkinno.registry.values.normalize` reads each).
    `is_multiple`: a record
    may have several values at once, one statement each.
    """

    type: str
    label_zh: str
    label: str
    is_multiple: bool = False


NAME_PROPERTIES = {
    "name_zh": Property("text", "中文名稱", "Chinese name"),
    "name_en": Property("text", "英文名稱", "English name"),
    "alias": Property("alias", "別名", "Alias", is_multiple=True),
    "website": Property("text", "網站", "Website"),
    "external_ids": Property("identifier", "外部識別碼", "Open identifier", is_multiple=True),
}
NAMELESS_PROPERTIES = {
    "exists": Property("flag", "存在", "Exists"),
    "stage": Property("stage", "階段", "Stage"),
    "part_of": Property("reference", "隸屬", "Part of"),
    "place": Property("reference", "地點", "Place"),
    "focus": Property("focus", "範疇", "Field of work", is_multiple=True),
    # As texts in both languages, like `focus`, but of statements only.
    "theme": Property("labels", "主題", "Theme", is_multiple=True),
    "objective": Property("labels", "宗旨", "Objective", is_multiple=True),
    "characteristic": Property("labels", "特點", "Characteristic", is_multiple=True),
}
