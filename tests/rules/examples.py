"""The worked examples of docs/contract/decisions.md, section 8."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CONTRACT = Path(__file__).parents[2] / "docs" / "contract"


def worked_examples() -> list[dict[str, Any]]:
    """Every case of section 8 with the decision it expects."""
    text = (CONTRACT / "decisions.md").read_text(encoding="utf-8")
    section = text.partition("## 8.")[2]
    block = section.partition("```jsonl\n")[2].partition("```")[0]
    return [json.loads(line) for line in block.splitlines() if line.strip()]
