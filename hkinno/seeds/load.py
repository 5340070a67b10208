"""Reading `seeds/*.yaml`: every file, merged; all that is wrong is named at once."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from hkinno.registry.models import Source
from hkinno.seeds.facts import Fact, SeedError, read_fact, span
from hkinno.seeds.record_fields import merge, read_fields

SECTIONS = frozenset({"source", "sources", "records", "nothing_to_register"})


@dataclass
class Seeds:
    """All files together: `records` maps an id to its fields, `passed_over` a source's id to the
    lines that hold nothing to register, with the reason."""

    records: dict[str, dict] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    passed_over: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def raise_problems(self) -> None:
        """Raise SeedError with all that is wrong, if anything is."""
        if self.problems:
            raise SeedError("\n".join(self.problems))


class UniqueKeyLoader(yaml.SafeLoader):
    """YAML that refuses a key given twice, where PyYAML silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if repeated := sorted({str(key) for key in keys if keys.count(key) > 1}):
            raise yaml.constructor.ConstructorError(
                None, None, f"given twice: {', '.join(repeated)}", node.start_mark
            )
        return super().construct_mapping(node, deep)


def read_seeds(folder: Path) -> Seeds:
    """Every seed file of `folder`, merged. Raises SeedError with all faults, a line each."""
    seeds = Seeds()
    contents = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            contents[path.name] = _content(path)
        except (SeedError, yaml.YAMLError) as error:
            seeds.problems.append(f"{path.name}: {error}")
    for name, content in contents.items():
        _read_records(seeds, name, content)
    for name, content in contents.items():
        _read_facts(seeds, name, content)
    seeds.raise_problems()
    return seeds


def _content(path: Path) -> dict:
    content = yaml.load(path.read_text(encoding="utf-8"), UniqueKeyLoader)
    if not isinstance(content, dict) or not isinstance(content.get("source"), dict):
        raise SeedError("a seed file begins with its source")
    if unknown := sorted(set(content) - SECTIONS):
        raise SeedError(f"no such section: {', '.join(map(str, unknown))}")
    return content


def _every_record(content: dict) -> dict[str, dict]:
    """The records of a file by id, its sources among them."""
    own = {content["source"].get("id"): content["source"] | {"resource": Source.RESOURCE}}
    further = {
        id: {"name_en_basis": "translation"} | (fields or {}) | {"resource": Source.RESOURCE}
        for id, fields in (content.get("sources") or {}).items()
    }
    return own | further | (content.get("records") or {})


def _read_records(seeds: Seeds, name: str, content: dict) -> None:
    for id, raw in _every_record(content).items():
        try:
            fields = read_fields(str(id), raw or {})
            seeds.records[id] = merge(str(id), seeds.records.get(id, {}), fields)
        except SeedError as error:
            seeds.problems.append(f"{name}: {error}")


def _read_facts(seeds: Seeds, name: str, content: dict) -> None:
    source = content["source"].get("id")
    for id, raw in _every_record(content).items():
        resource = seeds.records.get(id, {}).get("resource")
        if resource is None:
            seeds.problems.append(f"{name}: {id}: no file says what it is")
            continue
        for fact in (raw or {}).get("facts") or []:
            try:
                seeds.facts.append(read_fact(str(id), resource, fact, source))
            except SeedError as error:
                seeds.problems.append(f"{name}: {error}")
    for entry in content.get("nothing_to_register") or []:
        try:
            first, last = _stretch(entry)
            seeds.passed_over.setdefault(source, []).append((first, last, entry["reason"]))
        except ValueError as error:
            seeds.problems.append(f"{name}: nothing_to_register: {error}")


def _stretch(entry: dict) -> tuple[int, int]:
    """First and last line of what is passed over: of any length, unlike a citation."""
    if set(entry) != {"lines", "reason"} or not entry["reason"]:
        raise ValueError(f"{entry!r} has not lines and a reason")
    first, dash, last = str(entry["lines"]).partition("-")
    return span(first)[0], span(last if dash else first)[0]
