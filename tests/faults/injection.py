"""Injects faults into AWS calls, between a function's botocore clients and the network."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, ReadTimeoutError


class Fault(StrEnum):
    """Faults of one request.

    Faults with "answer" in their name, and KILLED_AFTER, happen after AWS has carried out the request.
    """

    THROTTLED = "throttled"
    SERVER_ERROR = "500"
    NO_CONNECTION = "connection timed out"
    RESET = "connection reset"
    ANSWER_LOST = "answer timed out"
    ANSWER_RESET = "connection reset in place of the answer"
    ANSWER_CUT = "answer cut short"
    KILLED_BEFORE = "process killed before the call"
    KILLED_AFTER = "process killed after the call"


class KilledError(BaseException):
    """The process is killed. A BaseException, because no code of the function may catch it."""


class _Body(io.BytesIO):
    """A body in the form in which urllib3 gives it to botocore."""

    def stream(self, **_: object) -> Any:
        yield self.read()

    def release_conn(self) -> None:
        """Do nothing: there is no connection."""


@dataclass
class Injector:
    """Records the requests of a function's clients, and injects the faults of a plan into them.

    Attributes:
        operations: the operations sent so far, in order.
        plan: the coming faults by operation, one for each of its next requests; None: no fault.
        injected: the number of faults injected so far.
    """

    operations: list[str] = field(default_factory=list)
    plan: dict[str, list[Fault | None]] = field(default_factory=dict)
    injected: int = 0
    _clients: dict[str, Any] = field(default_factory=dict)

    def attach(self, *clients: Any) -> None:
        """Intercept every request of these botocore clients."""
        for client in clients:
            service = client.meta.service_model.service_id.hyphenize()  # the form in event names
            self._clients[service] = client
            client.meta.events.register("before-send", self._before_send, unique_id=f"faults-{service}")

    def reset(self, plan: dict[str, list[Fault | None]] | None = None) -> None:
        """Clear the record and set a new plan."""
        self.operations.clear()
        self.plan = {} if plan is None else plan
        self.injected = 0

    def _before_send(self, request: Any, event_name: str, **_others: object) -> AWSResponse | None:
        service, operation = event_name.split(".")[1:]
        self.operations.append(operation)
        coming = self.plan.get(operation)
        fault = coming.pop(0) if coming else None
        if fault is None:
            return None
        self.injected += 1
        return self._spoil(fault, request, self._clients[service])

    def _spoil(self, fault: Fault, request: Any, client: Any) -> AWSResponse:
        url = request.url
        match fault:
            case Fault.THROTTLED:
                return _refusal(client, url, 503, "SlowDown", "ThrottlingException")
            case Fault.SERVER_ERROR:
                return _refusal(client, url, 500, "InternalError", "InternalServerError")
            case Fault.NO_CONNECTION:
                raise ConnectTimeoutError(endpoint_url=url)
            case Fault.RESET:
                raise ConnectionClosedError(endpoint_url=url)
            case Fault.KILLED_BEFORE:
                raise KilledError
        answer: AWSResponse = client._endpoint.http_session.send(request)
        content = answer.raw.read() if request.stream_output else answer.content
        match fault:
            case Fault.ANSWER_LOST:
                raise ReadTimeoutError(endpoint_url=url)
            case Fault.ANSWER_RESET:
                raise ConnectionClosedError(endpoint_url=url)
            case Fault.KILLED_AFTER:
                raise KilledError
        if not content:
            raise ConnectionClosedError(endpoint_url=url)  # with no body, the cut is in the headers
        return _answer(url, answer.status_code, answer.headers, content[: len(content) // 2])


def _refusal(client: Any, url: str, status: int, s3_code: str, json_code: str) -> AWSResponse:
    """Return an error response in the client's protocol; status 503 becomes 400 in JSON protocols."""
    if client.meta.service_model.protocol == "rest-xml":
        body = f"<Error><Code>{s3_code}</Code><Message>injected</Message></Error>"
    else:
        status = 400 if status == 503 else status
        body = f'{{"__type": "com.amazonaws#{json_code}", "message": "injected"}}'
    return _answer(url, status, HeadersDict(), body.encode())


def _answer(url: str, status: int, headers: Any, content: bytes) -> AWSResponse:
    return AWSResponse(url, status, headers, _Body(content))
