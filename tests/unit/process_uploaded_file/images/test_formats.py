"""A format is one record in one file, and it is found by itself."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from images.all_formats import ENCODERS, FORMATS
from images.content_types import NAMED_ONLY, content_type_of
from images.decoding.image_format import FileType
from PIL import Image

from tests.unit.process_uploaded_file.sample_images import encoded, photo
from tests.unit.process_uploaded_file.test_processing_settings import ENVIRONMENT

LAMBDA = Path(__file__).parents[4] / "lambdas" / "process_uploaded_file"
FILE_TYPES: tuple[FileType, ...] = (*(one.file_type for one in FORMATS.values()), *NAMED_ONLY)

TOY = """
from images.decoding.image_format import FileType, ImageFormat

FORMAT = ImageFormat(
    file_type=FileType("image/x-portable-pixmap", ({0: b"P6"},)),
    pillow_name="PPM",
    plugin="PIL.PpmImagePlugin",
    thumbnail_type="image/jpeg",
)
"""
MAKE = """
import json, os, sys
from images.thumbnails import load_decoders, make_thumbnails
from processing_settings import read_processing_settings
settings = read_processing_settings(os.environ)
load_decoders(settings.limits.allowed_content_types)
image = make_thumbnails(sys.stdin.buffer.read(), settings.limits, settings.thumbnails)
(thumbnail,) = image.thumbnails
print(json.dumps([image.content_type, image.width, thumbnail.content_type, thumbnail.width]))
"""


def test_a_format_is_added_by_one_file(tmp_path: Path) -> None:
    package = shutil.copytree(LAMBDA, tmp_path / "package", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "images/formats/ppm.py").write_text(TOY)
    done = subprocess.run(
        [sys.executable, "-c", MAKE],
        input=encoded(photo((640, 480)), "PPM"),
        env={
            **ENVIRONMENT,
            "ALLOWED_CONTENT_TYPES": '["image/x-portable-pixmap"]',
            "PYTHONPATH": str(package),
        },
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == ["image/x-portable-pixmap", 640, "image/jpeg", 133]


def test_every_file_has_the_record_of_another_type() -> None:
    assert len(FORMATS) == len(list((LAMBDA / "images/formats").glob("*.py")))
    assert len({one.content_type for one in FILE_TYPES}) == len(FILE_TYPES)


def test_no_two_types_share_a_signature_or_a_brand() -> None:
    for signatures in ([one.signatures for one in FILE_TYPES], [one.brands for one in FILE_TYPES]):
        flat = [str(signature) for some in signatures for signature in some]
        assert len(set(flat)) == len(flat)


@pytest.mark.parametrize("content_type", FORMATS)
def test_a_record_names_what_exists(content_type: str) -> None:
    record = FORMATS[content_type]
    for name in (record.plugin, *record.more_modules):
        import_module(name)
    assert Image.MIME[record.pillow_name] == content_type
    assert record.thumbnail_type in ENCODERS
    assert content_type_of(encoded(photo((16, 16)), record.pillow_name)) == content_type


@pytest.mark.parametrize("content_type", ENCODERS)
def test_an_encoder_keeps_transparency_or_says_that_it_does_not(content_type: str) -> None:
    encoder = ENCODERS[content_type]
    content = io.BytesIO()
    try:
        Image.new("RGBA", (8, 8)).save(content, FORMATS[content_type].pillow_name, **encoder.options(80))
    except OSError:
        assert not encoder.keeps_alpha
    else:
        assert encoder.keeps_alpha
        assert Image.open(content).mode == "RGBA"


def test_detection_and_settings_load_no_codec() -> None:
    code = "import sys, processing_settings, images.content_types; print('PIL' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(LAMBDA)}, capture_output=True, check=True
    )
    assert done.stdout == b"False\n"
