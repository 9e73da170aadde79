"""The call GetSecretValue of AWS Secrets Manager, signed and sent."""

from __future__ import annotations

import time

from auth_secret import Call
from https_call import Reply, post, tls_context
from sigv4 import signed_headers
from url_settings import SettingsError, UrlSettings

HEADERS = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "secretsmanager.GetSecretValue",
}


def secret_reader(settings: UrlSettings) -> Call:
    """Return what sends the body of a GetSecretValue call; certificates are loaded once, here.

    Raises:
        SettingsError: the certificates that the environment names cannot be loaded.
    """
    endpoint = settings.secrets_manager
    try:
        tls = tls_context(settings.ca_bundle)
    except OSError as error:
        raise SettingsError("the environment variable AWS_CA_BUNDLE must name a file in PEM") from error

    def call(body: bytes, timeout: float) -> Reply:
        headers = signed_headers(
            HEADERS,
            body,
            host=endpoint.netloc,
            credentials=settings.credentials,
            region=settings.region,
            service="secretsmanager",
            at=time.time(),
        )
        return post(endpoint, headers, body, tls=tls, timeout=timeout)

    return call
