"""A sample of the hostile files: each is rejected for a documented reason or made harmless."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.hostile.campaign import run, what_is_wrong_with
from tests.hostile.files import MARK, HostileFile, every_file, seeds
from tests.hostile.harmless import NotHarmlessError, assert_only_pixels
from tests.unit.process_uploaded_file.sample_images import encoded, photo

EVERY = 9  # every ninth file: covers all kinds within seconds


def test_there_are_hundreds_of_files_of_every_kind_and_no_two_of_a_name() -> None:
    files = every_file()
    kinds = Counter(file.kind for file in files)

    assert len(files) >= 300
    assert min(kinds.values()) >= 10
    assert len({(file.kind, file.name) for file in files}) == len(files)


def test_a_sample_is_rejected_or_made_harmless() -> None:
    sample = [file for file in every_file() if file.kind != "bomb"][::EVERY]

    results = list(run(sample))

    assert [(result.file.name, result.wrong) for result in results if result.wrong] == []
    assert {result.file.kind for result in results} == {file.kind for file in every_file()} - {"bomb"}


def test_a_file_that_ends_otherwise_than_it_may_is_told() -> None:
    letter = HostileFile("something else", "a letter", lambda: b"Dear Sir", frozenset({"thumbnail"}))

    (result,) = run([letter])

    assert result.wrong == "not_an_image, which is not one of thumbnail"


@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
def test_metadata_in_a_thumbnail_would_be_told(name: str) -> None:
    with pytest.raises(NotHarmlessError):
        assert_only_pixels(seeds()[name], f"image/{name}")
    clean = encoded(photo((90, 60)), name.upper())
    assert_only_pixels(clean, f"image/{name}")
    with pytest.raises(NotHarmlessError):
        assert_only_pixels(clean + MARK, f"image/{name}")


def test_a_wrong_colour_or_size_would_be_told() -> None:
    white = encoded(photo((90, 60)).point(lambda _: 255), "PNG")

    assert what_is_wrong_with(white, ["image/png", 90, 60], (255, 255, 255)) is None
    assert "colour" in str(what_is_wrong_with(white, ["image/png", 90, 60], (255, 0, 255)))
    assert "instead of" in str(what_is_wrong_with(white, ["image/png", 91, 60], None))
