"""The layers: only those parts of their wheels that a thumbnail needs.

Kept, each file as it is there, by the entry in `LAYERS`:

- Of Pillow the core, colour profiles, the filters, and the plugins for the formats that a browser shows or a
  camera writes.
- Its extension modules, and of the bundled libraries those that these are linked to, directly or through
  each other. `_imaging` is linked to libxcb, for screenshots, and to libopenjp2, so they stay although
  nothing calls them.
- Of isal the one extension module that inflates, for PNG, and what it is imported with.
- Of pi-heif the extension module alone, which brings libheif and libde265: `images/decoding/libheif.py`
  calls libheif by itself. These two are LGPL, so their licences, a notice and the offer of their source go
  along. They are a layer of their own, which only deployments that allow HEIC have.
- The licences, which the bundled libraries' licences ask for, and METADATA, by which vulnerability scanners
  know the versions.

Dropped:

- Text drawing (ImageFont, ImageDraw, ImageText; `_imagingft` with FreeType, HarfBuzz, libpng and Brotli):
  thumbnails have no text, and font parsers are attack surface. PNG does not need libpng.
- `_imagingtk`, ImageTk, ImageQt, ImageWin, ImageGrab, ImageShow: there is no screen.
- `_imagingmath`, `_imagingmorph` and their modules: arithmetic and morphology on pixels, unused.
- Plugins for all other formats: a crafted file cannot reach what is not there (EPS starts Ghostscript).
- Of isal all that compresses, and its command line. Of pi-heif all of Python.
- Type stubs, `py.typed`, RECORD, WHEEL and the bills of materials, which list what was dropped too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.build_packages import elf
from tools.build_packages.bytecode import compiled
from tools.build_packages.errors import BuildError
from tools.build_packages.zips import Member, executable

LAMBDA_ROOT = "/opt"  # where Lambda unpacks layers; `/opt/python` is on the function's path
LICENCES = Path(__file__).with_name("licences")  # required by libheif and libde265, missing in their wheel


@dataclass(frozen=True, slots=True)
class Cut:
    """The parts of a layer's wheels that are kept.

    Attributes:
        requirements: file that pins the wheels, in the function's folder.
        modules: paths without their ending.
        extensions: the same, of extension modules.
        texts: pattern of the paths of licences and metadata.
        licences: whether the files of `licences/` go along.
    """

    requirements: str
    modules: frozenset[str]
    extensions: frozenset[str]
    texts: str
    licences: bool = False


_PIL_MODULES = (
    *("__init__", "_binary", "_deprecate", "_util", "_version"),
    *("Image", "ImageChops", "ImageColor", "ImageFile", "ImageFilter", "ImageMode", "ImageOps"),
    *("ImageCms", "ImagePalette", "ImageSequence", "GimpGradientFile", "GimpPaletteFile", "PaletteFile"),
    *("ExifTags", "JpegPresets", "TiffTags"),
    *("AvifImagePlugin", "BmpImagePlugin", "GifImagePlugin", "JpegImagePlugin", "MpoImagePlugin"),
    *("PngImagePlugin", "PpmImagePlugin", "TiffImagePlugin", "WebPImagePlugin"),
)
_PIL_EXTENSIONS = ("_avif", "_imaging", "_imagingcms", "_webp")

LAYERS = {
    "pillow": Cut(
        requirements="requirements.txt",
        modules=frozenset({*(f"PIL/{name}" for name in _PIL_MODULES), "isal/__init__", "isal/_version"}),
        extensions=frozenset({*(f"PIL/{name}" for name in _PIL_EXTENSIONS), "isal/_isal", "isal/igzip_lib"}),
        texts=r"[^/]+\.dist-info/(METADATA|licenses/LICENSE)|isal/isa-l/LICENSE",
    ),
    "heif": Cut(
        requirements="requirements-heif.txt",
        modules=frozenset(),
        extensions=frozenset({"_pi_heif"}),
        texts=r"[^/]+\.dist-info/(METADATA|licenses/[^/]+)",
        licences=True,
    ),
}
"""Layers by name. A function has `heif` only if HEIC is allowed."""

# Libraries of Lambda's Amazon Linux 2023, on both architectures.
RUNTIME_LIBRARIES = frozenset(
    {
        *("libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0"),
        *("ld-linux-aarch64.so.1", "ld-linux-x86-64.so.2"),
        *("libgcc_s.so.1", "libstdc++.so.6", "libz.so.1"),
    }
)
RUNTIME_GLIBC = "2.34"


def lambda_layer(wheels: Sequence[Path], cut: Cut, architecture: str) -> list[Member]:
    """Return the members of a layer for Lambda's `arm64` or `x86_64`.

    Raises BuildError when the wheels lack something that is kept or need something that Lambda lacks.
    """
    files = _files(wheels)
    modules = {f"python/{path}.py": _take(files, f"{path}.py") for path in cut.modules}
    texts = [Member(f"python/{path}", data) for path, data in files.items() if re.fullmatch(cut.texts, path)]
    if cut.licences:
        texts += [Member(f"licences/heif/{path.name}", path.read_bytes()) for path in LICENCES.iterdir()]
    return [
        *texts,
        *(Member(name, source) for name, source in modules.items()),
        *compiled(modules, LAMBDA_ROOT),
        *_shared_objects(files, cut.extensions, architecture),
    ]


def whole_wheels_layer(wheels: Sequence[Path]) -> list[Member]:
    """Return the members of a layer of whole wheels, for a local stack on a host unlike Lambda's."""
    files = {f"python/{path}": data for path, data in _files(wheels).items()}
    sources = {name: data for name, data in files.items() if name.endswith(".py")}
    return [*(Member(name, data) for name, data in files.items()), *compiled(sources, LAMBDA_ROOT)]


def _files(wheels: Sequence[Path]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            files |= {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    return files


def _take(files: dict[str, bytes], path: str) -> bytes:
    if path not in files:
        raise BuildError(f"The wheels have no {path}, which is kept: see tools/build_packages/layer.py.")
    return files[path]


def _shared_objects(files: dict[str, bytes], extensions: frozenset[str], architecture: str) -> list[Member]:
    """Return the kept extension modules and every bundled library that they need."""
    bundled = {Path(path).name: path for path in files if ".libs/" in path}
    waiting = [
        path
        for path in files
        if (match := re.fullmatch(r"((?:\w+/)?\w+)\.[^/]+\.so", path)) and match[1] in extensions
    ]
    if len(waiting) != len(extensions):
        raise BuildError(f"Of the extension modules {sorted(extensions)} the wheels have {sorted(waiting)}.")
    kept: set[str] = set()
    while waiting:
        path = waiting.pop()
        kept.add(path)
        needs = _checked(path, files[path], architecture).needed - RUNTIME_LIBRARIES
        if missing := needs - bundled.keys():
            raise BuildError(f"{path} needs {sorted(missing)}, which neither the wheels nor Lambda have.")
        waiting += [bundled[library] for library in needs if bundled[library] not in kept]
    return [executable(f"python/{path}", files[path]) for path in sorted(kept)]


def _checked(path: str, image: bytes, architecture: str) -> elf.SharedObject:
    shared_object = elf.parse(image)
    if shared_object.machine != architecture:
        raise BuildError(f"{path} is for {shared_object.machine}, not for {architecture}.")
    for version in shared_object.versions:
        library, _, number = version.partition("_")
        if library == "GLIBC" and _release(number) > _release(RUNTIME_GLIBC):
            raise BuildError(f"{path} needs {version}, and Lambda has glibc {RUNTIME_GLIBC}.")
    return shared_object


def _release(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))
