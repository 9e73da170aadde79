"""What the function is told by its environment, read once and checked when it starts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from service_endpoint import Endpoint, aws_endpoint, parse_endpoint
from sigv4 import Credentials

MAX_EXPIRATION_SECONDS = 7 * 24 * 3600  # what Signature Version 4 allows


class SettingsError(Exception):
    """The environment lacks a variable or holds one that cannot be meant; the message names it."""


class UrlSettings(NamedTuple):
    """The function's settings.

    Attributes:
        bucket: name of the bucket that uploads go to.
        prefix: what every key starts with, with its slash.
        secret_id: name or ARN of the secret that callers must know.
        secret_cache_seconds: how long a reading of the secret is believed.
        expires_in: seconds that a URL lives.
        max_upload_bytes: the most that `size` may say.
        require_size: whether a request must give `size`.
        content_types: content type by extension, in lower case and without its dot.
        allowed_origins: origins whose pages may read the answers.
        region: of the bucket and of the secret.
        credentials: of the function's role.
        s3: where uploads go to, without the bucket.
        bucket_in_path: whether the bucket is named in the path (local engines) and not in the host.
        secrets_manager: where the secret is read.
        ca_bundle: file of the certificate authorities to trust, where it is not the system's.
    """

    bucket: str
    prefix: str
    secret_id: str
    secret_cache_seconds: int
    expires_in: int
    max_upload_bytes: int
    require_size: bool
    content_types: Mapping[str, str]
    allowed_origins: tuple[str, ...]
    region: str
    credentials: Credentials
    s3: Endpoint
    bucket_in_path: bool
    secrets_manager: Endpoint
    ca_bundle: str | None


def read_settings(environment: Mapping[str, str]) -> UrlSettings:
    """Return the settings that `environment` holds.

    Raises:
        SettingsError: a variable is missing or has a value that cannot be meant.
    """
    region = _text(environment, "AWS_REGION")
    local_s3 = _local_endpoint(environment, "AWS_ENDPOINT_URL_S3")
    local_secrets_manager = _local_endpoint(environment, "AWS_ENDPOINT_URL_SECRETS_MANAGER")
    accelerate = _switch(environment, "TRANSFER_ACCELERATION")
    dns_suffix = _text(environment, "DNS_SUFFIX")  # the module knows which partition has which
    service, s3_region = ("s3-accelerate", None) if accelerate else ("s3", region)
    return UrlSettings(
        bucket=_text(environment, "UPLOADS_BUCKET"),
        prefix=_text(environment, "UPLOADS_PREFIX"),
        secret_id=_text(environment, "AUTH_SECRET_ID"),
        secret_cache_seconds=_number(environment, "AUTH_SECRET_CACHE_SECONDS", least=0),
        expires_in=_number(environment, "URL_EXPIRATION_SECONDS", least=1, most=MAX_EXPIRATION_SECONDS),
        max_upload_bytes=_number(environment, "MAX_UPLOAD_BYTES", least=1),
        require_size=_switch(environment, "REQUIRE_SIZE"),
        content_types=_content_types(environment, "ALLOWED_EXTENSIONS"),
        allowed_origins=_origins(environment, "CORS_ALLOWED_ORIGINS"),
        region=region,
        credentials=Credentials(
            _text(environment, "AWS_ACCESS_KEY_ID"),
            _text(environment, "AWS_SECRET_ACCESS_KEY"),
            environment.get("AWS_SESSION_TOKEN") or None,
        ),
        s3=local_s3 or aws_endpoint(service, s3_region, dns_suffix),
        bucket_in_path=local_s3 is not None,
        secrets_manager=local_secrets_manager or aws_endpoint("secretsmanager", region, dns_suffix),
        ca_bundle=environment.get("AWS_CA_BUNDLE") or None,
    )


def _text(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise SettingsError(f"the environment variable {name} is missing or empty")
    return value


def _number(environment: Mapping[str, str], name: str, *, least: int, most: int | None = None) -> int:
    text = _text(environment, name)
    number = int(text) if text.isascii() and text.isdigit() else None
    if number is None or number < least or (most is not None and number > most):
        range_ = f"from {least}" + (f" to {most}" if most is not None else "")
        raise SettingsError(f"the environment variable {name} must be a whole number {range_}")
    return number


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = _text(environment, name)
    if text not in ("true", "false"):
        raise SettingsError(f'the environment variable {name} must be "true" or "false"')
    return text == "true"


def _json(environment: Mapping[str, str], name: str) -> object:
    try:
        value: object = json.loads(_text(environment, name))
    except ValueError:
        raise SettingsError(f"the environment variable {name} must be JSON") from None
    return value


def _content_types(environment: Mapping[str, str], name: str) -> Mapping[str, str]:
    value = _json(environment, name)
    if not isinstance(value, dict) or not value or not all(isinstance(kind, str) for kind in value.values()):
        raise SettingsError(
            f"the environment variable {name} must be a JSON object from extension to content type"
        )
    return {extension.lower(): kind for extension, kind in value.items()}


def _origins(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    value = _json(environment, name)
    if not isinstance(value, list) or not all(isinstance(origin, str) for origin in value):
        raise SettingsError(f"the environment variable {name} must be a JSON list of origins")
    return tuple(value)


def _local_endpoint(environment: Mapping[str, str], name: str) -> Endpoint | None:
    for variable in (name, "AWS_ENDPOINT_URL"):
        if url := environment.get(variable):
            try:
                return parse_endpoint(url)
            except ValueError as error:
                raise SettingsError(f"the environment variable {variable} {error}") from None
    return None
