"""Compare libraries: libvips through pyvips with ours, ways to inflate a PNG, and libheif alone with ours."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from benchmarks import runtime
from benchmarks.pictures import Picture
from benchmarks.sizes import Size, of_files
from benchmarks.thumbnails import make, our_worker
from benchmarks.workers import Reading, Worker, milliseconds_to_end

IMPORTS = {
    "nothing": "",
    "isal": "from isal import igzip_lib",
    "Pillow": "from PIL import ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin, GifImagePlugin",
    "pyvips": "import pyvips",
}


@dataclass
class Alternatives:
    """Measured values. Times are milliseconds of each round.

    Attributes:
        isal_size: size of isal's files in our layer.
        vips_size: size of the files that pyvips needs.
        thumbnails: times by picture, ours and pyvips'.
        peaks: peak memory in bytes by picture, ours and pyvips'.
        imports: times of a Python that runs one import and ends, by import.
        inflating: times to inflate a PNG's pixels, by library.
        heic: times of our thumbnail of a HEIC, and of libheif's decoding alone.
        heic_peaks: peak memory in bytes of these two.
    """

    isal_size: Size
    vips_size: Size
    thumbnails: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)
    peaks: dict[str, tuple[int, int]] = field(default_factory=dict)
    imports: dict[str, list[float]] = field(default_factory=dict)
    inflating: dict[str, list[float]] = field(default_factory=dict)
    heic: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    heic_peaks: tuple[int, int] = (0, 0)


def measure(
    pictures: list[Picture], heic: Picture, folder: Path, rounds: int, report: Callable[[str], None]
) -> Alternatives:
    """Measure the alternatives in turns with our code, and inflate the pixels of the first PNG."""
    found = Alternatives(isal_size=_isal_size(), vips_size=_vips_size())
    for picture in pictures:
        report(f"alternatives: {picture.name}")
        with our_worker() as fresh, our_worker() as other:
            pillow = make(fresh, picture, folder).peak_bytes
            vips = _vips(other, picture, folder).peak_bytes
        found.peaks[picture.name] = (pillow, vips)
        found.thumbnails[picture.name] = ([], [])
    with ExitStack() as stack:
        ours, vips_worker = stack.enter_context(our_worker()), stack.enter_context(our_worker())
        for number in range(rounds):
            report(f"alternatives: round {number + 1} of {rounds}")
            for picture in pictures:
                mine, others = found.thumbnails[picture.name]
                mine.append(make(ours, picture, folder).cpu_milliseconds)
                others.append(_vips(vips_worker, picture, folder).cpu_milliseconds)
    report(f"alternatives: {heic.name}")
    with our_worker() as decoder, our_worker() as bare:
        for _ in range(rounds):
            readings = make(decoder, heic, folder), bare.do("bare_heic", file=str(folder / heic.file))
            for times, reading in zip(found.heic, readings, strict=True):
                times.append(reading.cpu_milliseconds)
            found.heic_peaks = readings[0].peak_bytes, readings[1].peak_bytes
    found.imports = _imports(rounds)
    png = next(picture for picture in pictures if picture.kind == "png")
    found.inflating = _inflating(folder / png.file, rounds)
    return found


def _vips(side: Worker, picture: Picture, folder: Path) -> Reading:
    return side.do("vips_thumbnail", file=str(folder / picture.file), format=picture.output)


def _imports(rounds: int) -> dict[str, list[float]]:
    environment = runtime.environment() | {"PYTHONPATH": str(runtime.unpacked("layer") / "python")}
    python = runtime.python_command("")[:1]
    found: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(rounds):
        for name, statement in IMPORTS.items():
            found[name].append(milliseconds_to_end([*python, "-c", statement], environment))
    return found


def _inflating(png: Path, rounds: int) -> dict[str, list[float]]:
    """Return processor milliseconds to inflate a PNG's pixels, with the system's zlib and with others."""
    from isal import isal_zlib
    from zlib_ng import zlib_ng  # type: ignore[import-not-found]  # in `bench`'s environment

    compressed = _png_pixels(png.read_bytes())
    libraries = {
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}": zlib.decompress,
        "zlib-ng": zlib_ng.decompress,
        "isal": isal_zlib.decompress,
    }
    found: dict[str, list[float]] = {name: [] for name in libraries}
    for _ in range(rounds):
        for name, inflate in libraries.items():
            started = time.process_time()
            inflate(compressed)
            found[name].append((time.process_time() - started) * 1000)
    return found


def _png_pixels(content: bytes) -> bytes:
    """Return the compressed pixels of a PNG: its joined IDAT chunks."""
    position, parts = 8, []
    while position < len(content):
        length = int.from_bytes(content[position : position + 4])
        if content[position + 4 : position + 8] == b"IDAT":
            parts.append(content[position + 8 : position + 8 + length])
        position += length + 12
    return b"".join(parts)


def _isal_size() -> Size:
    folder = runtime.unpacked("layer") / "python" / "isal"
    return of_files([path for path in folder.rglob("*") if path.is_file()])


def _vips_size() -> Size:
    files = [
        Path(str(file.locate()))
        for name in ("pyvips", "pyvips-binary", "cffi")
        for file in metadata.files(name) or ()
        if file.suffix in (".py", ".so") or ".so." in file.name
    ]
    return of_files([path for path in files if path.is_file()])
