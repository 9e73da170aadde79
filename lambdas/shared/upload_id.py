"""The identifier of an upload in logs. Keys are never logged: they contain a user id and a file name."""

from __future__ import annotations

import hashlib
import re

RANDOM = re.compile(r"[^/]+/[^/]+/([0-9a-f]{32})_")


def upload_id(key: str) -> str:
    """Return the random part of an upload's key: 32 hex digits. For other keys, a hash of the same length.

    Example: `uploads/u/0f3b..._cat.jpg` is `0f3b...`.
    """
    found = RANDOM.match(key)
    return found[1] if found else hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:32]
