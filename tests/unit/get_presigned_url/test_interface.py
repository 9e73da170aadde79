"""`docs/openapi.yaml` is what a client can rely on: it is valid, and says what the code says.

That every answer of the handler is as described is asserted where answers are made, in test_handler.py.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import hcl2
import pytest
from http_answer import ERROR_STATUS
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from query_parameters import ParameterError
from upload_request import parse_upload_request

from local_aws.engine import ROOT
from tests.unit.get_presigned_url.interface import interface, parameters, validator, violations

MODULE = ROOT / "module"
TYPES = {"jpg": "image/jpeg", "png": "image/png"}
GOOD = {"userId": "u-1", "filename": "cat", "ext": "png"}


@pytest.fixture(scope="module")
def gateway() -> dict[str, Any]:
    with (MODULE / "api.tf").open() as file:
        (local,) = hcl2.load(file)["locals"]
    assert isinstance(local, dict)
    return local


def accepted(**changes: str) -> bool:
    """Return whether the handler takes a request that is good but for `changes`."""
    good = {name: value for name, value in GOOD.items() if f"{name}Base64url" not in changes}
    sent = {name: (value,) for name, value in {**good, **changes}.items()}
    try:
        parse_upload_request(sent, TYPES, 10485760)
    except ParameterError:
        return False
    return True


def described(name: str, value: str) -> bool:
    """Return whether the description takes `value`, where `$` is the very end, as in JavaScript."""
    schema = parameters()[name]["schema"]
    return bool(
        schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        and re.search(schema.get("pattern", "").replace("$", r"\Z"), value)
    )


def test_the_description_is_valid() -> None:
    OpenAPIV31SpecValidator(interface()).validate()


def test_every_example_is_what_its_schema_asks_for() -> None:
    examples = 0
    for path, operations in interface()["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                for media in response.get("content", {}).values():
                    values = [media["example"]] if "example" in media else []
                    values += [example["value"] for example in media.get("examples", {}).values()]
                    pointer = (
                        f"/paths/{path.replace('/', '~1')}/{method}/responses/{status}"
                        "/content/application~1json/schema"
                    )
                    for value in values:
                        validator(pointer).validate(value)
                        examples += 1
    assert examples > 3


def test_the_gateway_declares_the_described_parameters(gateway: dict[str, Any]) -> None:
    declared = gateway["api_methods"]["GET"]["request_parameters"]
    in_query = {
        name.strip('"').removeprefix("method.request.querystring."): required
        for name, required in declared.items()
        if "querystring" in name
    }
    assert in_query.pop("size") == "${var.require_size}"
    described = {name: parameter["required"] for name, parameter in parameters().items()}
    assert described.pop("size") is False
    assert in_query == described


def test_the_secrets_header_is_the_modules() -> None:
    name = interface()["components"]["securitySchemes"]["secret"]["name"]
    assert f'auth_header      = "{name}"' in (MODULE / "locals.tf").read_text()


def test_every_error_of_the_gateway_has_the_described_form(gateway: dict[str, Any]) -> None:
    schema = validator("/components/schemas/Error")
    for error in gateway["api_gateway_errors"].values():
        message = json.loads(error["message"]) if "context" not in error["message"] else '"from the gateway"'
        body = f'{{"error":{{"code":{error["code"]},"message":{message}}}}}'
        schema.validate(json.loads(body))


def test_every_error_code_is_described_with_its_status(gateway: dict[str, Any]) -> None:
    known = {(str(status), code) for code, status in ERROR_STATUS.items() if code != "method_not_allowed"}
    for kind, error in gateway["api_gateway_errors"].items():
        status = json.loads(error["status"]) if error["status"] else kind.removeprefix("DEFAULT_")
        known.add((status, json.loads(error["code"])))
    responses = interface()["paths"]["/upload-url"]["get"]["responses"]

    def says(status: str, code: str) -> bool:
        response = responses.get(status) or responses[f"{status[0]}XX"]
        return f"`{code}`" in response["description"]

    assert [(status, code) for status, code in sorted(known) if not says(status, code)] == []


@given(st.text(max_size=140) | st.from_regex(r"[A-Za-z0-9._@+:|=#-]{1,130}", fullmatch=True))
def test_the_description_takes_the_user_ids_that_the_handler_takes(value: str) -> None:
    assert described("userId", value) == accepted(userId=value)


@given(st.text(max_size=44) | st.binary(min_size=30, max_size=34).map(lambda raw: b64encode(raw).decode()))
def test_the_description_takes_the_checksums_that_the_handler_takes(value: str) -> None:
    assert described("checksumSha256", value) == accepted(checksumSha256=value)


@given(st.text(max_size=12) | st.text().map(lambda text: urlsafe_b64encode(text.encode()).decode()))
def test_the_description_takes_every_encoded_name_that_the_handler_takes(value: str) -> None:
    assert described("filenameBase64url", value) or not accepted(filenameBase64url=value)


@given(st.text(max_size=12))
def test_the_description_takes_every_extension_that_the_handler_could(value: str) -> None:
    # Which of the well-formed ones are taken is the installation's choice.
    assert described("ext", value) or not accepted(ext=value)


@pytest.mark.parametrize(
    ("status", "headers", "body", "complaint"),
    [
        (201, {}, {}, "GET 201 is not described"),
        (403, {"Content-Type": "text/plain"}, {"error": {"code": "c", "message": "m"}}, "content type"),
        (403, {"Content-Type": "application/json"}, {"error": {"code": "c"}}, "'message' is a required"),
        (403, {"Content-Type": "application/json"}, {"message": "Forbidden"}, "Additional properties"),
        (200, {"Content-Type": "application/json"}, {}, "Cache-Control is missing"),
        (
            500,
            {"Content-Type": "application/json"},
            {"error": {"code": "C", "message": "m"}},
            "does not match",
        ),
    ],
)
def test_an_answer_that_is_not_as_described_is_found(
    status: int, headers: dict[str, str], body: object, complaint: str
) -> None:
    assert any(complaint in violation for violation in violations("GET", status, headers, body))
