"""A call of one of AWS's JSON services, signed and sent."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from typing import NamedTuple

from api_environment import ApiSettings, SettingsError
from https_call import Reply, post, tls_context
from service_endpoint import Endpoint
from sigv4 import Credentials, signed_headers

# Send the body of a call; the number is the seconds it may take.
Call = Callable[[bytes, float], Reply]


class Caller(NamedTuple):
    """Who calls, and whom it trusts."""

    region: str
    credentials: Credentials
    tls: ssl.SSLContext

    def to(self, endpoint: Endpoint, service: str, target: str, version: str = "1.1") -> Call:
        """Return what sends the call `target` of `service`, whose JSON protocol has this version."""
        plain = {"Content-Type": f"application/x-amz-json-{version}", "X-Amz-Target": target}

        def call(body: bytes, timeout: float) -> Reply:
            headers = signed_headers(
                plain,
                body,
                host=endpoint.netloc,
                credentials=self.credentials,
                region=self.region,
                service=service,
                at=time.time(),
            )
            return post(endpoint, headers, body, tls=self.tls, timeout=timeout)

        return call


def caller(settings: ApiSettings) -> Caller:
    """Return the function's role as a caller; certificates are loaded once, here.

    Raises:
        SettingsError: the certificates that the environment names cannot be loaded.
    """
    try:
        tls = tls_context(settings.ca_bundle)
    except OSError as error:
        raise SettingsError("the environment variable AWS_CA_BUNDLE must name a file in PEM") from error
    return Caller(settings.region, settings.credentials, tls)
