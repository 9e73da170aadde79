"""The folder of a user's uploads."""

from __future__ import annotations

import re

# What a user id may hold and its folder may not: S3 advises against most of these characters in keys, and a
# leading dot or hyphen misleads programs that copy the folder.
ESCAPED = re.compile(r"^[._@-]|[+:|=#]")


def user_folder(user_id: str) -> str:
    """Return the user's folder: the id, with `!` and two hex digits for what a folder may not hold.

    Two ids never share a folder, because no id holds a `!`. `metadata_item.py` of the processing function
    reads the id back. Example: `auth0|17` is `auth0!7C17`.
    """
    return ESCAPED.sub(lambda found: f"!{ord(found[0]):02X}", user_id)
