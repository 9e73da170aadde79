"""The environment is read once; what is missing or cannot be meant is named."""

from __future__ import annotations

import json

import pytest
from all_scanners import load_scanner
from decoder.memory import memory_for_decoding
from images.interface import ImageLimits, WantedThumbnail
from processing_settings import (
    ProcessingSettings,
    ProcessingSettingsError,
    read_processing_settings,
)

ENVIRONMENT = {
    "UPLOADS_BUCKET": "bucket",
    "UPLOADS_PREFIX": "uploads/",
    "THUMBNAILS_PREFIX": "thumbnails/",
    "METADATA_TABLE": "table",
    "SCANNER": "bucketav",
    "DELETE_REJECTED": "false",
    "MAX_UPLOAD_BYTES": "10485760",
    "MAX_IMAGE_PIXELS": "50000000",
    "ALLOWED_CONTENT_TYPES": '["image/jpeg", "image/png", "image/webp", "image/gif"]',
    "THUMBNAIL": '{"width": 200, "height": 100, "fit": "contain", "quality": 80}',
    "THUMBNAILS": "{}",
    "THUMBNAIL_FORMAT": "source",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
}


def test_reads_the_environment() -> None:
    assert read_processing_settings(ENVIRONMENT) == ProcessingSettings(
        uploads_bucket="bucket",
        uploads_prefix="uploads/",
        thumbnails_prefix="thumbnails/",
        metadata_table="table",
        scanner=load_scanner("bucketav"),
        delete_rejected=False,
        max_upload_bytes=10_485_760,
        limits=ImageLimits(
            frozenset(("image/jpeg", "image/png", "image/webp", "image/gif")),
            50_000_000,
            memory_for_decoding(1 << 30, 10_485_760),
        ),
        thumbnails=(WantedThumbnail("default", 200, 100, "contain", 80),),
    )


@pytest.mark.parametrize("name", ENVIRONMENT)
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_variable_is_named(name: str, value: str | None) -> None:
    environment = {**ENVIRONMENT, name: value or ""}
    if value is None:
        del environment[name]
    with pytest.raises(ProcessingSettingsError, match=f"{name} is missing or empty"):
        read_processing_settings(environment)


def thumbnail(**changes: object) -> str:
    return json.dumps({**json.loads(ENVIRONMENT["THUMBNAIL"]), **changes})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UPLOADS_PREFIX", "uploads"),
        ("THUMBNAILS_PREFIX", "thumbnails"),
        ("SCANNER", "BucketAV"),
        ("SCANNER", "../scanner"),
        ("DELETE_REJECTED", "no"),
        ("MAX_UPLOAD_BYTES", "10 MB"),
        ("MAX_UPLOAD_BYTES", "0"),
        ("MAX_IMAGE_PIXELS", "-1"),
        ("MAX_IMAGE_PIXELS", "1.5"),
        ("MAX_IMAGE_PIXELS", "²"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "lots"),
        ("ALLOWED_CONTENT_TYPES", "image/jpeg"),
        ("ALLOWED_CONTENT_TYPES", "[]"),
        ("ALLOWED_CONTENT_TYPES", "[1]"),
        ("ALLOWED_CONTENT_TYPES", '{"jpg": "image/jpeg"}'),
        ("ALLOWED_CONTENT_TYPES", '["image/jpeg", "application/pdf"]'),
        ("THUMBNAIL", "200x200"),
        ("THUMBNAIL", "[]"),
        ("THUMBNAIL", '{"width": 200}'),
        ("THUMBNAIL", thumbnail(width=0)),
        ("THUMBNAIL", thumbnail(height=4097)),
        ("THUMBNAIL", thumbnail(width="200")),
        ("THUMBNAIL", thumbnail(width=True)),
        ("THUMBNAIL", thumbnail(quality=101)),
        ("THUMBNAIL", thumbnail(quality=80.5)),
        ("THUMBNAIL", thumbnail(fit="fill")),
        ("THUMBNAIL", thumbnail(more=1)),
        ("THUMBNAILS", "[]"),
        ("THUMBNAILS", f'{{"large": {thumbnail(width=0)}}}'),
        ("THUMBNAILS", f'{{"default": {thumbnail()}}}'),
        ("THUMBNAILS", f'{{"a.b": {thumbnail()}}}'),
        ("THUMBNAILS", json.dumps({f"size-{number}": json.loads(thumbnail()) for number in range(6)})),
        ("THUMBNAIL_FORMAT", "png"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named(name: str, value: str) -> None:
    with pytest.raises(ProcessingSettingsError, match=f"environment variable {name} "):
        read_processing_settings({**ENVIRONMENT, name: value})


def test_further_thumbnails_and_their_format() -> None:
    chosen = {"THUMBNAILS": f'{{"large": {thumbnail(width=800)}}}', "THUMBNAIL_FORMAT": "jpeg"}
    assert read_processing_settings({**ENVIRONMENT, **chosen}).thumbnails == (
        WantedThumbnail("default", 200, 100, "contain", 80, "image/jpeg"),
        WantedThumbnail("large", 800, 100, "contain", 80, "image/jpeg"),
    )


def test_a_type_that_cannot_be_decoded_is_named_with_those_that_can() -> None:
    with pytest.raises(
        ProcessingSettingsError, match=r"lists application/pdf; .*image/avif, image/bmp, image/gif"
    ):
        read_processing_settings({**ENVIRONMENT, "ALLOWED_CONTENT_TYPES": '["application/pdf"]'})
