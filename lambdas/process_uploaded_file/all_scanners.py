"""Every scanner that a deployment can have: each file in `scanners/` has the record of one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from notices.scanner import Scanner


def scanner_names() -> list[str]:
    """Return the names of all scanners, sorted."""
    return sorted(file.stem for file in Path(__file__).with_name("scanners").glob("*.py"))


def load_scanner(name: str) -> Scanner:
    """Return the record of a scanner; no other scanner's file is imported.

    Raises:
        LookupError: there is no scanner of that name.
    """
    if name not in scanner_names():
        raise LookupError(name)
    scanner: Scanner = import_module(f"scanners.{name}").SCANNER
    return scanner
