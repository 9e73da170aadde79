"""How an engine's program is started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local_aws.engine import Engine


@dataclass(frozen=True)
class Launch:
    """One start of an engine. `folder` has its files and is removed with it; `socket` listens already."""

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
    """An engine's program: its environment's Python, the arguments, and additional environment variables."""

    python: Path
    arguments: tuple[str, ...]
    variables: Mapping[str, str]
