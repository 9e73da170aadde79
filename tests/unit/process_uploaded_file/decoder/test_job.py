"""A decoder gives what the same code gives in this process: no module is missing, as it can import none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from decoder.client import Decoder, InProcessDecoder
from images.all_formats import FORMATS
from images.interface import ImageLimits, ProcessedImage, WantedThumbnail

from tests.hostile import files, optional
from tests.unit.process_uploaded_file.decoder.unprivileged import only_linux
from tests.unit.process_uploaded_file.icc_profiles import reddish_cmyk, swapped_rgb
from tests.unit.process_uploaded_file.sample_images import encoded, photo

LIMITS = ImageLimits(frozenset(FORMATS), 50_000_000, 256 * 1024 * 1024)
WANTED = (WantedThumbnail("default", 100, 100, "cover", 80), WantedThumbnail("small", 9, 9, "contain", 80))
LARGE = photo((2_400, 1_800))
FILES = {
    **files.seeds(),
    **optional.seeds(),
    "large progressive jpeg": encoded(LARGE, "JPEG", progressive=True),
    "large webp": encoded(LARGE, "WEBP", method=0),
    "jpeg with a profile": encoded(photo((90, 60)), "JPEG", icc_profile=swapped_rgb()),
    "cmyk with a profile": encoded(photo((90, 60)).convert("CMYK"), "JPEG", icc_profile=reddish_cmyk()),
}

pytestmark = only_linux


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    made = Decoder(LIMITS)
    yield made
    made._server.close()


@pytest.mark.parametrize("name", FILES)
def test_a_decoder_gives_what_this_process_gives(decoder: Decoder, name: str) -> None:
    result = decoder.make_thumbnails(FILES[name], LIMITS, WANTED)

    assert result == InProcessDecoder().make_thumbnails(FILES[name], LIMITS, WANTED)
    assert isinstance(result, ProcessedImage)
