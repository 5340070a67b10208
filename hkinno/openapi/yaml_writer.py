"""Write the OpenAPI document as compact YAML."""

import json
from typing import Any

import yaml

LINE_WIDTH = 120  # characters
MAX_FLOW_LENGTH = 72  # characters of a mapping that is written on one line


class CompactDumper(yaml.SafeDumper):
    """Writes short leaves on one line: `schema: {type: boolean}`, `enum: [a, b]`."""

    def ignore_aliases(self, data: Any) -> bool:
        """Repeat equal values: anchors would make the document hard to read."""
        return True

    def represent_sequence(
        self, tag: str, sequence: Any, flow_style: bool | None = None
    ) -> yaml.SequenceNode:
        node = super().represent_sequence(tag, sequence, flow_style)
        node.flow_style = all(isinstance(item, yaml.ScalarNode) for item in node.value)
        return node

    def represent_mapping(
        self, tag: str, mapping: Any, flow_style: bool | None = None
    ) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        values = [value for _key, value in node.value]
        if all(isinstance(value, yaml.ScalarNode) for value in values):
            length = sum(len(key.value) + len(value.value) + 4 for key, value in node.value)
            node.flow_style = length < MAX_FLOW_LENGTH
        return node


def dump_yaml(document: dict[str, Any]) -> str:
    """A JSON-compatible document as YAML, keys in their given order."""
    plain = json.loads(json.dumps(document, default=str))
    return yaml.dump(
        plain, Dumper=CompactDumper, allow_unicode=True, sort_keys=False, width=LINE_WIDTH
    )
