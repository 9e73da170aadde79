"""Every mutant of the list can still be made; `nox -s mutants` runs them."""

from __future__ import annotations

import pytest

from tests.mutants.mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.file}: {mutant.old.strip()}")
def test_a_mutants_line_stands_once_in_its_file(mutant: Mutant) -> None:
    assert (ROOT / "lambdas" / mutant.file).read_text().count(mutant.old) == 1
    assert (ROOT / "tests/unit" / mutant.test).is_file()
