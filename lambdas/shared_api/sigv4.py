"""AWS Signature Version 4, in the two forms that these functions need: presigned query and headers.

Our own, because importing botocore to sign takes ten times as long as a function's whole import. The
tests hold both forms to botocore's, byte for byte. Source: the "AWS Signature Version 4" chapter of the
IAM user guide.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

ALGORITHM = "AWS4-HMAC-SHA256"
UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
ENCODED = tuple(chr(byte) if byte in UNRESERVED else f"%{byte:02X}" for byte in range(256))


class Credentials(NamedTuple):
    """What the runtime hands to the function; a role's keys come with a session token."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None

    def __repr__(self) -> str:
        """Show the key id only: a traceback or a log must not carry the rest."""
        return f"Credentials({self.access_key_id!r})"


def presigned_url(
    method: str,
    origin: str,
    path: str,
    headers: Mapping[str, str],
    *,
    credentials: Credentials,
    region: str,
    expires_in: int,
    at: float,
) -> str:
    """Return a URL of S3 that lets whoever has it make one kind of request.

    Args:
        method: the request's method.
        origin: scheme and host, in lower case, with the port unless it is the scheme's own.
        path: absolute and not encoded; S3's is encoded once and never normalised.
        headers: what the request must carry, value by value, beyond the host; signed.
        credentials: the signer's; the URL can do what they can, and no longer than they live.
        region: the bucket's.
        expires_in: seconds from `at`.
        at: seconds since the epoch.
    """
    timestamp = _timestamp(at)
    scope = _scope(timestamp, region, "s3")
    signed = _canonical_headers({**headers, "host": origin.partition("://")[2]})
    parameters = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key_id}/{scope}",
        "X-Amz-Date": timestamp,
        "X-Amz-Expires": str(expires_in),
        "X-Amz-SignedHeaders": _names(signed),
    }
    if credentials.session_token:
        parameters["X-Amz-Security-Token"] = credentials.session_token
    encoded_path = "/".join(map(percent_encoded, path.split("/")))
    query = [f"{name}={percent_encoded(value)}" for name, value in parameters.items()]
    # A presigned URL cannot know the body; size and checksum are bound by headers instead.
    request = _canonical_request(method, encoded_path, "&".join(sorted(query)), signed, "UNSIGNED-PAYLOAD")
    signature = _signature(request, timestamp, scope, credentials, region, "s3")
    return f"{origin}{encoded_path}?{'&'.join(query)}&X-Amz-Signature={signature}"


def signed_headers(
    headers: Mapping[str, str],
    body: bytes,
    *,
    host: str,
    credentials: Credentials,
    region: str,
    service: str,
    at: float,
) -> dict[str, str]:
    """Return `headers` and what signs them, for a POST of `body` to the path `/` of `host`.

    Args:
        headers: the request's own, without the host.
        body: the request's.
        host: as it will be sent, with the port unless it is the scheme's own.
        credentials: the caller's.
        region: the service's.
        service: the name that the service signs under.
        at: seconds since the epoch.
    """
    timestamp = _timestamp(at)
    scope = _scope(timestamp, region, service)
    complete = {**headers, "X-Amz-Date": timestamp}
    if credentials.session_token:
        complete["X-Amz-Security-Token"] = credentials.session_token
    signed = _canonical_headers({**complete, "host": host})
    request = _canonical_request("POST", "/", "", signed, hashlib.sha256(body).hexdigest())
    signature = _signature(request, timestamp, scope, credentials, region, service)
    complete["Authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={_names(signed)}, Signature={signature}"
    )
    return complete


def percent_encoded(text: str) -> str:
    """Return the UTF-8 bytes of `text`, percent-encoded but for unreserved characters."""
    return "".join(map(ENCODED.__getitem__, text.encode()))


def _timestamp(at: float) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))


def _scope(timestamp: str, region: str, service: str) -> str:
    return f"{timestamp[:8]}/{region}/{service}/aws4_request"


def _canonical_headers(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())


def _names(signed: Iterable[tuple[str, str]]) -> str:
    return ";".join(name for name, _ in signed)


def _canonical_request(
    method: str, path: str, query: str, signed: list[tuple[str, str]], body_digest: str
) -> str:
    lines = "".join(f"{name}:{value}\n" for name, value in signed)
    return "\n".join((method, path, query, lines, _names(signed), body_digest))


def _signature(
    request: str, timestamp: str, scope: str, credentials: Credentials, region: str, service: str
) -> str:
    key = f"AWS4{credentials.secret_access_key}".encode()
    for part in (timestamp[:8], region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    digest = hashlib.sha256(request.encode()).hexdigest()
    return hmac.digest(key, f"{ALGORITHM}\n{timestamp}\n{scope}\n{digest}".encode(), "sha256").hex()
