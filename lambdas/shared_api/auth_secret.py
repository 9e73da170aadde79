"""The secret that callers must know, as Secrets Manager holds it."""

from __future__ import annotations

import time
from collections.abc import Callable

from patient_call import CallError, answer, json_object
from signed_call import Call

CALL = "secretsmanager.GetSecretValue"
SECRET_KEY = "API_GW_AUTH_SECRET"  # noqa: S105 - the name of the key, not its value
CURRENT = "AWSCURRENT"
PREVIOUS = "AWSPREVIOUS"


class SecretUnavailableError(Exception):
    """Secrets Manager did not say what the secret is; the message has the cause and nothing of the secret."""


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
            deadline: by the clock; see `patient_call.answer`.

        Raises:
            SecretUnavailableError: refused, or still failing after the last attempt.
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
