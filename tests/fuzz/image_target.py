"""Coverage-guided fuzzing of the image path by atheris; runs in the environment `fuzz`, which has atheris.

    python image_target.py --seconds N --corpus FOLDER --found FOLDER

The corpus starts with every seed of the hostile files and every regression case, and is kept between runs.
A run stops at the first file that makes the image path raise, takes 10 s or 500 MB, or gives a thumbnail with
more than pixels. It leaves this file in the folder `--found`, and its exit status is not 0.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import resource
import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # published without type information

with atheris.instrument_imports(include=["images", "PIL"]):
    from images.all_formats import FORMATS
    from images.thumbnails import ImageLimits, Rejection, WantedThumbnail, load_decoders, make_thumbnails
    from PIL import Image

    load_decoders(FORMATS, completely=True)

from decoder.guards import address_space

from tests.hostile import files, optional
from tests.hostile.harmless import assert_only_pixels

MEMORY = 256 * 1024 * 1024
LIMITS = ImageLimits(frozenset(FORMATS), 50_000_000, MEMORY)
WANTED = WantedThumbnail("default", 200, 200, "contain", 80)
LONGEST = 16_384  # bytes of an input; longer ones find no more and cost time
REGRESSIONS = Path(__file__).with_name("regressions")


def test_one_input(content: bytes) -> None:
    """Make the thumbnail of any bytes, and check it."""
    try:
        made = make_thumbnails(content, LIMITS, (WANTED,))
    except MemoryError:  # from the limit that `main` sets, as a decoder has one
        return
    if isinstance(made, Rejection):
        return
    (result,) = made.thumbnails
    assert_only_pixels(result.content, result.content_type)
    with Image.open(io.BytesIO(result.content)) as image:
        image.load()
        if image.size != (result.width, result.height) or max(image.size) > WANTED.width:
            raise AssertionError(f"{image.size} instead of {result.width} x {result.height}")


def main() -> None:
    """Fuzz for a number of seconds; does not return."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--found", type=Path, required=True)
    options = parser.parse_args()
    options.corpus.mkdir(parents=True, exist_ok=True)
    options.found.mkdir(parents=True, exist_ok=True)
    regressions = [path.read_bytes() for path in REGRESSIONS.iterdir() if path.suffix == ".bin"]
    for content in (*files.seeds().values(), *optional.seeds().values(), *regressions):
        (options.corpus / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
    # libFuzzer checks the highest memory that this process ever had. A program inherits that of the process
    # that started it, such as a large pytest. A forked child begins with the current memory.
    if child := os.fork():
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    more = address_space() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (more, more))
    atheris.Setup(
        [
            sys.argv[0],
            str(options.corpus),
            f"-max_total_time={options.seconds}",
            f"-max_len={LONGEST}",
            f"-artifact_prefix={options.found}/",
            "-timeout=10",
            "-rss_limit_mb=500",
            "-print_final_stats=1",
            "-verbosity=0",
        ],
        test_one_input,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
