"""The function's settings, read from the environment once and checked at start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from api_environment import (
    ApiSettings,
    SettingsError,
    json_value,
    local_endpoint,
    number,
    read_api_settings,
    switch,
    text,
)
from service_endpoint import Endpoint, aws_endpoint

MAX_EXPIRATION_SECONDS = 7 * 24 * 3600  # 7 days, the limit of Signature Version 4


class UrlSettings(NamedTuple):
    """The function's settings.

    Attributes:
        api: the settings that all API functions share.
        bucket: name of the uploads' bucket.
        prefix: prefix of every upload's key, ending with a slash.
        expires_in: seconds until a URL expires.
        max_upload_bytes: upper limit of the parameter `size`.
        require_size: whether a request must have the parameter `size`.
        content_types: content type by extension, lower case, without a dot.
        s3: S3's endpoint, without the bucket.
        bucket_in_path: whether URLs are path-style (local engines) and not virtual-hosted.
    """

    api: ApiSettings
    bucket: str
    prefix: str
    expires_in: int
    max_upload_bytes: int
    require_size: bool
    content_types: Mapping[str, str]
    s3: Endpoint
    bucket_in_path: bool


def read_settings(environment: Mapping[str, str]) -> UrlSettings:
    """Return the settings that `environment` holds.

    Raises:
        SettingsError: a variable is missing or invalid.
    """
    api = read_api_settings(environment)
    local_s3 = local_endpoint(environment, "AWS_ENDPOINT_URL_S3")
    accelerate = switch(environment, "TRANSFER_ACCELERATION")
    service, s3_region = ("s3-accelerate", None) if accelerate else ("s3", api.region)
    return UrlSettings(
        api=api,
        bucket=text(environment, "UPLOADS_BUCKET"),
        prefix=text(environment, "UPLOADS_PREFIX"),
        expires_in=number(environment, "URL_EXPIRATION_SECONDS", least=1, most=MAX_EXPIRATION_SECONDS),
        max_upload_bytes=number(environment, "MAX_UPLOAD_BYTES", least=1),
        require_size=switch(environment, "REQUIRE_SIZE"),
        content_types=_content_types(environment, "ALLOWED_EXTENSIONS"),
        s3=local_s3 or aws_endpoint(service, s3_region, text(environment, "DNS_SUFFIX")),
        bucket_in_path=local_s3 is not None,
    )


def _content_types(environment: Mapping[str, str], name: str) -> Mapping[str, str]:
    value = json_value(environment, name)
    if not isinstance(value, dict) or not value or not all(isinstance(kind, str) for kind in value.values()):
        raise SettingsError(
            f"the environment variable {name} must be a JSON object from extension to content type"
        )
    return {extension.lower(): kind for extension, kind in value.items()}
