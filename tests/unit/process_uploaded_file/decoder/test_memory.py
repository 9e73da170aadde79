"""How a function's memory is divided among its processes."""

from __future__ import annotations

import pytest
from decoder.memory import memory_for_decoding

MEBIBYTE = 1024 * 1024
USUAL = 273  # with which every usual image can be decoded


@pytest.mark.parametrize(
    ("function", "upload", "memory"), [(512, 10, 304.6), (1024, 10, 714.2), (2048, 10, 1533.4), (90, 10, 1)]
)
def test_all_processes_together_stay_below_four_fifths(function: int, upload: int, memory: float) -> None:
    found = memory_for_decoding(function * MEBIBYTE, upload * MEBIBYTE) / MEBIBYTE
    assert found == pytest.approx(memory, abs=0.1)


@pytest.mark.parametrize("upload", [1, 10, 48, 100])
def test_what_the_module_lets_in_leaves_the_decoder_its_usual_memory(upload: int) -> None:
    """`processing_memory_mb` in module/variables.tf is at least 368 MB and three times the upload."""
    least = 368 + 3 * upload
    assert memory_for_decoding(least * MEBIBYTE, upload * MEBIBYTE) == (USUAL + 2 * upload) * MEBIBYTE
    assert memory_for_decoding((least - 1) * MEBIBYTE, upload * MEBIBYTE) < (USUAL + 2 * upload) * MEBIBYTE
