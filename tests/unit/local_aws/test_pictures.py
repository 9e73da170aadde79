"""The demo's contact sheet can be read."""

from __future__ import annotations

import pytest
from PIL import ImageFont

from local_aws.pictures import legible


@pytest.mark.parametrize(
    ("label", "written"),
    [("plain: café.jpg", "plain: cafe.jpg"), ("Über.png", "Uber.png"), ("切り抜き.png", "????.png")],
)
def test_a_label_has_only_what_the_font_can_write(label: str, written: str) -> None:
    assert legible(label) == written
    font = ImageFont.load_default(12)
    missing = font.getmask("\U0010ffff")
    assert [letter for letter in legible(label) if bytes(font.getmask(letter)) == bytes(missing)] == []
