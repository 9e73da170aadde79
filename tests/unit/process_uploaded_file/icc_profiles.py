"""Small colour profiles with an effect that nobody can overlook."""

from __future__ import annotations

import struct

# XYZ of sRGB's primaries, adapted to D50 as profiles want them
_RED = (0.4360, 0.2225, 0.0139)
_GREEN = (0.3851, 0.7169, 0.0971)
_BLUE = (0.1431, 0.0606, 0.7141)
_WHITE = (0.9642, 1.0, 0.8249)


def _fixed(number: float) -> bytes:
    return struct.pack(">i", round(number * 65536))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _gamma(exponent: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(exponent * 256)) + b"\0\0"


def _text(text: bytes) -> bytes:
    return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + bytes(79)


def _profile(
    kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes], version: int = 0x02400000
) -> bytes:
    tags = {b"desc": _text(b"test"), b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(_WHITE), **tags}
    start = 128 + 4 + 12 * len(tags)
    table, body = b"", b""
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(
        ">I4sI4s4s4s12s4s4sIIIQI12sI",
        start + len(body),
        bytes(4),
        version,
        kind,
        space,
        connection,
        bytes(12),
        b"acsp",
        bytes(4),
        0,
        0,
        0,
        0,
        0,
        b"".join(map(_fixed, _WHITE)),
        0,
    )
    return header + bytes(128 - len(header)) + struct.pack(">I", len(tags)) + table + body


def _swapped() -> dict[bytes, bytes]:
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _gamma(2.2))
    return curves | {b"rXYZ": _xyz(_GREEN), b"gXYZ": _xyz(_RED), b"bXYZ": _xyz(_BLUE)}


def swapped_rgb() -> bytes:
    """Return an RGB profile whose first sample is green and whose second is red."""
    return _profile(b"mntr", b"RGB ", b"XYZ ", _swapped())


def linear_rgb() -> bytes:
    """Return an RGB profile without gamma: sRGB shows its middle much lighter."""
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _gamma(1.0))
    primaries = {b"rXYZ": _xyz(_RED), b"gXYZ": _xyz(_GREEN), b"bXYZ": _xyz(_BLUE)}
    return _profile(b"mntr", b"RGB ", b"XYZ ", curves | primaries)


def chained(stages: int) -> bytes:
    """Return an RGB profile that swaps red and green, and has a chain of stages that all share one table."""
    grid = 30
    table = b"clut\0\0\0\0" + struct.pack(">HH", 3, 3) + bytes((grid,) * 3 + (0,) * 13)
    table += struct.pack(">f", 0.5) * (3 * grid**3)
    chain = b"mpet\0\0\0\0" + struct.pack(">HHI", 3, 3, stages)
    chain += struct.pack(">II", 16 + 8 * stages, len(table)) * stages + table
    chains = {b"D2B0": chain, b"A2B0": chain}
    return _profile(b"mntr", b"RGB ", b"XYZ ", _swapped() | chains, version=0x04300000)


def linear_grey() -> bytes:
    """Return a grey profile without gamma: sRGB shows its middle much lighter."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _gamma(1.0)})


def reddish_cmyk() -> bytes:
    """Return a CMYK profile that shows every mixture as the same red."""
    lab = bytes((140, 128 + 70, 128 + 50))
    curve = bytes(range(256))
    lut = (
        b"mft1\0\0\0\0"
        + bytes((4, 3, 2, 0))
        + b"".join(_fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1))
        + curve * 4
        + lab * 16
        + curve * 3
    )
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": lut})
