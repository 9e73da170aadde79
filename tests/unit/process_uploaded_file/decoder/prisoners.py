"""Run as a program, without rights: has decoders misbehave, one after another, and prints what came of each.

Arguments: names of `misbehaving_job`. One line of JSON: by name, the answer, or how the decoder ended.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import sys

from decoder import prctl
from decoder.client import problem_of_ending
from decoder.guards import Guard
from decoder.process import (
    BadAnswerError,
    DecoderTimeoutError,
    DecoderUnavailableError,
    ForkServer,
    NoAnswerError,
)

MEBIBYTE = 1024 * 1024
SECONDS = 60.0
SECRET = ctypes.create_string_buffer(b"a secret")


def main() -> None:
    """Go through the names; the function must be there, and served, after each."""
    is_refused, names = sys.argv[1] == "prctl is refused", sys.argv[2:]
    if not is_refused:
        prctl.become_unreadable()
    with socket.create_server(("127.0.0.1", 0)) as runtime_api:
        runtime_api.setblocking(False)
        server = ForkServer(
            "tests.unit.process_uploaded_file.decoder.misbehaving_job",
            {"prctl_is_refused": is_refused, "processor_seconds": 1},
            64 * MEBIBYTE,
        )
        request = json.dumps(
            {
                "pid": os.getpid(),
                "secret_at": ctypes.addressof(SECRET),
                "port": runtime_api.getsockname()[1],
            }
        ).encode()
        told: dict[str, object] = {name: came_of(server, request, name) for name in names}
        told["guards"] = [guard.name for guard in Guard(server.guards())]
        told["user"] = os.getuid()
        try:
            runtime_api.accept()
            told["runtime api"] = "was asked"
        except BlockingIOError:
            told["runtime api"] = "was not asked"
        server.close()
    print(json.dumps(told))


def came_of(server: ForkServer, request: bytes, name: str) -> str:
    """Return the answer, or what the file is blamed for, or the error."""
    try:
        answer = server.ask(request, name.encode(), 1.0 if name == "wait" else SECONDS).decode()
    except BadAnswerError:
        return "bad answer"
    except NoAnswerError as error:
        return str(problem_of_ending(error.ending))
    except (DecoderTimeoutError, DecoderUnavailableError) as error:
        return type(error).__name__
    return answer


if __name__ == "__main__":
    main()
