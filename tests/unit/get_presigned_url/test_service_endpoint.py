"""Endpoints: AWS's own, and those of local engines."""

from __future__ import annotations

import pytest
from service_endpoint import Endpoint, aws_endpoint, parse_endpoint


@pytest.mark.parametrize(
    ("region", "suffix", "host"),
    [
        ("eu-central-1", "amazonaws.com", "s3.eu-central-1.amazonaws.com"),
        ("eusc-de-east-1", "amazonaws.eu", "s3.eusc-de-east-1.amazonaws.eu"),
        (None, "amazonaws.com", "s3.amazonaws.com"),
    ],
)
def test_the_host_has_the_region_and_the_partitions_suffix(
    region: str | None, suffix: str, host: str
) -> None:
    assert aws_endpoint("s3", region, suffix).origin == f"https://{host}"


@pytest.mark.parametrize(
    ("url", "endpoint", "netloc"),
    [
        ("https://localhost:4566", Endpoint("https", "localhost", 4566), "localhost:4566"),
        ("https://LocalHost:4566/", Endpoint("https", "localhost", 4566), "localhost:4566"),
        ("http://engine", Endpoint("http", "engine", 80), "engine"),
        ("https://engine:443", Endpoint("https", "engine", 443), "engine"),
        ("http://engine:443", Endpoint("http", "engine", 443), "engine:443"),
        ("https://[::1]:4566", Endpoint("https", "::1", 4566), "[::1]:4566"),
        ("https://[::1]", Endpoint("https", "::1", 443), "[::1]"),
    ],
)
def test_a_local_endpoint_is_read_from_its_url(url: str, endpoint: Endpoint, netloc: str) -> None:
    assert parse_endpoint(url) == endpoint
    assert endpoint.netloc == netloc


@pytest.mark.parametrize(
    "url",
    [
        *("", "localhost:4566", "ftp://engine", "https://", "https://:4566"),
        *("https://engine:port", "https://engine:", "https://engine:0", "https://engine:65536"),
        *("https://engine/path", "https://user@engine", "https://engine?query"),
    ],
)
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https://host:port"):
        parse_endpoint(url)
