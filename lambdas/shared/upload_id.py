"""What logs call an upload: not by its key, which holds a user id and a file's name."""

from __future__ import annotations

import hashlib
import re

RANDOM = re.compile(r"[^/]+/[^/]+/([0-9a-f]{32})_")


def upload_id(key: str) -> str:
    """Return the random part of an upload's key; of a key that the API did not make, a hash of that length.

    Example: `uploads/u/0f3b..._cat.jpg` is `0f3b...`.
    """
    found = RANDOM.match(key)
    return found[1] if found else hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:32]
