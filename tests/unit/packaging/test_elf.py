"""The reader of what a shared object needs."""

from __future__ import annotations

import pytest

from tests.unit.packaging.samples import shared_object
from tools.build_packages import elf


@pytest.mark.parametrize(("number", "name"), [(62, "x86_64"), (183, "arm64")])
def test_machine_libraries_and_versions_are_read(number: int, name: str) -> None:
    image = shared_object(number, ["libz.so.1", "libm.so.6"], "GLIBC_2.34")
    assert elf.parse(image) == elf.SharedObject(
        machine=name, needed=frozenset({"libz.so.1", "libm.so.6"}), versions=frozenset({"GLIBC_2.34"})
    )


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (b"MZ not ELF at all", "not a little-endian 64-bit ELF file"),
        (shared_object(3), "ELF machine 3 is none that Lambda has"),
    ],
)
def test_what_is_not_for_lambda_is_refused(image: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        elf.parse(image)
