"""The whole function, from API Gateway's event to its answer, with a Secrets Manager of our own."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from api_environment import SettingsError
from authorization import READINGS_AT_ONCE, Verdict
from http_answer import ERROR_STATUS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.get_presigned_url.interface import violations
from tests.unit.get_presigned_url.secret_server import PREVIOUS, SecretServer, error, raw, reset
from tests.unit.handlers import load_handler
from tests.unit.shared.embedded_metrics import all_data

AUTH = "x-api-gateway-img-upload-auth"
SECRET = "open sesame"  # noqa: S105 - the test's own
FORBIDDEN = {"error": {"code": "forbidden", "message": "Forbidden"}}


class Seen(NamedTuple):
    """An answer, decoded."""

    status: int
    headers: dict[str, str]
    body: dict[str, object]

    @property
    def error(self) -> dict[str, str]:
        found = self.body["error"]
        assert isinstance(found, dict)
        return found


Handle = Callable[[object], Seen]


def event(
    auth: str | None = SECRET, method: str = "GET", origin: str | None = None, **changes: str | None
) -> dict[str, object]:
    """Return the event of a good request but for what is said."""
    parameters = {"userId": "u-1", "filename": "My cat.png", "ext": "png", **changes}
    headers = {"Accept": "*/*", AUTH: auth, "Origin": origin}
    return {
        "httpMethod": method,
        "headers": {name: value for name, value in headers.items() if value is not None},
        "queryStringParameters": {name: value for name, value in parameters.items() if value is not None},
    }


@pytest.fixture
def start(
    environment: dict[str, str], secret_server: SecretServer, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Handle]:
    """Return what makes a cold start in `environment`, with the secret on our server."""
    environment |= {
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": secret_server.url,
        "AWS_CA_BUNDLE": str(secret_server.ca_file),
    }

    def start() -> Handle:
        for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        module = load_handler("get_presigned_url")

        def handle(request: object) -> Seen:
            answer = module.handler(request, SimpleNamespace(aws_request_id="request-1"))
            assert answer["isBase64Encoded"] is False
            seen = Seen(answer["statusCode"], answer["headers"], json.loads(answer["body"] or "{}"))
            method = request.get("httpMethod") if isinstance(request, dict) else None
            assert [*violations(str(method), seen.status, seen.headers, seen.body)] == []
            return seen

        return handle

    return start


class Frozen:
    """A process that Lambda freezes between calls: only the wall clock goes on meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = time.time()
        monkeypatch.setattr(time, "time", lambda: self.now)
        monkeypatch.setattr(time, "monotonic", lambda: 5.0)
        for module in ("authorization", "auth_secret", "gate"):
            monkeypatch.delitem(sys.modules, module)  # so that a cold start takes these clocks


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Frozen:
    return Frozen(monkeypatch)


@pytest.fixture
def handle(start: Callable[[], Handle], secret_server: SecretServer) -> Handle:
    secret_server.set_secret(SECRET)
    return start()


def test_who_knows_the_secret_gets_a_url(handle: Handle) -> None:
    answer = handle(event())

    assert answer.status == 200
    assert answer.body.keys() == {"upload_url", "file_key", "method", "headers", "expires_in"}
    assert re.fullmatch(r"uploads/u-1/[0-9a-f]{32}_My cat\.png", str(answer.body["file_key"]))
    url = urlsplit(str(answer.body["upload_url"]))
    assert url.netloc == "dev-uploads.s3.eu-central-1.amazonaws.com"
    assert parse_qs(url.query)["X-Amz-Security-Token"] == ["session/token+with=signs"]


def test_the_secret_is_asked_for_with_botocores_signature(
    handle: Handle, secret_server: SecretServer
) -> None:
    handle(event())

    (received,) = secret_server.received
    sent = received.headers
    request = botocore.awsrequest.AWSRequest(
        "POST",
        secret_server.url,
        {name: sent[name] for name in ("content-type", "x-amz-target")},
        received.body,
    )
    request.context["timestamp"] = sent["x-amz-date"]
    request.headers["X-Amz-Date"] = sent["x-amz-date"]
    request.headers["X-Amz-Security-Token"] = sent["x-amz-security-token"]
    credentials = botocore.credentials.Credentials(
        "ASIAEXAMPLE", "secret-access-key", sent["x-amz-security-token"]
    )
    signer = botocore.auth.SigV4Auth(credentials, "secretsmanager", "eu-central-1")
    signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    assert sent["x-amz-target"] == "secretsmanager.GetSecretValue"
    assert sent["authorization"].endswith(f"Signature={signature}")


