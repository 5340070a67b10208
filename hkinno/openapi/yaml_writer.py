"""Write the OpenAPI document as compact YAML."""

import json
from typing import Any

import yaml

LINE_WIDTH = 1000  # characters: a change of one item does not wrap the lines after it again
MAX_FLOW_LENGTH = 300  # characters of a mapping that is written on one line

# What references begin with, which are written as aliases where they are repeated.
ALIASED = "#/components/"


class CompactDumper(yaml.SafeDumper):
    """Writes short leaves on one line: `schema: {type: boolean}`, `enum: [a, b]`."""

    def ignore_aliases(self, data: Any) -> bool:
        """Repeat equal values, except references to components."""
        return not (isinstance(data, str) and data.startswith(ALIASED))

    def generate_anchor(self, node: yaml.ScalarNode) -> str:
        """The name of the component: `*labs-kind` stands for its full reference."""
        return str(node.value).rpartition("/")[2].replace(".", "-")

    def represent_sequence(
        self, tag: str, sequence: Any, flow_style: bool | None = None
    ) -> yaml.SequenceNode:
        node = super().represent_sequence(tag, sequence, flow_style)
        node.flow_style = all(
            isinstance(item, yaml.ScalarNode) or is_reference(item) for item in node.value
        )
        return node

    def represent_mapping(
        self, tag: str, mapping: Any, flow_style: bool | None = None
    ) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        node.flow_style = flow_length(node) < MAX_FLOW_LENGTH
        return node


def is_reference(node: yaml.Node) -> bool:
    """Whether a node is `{$ref: …}`."""
    return isinstance(node, yaml.MappingNode) and [k.value for k, _value in node.value] == ["$ref"]


def flow_length(node: yaml.Node) -> int:
    """The approximate number of characters of a node on one line."""
    if isinstance(node, yaml.MappingNode):
        return sum(len(key.value) + flow_length(value) + 4 for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return sum(flow_length(item) + 2 for item in node.value)
    return len(node.value)


def dump_yaml(document: dict[str, Any]) -> str:
    """A JSON-compatible document as YAML, keys in their given order.

    Repeated references are written once, and then as aliases. They are scalars, of
    which no parser limits the number of aliases, as some do for mappings.
    """
    references: dict[str, str] = {}

    def share_reference(node: dict[str, Any]) -> dict[str, Any]:
        """The dumper writes an alias for an object that it has seen, not for an equal one."""
        return {k: references.setdefault(v, v) if k == "$ref" else v for k, v in node.items()}

    plain = json.loads(json.dumps(document, default=str), object_hook=share_reference)
    return yaml.dump(
        plain, Dumper=CompactDumper, allow_unicode=True, sort_keys=False, width=LINE_WIDTH
    )
