"""Sets every attribute and block that a resource leaves out, to weak values.

They come from the provider's schema, so a new release of the provider brings new mutants.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.policies.mutation.weak_values import weak_blocks, weak_values
from tests.policies.provider_schema import Block, types

Path = tuple[str | int, ...]

# Blocks that hold exactly one block; AWS refuses a second. Other mutants weaken the block that they hold.
ONE_OF = ("statement", "field_to_match", "action", "override_action", "redacted_fields")

SHORT = 60  # characters; a mutant's name shows no more of a value


def settings(kind: str, values: dict[str, Any]) -> Iterator[tuple[Path, str, Any]]:
    """Yield each setting that a resource of the type `kind` leaves out: path, change, and weak value."""
    yield from _settings(kind, types()[kind], values, ())


def _settings(kind: str, block: Block, values: dict[str, Any], path: Path) -> Iterator[tuple[Path, str, Any]]:
    names = tuple(step for step in path if isinstance(step, str))
    for name, of_type in block.attributes.items():
        if name not in values:
            for weak in weak_values(kind, (*names, name), of_type):
                yield (*path, name), f"is set to {_shown(weak)}", weak
    for name, inner in block.blocks.items():
        if name not in values:
            if names and names[-1] in ONE_OF:
                continue
            for how, weak in weak_blocks(kind, (*names, name), inner):
                yield (*path, name), f"is added {how}", [weak]
        elif isinstance(values[name], list):
            for number, one in enumerate(values[name]):
                yield from _settings(kind, inner, one, (*path, name, number))


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= SHORT else f"{text[:SHORT]}..."
