"""When two thumbnails count as the same look."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from tests.looks.comparison import Verdict, compared, mean_rgba
from tests.unit.process_uploaded_file.sample_images import decoded, encoded, photo

PICTURE = photo((200, 150))


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (PICTURE, Verdict.SAME),
        (decoded(encoded(PICTURE, "JPEG", quality=90)), Verdict.SAME),
        (PICTURE.resize((200, 149)), Verdict.SAME),
        (PICTURE.resize((150, 200)), Verdict.OTHER_SIZE),
        (ImageChops.invert(PICTURE), Verdict.DIFFERENT),
        (PICTURE.point(lambda value: max(0, value - 5)), Verdict.DIFFERENT),
        (PICTURE.rotate(180), Verdict.DIFFERENT),
        (None, Verdict.ONLY_OURS),
    ],
    ids=["equal", "encoded", "rounded", "turned", "negative", "darker", "upside down", "none"],
)
def test_a_difference_that_people_see_counts(other: Image.Image | None, verdict: Verdict) -> None:
    assert compared(PICTURE, other).verdict is verdict


def test_transparency_counts_and_what_it_hides_does_not() -> None:
    clear, red = Image.new("RGBA", (20, 20)), Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    assert compared(clear, red).verdict is Verdict.SAME
    assert compared(clear, Image.new("RGB", (20, 20))).verdict is Verdict.DIFFERENT
    assert mean_rgba(red) == (0, 0, 0, 0)
    assert compared(None, None).verdict is Verdict.NEITHER
    assert compared(None, red).verdict is Verdict.ONLY_REFERENCE
