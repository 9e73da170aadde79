"""The interface as `docs/openapi.yaml` describes it, to hold answers against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).parents[3] / "docs/openapi.yaml"
PATH = "/upload-url"


@cache
def interface() -> dict[str, Any]:
    """Return the whole description."""
    description: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text())
    return description


def parameters(path: str = PATH) -> dict[str, dict[str, Any]]:
    """Return the described query parameters by name."""
    return {parameter["name"]: parameter for parameter in interface()["paths"][path]["get"]["parameters"]}


@cache
def validator(pointer: str) -> Validator:
    """Return a validator of the schema at a JSON pointer into the description, such as `/components/...`."""
    resource = DRAFT202012.create_resource(interface())
    registry: Registry[Any] = Registry().with_resource("urn:interface", resource)
    # The schemas carry no $schema of their own: an OpenAPI 3.1 description uses the draft of 2020-12.
    return Draft202012Validator({"$ref": f"urn:interface#{pointer}"}, registry=registry)


def violations(
    method: str, status: int, headers: Mapping[str, str], body: Any, path: str = PATH
) -> Iterator[str]:
    """Yield what about an answer is not as described; a `body` without anything in it is `{}` or None."""
    operation = interface()["paths"][path].get(method.lower())
    if operation is None:  # another method, which API Gateway lets nobody send
        yield from _errors("/components/schemas/Error", body)
        return
    responses = operation["responses"]
    key = next((key for key in (str(status), f"{status // 100}XX") if key in responses), None)
    if key is None:
        yield f"{method} {status} is not described"
        return
    response = responses[key]
    for name, header in response.get("headers", {}).items():
        described = _resolved(header)
        if name not in headers:
            if described.get("required"):
                yield f"the header {name} is missing"
        elif not Draft202012Validator(described["schema"]).is_valid(headers[name]):
            yield f"the header {name} is {headers[name]!r}"
    content = response.get("content")
    if content is None:
        if body:
            yield f"{method} {status} has no body, and got {body!r}"
        return
    if headers.get("Content-Type", headers.get("content-type")) not in content:
        yield f"the content type is none of {list(content)}"
    responses_pointer = f"/paths/{path.replace('/', '~1')}/{method.lower()}/responses"
    media = f"{responses_pointer}/{key}/content/application~1json/schema"
    yield from _errors(media, body)


def _errors(pointer: str, value: Any) -> Iterator[str]:
    yield from (f"{error.json_path}: {error.message}" for error in validator(pointer).iter_errors(value))


def _resolved(value: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    found: Any = interface()
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    resolved: dict[str, Any] = found
    return resolved
