"""The API's refusals, each with its status and message."""

from __future__ import annotations

import base64
import json

import pytest

from local_aws.capabilities import Capability
from local_aws.client import send
from tests.integration.conftest import needs
from tests.integration.flow import Flow, error_of, header

GOOD = {"userId": "u-1", "filename": "cat", "ext": "png"}
LIMIT = 10 * 1024 * 1024  # the module's default


def test_a_request_without_the_secret_is_forbidden_and_told_nothing_more(flow: Flow) -> None:
    answer = flow.get(GOOD, {})

    assert answer.status == 403
    assert error_of(answer) == {"code": "forbidden", "message": "Forbidden"}


@pytest.mark.parametrize("secret", ["", " ", "wrong", "null", "{}", "*"])
def test_a_wrong_secret_is_forbidden_in_the_same_words(flow: Flow, secret: str) -> None:
    answer = flow.get(GOOD, {flow.mode.auth_header: secret})

    assert (answer.status, error_of(answer)) == (403, {"code": "forbidden", "message": "Forbidden"})


def test_a_secret_that_is_almost_right_is_forbidden(flow: Flow) -> None:
    secret = flow.mode.auth_secret
    for wrong in (secret[:-1], secret + "x", secret.swapcase(), secret[::-1]):
        assert flow.get(GOOD, {flow.mode.auth_header: wrong}).status == 403


def test_the_other_modes_secret_is_forbidden(plain: Flow, bucketav: Flow) -> None:
    assert plain.get(GOOD, {plain.mode.auth_header: bucketav.mode.auth_secret}).status == 403


def test_the_whole_json_of_the_secret_is_forbidden(plain: Flow) -> None:
    whole = json.dumps({"API_GW_AUTH_SECRET": plain.mode.auth_secret})

    assert plain.get(GOOD, {plain.mode.auth_header: whole}).status == 403


@pytest.mark.parametrize("spelled", [str.upper, str.title, str.lower])
def test_the_headers_name_counts_in_any_case(flow: Flow, spelled: type[str]) -> None:
    assert flow.get(GOOD, {spelled(flow.mode.auth_header): flow.mode.auth_secret}).status == 200


@needs(Capability.GATEWAY_RESPONSES)
@pytest.mark.parametrize("missing", GOOD)
def test_a_missing_parameter_is_named(flow: Flow, missing: str) -> None:
    answer = flow.get({name: value for name, value in GOOD.items() if name != missing})

    error = error_of(answer)
    assert (answer.status, error["code"]) == (400, "missing_parameter")
    assert missing in error["message"]


@pytest.mark.parametrize("empty", GOOD)
def test_an_empty_parameter_is_named(flow: Flow, empty: str) -> None:
    answer = flow.get({**GOOD, empty: ""})

    assert answer.status == 400
    assert empty in error_of(answer)["message"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("userId", "../other"),
        ("userId", ".."),
        ("userId", "a/b"),
        ("userId", "a\\b"),
        ("userId", "/etc"),
        ("userId", "%2e%2e"),
        ("userId", "a b"),
        ("userId", "a\0b"),
        ("userId", "ü"),
        ("userId", "x" * 129),
        ("ext", "../png"),
        ("ext", ".png"),
        ("ext", "png/"),
        ("ext", "exe"),
        ("ext", "svg"),
        ("ext", "jp2"),
        ("ext", "png\0"),
        ("ext", "p" * 300),
        ("size", "0"),
        ("size", "-1"),
        ("size", "1.5"),
        ("size", "1e3"),
        ("size", "many"),
        ("size", str(LIMIT + 1)),
        ("size", "9" * 400),
        ("checksumSha256", "not base64"),
        ("checksumSha256", base64.b64encode(b"too short").decode()),
        ("checksumSha256", base64.b64encode(b"x" * 33).decode()),
    ],
)
def test_a_malformed_parameter_is_named_and_not_repeated(plain: Flow, name: str, value: str) -> None:
    answer = plain.get({**GOOD, name: value})

    error = error_of(answer)
    assert (answer.status, error["code"], error["parameter"]) == (400, "invalid_parameter", name)
    assert len(value) < 3 or value not in error["message"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", "/", "a/../../b", "..\\..\\b", "\0", "%2e%2e%2f", "thumbnails/x"]
)
def test_no_filename_leaves_the_users_folder(plain: Flow, name: str) -> None:
    answer = plain.get({**GOOD, "filename": name})

    folder, user, file = answer.json()["file_key"].split("/")
    assert (answer.status, folder, user) == (200, "uploads", "u-1")
    assert file.endswith(".png")
    assert ".." not in file


def test_the_secret_is_checked_before_the_parameters(plain: Flow) -> None:
    assert plain.get({**GOOD, "ext": "exe"}, {plain.mode.auth_header: "wrong"}).status == 403


def test_the_largest_allowed_size_gets_a_url(flow: Flow) -> None:
    assert flow.get({**GOOD, "size": str(LIMIT)}).status == 200


@needs(Capability.GATEWAY_RESPONSES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_in_the_contracts_form(flow: Flow, method: str) -> None:
    answer = flow.request(method, GOOD)

    assert 400 <= answer.status < 500
    assert error_of(answer)["code"] in {"forbidden", "method_not_allowed"}


@needs(Capability.GATEWAY_RESPONSES)
def test_an_unknown_path_is_refused_in_the_contracts_form(flow: Flow) -> None:
    headers = {flow.mode.auth_header: flow.mode.auth_secret}
    answer = send("GET", flow.mode.api_url.replace("/upload-url", "/admin"), headers, trust=flow.api.trust)

    assert answer.status == 403
    assert error_of(answer) == {"code": "forbidden", "message": "Forbidden"}


def test_no_answer_may_be_stored(flow: Flow) -> None:
    assert header(flow.get(GOOD), "Cache-Control") == "no-store"
    assert header(flow.get(GOOD, {}), "Cache-Control") == "no-store"
