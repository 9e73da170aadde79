"""Who knows the secret, while it rotates and while it cannot be read."""

from __future__ import annotations

import hmac

import pytest
from auth_secret import SecretUnavailableError
from authorization import BUDGET_SECONDS, READINGS_AT_ONCE, Authorization, Verdict
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

CACHE_SECONDS = 60
STOPWATCH = 5.0  # stands still, as a monotonic clock does while Lambda has frozen the process


class Vault:
    """A secret with labels, that counts its readings and can be out of order; and a clock."""

    def __init__(self, current: bytes | None = None, previous: bytes | None = None) -> None:
        self.versions = {"AWSCURRENT": current, "AWSPREVIOUS": previous}
        self.readings: list[str] = []
        self.broken = False
        self.now = 0.0
        self.authorization = Authorization(
            self.read, CACHE_SECONDS, clock=lambda: self.now, stopwatch=lambda: STOPWATCH
        )

    def read(self, label: str, deadline: float) -> bytes | None:
        assert deadline == STOPWATCH + BUDGET_SECONDS
        self.readings.append(label)
        if self.broken:
            raise SecretUnavailableError("out of order")
        return self.versions[label]

    def rotate(self, value: bytes) -> None:
        self.versions = {"AWSCURRENT": value, "AWSPREVIOUS": self.versions["AWSCURRENT"]}

    def accepts(self, *candidates: bytes) -> bool:
        return self.authorization.check(candidates) is Verdict.ACCEPTED


def test_the_current_value_is_accepted() -> None:
    assert Vault(b"new").accepts(b"new")


def test_the_previous_value_is_accepted() -> None:
    assert Vault(b"new", b"old").accepts(b"old")


@pytest.mark.parametrize("wrong", [b"ne", b"neww", b"NEW", b"new ", b"\xff", b"x" * 100_000])
def test_another_value_is_refused(wrong: bytes) -> None:
    assert Vault(b"new", b"old").authorization.check((wrong,)) is Verdict.WRONG


def test_one_right_reading_of_what_was_sent_is_enough() -> None:
    assert Vault("ü".encode()).accepts("Ã¼".encode(), "Ã¼".encode("latin-1"))


@pytest.mark.parametrize("candidates", [(), (b"",), (b"", b"")])
def test_who_sends_nothing_is_refused_without_a_reading(candidates: tuple[bytes, ...]) -> None:
    vault = Vault(b"new")

    assert vault.authorization.check(candidates) is Verdict.NOTHING_SENT
    assert vault.readings == []


@pytest.mark.parametrize("value", [None, b""])
def test_an_unset_secret_refuses_everyone(value: bytes | None) -> None:
    vault = Vault(value, value)

    assert vault.authorization.check((b"anything",)) is Verdict.UNSET
    assert vault.authorization.check((b"",)) is Verdict.NOTHING_SENT


def test_with_an_unset_current_value_the_previous_one_still_counts() -> None:
    assert Vault(None, b"old").accepts(b"old")


def test_the_first_right_caller_costs_one_reading_and_the_next_none() -> None:
    vault = Vault(b"new", b"old")

    assert all(vault.accepts(b"new") for _ in range(3))
    assert vault.readings == ["AWSCURRENT"]


def test_what_is_remembered_grows_old() -> None:
    vault = Vault(b"new")
    vault.accepts(b"new")
    vault.now += CACHE_SECONDS

    assert vault.accepts(b"new")
    assert vault.readings == ["AWSCURRENT", "AWSCURRENT"]


def test_the_previous_value_is_remembered_too() -> None:
    vault = Vault(b"new", b"old")
    vault.accepts(b"old")
    vault.readings.clear()

    assert vault.accepts(b"old")
    assert vault.readings == []


def test_after_a_rotation_both_values_are_accepted_at_once() -> None:
    vault = Vault(b"old")
    vault.accepts(b"old")
    vault.rotate(b"new")

    assert vault.accepts(b"new")
    assert vault.accepts(b"old")


@pytest.mark.parametrize("seconds", [CACHE_SECONDS, -0.001, -3600])
def test_a_retired_value_is_refused_once_its_reading_is_too_old_or_the_clock_stepped_back(
    seconds: float,
) -> None:
    vault = Vault(b"first")
    vault.accepts(b"first")
    vault.rotate(b"second")
    vault.rotate(b"third")
    vault.now += seconds

    assert vault.authorization.check((b"first",)) is Verdict.WRONG


def test_a_retired_value_is_refused_as_soon_as_another_reading_showed_it() -> None:
    vault = Vault(b"first")
    vault.accepts(b"first")
    vault.rotate(b"second")
    vault.rotate(b"third")
    vault.accepts(b"third")

    assert not vault.accepts(b"first")


def test_a_value_of_a_secret_that_was_emptied_is_refused_as_soon_as_a_reading_showed_it() -> None:
    vault = Vault(b"new")
    vault.accepts(b"new")
    vault.versions["AWSCURRENT"] = None
    vault.accepts(b"wrong")

    assert vault.authorization.check((b"new",)) is Verdict.UNSET


def test_while_the_secret_cannot_be_read_what_is_remembered_is_accepted() -> None:
    vault = Vault(b"new")
    vault.accepts(b"new")
    vault.broken = True

    with pytest.raises(SecretUnavailableError):
        vault.accepts(b"wrong")
    assert vault.accepts(b"new")