def test_the_secret_is_read_once_for_many_requests(handle: Handle, secret_server: SecretServer) -> None:
    assert {handle(event()).status for _ in range(5)} == {200}
    assert len(secret_server.received) == 1


@pytest.mark.parametrize("name", [AUTH, AUTH.upper(), AUTH.title()])
def test_the_auth_header_counts_in_any_case(handle: Handle, name: str) -> None:
    request = event(auth=None)
    request["headers"] = {name: SECRET}

    assert handle(request).status == 200


def test_the_auth_header_counts_as_a_multi_value_header(handle: Handle) -> None:
    assert handle({**event(auth=None), "multiValueHeaders": {AUTH: [SECRET]}}).status == 200


@pytest.mark.parametrize(
    "auth", [None, "", "open", SECRET + " ", SECRET.upper(), f"{SECRET},{SECRET}", "\ud800", "鍵"]
)
def test_who_does_not_know_the_secret_is_told_no_more_than_forbidden(
    handle: Handle, auth: str | None
) -> None:
    answer = handle(event(auth=auth))

    assert (answer.status, answer.body) == (403, FORBIDDEN)


def test_in_a_flood_of_wrong_secrets_only_who_holds_the_secret_gets_another_answer(handle: Handle) -> None:
    refused = [handle(event(auth=f"wrong {number}")) for number in range(READINGS_AT_ONCE + 5)]
    busy = {"error": {"code": "too_many_requests", "message": "Too many requests"}}

    assert [answer.body for answer in refused[:READINGS_AT_ONCE]] == [FORBIDDEN] * READINGS_AT_ONCE
    assert (refused[-1].status, refused[-1].body) == (429, busy)
    assert refused[-1].headers["Retry-After"] == "1"
    assert handle(event()).status == 200


def test_a_retired_secret_is_refused_after_a_freeze(
    frozen: Frozen, handle: Handle, secret_server: SecretServer
) -> None:
    assert handle(event()).status == 200
    secret_server.set_secret("newest")
    secret_server.set_secret("newer", PREVIOUS)
    frozen.now += 60
    assert handle(event()).status == 403


def test_a_flood_before_a_freeze_refuses_nobody_after_it(
    frozen: Frozen, handle: Handle, secret_server: SecretServer
) -> None:
    while handle(event("wrong")).status == 403:
        pass
    secret_server.set_secret("new")
    secret_server.set_secret(SECRET, PREVIOUS)
    frozen.now += 30
    assert handle(event("new")).status == 200


def test_contradicting_auth_headers_are_refused(handle: Handle) -> None:
    request = {**event(), "multiValueHeaders": {AUTH.upper(): ["other", SECRET]}}

    assert (handle(request).status, handle(request).body) == (403, FORBIDDEN)


def test_who_is_refused_is_not_told_about_parameters(handle: Handle) -> None:
    assert handle(event(auth="wrong", userId=None)).body == FORBIDDEN


@pytest.mark.parametrize(
    "arrives",
    [lambda text: text, lambda text: text.encode().decode("latin-1")],
    ids=["as UTF-8", "as Latin-1"],
)
def test_a_secret_beyond_ascii_counts_however_the_header_was_decoded(
    handle: Handle, secret_server: SecretServer, arrives: Callable[[str], str]
) -> None:
    secret_server.set_secret("schlüssel 鍵")

    assert handle(event(auth=arrives("schlüssel 鍵"))).status == 200
    assert handle(event(auth=arrives("schlüssel"))).status == 403


@pytest.mark.parametrize(
    "secret_string",
    [None, "", "open sesame", "{}", '{"API_GW_AUTH_SECRET": ""}', '{"API_GW_AUTH_SECRET": null}'],
)
def test_an_unset_secret_refuses_everyone(
    start: Callable[[], Handle], secret_server: SecretServer, secret_string: str | None
) -> None:
    if secret_string is not None:
        secret_server.versions["AWSCURRENT"] = secret_string
    handle = start()

    for auth in (None, "", SECRET, "None", "null", "{}"):
        assert handle(event(auth=auth)).body == FORBIDDEN


