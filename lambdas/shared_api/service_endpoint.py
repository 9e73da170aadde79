"""Endpoints of services: AWS's own, or those of a local engine."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_PORTS = {"https": 443, "http": 80}


class Endpoint(NamedTuple):
    """A service's address."""

    scheme: str
    hostname: str
    port: int

    @property
    def netloc(self) -> str:
        """The host for a URL or a Host header, with the port unless it is the scheme's default."""
        host = f"[{self.hostname}]" if ":" in self.hostname else self.hostname
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """The start of a URL: `scheme://netloc`."""
        return f"{self.scheme}://{self.netloc}"

    def under(self, label: str) -> Endpoint:
        """Return the endpoint of the subdomain `label`. Example: `bucket.s3.eu-west-1.amazonaws.com`."""
        return self._replace(hostname=f"{label}.{self.hostname}")


def aws_endpoint(service: str, region: str | None, dns_suffix: str) -> Endpoint:
    """Return AWS's endpoint of `service` in `region`; None means the global endpoint."""
    return Endpoint("https", ".".join(filter(None, (service, region, dns_suffix))), 443)


def object_place(s3: Endpoint, bucket: str, key: str, *, in_path: bool) -> tuple[str, str]:
    """Return the origin and the path of an object's URL: path-style if `in_path`, else virtual-hosted."""
    return (s3.origin, f"/{bucket}/{key}") if in_path else (s3.under(bucket).origin, f"/{key}")


def parse_endpoint(url: str) -> Endpoint:
    """Parse `scheme://host[:port]`.

    urllib.parse is not used, because importing it takes 10 % of a cold start. Local engines need no other
    form.

    Raises:
        ValueError: `url` has another form. The message continues a sentence that starts with the variable.
    """
    scheme, _, rest = url.partition("://")
    host, colon, port = rest.removesuffix("/").lower().rpartition(":")
    if not colon or port.endswith("]"):  # the last colon is part of an IPv6 address
        host, port = rest.removesuffix("/").lower(), str(DEFAULT_PORTS.get(scheme, ""))
    hostname = host.removeprefix("[").removesuffix("]")
    has_port = port.isascii() and port.isdigit() and 0 < int(port) < 65536
    if scheme not in DEFAULT_PORTS or not hostname or set(hostname) & set("/?#@ ") or not has_port:
        raise ValueError("must be of the form https://host:port, without a path")
    return Endpoint(scheme, hostname, int(port))
