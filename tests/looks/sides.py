"""Both sides of a comparison: the image path of this repository, and sharp in one Node process."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from images.all_formats import FORMATS
from images.thumbnails import ImageLimits, Rejection, WantedThumbnail, make_thumbnails
from PIL import Image

from benchmarks import runtime

BOX = WantedThumbnail("default", 200, 200, "contain", 95)
LIMITS = ImageLimits(frozenset(FORMATS), 50_000_000, 1024 * 1024 * 1024)

type Side = Image.Image | str  # a thumbnail, or why there is none


def ours(path: Path) -> Side:
    """Return the thumbnail of a file as the function with all formats makes it, or the reason."""
    made = make_thumbnails(path.read_bytes(), LIMITS, (BOX,))
    if isinstance(made, Rejection):
        return f"{made.problem} ({made.content_type or 'unknown'})"
    return _loaded(made.thumbnails[0].content)


def references(paths: Sequence[Path], folder: Path) -> Iterator[Side]:
    """Yield the thumbnails that sharp makes of these files, or its message, in their order."""
    command = runtime.node_command("looks.mjs", str(folder), str(BOX.width), str(BOX.height))
    lines = "\n".join(map(str, paths))
    done = subprocess.run(
        command, input=lines, text=True, env=runtime.environment(), stdout=subprocess.PIPE, check=True
    )
    for line in done.stdout.splitlines():
        said = json.loads(line)
        yield _loaded(Path(said["file"]).read_bytes()) if "file" in said else str(said["error"])


def _loaded(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image