def test_after_a_rotation_the_new_and_the_old_secret_are_accepted(
    handle: Handle, secret_server: SecretServer
) -> None:
    handle(event())
    secret_server.set_secret("new")
    secret_server.set_secret(SECRET, PREVIOUS)

    assert handle(event(auth="new")).status == 200
    assert handle(event(auth=SECRET)).status == 200


def test_a_cold_start_after_a_rotation_reads_the_old_secret_too(
    start: Callable[[], Handle], secret_server: SecretServer
) -> None:
    secret_server.set_secret("new")
    secret_server.set_secret(SECRET, PREVIOUS)

    assert start()(event()).status == 200
    assert secret_server.labels_read == ["AWSCURRENT", "AWSPREVIOUS"]


def test_a_retired_secret_is_refused(
    start: Callable[[], Handle], environment: dict[str, str], secret_server: SecretServer
) -> None:
    environment |= {"AUTH_SECRET_CACHE_SECONDS": "0"}
    secret_server.set_secret(SECRET)
    handle = start()
    assert handle(event()).status == 200
    secret_server.set_secret("newest")
    secret_server.set_secret("newer", PREVIOUS)

    assert handle(event()).body == FORBIDDEN


@pytest.mark.parametrize(
    "fault",
    [error(400, "ThrottlingException"), error(500, "InternalServiceError"), reset, raw(b"garbage"), raw(b"")],
    ids=["throttled", "500", "reset", "garbage", "closed"],
)
def test_one_fault_of_secrets_manager_is_not_noticed(
    handle: Handle, secret_server: SecretServer, fault: Callable[..., None]
) -> None:
    secret_server.faults.append(fault)

    assert handle(event()).status == 200
    assert len(secret_server.received) == 2


def test_while_the_secret_cannot_be_read_the_answer_is_an_internal_error(
    handle: Handle, secret_server: SecretServer, capsys: pytest.CaptureFixture[str]
) -> None:
    secret_server.faults.append(error(400, "AccessDeniedException"))

    answer = handle(event())

    assert (answer.status, answer.error["code"]) == (500, "internal_error")
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["cause"]) == (
        "ERROR",
        "GetSecretValue (AWSCURRENT) failed: AccessDeniedException",
    )
    assert handle(event()).status == 200


@pytest.mark.parametrize(
    ("name", "request_"),
    [("userId", event(userId=None)), ("filename", event(filename="")), ("ext", event(ext=None))],
)
def test_a_missing_parameter_is_named(handle: Handle, name: str, request_: object) -> None:
    answer = handle(request_)

    assert answer.status == 400
    assert answer.error == {
        "code": "missing_parameter",
        "message": f"The query parameter '{name}' is required.",
        "parameter": name,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("userId", "../x"), ("ext", "exe"), ("size", "10485761"), ("size", "ten"), ("checksumSha256", "x")],
)
def test_a_malformed_parameter_is_named_with_its_rule_and_not_repeated(
    handle: Handle, name: str, value: str
) -> None:
    answer = handle(event(**{name: value}))

    assert (answer.status, answer.error["code"], answer.error["parameter"]) == (
        400,
        "invalid_parameter",
        name,
    )
    assert answer.error["message"].startswith(f"The query parameter '{name}' must be ")
    assert f"'{value}'" not in answer.error["message"]


def test_a_size_can_be_required(
    start: Callable[[], Handle], environment: dict[str, str], secret_server: SecretServer
) -> None:
    environment["REQUIRE_SIZE"] = "true"
    secret_server.set_secret(SECRET)
    handle = start()

    assert handle(event()).error["parameter"] == "size"
    assert handle(event(size="12")).status == 200


def test_a_repeated_parameter_is_refused(handle: Handle) -> None:
    answer = handle({**event(), "multiValueQueryStringParameters": {"userId": ["u-1", "u-2"]}})

    assert (answer.status, answer.error["parameter"]) == (400, "userId")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "get", "", "OPTIONS "])
def test_another_method_is_refused(handle: Handle, method: str) -> None:
    assert handle(event(method=method)).status == 405


