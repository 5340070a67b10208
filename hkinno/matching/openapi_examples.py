"""Example requests and responses for the OpenAPI document."""

import json
from pathlib import Path
from typing import Any

EXAMPLES: dict[str, Any] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)
