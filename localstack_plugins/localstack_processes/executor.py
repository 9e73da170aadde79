"""LocalStack's plugin `process`: runs Lambda functions in processes, without Docker.

`LAMBDA_RUNTIME_EXECUTOR=process` chooses it. Its settings are environment variables of LocalStack's process,
which this package's README describes.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor
from localstack_processes.read_only import merge, remove
from localstack_processes.runtime_api import Invocation
from localstack_processes.sandbox import Function, Sandbox

PYTHON = Path(os.environ.get("LAMBDA_PROCESS_PYTHON", sys.executable))
ENDPOINT_URL = os.environ.get("LAMBDA_PROCESS_ENDPOINT_URL")
PASSED_ON = os.environ.get("LAMBDA_PROCESS_VARIABLES", "").split()


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    """Finds the executor for LocalStack."""

    name = "process"

    def load(self, *_: object, **__: object) -> type[ProcessExecutor]:
        """Return the executor's class."""
        return ProcessExecutor


class ProcessExecutor(RuntimeExecutor):
    """An execution environment whose function runs in its own process."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:  # noqa: A002 - LocalStack's name
        super().__init__(id=id, function_version=function_version)
        self._sandbox: Sandbox | None = None

    def start(self, env_vars: dict[str, str]) -> None:
        """Start the function's process."""
        config, place = self.function_version.config, _place(self.function_version)
        function = Function(
            config.handler, place / "task", place / "opt", int(config.memory_size), float(config.timeout)
        )
        variables = {name: str(value) for name, value in env_vars.items()}
        if ENDPOINT_URL and "AWS_ENDPOINT_URL" not in (config.environment or {}):
            variables["AWS_ENDPOINT_URL"] = ENDPOINT_URL
        variables |= {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._sandbox = Sandbox(function, variables, _root() / "environments" / self.id, PYTHON)
        self._sandbox.start()

    def stop(self) -> None:
        """End the function's processes."""
        if self._sandbox:
            self._sandbox.stop()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        """Call the function."""
        if self._sandbox is None:
            raise RuntimeError("Start this execution environment before calling it.")
        request_id = payload["invoke-id"]
        invocation = Invocation(
            request_id, payload["invoked-function-arn"], payload["trace-id"], payload["payload"].encode(), 0
        )
        result = self._sandbox.invoke(invocation)
        return InvocationResult(request_id, result.payload, is_error=result.is_error, logs=result.logs)

    def get_logs(self) -> str:
        """Return the log lines that no invocation has reported yet."""
        return self._sandbox.output() if self._sandbox else ""

    def get_address(self) -> str:
        """Return the address at which the function's process runs."""
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        """Return LocalStack's host name for the function."""
        return "localhost"

    def get_runtime_endpoint(self) -> str:
        """Return nothing, because `invoke` returns the answer here."""
        return ""

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        """Unpack the code and the merged layers, both read-only."""
        config = function_version.config
        if not (config.runtime or "").startswith("python"):
            raise ValueError(
                f"The executor `process` runs only Python functions, not {config.runtime or 'images'}: "
                "start LocalStack with Docker and LAMBDA_RUNTIME_EXECUTOR=docker for those."
            )
        place = _place(function_version)
        if place.exists():
            return
        for name, codes in (("task", [config.code]), ("opt", [layer.code for layer in config.layers])):
            for code in codes:
                code.prepare_for_execution()
            merge([code.get_unzipped_code_location() for code in codes], place / name)

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Remove the folders of `prepare_version`."""
        remove(_place(function_version))


def _root() -> Path:
    return Path(tempfile.gettempdir()) / "lambda-processes"


def _place(version: FunctionVersion) -> Path:
    """Return this version's folder; an update of the function gets another."""
    name = f"{version.qualified_arn} {version.config.internal_revision}"
    return _root() / "versions" / hashlib.sha256(name.encode()).hexdigest()[:32]
