"""The requirements of a shared object for 64-bit Linux, read from its dynamic section.

The format is described in elf(5); a reader of our own lets one machine check the other's layer without
tools that may not be installed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

MACHINES = {62: "x86_64", 183: "arm64"}

_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NULL, _DT_NEEDED, _DT_STRTAB = 0, 1, 5
_DT_VERNEED, _DT_VERNEEDNUM = 0x6FFFFFFE, 0x6FFFFFFF


@dataclass(frozen=True, slots=True)
class SharedObject:
    """A shared object's needs.

    `machine` is named as Lambda names architectures, `needed` are the file names of the libraries that it
    is linked to, `versions` are the symbol versions that it asks of them, such as `GLIBC_2.27`.
    """

    machine: str
    needed: frozenset[str]
    versions: frozenset[str]


def parse(image: bytes) -> SharedObject:
    """Read the bytes of a shared object; ValueError if they are not one for a machine that Lambda has."""
    if image[:6] != b"\x7fELF\x02\x01":
        raise ValueError("not a little-endian 64-bit ELF file")
    (machine,) = struct.unpack_from("<H", image, 18)
    if machine not in MACHINES:
        raise ValueError(f"ELF machine {machine} is none that Lambda has")
    return _Reader(image).shared_object(MACHINES[machine])


class _Reader:
    def __init__(self, image: bytes) -> None:
        self._image = image
        (table,) = struct.unpack_from("<Q", image, 32)
        size, count = struct.unpack_from("<HH", image, 54)
        # Type, flags, offset, virtual address, physical address, size in the file, size in memory, alignment.
        headers = [struct.unpack_from("<IIQQQQQQ", image, table + index * size) for index in range(count)]
        self._loaded = [header for header in headers if header[0] == _PT_LOAD]
        dynamic = next((header[2] for header in headers if header[0] == _PT_DYNAMIC), None)
        if dynamic is None:
            raise ValueError("an ELF file without a dynamic section")
        entries = struct.iter_unpack("<QQ", image[dynamic : dynamic + (len(image) - dynamic) // 16 * 16])
        self._entries = list(takewhile(lambda entry: entry[0] != _DT_NULL, entries))
        self._strings = self._offset(dict(self._entries)[_DT_STRTAB])

    def shared_object(self, machine: str) -> SharedObject:
        needed = frozenset(self._string(value) for tag, value in self._entries if tag == _DT_NEEDED)
        return SharedObject(machine, needed, frozenset(self._versions()))

    def _versions(self) -> Iterator[str]:
        dynamic = dict(self._entries)
        library = self._offset(dynamic[_DT_VERNEED]) if _DT_VERNEED in dynamic else 0
        for _ in range(dynamic.get(_DT_VERNEEDNUM, 0)):
            _, count, _, first, following = struct.unpack_from("<HHIII", self._image, library)
            version = library + first
            for _ in range(count):
                _, _, _, name, to_next = struct.unpack_from("<IHHII", self._image, version)
                yield self._string(name)
                version += to_next
            library += following

    def _string(self, offset: int) -> str:
        start = self._strings + offset
        return self._image[start : self._image.index(b"\0", start)].decode()

    def _offset(self, address: int) -> int:
        for _, _, offset, start, _, size, _, _ in self._loaded:
            if start <= address < start + size:
                return int(offset + address - start)
        raise ValueError(f"no part of the ELF file is loaded at {address:#x}")
