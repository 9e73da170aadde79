"""Makes the key of a new upload. No input can choose the folder, or the key of an existing file."""

from __future__ import annotations

import os
import unicodedata

from user_folder import user_folder

RANDOM_BYTES = 16
MAX_NAME_BYTES = 180  # leaves the upload's and the thumbnail's key below S3's limit of 1,024 bytes
MAX_NAME_CHARACTERS = 1024  # of the name that was sent; limits the processor time that a name costs
KEPT = frozenset(" -_.+%()")  # beside letters, marks and digits of every script
KEPT_CATEGORIES = frozenset("LMN")
NAMELESS = "file"

# Invisible letters and marks: fillers, joiners, variation selectors. Source: Unicode's property
# Default_Ignorable_Code_Point, without the characters of categories Cc and Cf.
INVISIBLE = frozenset(
    chr(point)
    for first, last in (
        *((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164)),
        *((0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF)),
    )
    for point in range(first, last + 1)
)


def new_file_key(prefix: str, user_id: str, filename: str, extension: str) -> str:
    """Return a new key: `<prefix><user's folder>/<128 random bits in hex>_<safe name>.<extension>`.

    Args:
        prefix: the uploads' prefix, ending with a slash.
        user_id: already checked.
        filename: any text; `safe_name` makes it safe.
        extension: already checked, lower case, without a dot.
    """
    # Same as secrets.token_hex, but importing secrets takes 10 % of a cold start.
    random = os.urandom(RANDOM_BYTES).hex()
    return f"{prefix}{user_folder(user_id)}/{random}_{safe_name(filename, extension)}.{extension}"


def safe_name(filename: str, extension: str) -> str:
    """Return `filename` as a safe part of a key, without its extension if that is `extension`.

    - Kept: letters, marks and digits of every script, `-_+%()`, and single spaces and dots inside the name.
    - Dropped: invisible characters (controls, joiners, direction marks).
    - Replaced by `_`: everything else.

    The result is normalized (NFC), at most 180 bytes of UTF-8, and never empty.
    """
    stem = filename[: -len(extension) - 1] if filename.lower().endswith(f".{extension}") else filename
    visible = "".join(map(_safe_character, unicodedata.normalize("NFC", stem[:MAX_NAME_CHARACTERS])))
    composed = unicodedata.normalize("NFC", visible)
    for repeated in ("..", "  "):
        while repeated in composed:
            composed = composed.replace(repeated, repeated[0])
    cut = composed.lstrip(" .").encode()[:MAX_NAME_BYTES].decode(errors="ignore").rstrip(" .")
    return cut if cut.strip("_ .") else NAMELESS


def _safe_character(character: str) -> str:
    category = unicodedata.category(character)
    if character in INVISIBLE or category in ("Cc", "Cf"):
        return ""
    return character if character in KEPT or category[0] in KEPT_CATEGORIES else "_"
