"""The mutants of `mutants.toml`: one line of a function, broken on purpose, and the test that notices."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Mutant(NamedTuple):
    """A line that is broken.

    Attributes:
        file: below `lambdas/`.
        old: text that stands exactly once in the file.
        new: what replaces it.
        test: the file below `tests/unit/` that fails then.
    """

    file: str
    old: str
    new: str
    test: str


MUTANTS = [
    Mutant(f"{function}/{file}", old, new, f"{function}/{test}")
    for function, rows in tomllib.loads(Path(__file__).with_suffix(".toml").read_text()).items()
    for file, old, new, test in rows
]
