"""Where a service answers: AWS's own host, or the address of a local engine."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_PORTS = {"https": 443, "http": 80}


class Endpoint(NamedTuple):
    """A service's address; `netloc` is what its Host header says."""

    scheme: str
    hostname: str
    port: int

    @property
    def netloc(self) -> str:
        """The host as a URL and a Host header name it: with the port unless it is the scheme's own."""
        host = f"[{self.hostname}]" if ":" in self.hostname else self.hostname
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and host, as a URL begins."""
        return f"{self.scheme}://{self.netloc}"

    def under(self, label: str) -> Endpoint:
        """Return the endpoint whose host is `label` below this one's."""
        return self._replace(hostname=f"{label}.{self.hostname}")


def aws_endpoint(service: str, region: str | None, dns_suffix: str) -> Endpoint:
    """Return AWS's endpoint of `service` in `region`; without a region, the global one."""
    return Endpoint("https", ".".join(filter(None, (service, region, dns_suffix))), 443)


def object_place(s3: Endpoint, bucket: str, key: str, *, in_path: bool) -> tuple[str, str]:
    """Return the origin and the path of an object; `in_path` names the bucket there and not in the host."""
    return (s3.origin, f"/{bucket}/{key}") if in_path else (s3.under(bucket).origin, f"/{key}")


def parse_endpoint(url: str) -> Endpoint:
    """Return the endpoint that `url` (`scheme://host[:port]`) names.

    By hand: importing urllib.parse takes a tenth of a cold start, and local engines have no more than this.

    Raises:
        ValueError: it is not of that form; the message goes on from the name of what holds it.
    """
    scheme, _, rest = url.partition("://")
    host, colon, port = rest.removesuffix("/").lower().rpartition(":")
    if not colon or port.endswith("]"):  # the last colon belonged to an IPv6 address
        host, port = rest.removesuffix("/").lower(), str(DEFAULT_PORTS.get(scheme, ""))
    hostname = host.removeprefix("[").removesuffix("]")
    has_port = port.isascii() and port.isdigit() and 0 < int(port) < 65536
    if scheme not in DEFAULT_PORTS or not hostname or set(hostname) & set("/?#@ ") or not has_port:
        raise ValueError("must be of the form https://host:port, without a path")
    return Endpoint(scheme, hostname, int(port))
