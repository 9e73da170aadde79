"""The filter's numbers are the kernel's, on both architectures, and the filter is what it should be."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from decoder.system_calls import ALLOWED, program_for

EQUAL, RETURN = 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050001
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# What must never be among them: opening, sockets, processes, signals, others' memory and limits.
HARMFUL = {
    "x86_64": [
        2,
        257,
        41,
        42,
        53,
        56,
        57,
        58,
        59,
        62,
        72,
        101,
        157,
        160,
        200,
        234,
        302,
        310,
        311,
        319,
        322,
        435,
    ],
    "aarch64": [25, 56, 117, 129, 130, 131, 164, 167, 198, 199, 203, 220, 221, 261, 270, 271, 279, 281, 435],
}


def judged(machine: str, architecture: int, number: int) -> int:
    """Run the program as the kernel does."""
    program = list(struct.iter_unpack("HBBI", program_for(machine)))
    place, word = 0, 0
    while True:
        code, if_true, if_false, value = program[place]
        if code == RETURN:
            return int(value)
        if code == EQUAL:
            place += if_true if word == value else if_false
        else:
            word = {0: number, 4: architecture}[value]
        place += 1


@pytest.mark.parametrize("machine", ALLOWED)
def test_what_decoding_needs_is_allowed_and_nothing_else(machine: str) -> None:
    allowed = set(ALLOWED[machine].values())

    for number in range(600):
        expected = ALLOW if number in allowed else REFUSE
        assert judged(machine, AUDIT[machine], number) == expected
    assert not allowed & set(HARMFUL[machine])


@pytest.mark.parametrize("machine", ALLOWED)
def test_calls_of_another_architecture_are_refused(machine: str) -> None:
    assert judged(machine, 0x40000003, ALLOWED[machine]["read"]) == REFUSE  # 32 bits
    assert judged(machine, AUDIT[machine], 0x40000000 | ALLOWED[machine]["read"]) == REFUSE  # x32


@pytest.mark.parametrize(
    ("machine", "header"),
    [
        ("x86_64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        ("aarch64", "/usr/include/asm-generic/unistd.h"),
    ],
)
def test_the_numbers_are_the_kernels(machine: str, header: str) -> None:
    if not Path(header).exists():
        pytest.skip(f"{header} is not on this machine")
    text = Path(header).read_text()
    numbers = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text))
    assert ALLOWED[machine] == {name: int(numbers[name]) for name in ALLOWED[machine]}


def test_both_architectures_allow_the_same_calls() -> None:
    assert ALLOWED["x86_64"].keys() == ALLOWED["aarch64"].keys()
