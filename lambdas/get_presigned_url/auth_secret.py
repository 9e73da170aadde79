"""The secret that callers must know, as Secrets Manager holds it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable

from https_call import BadReplyError, Reply

SECRET_KEY = "API_GW_AUTH_SECRET"  # noqa: S105 - the name of the key, not its value
CURRENT = "AWSCURRENT"
PREVIOUS = "AWSPREVIOUS"

ATTEMPTS = 3
ATTEMPT_SECONDS = 2.0
FIRST_PAUSE_SECONDS = 0.1  # doubled with every attempt, each drawn evenly from zero to that
RETRIED = frozenset(  # beside every status of 500 and more
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
    }
    | {"TooManyRequestsException", "RequestLimitExceeded", "SlowDown", "RequestTimeout"}
)


class SecretUnavailableError(Exception):
    """Secrets Manager did not say what the secret is; the message has the cause and nothing of the secret."""


# Send the body of a GetSecretValue call; the number is the seconds it may take.
Call = Callable[[bytes, float], Reply]


class AuthSecret:
    """Reads the secret, with the retries that a client of AWS owes it; remembers nothing."""

    def __init__(
        self,
        secret_id: str,
        call: Call,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._secret_id = secret_id
        self._call = call
        self._clock = clock
        self._sleep = sleep

    def read(self, label: str, deadline: float) -> bytes | None:
        """Return the value that bears `label`, in UTF-8, or None where there is none that could be used.

        None is: no such secret or no version with that label (a new secret has no AWSPREVIOUS), a value
        that is not a JSON object, or one without a text under its key, or a blank one.

        Args:
            label: AWSCURRENT or AWSPREVIOUS.
            deadline: by the clock, which may be monotonic because a reading is part of one invocation; no
                attempt starts after it or runs beyond it.

        Raises:
            SecretUnavailableError: refused, or still failing after the last attempt.
        """
        body = json.dumps({"SecretId": self._secret_id, "VersionStage": label}).encode()
        cause = "no time was left"
        for attempt in range(ATTEMPTS):
            if attempt:
                # os.urandom: the random module is slow to import, and this needs no more than a byte.
                self._sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * os.urandom(1)[0] / 255)
            timeout = min(ATTEMPT_SECONDS, deadline - self._clock())
            if timeout <= 0:
                break
            try:
                reply = self._call(body, timeout)
            except (OSError, BadReplyError) as error:
                cause = type(error).__name__
                continue
            if reply.status == 200:
                answer = _json_object(reply.body)
                if answer is not None:
                    return _value(answer)
                cause = "an answer that is not JSON"
                continue
            cause = _error_type(reply)
            if cause == "ResourceNotFoundException":
                return None
            if reply.status < 500 and reply.status != 429 and cause not in RETRIED:
                break
        raise SecretUnavailableError(f"GetSecretValue ({label}) failed: {cause}")


def _json_object(text: bytes | str) -> dict[str, object] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _value(answer: dict[str, object]) -> bytes | None:
    text = answer.get("SecretString")
    secret = _json_object(text) if isinstance(text, str) else None
    value = secret.get(SECRET_KEY) if secret is not None else None
    if not isinstance(value, str) or not value.strip():
        return None
    return value.encode("utf-8", "surrogatepass")


def _error_type(reply: Reply) -> str:
    """Return the error's name, as in `com.amazonaws.secretsmanager#ThrottlingException`, or the status."""
    name = (_json_object(reply.body) or {}).get("__type")
    short = name.rpartition("#")[2] if isinstance(name, str) else ""
    return short if short.isascii() and short.isalpha() else f"status {reply.status}"
