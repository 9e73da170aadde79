"""Which resources are part of an image uploader. Policies have nothing to say about any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from uploader_policies.estate import Estate, Resource
from uploader_policies.links import FUNCTION, WEB_ACL, Links
from uploader_policies.values import Block

AUTH_HEADER: Final = "x-api-gateway-img-upload-auth"
UPLOADS_PREFIX: Final = "uploads/"
THUMBNAILS_PREFIX: Final = "thumbnails/"


class Uploader:
    """The part of an estate that belongs to image uploaders, found from their functions and web ACLs on."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self.form = estate.form
        self.links = Links(estate)
        self._members = dict.fromkeys(_seeds(estate))
        waiting = list(self._members)
        while waiting:
            for resource in self.links.steps.get(waiting.pop(), ()):
                if resource not in self._members:
                    self._members[resource] = None
                    waiting.append(resource)

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
    """Return the environment variables of a function, in which an Unknown may stand for a value."""
    return function.block("environment").mapping("variables")


def variable(function: Resource, name: str) -> str:
    """Return an environment variable of a function, empty where it has none. Raises NotKnownError."""
    return Block(environment(function), f"{function.address}.environment").text(name)


def _seeds(estate: Estate) -> Iterator[Resource]:
    for function in estate.all(FUNCTION):
        for variables in function.at("environment.variables"):
            if isinstance(variables, Mapping) and {"UPLOADS_BUCKET", "UPLOADS_PREFIX"} <= set(variables):
                yield function
    for web_acl in estate.all(WEB_ACL):
        if _mentions(web_acl.raw("rule"), AUTH_HEADER):
            yield web_acl


def _mentions(value: Any, text: str) -> bool:
    if isinstance(value, Mapping):
        return any(_mentions(item, text) for item in value.values())
    if isinstance(value, list):
        return any(_mentions(item, text) for item in value)
    return isinstance(value, str) and value.lower() == text
