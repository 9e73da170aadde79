"""The supported scanners: each file in `scanners/` defines one in its `SCANNER`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from notices.scanner import Scanner


def scanner_names() -> list[str]:
    """Return the names of all scanners, sorted."""
    return sorted(file.stem for file in Path(__file__).with_name("scanners").glob("*.py"))


def load_scanner(name: str) -> Scanner:
    """Return the scanner of that name. Only its file is imported, to keep a cold start short.

    Raises:
        LookupError: there is no such scanner.
    """
    if name not in scanner_names():
        raise LookupError(name)
    scanner: Scanner = import_module(f"scanners.{name}").SCANNER
    return scanner
