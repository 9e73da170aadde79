"""The settings that all API functions share, read from the environment once and checked at start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from service_endpoint import Endpoint, aws_endpoint, parse_endpoint
from sigv4 import Credentials


class SettingsError(Exception):
    """An environment variable is missing or invalid; the message names it."""


class ApiSettings(NamedTuple):
    """The settings that all API functions share.

    Attributes:
        secret_id: name or ARN of the auth secret.
        secret_cache_seconds: how long the secret is cached.
        allowed_origins: CORS origins whose pages may read the responses.
        region: the function's AWS region.
        credentials: those of the function's role.
        secrets_manager: the endpoint of Secrets Manager.
        ca_bundle: PEM file of the trusted certificate authorities; None: those of the system.
        metrics_function: value of the metrics' dimension `Function`; None: no metrics are sent.
    """

    secret_id: str
    secret_cache_seconds: int
    allowed_origins: tuple[str, ...]
    region: str
    credentials: Credentials
    secrets_manager: Endpoint
    ca_bundle: str | None
    metrics_function: str | None


def read_api_settings(environment: Mapping[str, str]) -> ApiSettings:
    """Return the settings that `environment` holds.

    Raises:
        SettingsError: a variable is missing or invalid.
    """
    return ApiSettings(
        secret_id=text(environment, "AUTH_SECRET_ID"),
        secret_cache_seconds=number(environment, "AUTH_SECRET_CACHE_SECONDS", least=0),
        allowed_origins=_origins(environment, "CORS_ALLOWED_ORIGINS"),
        region=text(environment, "AWS_REGION"),
        credentials=Credentials(
            text(environment, "AWS_ACCESS_KEY_ID"),
            text(environment, "AWS_SECRET_ACCESS_KEY"),
            environment.get("AWS_SESSION_TOKEN") or None,
        ),
        secrets_manager=regional_endpoint(environment, "secretsmanager", "AWS_ENDPOINT_URL_SECRETS_MANAGER"),
        ca_bundle=environment.get("AWS_CA_BUNDLE") or None,
        metrics_function=environment.get("METRICS_FUNCTION") or None,
    )


def text(environment: Mapping[str, str], name: str) -> str:
    """Return a required variable. This function and all below raise SettingsError."""
    value = environment.get(name, "")
    if not value:
        raise SettingsError(f"the environment variable {name} is missing or empty")
    return value


def number(environment: Mapping[str, str], name: str, *, least: int, most: int | None = None) -> int:
    """Return a whole number from `least` to `most` (None: no upper limit)."""
    digits = text(environment, name)
    value = int(digits) if digits.isascii() and digits.isdigit() else None
    if value is None or value < least or (most is not None and value > most):
        range_ = f"from {least}" + (f" to {most}" if most is not None else "")
        raise SettingsError(f"the environment variable {name} must be a whole number {range_}")
    return value


def switch(environment: Mapping[str, str], name: str) -> bool:
    """Return a boolean, which Terraform writes as `true` or `false`."""
    value = text(environment, name)
    if value not in ("true", "false"):
        raise SettingsError(f'the environment variable {name} must be "true" or "false"')
    return value == "true"


def json_value(environment: Mapping[str, str], name: str) -> object:
    """Return the value of a variable that holds JSON."""
    try:
        value: object = json.loads(text(environment, name))
    except ValueError:
        raise SettingsError(f"the environment variable {name} must be JSON") from None
    return value


def regional_endpoint(environment: Mapping[str, str], service: str, variable: str) -> Endpoint:
    """Return the endpoint of `service`: the local engine's if `variable` names one, else AWS's.

    `variable` is one that AWS's SDKs define, such as `AWS_ENDPOINT_URL_DYNAMODB`.
    """
    # The Terraform module sets DNS_SUFFIX, because it knows the partition.
    aws = aws_endpoint(service, text(environment, "AWS_REGION"), text(environment, "DNS_SUFFIX"))
    return local_endpoint(environment, variable) or aws


def local_endpoint(environment: Mapping[str, str], variable: str) -> Endpoint | None:
    """Return the local engine's endpoint from `variable`, or else from `AWS_ENDPOINT_URL`; None on AWS."""
    for name in (variable, "AWS_ENDPOINT_URL"):
        if url := environment.get(name):
            try:
                return parse_endpoint(url)
            except ValueError as error:
                raise SettingsError(f"the environment variable {name} {error}") from None
    return None


def _origins(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    value = json_value(environment, name)
    if not isinstance(value, list) or not all(isinstance(origin, str) for origin in value):
        raise SettingsError(f"the environment variable {name} must be a JSON list of origins")
    return tuple(value)
