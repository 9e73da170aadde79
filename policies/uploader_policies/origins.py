"""Origins of web pages."""

from __future__ import annotations

import re

_SAFE = re.compile(r"https://[^*]+|http://(?:localhost|127\.0\.0\.1)(?::\d+)?")


def is_safe(origin: str) -> bool:
    """Return whether an origin has no wildcard, and uses HTTPS or is localhost."""
    return _SAFE.fullmatch(origin) is not None
