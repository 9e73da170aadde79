"""What a program is told that runs an engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local_aws.engine import Engine


@dataclass(frozen=True)
class Launch:
    """Files of one start: all lie in `folder`, which goes with the engine. `socket` listens already."""

    engine: Engine
    folder: Path
    certificate: Path
    key: Path
    socket: int

    @property
    def port(self) -> str:
        """The port that the socket is bound to."""
        return self.engine.endpoint_url.rsplit(":", 1)[1]


@dataclass(frozen=True)
class Program:
    """An engine's program: the Python of its environment, the arguments for it, and variables of its own."""

    python: Path
    arguments: tuple[str, ...]
    variables: Mapping[str, str]
