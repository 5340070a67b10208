"""Loading of `seeds/*.yaml`. All files are merged and all problems reported together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hkinno.registry.models import Source
from hkinno.registry.values.texts import clean_json
from hkinno.seeds.facts import Fact, SeedError, parse_fact, parse_line_range
from hkinno.seeds.record_fields import merge_fields, parse_fields

SECTIONS = frozenset({"source", "sources", "records", "nothing_to_register"})


@dataclass
class Seeds:
    """The content of all seed files.

    `records` maps an id to the fields of the record, `ignored_lines` the id of a source to the
    (first, last) lines that are listed under `nothing_to_register`.
    """

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    ignored_lines: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def collect_problems(self, prefix: str) -> Iterator[None]:
        """Add an error that is raised in the block to the problems."""
        try:
            yield
        except (ValueError, yaml.YAMLError) as error:
            self.problems.append(f"{prefix}: {error}")


class UniqueKeyLoader(yaml.SafeLoader):
    """A YAML loader that rejects duplicate keys; PyYAML uses the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if duplicates := sorted({str(key) for key in keys if keys.count(key) > 1}):
            raise yaml.constructor.ConstructorError(
                None, None, f"duplicate key: {', '.join(duplicates)}", node.start_mark
            )
        return super().construct_mapping(node, deep)


def load_seeds(folder: Path) -> Seeds:
    """Load and merge all seed files in `folder`. Raises SeedError listing every problem."""
    seeds = Seeds()
    contents = {}
    for path in sorted(folder.glob("*.yaml")):
        with seeds.collect_problems(path.name):
            contents[path.name] = _load_file(path)
    for name, content in contents.items():
        for id, raw in _records(content).items():
            with seeds.collect_problems(name):
                fields = parse_fields(str(id), raw or {})
                seeds.records[id] = merge_fields(str(id), seeds.records.get(id, {}), fields)
    for name, content in contents.items():
        _load_facts(seeds, name, content)
    if seeds.problems:
        raise SeedError("\n".join(seeds.problems))
    return seeds


def _load_file(path: Path) -> dict[str, Any]:
    content = yaml.load(path.read_text(encoding="utf-8"), UniqueKeyLoader)
    content = clean_json(content, is_multiline=True)
    if not isinstance(content, dict) or not isinstance(content.get("source"), dict):
        raise SeedError("a seed file needs a source section")
    if unknown := sorted(set(content) - SECTIONS):
        raise SeedError(f"unknown section: {', '.join(map(str, unknown))}")
    return content


def _records(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All records of a file by id, including its sources."""
    resource = {"resource": Source.RESOURCE}
    source = {content["source"].get("id"): content["source"] | resource}
    other_sources = {
        id: {"name_en_basis": "translation"} | (fields or {}) | resource
        for id, fields in (content.get("sources") or {}).items()
    }
    return source | other_sources | (content.get("records") or {})


def _load_facts(seeds: Seeds, name: str, content: dict[str, Any]) -> None:
    source = content["source"].get("id")
    for id, raw in _records(content).items():
        resource = seeds.records.get(id, {}).get("resource")
        if resource is None:
            seeds.problems.append(f"{name}: {id}: no file gives its resource")
            continue
        for fact in (raw or {}).get("facts") or []:
            with seeds.collect_problems(name):
                seeds.facts.append(parse_fact(str(id), resource, fact, source))
    for entry in content.get("nothing_to_register") or []:
        with seeds.collect_problems(f"{name}: nothing_to_register"):
            seeds.ignored_lines.setdefault(source, []).append(_parse_ignored_lines(entry))


def _parse_ignored_lines(entry: dict[str, Any]) -> tuple[int, int]:
    """The first and last line, of any number of lines, unlike those of a citation."""
    if set(entry) != {"lines", "reason"} or not entry["reason"]:
        raise ValueError(f"{entry!r} must have lines and a reason")
    first, dash, last = str(entry["lines"]).partition("-")
    return parse_line_range(first)[0], parse_line_range(last if dash else first)[0]
