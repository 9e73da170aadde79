"""The retries that a client of AWS owes it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable

from https_call import BadReplyError, Reply
from signed_call import Call

ATTEMPTS = 3
ATTEMPT_SECONDS = 2.0
FIRST_PAUSE_SECONDS = 0.1  # doubled with every attempt, each drawn evenly from zero to that
RETRIED = frozenset(  # beside every status of 500 and more
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


class CallError(Exception):
    """The service refused, or still failed at the last attempt.

    The message is the service's name for the error, or one of ours, and holds nothing of the answer.
    """


def answer(
    call: Call,
    request: dict[str, object],
    deadline: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, object]:
    """Return the service's answer to `request`, sent as JSON.

    Args:
        call: sends the request.
        request: the call's arguments.
        deadline: by the clock, which may be monotonic because a call is part of one invocation; no attempt
            starts after it or runs beyond it.
        clock: tells the time.
        sleep: waits.

    Raises:
        CallError: there is no answer.
    """
    body = json.dumps(request).encode()
    cause = "no time was left"
    for attempt in range(ATTEMPTS):
        if attempt:
            # os.urandom: the random module is slow to import, and this needs no more than a byte.
            sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * os.urandom(1)[0] / 255)
        timeout = min(ATTEMPT_SECONDS, deadline - clock())
        if timeout <= 0:
            break
        try:
            reply = call(body, timeout)
        except (OSError, BadReplyError) as error:
            cause = type(error).__name__
            continue
        if reply.status == 200:
            found = json_object(reply.body)
            if found is not None:
                return found
            cause = "an answer that is not JSON"
            continue
        cause = _error_type(reply)
        if reply.status < 500 and reply.status != 429 and cause not in RETRIED:
            break
    raise CallError(cause)


def json_object(text: bytes | str) -> dict[str, object] | None:
    """Return the JSON object that `text` is, None if it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _error_type(reply: Reply) -> str:
    """Return the error's name, as in `com.amazonaws.secretsmanager#ThrottlingException`, or the status."""
    name = (json_object(reply.body) or {}).get("__type")
    short = name.rpartition("#")[2] if isinstance(name, str) else ""
    return short if short.isascii() and short.isalpha() else f"status {reply.status}"
