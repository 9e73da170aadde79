"""Reasons for what is left out or let pass, each with patterns of what it excuses.

In a pattern `*` stands for anything without a dot, `**` for anything; `[*]` is the character.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

Reasons = Mapping[str, tuple[str, ...]]
"""What is excused, by the reason: patterns."""


def reason(reasons: Reasons, text: str) -> str | None:
    """Return the reason that has a pattern for `text`."""
    for said, patterns in reasons.items():
        if any(fits(pattern, text) for pattern in patterns):
            return said
    return None


def fits(pattern: str, text: str) -> bool:
    """Tell whether a text is what a pattern says."""
    return _expression(pattern).fullmatch(text) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*|\[\*\]|\*)", pattern)
    meaning = {"**": ".*", "*": "[^.]*", "[*]": r"\*"}
    return re.compile("".join(meaning.get(part, re.escape(part)) for part in parts), re.DOTALL)