def test_a_preflight_needs_no_secret_and_reads_none(handle: Handle, secret_server: SecretServer) -> None:
    answer = handle(event(auth=None, method="OPTIONS", origin="https://app.example.com"))

    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert answer.headers["Access-Control-Allow-Headers"] == AUTH
    assert secret_server.received == []


@pytest.mark.parametrize("request_", [event(), event(auth=None), event(ext="exe"), event(method="POST")])
def test_a_page_of_an_allowed_origin_may_read_every_answer(
    handle: Handle, request_: dict[str, object]
) -> None:
    headers = request_["headers"]
    assert isinstance(headers, dict)

    answer = handle({**request_, "headers": {**headers, "origin": "http://localhost:3000"}})

    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        "text",
        {},
        {"headers": None, "queryStringParameters": None},
        {"headers": [], "multiValueHeaders": {AUTH: "text"}},
        {"headers": {AUTH: 1}, "multiValueHeaders": {AUTH: [None]}},
        {"headers": {AUTH: [SECRET, "x"]}},
        {"body": "e30=", "isBase64Encoded": True},
    ],
)
def test_an_odd_event_without_the_secret_is_forbidden(handle: Handle, odd: object) -> None:
    assert (handle(odd).status, handle(odd).body) == (403, FORBIDDEN)


@pytest.mark.parametrize(
    ("odd", "status"),
    [
        ({"queryStringParameters": None}, 400),
        ({"queryStringParameters": []}, 400),
        ({"queryStringParameters": {"userId": {}}}, 400),
        ({"queryStringParameters": {"userId": "\ud800", "filename": "x", "ext": "png"}}, 400),
        ({"multiValueQueryStringParameters": {"ext": []}}, 400),
        ({"multiValueQueryStringParameters": {"ext": [None]}}, 400),
        ({"queryStringParameters": {"userId": "u", "filename": "\ud800", "ext": "png"}}, 200),
        ({"httpMethod": None}, 405),
        ({"body": "e30=", "isBase64Encoded": True}, 200),
    ],
)
def test_an_odd_event_with_the_secret_gets_the_contracts_answer(
    handle: Handle, odd: dict[str, object], status: int
) -> None:
    assert handle({**event(), **odd}).status == status


