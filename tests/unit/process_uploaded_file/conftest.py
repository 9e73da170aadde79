"""Tests run in one process, which a decoder's settings must not outlive."""

from __future__ import annotations

import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def _pillow_forgets_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put Pillow's limit on pixels back, which each decoding sets for its own process."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
