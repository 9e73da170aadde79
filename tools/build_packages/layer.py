"""The Pillow layers: what of its wheels a thumbnail needs, and nothing else.

Kept of the wheels, each file as it is there:

- Of Pillow the modules in `KEPT_MODULES`: the core, colour profiles, the filters, and the plugins for the
  formats that a browser shows or a camera writes.
- Its extension modules in `KEPT_EXTENSIONS`, and of the bundled libraries those that these are linked to,
  directly or through each other. `_imaging` is linked to libxcb, for screenshots, and to libopenjp2, so
  they stay although nothing calls them.
- Of isal the one extension module that inflates, for PNG, and what it is imported with (`KEPT_OF_ISAL`).
- The licences, which the bundled libraries' licences ask for, and METADATA, by which vulnerability scanners
  know the versions.

Dropped:

- Text drawing (ImageFont, ImageDraw, ImageText; `_imagingft` with FreeType, HarfBuzz, libpng and Brotli):
  thumbnails have no text, and font parsers are attack surface. PNG does not need libpng.
- `_imagingtk`, ImageTk, ImageQt, ImageWin, ImageGrab, ImageShow: there is no screen.
- `_imagingmath`, `_imagingmorph` and their modules: arithmetic and morphology on pixels, unused.
- Plugins for all other formats: a crafted file cannot reach what is not there (EPS starts Ghostscript).
- Of isal all that compresses, and its command line.
- Type stubs, `py.typed`, RECORD, WHEEL and the bills of materials, which list what was dropped too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tools.build_packages import elf
from tools.build_packages.bytecode import compiled
from tools.build_packages.errors import BuildError
from tools.build_packages.zips import Member, executable

LAMBDA_ROOT = "/opt"  # where Lambda unpacks layers; `/opt/python` is on the function's path

KEPT_MODULES = frozenset(
    {
        *("__init__", "_binary", "_deprecate", "_util", "_version"),
        *("Image", "ImageChops", "ImageColor", "ImageFile", "ImageFilter", "ImageMode", "ImageOps"),
        *("ImageCms", "ImagePalette", "ImageSequence", "GimpGradientFile", "GimpPaletteFile", "PaletteFile"),
        *("ExifTags", "JpegPresets", "TiffTags"),
        *("AvifImagePlugin", "BmpImagePlugin", "GifImagePlugin", "JpegImagePlugin", "MpoImagePlugin"),
        *("PngImagePlugin", "PpmImagePlugin", "TiffImagePlugin", "WebPImagePlugin"),
    }
)
KEPT_EXTENSIONS = frozenset({"_avif", "_imaging", "_imagingcms", "_webp"})
KEPT_OF_ISAL = frozenset({"__init__", "_version"})
KEPT_EXTENSIONS_OF_ISAL = frozenset({"_isal", "igzip_lib"})

# What Lambda's Amazon Linux 2023 provides, on either architecture.
RUNTIME_LIBRARIES = frozenset(
    {
        *("libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0"),
        *("ld-linux-aarch64.so.1", "ld-linux-x86-64.so.2"),
        *("libgcc_s.so.1", "libstdc++.so.6", "libz.so.1"),
    }
)
RUNTIME_GLIBC = "2.34"


def lambda_layer(wheels: Sequence[Path], architecture: str) -> list[Member]:
    """Return the members of the layer for Lambda's `arm64` or `x86_64`.

    Raises BuildError when the wheels lack something that is kept or need something that Lambda lacks.
    """
    files = _files(wheels)
    paths = [f"PIL/{name}.py" for name in KEPT_MODULES] + [f"isal/{name}.py" for name in KEPT_OF_ISAL]
    modules = {f"python/{path}": _take(files, path) for path in paths}
    texts = [
        Member(f"python/{path}", data)
        for path, data in files.items()
        if re.fullmatch(r"[^/]+\.dist-info/(METADATA|licenses/LICENSE)|isal/isa-l/LICENSE", path)
    ]
    return [
        *texts,
        *(Member(name, source) for name, source in modules.items()),
        *compiled(modules, LAMBDA_ROOT),
        *_shared_objects(files, architecture),
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


def _shared_objects(files: dict[str, bytes], architecture: str) -> list[Member]:
    """Return the kept extension modules and every bundled library that they need."""
    bundled = {Path(path).name: path for path in files if path.startswith("pillow.libs/")}
    extensions = {f"PIL/{name}" for name in KEPT_EXTENSIONS}
    extensions |= {f"isal/{name}" for name in KEPT_EXTENSIONS_OF_ISAL}
    waiting = [
        path
        for path in files
        if (match := re.fullmatch(r"(\w+/\w+)\.[^/]+\.so", path)) and match[1] in extensions
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
