"""Checks that all API functions share: CORS preflight, auth secret, HTTP method. Then logs the request."""

from __future__ import annotations

import time
from collections.abc import Callable

from api_environment import ApiSettings
from auth_secret import CALL, AuthSecret, SecretUnavailableError
from authorization import Authorization, Verdict
from http_answer import Answer, encode_answer, failure, preflight
from metrics import Counted, Metrics
from proxy_event import ProxyEvent, decode_event
from query_parameters import ParameterError
from signed_call import Caller

AUTH_HEADER = "x-api-gateway-img-upload-auth"

# The response, and the fields to log: no secrets, and no unchecked input.
Response = tuple[Answer, dict[str, object]]
Respond = Callable[[ProxyEvent], Response]


class Gate:
    """Answers every request; passes on those with the right secret."""

    def __init__(
        self,
        subject: str,
        settings: ApiSettings,
        caller: Caller,
        metrics: Metrics,
        metric_names: tuple[str, str] | None = None,
    ) -> None:
        """Make the gate of one function.

        Args:
            subject: `message` of the log lines, such as "upload URL".
            settings: the settings that all API functions share.
            caller: calls Secrets Manager.
            metrics: makes the log lines.
            metric_names: of the metrics for successful and for refused requests; None: no metrics.
        """
        call = caller.to(settings.secrets_manager, "secretsmanager", CALL)
        secret = AuthSecret(settings.secret_id, call)
        self._subject = subject
        self._authorization = Authorization(secret.read, settings.secret_cache_seconds)
        self._allowed_origins = settings.allowed_origins
        self._metrics = metrics
        self._metric_names = metric_names
        self._ready: dict[str | None, Counted | None] = {}  # by the reason of a refusal; None: no refusal

    def answer(self, event: object, context: object, respond: Respond) -> dict[str, object]:
        """Answer an event of API Gateway's Lambda proxy integration; malformed ones get an error response.

        Args:
            event: the request.
            context: Lambda's context object.
            respond: answers a GET with the right secret; may raise ParameterError.

        Returns:
            The response in the format of the proxy integration.
        """
        started = time.monotonic()
        request = decode_event(event)
        answer, notes = self._pass(request, respond)
        self._log(answer.status, notes, context, time.monotonic() - started)
        return encode_answer(answer, request.header("origin"), self._allowed_origins)

    def _pass(self, request: ProxyEvent, respond: Respond) -> Response:
        if request.method == "OPTIONS":
            return preflight(AUTH_HEADER), {}
        try:
            verdict = self._authorization.check(_candidates(request))
            if verdict is not Verdict.ACCEPTED:
                return _refusal(verdict)
            if request.method != "GET":
                return failed("method_not_allowed", "Use GET.")
            return respond(request)
        except ParameterError as error:
            return failed(error.code, error.message, parameter=error.parameter)
        except SecretUnavailableError as error:
            return failed("internal_error", "The request could not be checked. Try again.", cause=str(error))

    def _log(self, status: int, notes: dict[str, object], context: object, seconds: float) -> None:
        line = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "level": "ERROR" if status >= 500 else "INFO",
            "message": self._subject,
            "request_id": getattr(context, "aws_request_id", None),
            "status": status,
            **notes,
            "milliseconds": round(seconds * 1000, 1),
        }
        print(self._metrics.line(line, self._count(notes)))

    def _count(self, notes: dict[str, object]) -> Counted | None:
        """Return the metrics of a response. A refusal's notes have a code; a preflight has no notes."""
        if not self._metric_names or not notes:
            return None
        given, refused = self._metric_names
        reason = str(notes.get("refusal", notes["code"])) if "code" in notes else None
        if reason not in self._ready:
            name, by = (given, {}) if reason is None else (refused, {"Reason": reason})
            self._ready[reason] = self._metrics.counted({name: 1}, by)
        return self._ready[reason]


def failed(code: str, message: str, *, parameter: str | None = None, **notes: object) -> Response:
    """Return the response for the error `code`. The client gets `message`; only the log gets `notes`."""
    if parameter is not None:
        notes = {"parameter": parameter, **notes}
    return failure(code, message, parameter), {"code": code, **notes}


def _refusal(verdict: Verdict) -> Response:
    level = "ERROR" if verdict is Verdict.UNSET else "INFO"  # only a missing secret needs the operator
    notes = {"refusal": verdict.name.lower(), "cause": verdict.value, "level": level}
    if verdict is Verdict.NOT_COMPARED:
        return failed("too_many_requests", "Too many requests", **notes)
    return failed("forbidden", "Forbidden", **notes)


def _candidates(request: ProxyEvent) -> tuple[bytes, ...]:
    """Return the bytes that the client may have sent as auth header; none if it is missing or ambiguous.

    HTTP does not define the encoding of headers. A non-ASCII secret may arrive decoded as UTF-8 or Latin-1.
    """
    value = request.header(AUTH_HEADER)
    if not value:
        return ()
    utf8 = value.encode("utf-8", "surrogatepass")
    try:
        return (utf8, value.encode("latin-1"))
    except UnicodeEncodeError:
        return (utf8,)
