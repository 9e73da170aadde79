"""Reasons for exceptions, each with patterns of the names that it excuses.

In a pattern `*` matches any text without a dot, `**` any text, and `[*]` the character `*`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

Reasons = Mapping[str, tuple[str, ...]]
"""What is excused, by the reason: patterns."""


def reason(reasons: Reasons, text: str) -> str | None:
    """Return the first reason with a pattern that matches `text`; None if there is none."""
    for said, patterns in reasons.items():
        if any(fits(pattern, text) for pattern in patterns):
            return said
    return None


def fits(pattern: str, text: str) -> bool:
    """Tell whether a pattern matches the whole text."""
    return _expression(pattern).fullmatch(text) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*|\[\*\]|\*)", pattern)
    meaning = {"**": ".*", "*": "[^.]*", "[*]": r"\*"}
    return re.compile("".join(meaning.get(part, re.escape(part)) for part in parts), re.DOTALL)
