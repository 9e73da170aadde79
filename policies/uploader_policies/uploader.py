"""Finds the resources that are part of an image uploader. Policies ignore all other resources.

The search starts from functions with the uploader's environment variables, and from web ACLs and API methods
with its auth header. Several starting points are used, so that no single change hides an uploader. Links lead
from there to all other resources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from uploader_policies.configuration import Configuration, Resource
from uploader_policies.links import (
    ACCOUNT,
    API,
    ASSOCIATION,
    EVENT_SOURCE,
    FUNCTION,
    IP_SET,
    METHOD,
    STAGE,
    WEB_ACL,
    Links,
)
from uploader_policies.values import Block, NotKnownError, Unknown, as_list

AUTH_HEADER: Final = "x-api-gateway-img-upload-auth"
UPLOADS_PREFIX: Final = "uploads/"
THUMBNAILS_PREFIX: Final = "thumbnails/"

_SHARED = {"UPLOADS_BUCKET", "UPLOADS_PREFIX"}
SIGNATURES: Final = (
    _SHARED | {"AUTH_SECRET_ID", "URL_EXPIRATION_SECONDS"},
    _SHARED | {"THUMBNAILS_PREFIX", "METADATA_TABLE", "SCANNER", "USE_BUCKETAV"},
)
"""Environment variables that identify the two functions. `USE_BUCKETAV` is of the module's releases 1.*."""
MIN_MATCHES: Final = 3
"""Variables of a signature that a function must have: other applications may use two of these names, and
requiring all would let one missing variable hide the function."""
VARIABLES: Final = frozenset.union(*map(frozenset, SIGNATURES)) | {
    *("ALLOWED_CONTENT_TYPES", "ALLOWED_EXTENSIONS", "AUTH_SECRET_CACHE_SECONDS", "CORS_ALLOWED_ORIGINS"),
    *(
        "DELETE_REJECTED",
        "DNS_SUFFIX",
        "EVENT_BUS",
        "MAX_IMAGE_PIXELS",
        "MAX_UPLOAD_BYTES",
        "REQUIRE_SIZE",
        "THUMBNAIL",
    ),
    *("THUMBNAILS", "THUMBNAIL_FORMAT", "THUMBNAIL_URL_SECONDS", "TRANSFER_ACCELERATION"),
}
"""All environment variables that the functions read."""
SENDING: Final = {"EVENT_BUS", "UPLOADS_BUCKET"}
"""Environment variables that identify the function that sends upload events."""


class Uploader:
    """The resources of a configuration that are part of image uploaders."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.form = configuration.form
        self.links = Links(configuration)
        self._members: dict[Resource, None] = {}
        self._add(_seeds(configuration, self.links))
        self._add(self._unlinked())

    def _add(self, found: Iterator[Resource]) -> None:
        """Add resources, and all that links lead to from them."""
        waiting = list(found)
        while waiting:
            resource = waiting.pop()
            if resource not in self._members:
                self._members[resource] = None
                waiting += self.links.leads_to.get(resource, ())

    def _unlinked(self) -> Iterator[Resource]:
        """Yield resources that no link leads to, but that are in the same module as an uploader's resources.

        These are the API Gateway account settings, event source mappings of the table's stream, and IP sets
        of a web ACL. Functions that send upload events, or whose environment is not known,
        are yielded too.
        """
        modules = {(one.kind, one.scope) for one in self._members}
        for account in self.configuration.all(ACCOUNT):
            if (STAGE, account.scope) in modules:
                yield account
        for mapping in self.configuration.all(EVENT_SOURCE):
            tables = self.targets(mapping, "event_source_arn")
            if (FUNCTION, mapping.scope) in modules and any(table in self for table in tables):
                yield mapping
        for web_acl in self.all(WEB_ACL):
            if _has(web_acl.raw("rule"), "ip_set_reference_statement") and not self.all(IP_SET):
                # A plan does not say which IP set a dynamic block refers to.
                yield from (one for one in self.configuration.all(IP_SET) if one.scope == web_acl.scope)
        for function in self.configuration.all(FUNCTION):
            near = {(FUNCTION, function.scope), (API, function.scope)} & modules
            variables = function.at("environment.variables")
            if near and any(isinstance(one, Unknown) or set(_mapping(one)) >= SENDING for one in variables):
                yield function

    def __contains__(self, resource: Resource) -> bool:
        return resource in self._members

    def all(self, kind: str) -> list[Resource]:
        """Return the uploaders' resources of a type."""
        return [resource for resource in self.configuration.all(kind) if resource in self._members]

    def targets(self, source: Resource, path: str) -> list[Resource]:
        """Return the resources that an attribute refers to: see Links.targets. Raises NotKnownError."""
        return self.links.targets(source, path)

    def sources(self, target: Resource, kind: str, path: str) -> list[Resource]:
        """Return the resources that refer to `target`: see Links.sources. Raises NotKnownError."""
        return self.links.sources(target, kind, path)


def environment(function: Resource) -> dict[str, Any]:
    """Return the environment variables of a function; values may be Unknown.

    Raises NotKnownError if the names are not known.
    """
    return function.block("environment").mapping("variables")


def variable(function: Resource, name: str) -> str:
    """Return an environment variable of a function, "" if it is not set. Raises NotKnownError."""
    return Block(environment(function), f"{function.address}.environment").text(name)


def _seeds(configuration: Configuration, links: Links) -> Iterator[Resource]:
    for function in configuration.all(FUNCTION):
        for variables in function.at("environment.variables"):
            if isinstance(variables, Mapping) and any(
                len(signature & set(variables)) >= MIN_MATCHES for signature in SIGNATURES
            ):
                yield function
    for web_acl in configuration.all(WEB_ACL):
        if any(_blocks_by_header(rule) for rule in as_list(web_acl.raw("rule"))):
            # Only an uploader's API works behind a web ACL that blocks by this header. A web ACL that counts
            # may be shared with other APIs.
            yield web_acl
            yield from links.known_sources(web_acl, ASSOCIATION, "web_acl_arn")
    for method in configuration.all(METHOD):
        if any(AUTH_HEADER in str(name).lower() for name in _mapping(method.raw("request_parameters"))):
            yield method


def _blocks_by_header(rule: Any) -> bool:
    if not isinstance(rule, Mapping) or not _mentions(rule.get("statement"), AUTH_HEADER):
        return False
    try:
        return Block(rule, "rule").block("action").has_block("block")
    except NotKnownError:
        return True


def _mapping(value: Any) -> Mapping[str, Any]:
    maps = [one for one in as_list(value) if isinstance(one, Mapping)]
    return maps[0] if maps else {}


def _mentions(value: Any, text: str) -> bool:
    if isinstance(value, Mapping):
        return any(_mentions(item, text) for item in value.values())
    if isinstance(value, list):
        return any(_mentions(item, text) for item in value)
    return isinstance(value, str) and value.lower() == text


def _has(value: Any, block: str) -> bool:
    if isinstance(value, Mapping):
        return bool(value.get(block)) or any(_has(item, block) for item in value.values())
    return isinstance(value, list) and any(_has(item, block) for item in value)