names = st.sampled_from(
    ["userId", "userIdBase64url", "filename", "filenameBase64url", "ext", "size", "checksumSha256", "other"]
)
values = st.text() | st.sampled_from(["u-1", "png", "JPG", "1", "..", "/", "%2e%2e%2f", "\ud800"])
anything = values | st.none() | st.integers() | st.lists(values, max_size=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(single=st.dictionaries(names, anything), multi=st.dictionaries(names, st.lists(anything, max_size=2)))
def test_whatever_the_parameters_the_answer_is_a_key_in_the_callers_folder_or_an_error_of_the_contract(
    handle: Handle, single: dict[str, object], multi: dict[str, object]
) -> None:
    good = {"userId": "u-1", "filename": "f", "ext": "png"}
    answer = handle(
        {
            **event(),
            "queryStringParameters": {**good, **single},
            "multiValueQueryStringParameters": {name: value for name, value in multi.items() if value},
        }
    )

    assert answer.status in (200, 400)
    if answer.status == 200:
        folder, _, name = str(answer.body["file_key"]).rpartition("/")
        assert re.fullmatch(r"uploads/[A-Za-z0-9!][A-Za-z0-9._@!-]{0,383}", folder)
        assert re.fullmatch(r"[0-9a-f]{32}_.+\.(jpg|jpeg|png)", name)
    else:
        assert answer.error.keys() == {"code", "message", "parameter"}


def logged(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def test_a_request_is_one_line_in_the_log(handle: Handle, capsys: pytest.CaptureFixture[str]) -> None:
    answer = handle(event(size="12"))

    line = logged(capsys)
    assert line.keys() == {
        *("timestamp", "level", "message", "request_id", "status", "upload", "size", "milliseconds")
    }
    assert (line["level"], line["request_id"], line["status"], line["size"]) == ("INFO", "request-1", 200, 12)
    assert line["upload"] == str(answer.body["file_key"]).rpartition("/")[2][:32]


@pytest.mark.parametrize(
    ("request_", "cause"),
    [
        (event(auth=None), "no secret was sent"),
        (event(auth="wrong"), "the secret that was sent is wrong"),
    ],
)
def test_the_log_knows_why_a_caller_was_refused(
    handle: Handle, capsys: pytest.CaptureFixture[str], request_: object, cause: str
) -> None:
    handle(request_)

    line = logged(capsys)
    assert (line["level"], line["code"], line["cause"]) == ("INFO", "forbidden", cause)


def test_an_unset_secret_is_an_error_in_the_log(
    start: Callable[[], Handle], capsys: pytest.CaptureFixture[str]
) -> None:
    start()(event())

    line = logged(capsys)
    assert line["level"] == "ERROR"
    assert "no usable secret" in str(line["cause"])


@pytest.mark.parametrize(
    "request_",
    [
        event(),
        event(auth="unchecked"),
        event(userId="/unchecked"),
        event(ext="unchecked"),
        event(unchecked="x"),
        event(size="unchecked"),
        event(method="UNCHECKED"),
        event(origin="https://unchecked"),
    ],
)
def test_the_log_has_no_secret_no_signature_and_nothing_unchecked(
    handle: Handle, capsys: pytest.CaptureFixture[str], request_: object
) -> None:
    handle(request_)

    output = capsys.readouterr()
    for word in (SECRET, "unchecked", "X-Amz-Signature", "secret-access-key", "session/token"):
        assert word.lower() not in (output.out + output.err).lower()


@pytest.mark.parametrize("name", ["UPLOADS_BUCKET", "AUTH_SECRET_ID", "MAX_UPLOAD_BYTES"])
def test_a_cold_start_without_a_variable_fails_with_its_name(
    start: Callable[[], Handle], environment: dict[str, str], name: str
) -> None:
    environment[name] = ""

    with pytest.raises(SettingsError, match=name):
        start()


def test_a_cold_start_without_the_named_certificates_fails_with_the_variables_name(
    start: Callable[[], Handle], environment: dict[str, str]
) -> None:
    environment["AWS_CA_BUNDLE"] += ".missing"

    with pytest.raises(SettingsError, match="AWS_CA_BUNDLE"):
        start()


REFUSED = {
    "nothing_sent": event(auth=None),
    "wrong": event(auth="wrong"),
    "method_not_allowed": event(method="POST"),
    "missing_parameter": event(ext=None),
    "invalid_parameter": event(userId="../" + SECRET),
}


def counted(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str | None]]:
    data = all_data(capsys.readouterr().out.splitlines())
    return [(datum.series.name, dict(datum.series.dimensions).get("Reason")) for datum in data]


@pytest.fixture
def counting(start: Callable[[], Handle], environment: dict[str, str], secret_server: SecretServer) -> Handle:
    secret_server.set_secret(SECRET)
    environment["METRICS_FUNCTION"] = "get_presigned_url"
    return start()


def test_what_is_given_and_refused_is_counted_if_the_function_is_told_to(
    counting: Handle, capsys: pytest.CaptureFixture[str]
) -> None:
    counting(event())
    assert counted(capsys) == [("UrlsIssued", None), ("ColdStarts", None)]
    for reason, request in REFUSED.items():
        counting(request)
        assert counted(capsys) == [("UrlsRefused", reason)]
    counting(event(method="OPTIONS"))
    assert counted(capsys) == []


def test_an_unset_secret_is_counted_by_its_reason(
    start: Callable[[], Handle], environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    environment["METRICS_FUNCTION"] = "get_presigned_url"
    start()(event())
    assert counted(capsys)[0] == ("UrlsRefused", "unset")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parameters=st.dictionaries(st.sampled_from(["userId", "filename", "ext", "size", "Reason"]), st.text()),
    auth=st.none() | st.just(SECRET) | st.text(),
    method=st.sampled_from(["GET", "POST", "Reason"]),
)
def test_no_request_makes_a_metric_of_its_own(
    counting: Handle,
    capsys: pytest.CaptureFixture[str],
    parameters: dict[str, str],
    auth: str | None,
    method: str,
) -> None:
    counting(event(auth, method, **parameters))
    for name, reason in counted(capsys):
        assert name in {"UrlsIssued", "UrlsRefused", "ColdStarts"}
        assert reason in {None, *ERROR_STATUS, *(verdict.name.lower() for verdict in Verdict)}
