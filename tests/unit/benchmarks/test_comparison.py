"""How two sides compare: medians, ratios and their range."""

from __future__ import annotations

import pytest

from benchmarks.comparison import Rounds, in_turns


def test_the_ratio_is_that_of_the_medians_and_no_outlier_moves_it() -> None:
    ratio = Rounds(ours=[1.0, 2.0, 900.0], theirs=[4.0, 4.0, 4.0]).ratio()
    assert ratio.value == 0.5


def test_the_range_is_a_point_where_every_round_is_alike() -> None:
    assert str(Rounds([3.0] * 5, [4.0] * 5).ratio()) == "0.75 (0.75-0.75)"


def test_the_range_holds_the_ratio_and_is_as_wide_as_the_rounds_differ() -> None:
    steady = Rounds([10.0, 10.1, 9.9, 10.0, 10.0], [20.0] * 5).ratio()
    shaky = Rounds([5.0, 15.0, 10.0, 6.0, 14.0], [20.0] * 5).ratio()
    assert steady.low <= steady.value <= steady.high
    assert shaky.high - shaky.low > 10 * (steady.high - steady.low)


def test_both_sides_of_a_round_are_drawn_together() -> None:
    # A machine that is slow in one round is so for both: the ratio stays what it is.
    ratio = Rounds([1.0, 2.0, 30.0, 4.0, 5.0], [2.0, 4.0, 60.0, 8.0, 10.0]).ratio()
    assert (ratio.low, ratio.value, ratio.high) == (0.5, 0.5, 0.5)


def test_a_drift_of_the_machine_does_not_move_the_ratio_of_pairs() -> None:
    # Both sides of the later rounds are slower. By the medians, ours seems to be twice as slow.
    drifting = Rounds([1.1, 1.1, 2.2, 2.2, 2.2], [1.0, 1.0, 2.0, 2.0, 1.0])
    assert drifting.ratio().value == pytest.approx(2.2)
    assert drifting.paired_ratio().value == pytest.approx(1.1)


def test_the_same_rounds_give_the_same_range() -> None:
    rounds = Rounds([1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0])
    assert rounds.ratio() == rounds.ratio()


@pytest.mark.parametrize(("number", "order"), [(0, ["ours", "theirs"]), (1, ["theirs", "ours"])])
def test_the_other_side_comes_first_in_every_second_round(number: int, order: list[str]) -> None:
    seen: list[str] = []
    in_turns(number, lambda: seen.append("ours"), lambda: seen.append("theirs"))
    assert seen == order
