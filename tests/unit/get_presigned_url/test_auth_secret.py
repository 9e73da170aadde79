"""Reading the secret: which value counts, what is retried, and for how long."""

from __future__ import annotations

import json

import pytest
from auth_secret import AuthSecret, SecretUnavailableError
from https_call import BadReplyError, Reply


class Service:
    """Answers one call after the other from a list, and a clock that only it and pauses move."""

    def __init__(self, *answers: Reply | Exception, seconds_each: float = 0.0) -> None:
        self.answers = list(answers)
        self.seconds_each = seconds_each
        self.now = 1000.0
        self.bodies: list[bytes] = []
        self.timeouts: list[float] = []
        self.pauses: list[float] = []

    def call(self, body: bytes, timeout: float) -> Reply:
        self.bodies.append(body)
        self.timeouts.append(timeout)
        self.now += self.seconds_each
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def read(self, label: str = "AWSCURRENT", seconds: float = 8.0) -> bytes | None:
        secret = AuthSecret("the-id", self.call, clock=lambda: self.now, sleep=self.sleep)
        return secret.read(label, self.now + seconds)


def holding(secret_string: object) -> Reply:
    return Reply(200, json.dumps({"Name": "the-id", "SecretString": secret_string}).encode())


def failing(status: int, name: str) -> Reply:
    return Reply(status, json.dumps({"__type": name, "Message": "m"}).encode())


RIGHT = holding('{"API_GW_AUTH_SECRET": "open sesame"}')


def test_the_value_under_its_key_is_read() -> None:
    assert Service(RIGHT).read() == b"open sesame"


def test_the_call_asks_for_the_secret_and_the_label() -> None:
    service = Service(RIGHT)

    service.read("AWSPREVIOUS")

    assert json.loads(service.bodies[0]) == {"SecretId": "the-id", "VersionStage": "AWSPREVIOUS"}


@pytest.mark.parametrize("value", ["schlüssel", "鍵", "🔑", 'with "quotes" and \\'])
def test_a_value_beyond_ascii_is_read_as_utf8(value: str) -> None:
    assert Service(holding(json.dumps({"API_GW_AUTH_SECRET": value}))).read() == value.encode()


@pytest.mark.parametrize(
    "secret_string",
    [
        None,
        "",
        "open sesame",
        "null",
        "[]",
        '"open sesame"',
        "{}",
        '{"api_gw_auth_secret": "open sesame"}',
        '{"API_GW_AUTH_SECRET": ""}',
        '{"API_GW_AUTH_SECRET": "  "}',
        '{"API_GW_AUTH_SECRET": null}',
        '{"API_GW_AUTH_SECRET": 0}',
        '{"API_GW_AUTH_SECRET": ["open sesame"]}',
        '{"API_GW_AUTH_SECRET": "open sesame"',
        "[" * 100_000,
    ],
)
def test_a_secret_without_a_usable_value_is_none(secret_string: object) -> None:
    assert Service(holding(secret_string)).read() is None


def test_a_binary_secret_is_none() -> None:
    assert Service(Reply(200, b'{"SecretBinary": "b3BlbiBzZXNhbWU="}')).read() is None


@pytest.mark.parametrize(
    "name", ["ResourceNotFoundException", "com.amazonaws.secretsmanager#ResourceNotFoundException"]
)
def test_a_label_that_nothing_bears_is_none_at_once(name: str) -> None:
    service = Service(failing(400, name))

    assert service.read("AWSPREVIOUS") is None
    assert service.pauses == []


TRANSIENT = {
    "throttled": failing(400, "ThrottlingException"),
    "too many requests": Reply(429, b""),
    "internal error": failing(500, "InternalServiceError"),
    "no JSON with a 503": Reply(503, b"<html>"),
    "reset": ConnectionResetError(),
    "timeout": TimeoutError(),
    "garbage": BadReplyError("garbage"),
    "success without JSON": Reply(200, b"<html>"),
    "success with a list": Reply(200, b"[]"),
    "success that is not UTF-8": Reply(200, b"\xff\xfe\xfd"),
}
each_transient = pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)


@each_transient
def test_what_passes_is_tried_again(fault: Reply | Exception) -> None:
    assert Service(fault, RIGHT).read() == b"open sesame"


@each_transient
def test_what_passes_is_tried_three_times(fault: Reply | Exception) -> None:
    assert Service(fault, fault, RIGHT).read() == b"open sesame"


@each_transient
def test_after_three_failures_nothing_is_known(fault: Reply | Exception) -> None:
    service = Service(fault, fault, fault, RIGHT)

    with pytest.raises(SecretUnavailableError, match=r"GetSecretValue \(AWSCURRENT\) failed"):
        service.read()

    assert len(service.bodies) == 3


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (BadReplyError("the reply has no valid Content-Length"), "no valid Content-Length"),
        (ConnectionResetError("by 192.0.2.1"), "ConnectionResetError"),
    ],
)
def test_a_failure_is_told_by_our_words_or_by_its_type_alone(fault: Exception, told: str) -> None:
    with pytest.raises(SecretUnavailableError, match=told) as raised:
        Service(fault, fault, fault).read()
    assert "192.0.2.1" not in str(raised.value)


@pytest.mark.parametrize(
    "name",
    ["AccessDeniedException", "InvalidRequestException", "DecryptionFailure", "UnrecognizedClientException"],
)
def test_what_will_not_pass_is_not_tried_again_and_named(name: str) -> None:
    service = Service(failing(400, name))

    with pytest.raises(SecretUnavailableError, match=name):
        service.read()

    assert len(service.bodies) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"__type": 1}', b'{"__type": "<script>"}'])
def test_an_error_without_a_name_is_its_status(body: bytes) -> None:
    with pytest.raises(SecretUnavailableError, match="failed: status 403"):
        Service(Reply(403, body)).read()


def test_pauses_are_short_grow_and_differ() -> None:
    firsts, seconds = set(), set()
    for _ in range(200):
        service = Service(TimeoutError(), TimeoutError(), RIGHT)
        service.read()
        firsts.add(service.pauses[0])
        seconds.add(service.pauses[1])

    assert 0.05 < max(firsts) <= 0.1 < max(seconds) <= 0.2
    assert min(len(firsts), len(seconds)) > 20


def test_an_attempt_has_two_seconds() -> None:
    service = Service(RIGHT)

    service.read(seconds=8)

    assert service.timeouts == [2.0]


def test_an_attempt_does_not_run_beyond_the_deadline() -> None:
    service = Service(TimeoutError(), RIGHT, seconds_each=2.0)

    service.read(seconds=2.5)

    assert service.timeouts[0] == 2.0
    assert 0 < service.timeouts[1] <= 0.5


def test_no_attempt_starts_after_the_deadline() -> None:
    service = Service(TimeoutError(), RIGHT, seconds_each=2.0)

    with pytest.raises(SecretUnavailableError, match="TimeoutError"):
        service.read(seconds=2.0)

    assert len(service.bodies) == 1