def test_while_the_secret_cannot_be_read_nothing_old_is_believed() -> None:
    vault = Vault(b"new")
    vault.accepts(b"new")
    vault.broken = True
    vault.now += CACHE_SECONDS

    with pytest.raises(SecretUnavailableError):
        vault.accepts(b"new")


def test_values_are_compared_in_constant_time_whatever_their_length(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    compare_digest = hmac.compare_digest

    def spy(left: bytes, right: bytes) -> bool:
        compared.append((len(left), len(right)))
        return compare_digest(left, right)

    monkeypatch.setattr(hmac, "compare_digest", spy)
    Vault(b"new", b"old").accepts(b"wrong", b"x" * 1000)

    assert compared == [(32, 32)] * 4


def flooded(vault: Vault) -> Vault:
    """Have so many wrong secrets been sent that none more is compared with a fresh reading."""
    while vault.authorization.check((b"wrong",)) is Verdict.WRONG:
        assert len(vault.readings) <= 2 * READINGS_AT_ONCE
    vault.readings.clear()
    return vault


def test_a_flood_of_wrong_values_costs_no_more_than_a_reading_a_second() -> None:
    vault = flooded(Vault(b"new", b"old"))
    for _ in range(100):
        assert vault.authorization.check((b"wrong",)) is Verdict.NOT_COMPARED
    assert vault.readings == []
    for second in range(10):
        vault.now += 1
        assert vault.authorization.check((b"wrong",)) is Verdict.WRONG
        assert vault.authorization.check((b"wrong",)) is Verdict.NOT_COMPARED
        assert len(vault.readings) == 2 * (second + 1)


def test_in_a_flood_whoever_holds_the_secret_is_accepted() -> None:
    vault = flooded(Vault(b"new", b"old"))
    assert vault.accepts(b"new")
    assert vault.accepts(b"old")


def test_in_a_flood_a_new_value_is_never_called_wrong_and_is_accepted_within_a_second() -> None:
    vault = flooded(Vault(b"new", b"old"))
    vault.rotate(b"newer")
    assert vault.authorization.check((b"newer",)) is Verdict.NOT_COMPARED
    vault.now += 1
    assert vault.authorization.check((b"wrong",)) is Verdict.WRONG  # whose reading shows the new value
    assert vault.accepts(b"newer")


def test_after_a_flood_all_readings_are_there_again() -> None:
    vault = flooded(Vault(b"new"))
    vault.now += READINGS_AT_ONCE
    assert [vault.authorization.check((b"wrong",)) for _ in range(READINGS_AT_ONCE + 1)] == [
        *[Verdict.WRONG] * READINGS_AT_ONCE,
        Verdict.NOT_COMPARED,
    ]


def test_a_clock_that_steps_back_while_the_secret_cannot_be_read_makes_nothing_be_believed() -> None:
    vault = Vault(b"new")
    vault.accepts(b"new")
    vault.now -= 1
    vault.broken = True
    for _ in range(2):
        with pytest.raises(SecretUnavailableError):
            vault.accepts(b"new")
        vault.now += 2 * CACHE_SECONDS


def test_in_a_flood_a_clock_that_steps_back_neither_gives_readings_nor_takes_any() -> None:
    vault = flooded(Vault(b"new"))
    vault.now -= 3600
    assert vault.authorization.check((b"wrong",)) is Verdict.NOT_COMPARED
    vault.now += 1
    assert vault.authorization.check((b"wrong",)) is Verdict.WRONG
    assert vault.authorization.check((b"wrong",)) is Verdict.NOT_COMPARED


class Rotations(RuleBasedStateMachine):
    """Requests and rotations in any order: who holds a labelled value is never refused."""

    def __init__(self) -> None:
        super().__init__()
        self.vault = Vault(b"0")
        self.count = 0
        self.retired_at: dict[bytes, float] = {}

    @rule()
    def rotate(self) -> None:
        retired = self.vault.versions["AWSPREVIOUS"]
        if retired is not None:
            self.retired_at[retired] = self.vault.now
        self.count += 1
        self.vault.rotate(str(self.count).encode())

    @rule(seconds=st.sampled_from([1, CACHE_SECONDS - 1, CACHE_SECONDS]))
    def wait(self, seconds: float) -> None:
        self.vault.now += seconds

    @rule(seconds=st.sampled_from([1, CACHE_SECONDS, 86400]))
    def after_a_step_back_everything_retired_is_refused(self, seconds: float) -> None:
        self.vault.accepts(b"stranger")  # a step is seen against the time of the last look
        self.vault.now -= seconds
        self.retired_at = dict.fromkeys(self.retired_at, self.vault.now - CACHE_SECONDS)
        assert not self.vault.accepts(b"stranger", *self.retired_at)

    @rule(label=st.sampled_from(["AWSCURRENT", "AWSPREVIOUS"]))
    def who_holds_a_labelled_value_is_accepted(self, label: str) -> None:
        value = self.vault.versions[label]
        assert value is None or self.vault.accepts(value)

    @rule()
    def a_value_retired_long_ago_is_refused(self) -> None:
        for value, at in self.retired_at.items():
            if self.vault.now >= at + CACHE_SECONDS:
                assert not self.vault.accepts(value)

    @rule()
    def a_stranger_is_refused(self) -> None:
        assert not self.vault.accepts(b"stranger")


TestRotations = Rotations.TestCase
TestRotations.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
