"""The folder of a user's uploads."""

from __future__ import annotations

import re

# Allowed in a user id, but not in its folder. S3 advises against most of these characters in keys. A leading
# dot or hyphen confuses programs that copy the folder.
ESCAPED = re.compile(r"^[._@-]|[+:|=#]")


def user_folder(user_id: str) -> str:
    """Return the user's folder: the id, with disallowed characters as `!` and two hex digits.

    Two ids never share a folder, because no id contains `!`. `metadata_item.py` of the processing function
    decodes it. Example: `auth0|17` becomes `auth0!7C17`.
    """
    return ESCAPED.sub(lambda found: f"!{ord(found[0]):02X}", user_id)
