"""Reads the auth secret from Secrets Manager."""

from __future__ import annotations

import time
from collections.abc import Callable

from retrying_call import CallError, answer, json_object
from signed_call import Call

CALL = "secretsmanager.GetSecretValue"
SECRET_KEY = "API_GW_AUTH_SECRET"  # noqa: S105 - the name of the key, not its value
CURRENT = "AWSCURRENT"
PREVIOUS = "AWSPREVIOUS"


class SecretUnavailableError(Exception):
    """The secret could not be read. The message has the cause and no part of the secret."""


class AuthSecret:
    """Reads the secret, with retries and without a cache."""

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
        """Return the secret's value with `label` in UTF-8; None if there is no usable value.

        There is none if the secret does not exist, or no version has the label (a new secret has no
        AWSPREVIOUS). A value is unusable if it is not a JSON object, or the text under its key is missing or
        blank.

        Args:
            label: AWSCURRENT or AWSPREVIOUS.
            deadline: in the clock's time; see `retrying_call.answer`.

        Raises:
            SecretUnavailableError: Secrets Manager refused, or still failed at the last attempt.
        """
        request: dict[str, object] = {"SecretId": self._secret_id, "VersionStage": label}
        try:
            return _value(answer(self._call, request, deadline, clock=self._clock, sleep=self._sleep))
        except CallError as error:
            if str(error) == "ResourceNotFoundException":
                return None
            raise SecretUnavailableError(f"GetSecretValue ({label}) failed: {error}") from None


def _value(found: dict[str, object]) -> bytes | None:
    text = found.get("SecretString")
    secret = json_object(text) if isinstance(text, str) else None
    value = secret.get(SECRET_KEY) if secret is not None else None
    if not isinstance(value, str) or not value.strip():
        return None
    return value.encode("utf-8", "surrogatepass")
