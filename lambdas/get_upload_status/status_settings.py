"""The function's settings, read from the environment once and checked at start."""

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

MAX_THUMBNAIL_URL_SECONDS = 3600  # a URL ends with its credentials, and a role's may end after 1 h


class StatusSettings(NamedTuple):
    """The function's settings.

    Attributes:
        api: the settings that all API functions share.
        table: name of the metadata table.
        dynamodb: DynamoDB's endpoint.
        bucket: name of the thumbnails' bucket.
        prefix: prefix of every upload's key, ending with a slash.
        thumbnail_url_seconds: seconds until a thumbnail's URL expires; 0: no URLs are signed.
        s3: S3's endpoint, without the bucket.
        bucket_in_path: whether URLs are path-style (local engines) and not virtual-hosted.
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
        SettingsError: a variable is missing or invalid.
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
