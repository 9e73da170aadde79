"""What the function is told by its environment, read once and checked when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from api_environment import (
    ApiSettings,
    local_endpoint,
    number,
    read_api_settings,
    regional_endpoint,
    text,
)
from service_endpoint import Endpoint

MAX_THUMBNAIL_URL_SECONDS = 3600  # a role's credentials need not live longer


class StatusSettings(NamedTuple):
    """The function's settings.

    Attributes:
        api: what every function behind the API is told.
        table: name of the metadata table.
        dynamodb: where the table is read.
        bucket: name of the bucket that has the thumbnails.
        prefix: what every key of an upload starts with, with its slash.
        thumbnail_url_seconds: seconds that a thumbnail's URL lives; 0: none is signed.
        s3: where thumbnails are read, without the bucket.
        bucket_in_path: whether the bucket is named in the path (local engines) and not in the host.
    """

    api: ApiSettings
    table: str
    dynamodb: Endpoint
    bucket: str
    prefix: str
    thumbnail_url_seconds: int
    s3: Endpoint
    bucket_in_path: bool


def read_status_settings(environment: Mapping[str, str]) -> StatusSettings:
    """Return the settings that `environment` holds.

    Raises:
        SettingsError: a variable is missing or has a value that cannot be meant.
    """
    s3 = "AWS_ENDPOINT_URL_S3"
    return StatusSettings(
        api=read_api_settings(environment),
        table=text(environment, "METADATA_TABLE"),
        dynamodb=regional_endpoint(environment, "dynamodb", "AWS_ENDPOINT_URL_DYNAMODB"),
        bucket=text(environment, "UPLOADS_BUCKET"),
        prefix=text(environment, "UPLOADS_PREFIX"),
        thumbnail_url_seconds=number(
            environment, "THUMBNAIL_URL_SECONDS", least=0, most=MAX_THUMBNAIL_URL_SECONDS
        ),
        s3=regional_endpoint(environment, "s3", s3),
        bucket_in_path=local_endpoint(environment, s3) is not None,
    )
