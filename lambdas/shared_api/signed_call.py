"""Signs and sends calls of AWS's JSON services."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from typing import NamedTuple

from api_environment import ApiSettings, SettingsError
from https_call import Reply, post, tls_context
from service_endpoint import Endpoint
from sigv4 import Credentials, signed_headers

# Sends a call. Arguments: its body, and its timeout in seconds.
Call = Callable[[bytes, float], Reply]


class Caller(NamedTuple):
    """Makes signed calls with one role's credentials and one set of trusted authorities."""

    region: str
    credentials: Credentials
    tls: ssl.SSLContext

    def to(self, endpoint: Endpoint, service: str, target: str, version: str = "1.1") -> Call:
        """Return a function that sends one kind of call.

        Args:
            endpoint: the service's endpoint.
            service: its signing name, such as `dynamodb`.
            target: value of `X-Amz-Target`, such as `DynamoDB_20120810.GetItem`.
            version: version of the service's JSON protocol.
        """
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
    """Return a caller with the function's credentials. Call it once, because it loads the certificates.

    Raises:
        SettingsError: the file that `AWS_CA_BUNDLE` names cannot be loaded.
    """
    try:
        tls = tls_context(settings.ca_bundle)
    except OSError as error:
        raise SettingsError("the environment variable AWS_CA_BUNDLE must name a file in PEM") from error
    return Caller(settings.region, settings.credentials, tls)
