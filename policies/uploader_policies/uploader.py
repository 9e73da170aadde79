"""Which resources are part of an image uploader. Policies have nothing to say about any other.

There are several ways in, so that no single change hides an uploader: its functions, which their
environment tells, its web ACL and its API's methods, which know the auth header. From there on links lead to
all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from uploader_policies.estate import Estate, Resource
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
"""Environment variables by which each function is known; releases 1.* of the module have `USE_BUCKETAV`."""
ENOUGH: Final = 3
"""How many of them tell: two are anybody's words for uploads, and all would let one that is gone hide it."""
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
"""All that the functions read."""
SENDING: Final = {"EVENT_BUS", "UPLOADS_BUCKET"}
"""What the function that sends upload events reads."""


class Uploader:
    """The part of an estate that belongs to image uploaders."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self.form = estate.form
        self.links = Links(estate)
        self._members: dict[Resource, None] = {}
        self._add(_seeds(estate, self.links))
        self._add(self._beside())

    def _add(self, found: Iterator[Resource]) -> None:
        """Add resources, and what becomes part of an uploader by them."""
        waiting = list(found)
        while waiting:
            resource = waiting.pop()
            if resource not in self._members:
                self._members[resource] = None
                waiting += self.links.steps.get(resource, ())

    def _beside(self) -> Iterator[Resource]:
        """Yield what nothing leads to, and what its place in an uploader's module tells.

        That is the account's role for API Gateway, a function of whose environment nothing is known, one that
        reads the table's stream or should, and the addresses that a web ACL asks for.
        """
        modules = {(one.kind, one.scope) for one in self._members}
        for account in self.estate.all(ACCOUNT):
            if (STAGE, account.scope) in modules:
                yield account
        for mapping in self.estate.all(EVENT_SOURCE):
            tables = self.targets(mapping, "event_source_arn")
            if (FUNCTION, mapping.scope) in modules and any(table in self for table in tables):
                yield mapping
        for web_acl in self.all(WEB_ACL):
            if _has(web_acl.raw("rule"), "ip_set_reference_statement") and not self.all(IP_SET):
                # Which one, a plan does not say of a block that is dynamic.
                yield from (one for one in self.estate.all(IP_SET) if one.scope == web_acl.scope)
        for function in self.estate.all(FUNCTION):
            near = {(FUNCTION, function.scope), (API, function.scope)} & modules
            variables = function.at("environment.variables")
            if near and any(isinstance(one, Unknown) or set(_mapping(one)) >= SENDING for one in variables):
                yield function

    def __contains__(self, resource: Resource) -> bool:
        return resource in self._members

    def all(self, kind: str) -> list[Resource]:
        """Return the uploaders' resources of a type."""
        return [resource for resource in self.estate.all(kind) if resource in self._members]

    def targets(self, source: Resource, path: str) -> list[Resource]:
        """Return the resources that an attribute names: see Links.targets."""
        return self.links.targets(source, path)

    def sources(self, target: Resource, kind: str, path: str) -> list[Resource]:
        """Return the resources whose attribute names `target`: see Links.sources. Raises NotKnownError."""
        return self.links.sources(target, kind, path)


def environment(function: Resource) -> dict[str, Any]:
    """Return the environment variables of a function, in which an Unknown may stand for a value.

    Raises NotKnownError where not even their names are known.
    """
    return function.block("environment").mapping("variables")


def variable(function: Resource, name: str) -> str:
    """Return an environment variable of a function, empty where it has none. Raises NotKnownError."""
    return Block(environment(function), f"{function.address}.environment").text(name)


def _seeds(estate: Estate, links: Links) -> Iterator[Resource]:
    for function in estate.all(FUNCTION):
        for variables in function.at("environment.variables"):
            if isinstance(variables, Mapping) and any(
                len(signature & set(variables)) >= ENOUGH for signature in SIGNATURES
            ):
                yield function
    for web_acl in estate.all(WEB_ACL):
        if any(_blocks_by_header(rule) for rule in as_list(web_acl.raw("rule"))):
            # Nobody else's API could stand behind it. One that merely counts may be a whole company's.
            yield web_acl
            yield from links.known_sources(web_acl, ASSOCIATION, "web_acl_arn")
    for method in estate.all(METHOD):
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
