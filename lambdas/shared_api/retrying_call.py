"""Calls an AWS service with retries: exponential backoff with full jitter."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable

from https_call import BadReplyError, Reply
from signed_call import Call

ATTEMPTS = 3
ATTEMPT_SECONDS = 2.0
FIRST_PAUSE_SECONDS = 0.1  # the upper limit doubles with every attempt; the pause is random below it
RETRIED = frozenset(  # types of errors to retry; the status 429, or 500 and above, is always retried
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
    """The service refused the call, or the call still failed at the last attempt.

    The message is the service's error type or a text of this module. It has no other part of the reply.
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
        deadline: in the clock's time. No attempt starts after it or runs beyond it.
        clock: returns seconds. A monotonic clock is safe, because a call is part of one invocation.
        sleep: waits for a number of seconds.

    Raises:
        CallError: the service refused, or still failed at the last attempt.
    """
    body = json.dumps(request).encode()
    cause = "no time was left"
    for attempt in range(ATTEMPTS):
        if attempt:
            # os.urandom, because the random module is slow to import. One byte is random enough here.
            sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * os.urandom(1)[0] / 255)
        timeout = min(ATTEMPT_SECONDS, deadline - clock())
        if timeout <= 0:
            break
        try:
            reply = call(body, timeout)
        except (OSError, BadReplyError) as error:
            # Only our own messages are certain to hold no address and no secret.
            cause = str(error) if isinstance(error, BadReplyError) else type(error).__name__
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
    """Parse `text`; return None if it is not a JSON object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _error_type(reply: Reply) -> str:
    """Return the error's type, or `status N` if the reply has none.

    Example: `com.amazonaws.secretsmanager#ThrottlingException` gives `ThrottlingException`.
    """
    name = (json_object(reply.body) or {}).get("__type")
    short = name.rpartition("#")[2] if isinstance(name, str) else ""
    return short if short.isascii() and short.isalpha() else f"status {reply.status}"
