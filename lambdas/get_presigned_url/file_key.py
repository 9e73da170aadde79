"""The key of a new upload: made here, so that no input can choose a folder or another file's name."""

from __future__ import annotations

import os
import unicodedata

from user_folder import user_folder

RANDOM_BYTES = 16
MAX_NAME_BYTES = 180  # leaves the key, and the thumbnail's, far below S3's 1,024
MAX_NAME_CHARACTERS = 1024  # of what was sent; the work on a name is bounded by this
KEPT = frozenset(" -_.+%()")  # beside the letters, marks and digits of every script
KEPT_CATEGORIES = frozenset("LMN")
NAMELESS = "file"

# Letters and marks that show nothing: fillers, joiners, variation selectors (Unicode's
# Default_Ignorable_Code_Point, as far as the category does not say it already).
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
        prefix: with its slash.
        user_id: already checked.
        filename: anything.
        extension: already checked, in lower case, without its dot.
    """
    # What secrets.token_hex does; importing secrets takes a tenth of a cold start.
    random = os.urandom(RANDOM_BYTES).hex()
    return f"{prefix}{user_folder(user_id)}/{random}_{safe_name(filename, extension)}.{extension}"


def safe_name(filename: str, extension: str) -> str:
    """Return `filename`, without `extension` if it ends so, as a part of a key that is safe anywhere.

    Letters, marks and digits of every script, single spaces and dots inside, and `-_+%()` stay. What cannot
    be seen (controls, joiners, direction marks) is dropped, anything else becomes `_`. Canonically composed
    (NFC), at most 180 bytes of UTF-8, never empty.
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
