"""Cold starts: a fresh process of each packaged function, from its start to its first answer."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import fake_aws, runtime
from benchmarks.comparison import Rounds
from benchmarks.workers import milliseconds_to_answer, milliseconds_to_end

OURS, BUNDLED, INSTALLED = "ours", "Node, bundled", "Node, as installed"
PYTHON, NODE = "Python alone", "Node alone"


@dataclass
class ColdStarts:
    """Milliseconds of each round, by function and side, and by interpreter."""

    functions: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    interpreters: dict[str, list[float]] = field(default_factory=lambda: {PYTHON: [], NODE: []})

    def against(self, function: str, other: str) -> Rounds:
        """Return the rounds of our starts of a function and of those of the side `other`."""
        return Rounds(self.functions[function][OURS], self.functions[function][other])


def measure(upload: Path, content_type: str, rounds: int, report: Callable[[str], None]) -> ColdStarts:
    """Start every function `rounds` times, in turns, against a fake AWS that answers without delay.

    The URL function reads the secret and signs a URL. The processing function downloads `upload`, makes the
    thumbnail and writes thumbnail and item.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with fake_aws.running(folder, upload.read_bytes(), content_type) as (endpoint, authority):
            environment = runtime.environment(endpoint, authority)
            commands = {function: _commands(function, folder) for function in runtime.FUNCTIONS}
            found = ColdStarts({function: {side: [] for side in commands[function]} for function in commands})
            for number in range(-1, rounds):  # the first round loads files into memory and is not counted
                report(f"cold starts: round {max(number, 0) + 1} of {rounds}")
                for function, sides in commands.items():
                    for side, command in sides.items():
                        milliseconds = milliseconds_to_answer(command, environment)
                        if number >= 0:
                            found.functions[function][side].append(milliseconds)
                if number >= 0:
                    found.interpreters[PYTHON].append(
                        milliseconds_to_end([*runtime.python_command("worker.py")[:1], "-c", ""], environment)
                    )
                    found.interpreters[NODE].append(milliseconds_to_end(["node", "--eval", ""], environment))
    return found


def _commands(function: str, folder: Path) -> dict[str, list[str]]:
    event = folder / f"{function}.json"
    event.write_text(json.dumps(EVENTS[function]))
    return {
        OURS: runtime.python_command("start.py", str(event), *runtime.our_folders(function)),
        BUNDLED: runtime.node_command("start.mjs", str(runtime.NODE / f"{function}.bundle.mjs"), str(event)),
        INSTALLED: runtime.node_command("start.mjs", str(runtime.NODE / f"{function}.mjs"), str(event)),
    }


def s3_event(key: str, version: str) -> dict[str, object]:
    """Return S3's event notification for an upload."""
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": "eu-central-1",
                "eventTime": "2026-11-01T12:00:00.000Z",
                "eventName": "ObjectCreated:Put",
                "s3": {
                    "bucket": {"name": runtime.BUCKET, "arn": f"arn:aws:s3:::{runtime.BUCKET}"},
                    "object": {"key": key, "versionId": version},
                },
            }
        ]
    }


EVENTS: dict[str, dict[str, object]] = {
    "get_presigned_url": {
        "httpMethod": "GET",
        "path": "/upload-url",
        "headers": {"x-api-gateway-img-upload-auth": runtime.AUTH_SECRET},
        "queryStringParameters": {"userId": "user-1", "filename": "cat", "ext": "png"},
    },
    "process_uploaded_file": s3_event(f"uploads/user-1/{'0' * 32}_cat.jpg", "v1"),
}
