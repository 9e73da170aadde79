"""Answers: the contract's form, never stored, readable by the pages of allowed origins alone."""

from __future__ import annotations

import json

import pytest
from http_answer import Answer, encode_answer, failure, preflight, success

ORIGINS = ("https://app.example.com", "http://localhost:3000")


def headers(answer: Answer, origin: str | None, allowed: tuple[str, ...] = ORIGINS) -> dict[str, str]:
    encoded = encode_answer(answer, origin, allowed)["headers"]
    assert isinstance(encoded, dict)
    return encoded


EVERY_ANSWER = pytest.mark.parametrize(
    "answer",
    [success({}), failure("forbidden", "Forbidden"), failure("internal_error", "."), preflight("x-auth")],
)


def test_a_success_carries_its_body() -> None:
    encoded = encode_answer(success({"file_key": "uploads/ü"}), None, ())

    assert (encoded["statusCode"], encoded["isBase64Encoded"]) == (200, False)
    assert json.loads(str(encoded["body"])) == {"file_key": "uploads/ü"}
    assert headers(success({}), None)["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("missing_parameter", 400),
        ("invalid_parameter", 400),
        ("forbidden", 403),
        ("method_not_allowed", 405),
        ("internal_error", 500),
    ],
)
def test_an_error_has_its_codes_status(code: str, status: int) -> None:
    encoded = encode_answer(failure(code, "A sentence."), None, ())

    assert encoded["statusCode"] == status
    assert json.loads(str(encoded["body"])) == {"error": {"code": code, "message": "A sentence."}}


def test_an_error_of_a_parameter_names_it() -> None:
    answer = failure("invalid_parameter", "A sentence.", "size")

    assert answer.body == {
        "error": {"code": "invalid_parameter", "message": "A sentence.", "parameter": "size"}
    }


def test_a_wrong_method_is_told_the_right_one() -> None:
    assert headers(failure("method_not_allowed", "Use GET."), None)["Allow"] == "GET, OPTIONS"


@EVERY_ANSWER
def test_no_answer_is_stored(answer: Answer) -> None:
    assert headers(answer, None)["Cache-Control"] == "no-store"


@EVERY_ANSWER
@pytest.mark.parametrize("origin", ORIGINS)
def test_every_answer_may_be_read_by_a_page_of_an_allowed_origin(answer: Answer, origin: str) -> None:
    assert headers(answer, origin)["Access-Control-Allow-Origin"] == origin


@EVERY_ANSWER
@pytest.mark.parametrize(
    "origin",
    [None, "", "null", "*", "https://app.example.com.evil", "https://APP.example.com", "https://app.example"],
)
def test_no_answer_may_be_read_by_another_page(answer: Answer, origin: str | None) -> None:
    assert "Access-Control-Allow-Origin" not in headers(answer, origin)


@EVERY_ANSWER
@pytest.mark.parametrize("origin", [None, ORIGINS[0]])
def test_with_origins_every_answer_says_that_it_varies_by_them(answer: Answer, origin: str | None) -> None:
    assert headers(answer, origin)["Vary"] == "Origin"


def test_without_origins_no_page_may_read_anything() -> None:
    assert not {"Vary", "Access-Control-Allow-Origin"} & headers(success({}), ORIGINS[0], ()).keys()


def test_a_preflight_allows_the_method_and_the_header_for_hours() -> None:
    answer = preflight("x-auth")
    encoded = encode_answer(answer, ORIGINS[0], ORIGINS)

    assert (encoded["statusCode"], encoded["body"]) == (204, "")
    assert (
        headers(answer, ORIGINS[0]).items()
        >= {
            "Access-Control-Allow-Methods": "GET",
            "Access-Control-Allow-Headers": "x-auth",
            "Access-Control-Max-Age": "7200",
        }.items()
    )
