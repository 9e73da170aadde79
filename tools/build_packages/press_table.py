"""Make the table of ink colours on coated paper, for CMYK images without a profile.

Its source is the profile "Chemical proof" by Graeme W. Gill, who released it into the public domain. libvips
carries it (colour/profiles/cmyk.icm in its sources, deflated in its library), so sharp's colours are of it.

Usage: python -m tools.build_packages.press_table FILE: the profile itself, or a library of libvips.
"""

from __future__ import annotations

import base64
import io
import itertools
import sys
import zlib
from pathlib import Path

from PIL import Image, ImageCms

TARGET = Path(__file__).parents[2] / "lambdas/process_uploaded_file/images/press_table.py"
DESCRIPTION = "Chemical proof"
# Steps of each ink. The mean error is 0.8 levels of sRGB; 9 steps, 5 times the size, halve it.
GRID = 6
_LETTERS = 100
_ICC_SIGNATURE = slice(36, 40)

HEAD = '''"""CMYK on coated paper as sRGB; made by `tools/build_packages/press_table.py`."""

from __future__ import annotations

import base64

GRID = {grid}
"""How many steps of each ink there are, from none to full."""

LAB = base64.b85decode(
    "{text}"
)
"""Lightness, a and b of each mixture as ICC's 8-bit tables have them; black varies fastest, then yellow."""
'''


def main(path: Path) -> int:
    """Write the table; return the exit status."""
    profile = source_profile(path.read_bytes())
    if profile is None:
        print(f'{path} is not, and does not carry, the profile "{DESCRIPTION}".', file=sys.stderr)
        return 1
    text = base64.b85encode(table(profile)).decode()
    lines = [text[start : start + _LETTERS] for start in range(0, len(text), _LETTERS)]
    TARGET.write_text(HEAD.format(grid=GRID, text='"\n    "'.join(lines)))
    print(f"{TARGET} has {GRID**4} mixtures.")
    return 0


def source_profile(content: bytes) -> bytes | None:
    """Return the profile: the content, or what is deflated somewhere in it."""
    if content[_ICC_SIGNATURE] == b"acsp":
        return content
    position = -1
    while (position := content.find(b"\x78\xda", position + 1)) >= 0:
        inflate = zlib.decompressobj()
        try:
            found = inflate.decompress(content[position : position + 4_000_000], 4_000_000)
        except zlib.error:
            continue
        if inflate.eof and found[_ICC_SIGNATURE] == b"acsp" and DESCRIPTION.encode() in found:
            return found
    return None


def table(profile: bytes) -> bytes:
    """Return the perceptual colours of all mixtures of the grid."""
    steps = [255 * step // (GRID - 1) for step in range(GRID)]
    mixtures = bytes(itertools.chain.from_iterable(itertools.product(steps, repeat=4)))
    image = Image.frombytes("CMYK", (GRID**2, GRID**2), mixtures)
    source, lab = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("LAB")
    transform = ImageCms.buildTransform(source, lab, "CMYK", "LAB", ImageCms.Intent.PERCEPTUAL)
    found = ImageCms.applyTransform(image, transform)
    if found is None:
        raise ValueError("Pillow changed the image in place.")
    return Image.merge("RGB", found.split()).tobytes()  # in LAB, Pillow would count a and b from zero


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
