"""Small stand-ins for what the build reads: a shared object, a wheel, a repository."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tools.build_packages import layer, packages, wheels

MACHINE_NUMBERS = {"x86_64": 62, "arm64": 183}
WHEELS = ("isal-1.9.1", "pillow-13.0.0", "pi_heif-1.4.0")
LOADED_AT = 0x4000  # the address of the one segment, unlike its place in the file


def shared_object(machine: int, needed: Sequence[str] = (), version: str = "GLIBC_2.17") -> bytes:
    """Return an ELF file that is linked to the `needed` libraries and asks for one symbol version."""
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in [*needed, version])
    dynamic_at = 64 + 2 * 56
    strings_at = dynamic_at + (len(needed) + 4) * 16
    versions_at = strings_at + len(strings)
    total = versions_at + 32
    identity = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    header = struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    at = LOADED_AT + dynamic_at
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, LOADED_AT, LOADED_AT, total, total, 4096)
    dynamic = struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, at, at, strings_at - dynamic_at, 0, 8)
    entries = [
        *((1, strings.index(name.encode() + b"\0")) for name in needed),
        *((5, LOADED_AT + strings_at), (0x6FFFFFFE, LOADED_AT + versions_at), (0x6FFFFFFF, 1), (0, 0)),
    ]
    table = b"".join(struct.pack("<QQ", tag, value) for tag, value in entries)
    library = struct.pack("<HHIII", 1, 1, 0, 16, 0)
    wanted = struct.pack("<IHHII", 0, 0, 2, strings.index(version.encode()), 0)
    return identity + header + load + dynamic + table + strings + library + wanted


def wheel_files(architecture: str) -> dict[str, bytes]:
    """Return the wheels' files: all that is kept, each as small as can be, and some that are dropped.

    `_imaging` is linked to libtiff and this to libzstd; `_imagingft`, which is dropped, to libfreetype.
    """
    machine = MACHINE_NUMBERS[architecture]
    suffix = f"cpython-313-{architecture}-linux-gnu.so"
    modules = [module for cut in layer.LAYERS.values() for module in cut.modules]
    extensions = [extension for cut in layer.LAYERS.values() for extension in cut.extensions]
    files = {f"{module}.py": f'NAME = "{module}"\n'.encode() for module in modules}
    files |= {f"{extension}.{suffix}": shared_object(machine) for extension in extensions}
    return files | {
        f"PIL/_imaging.{suffix}": shared_object(machine, ["libtiff-12ab.so.6", "libz.so.1"]),
        "pillow.libs/libtiff-12ab.so.6": shared_object(machine, ["libzstd-34cd.so.1"]),
        "pillow.libs/libzstd-34cd.so.1": shared_object(machine, ["libc.so.6"]),
        "pillow-13.0.0.dist-info/METADATA": b"Name: pillow\nVersion: 13.0.0\n",
        "pillow-13.0.0.dist-info/licenses/LICENSE": b"Free.\n",
        "pillow-13.0.0.dist-info/RECORD": b"",
        "isal-1.9.1.dist-info/METADATA": b"Name: isal\nVersion: 1.9.1\n",
        "isal-1.9.1.dist-info/licenses/LICENSE": b"Free.\n",
        "isal/isa-l/LICENSE": b"Free, too.\n",
        "isal/igzip.py": b"",
        "PIL/ImageFont.py": b"",
        "PIL/_imaging.pyi": b"",
        f"_pi_heif.{suffix}": shared_object(machine, ["libheif-78ab.so.1"]),
        "pi_heif/__init__.py": b"",
        "pi_heif.libs/libheif-78ab.so.1": shared_object(machine, ["libde265-90cd.so.0"]),
        "pi_heif.libs/libde265-90cd.so.0": shared_object(machine),
        "pi_heif-1.4.0.dist-info/METADATA": b"Name: pi_heif\nVersion: 1.4.0\n",
        "pi_heif-1.4.0.dist-info/licenses/LICENSE.txt": b"Free.\n",
        f"PIL/_imagingft.{suffix}": shared_object(machine, ["libfreetype-56ef.so.6"]),
        "pillow.libs/libfreetype-56ef.so.6": shared_object(machine),
    }


def write_wheel(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)  # without the time, so that its hash is the same
    return path


def write_wheels(folder: Path, files: dict[str, bytes], platform: str = "any") -> list[Path]:
    """Write a wheel of each distribution, with the files that are its own."""
    of_isal = {name: data for name, data in files.items() if name.startswith("isal")}
    of_heif = {name: data for name, data in files.items() if "pi_heif" in name}
    of_pillow = {name: data for name, data in files.items() if name not in of_isal | of_heif}
    return [
        write_wheel(folder / f"{name}-cp313-cp313-{platform}.whl", own)
        for name, own in zip(WHEELS, (of_isal, of_pillow, of_heif), strict=True)
    ]


def write_repository(root: Path) -> Path:
    """Make a folder with functions and with requirements whose wheels are in the cache already."""
    (root / "lambdas" / "shared_api").mkdir(parents=True)
    (root / "lambdas" / "shared_api" / "shared_answers.py").write_text("SHARED = 1\n")
    for function in packages.FUNCTIONS:
        folder = root / "lambdas" / function
        folder.mkdir()
        (folder / "handler.py").write_text(f"import answers.of_{function} as answers\n")
        (folder / "answers").mkdir()
        (folder / "answers" / f"of_{function}.py").write_text(
            'def known(key: str) -> bool:\n    return key in {"x", "y", "some words", (1.5, "z")}\n'
        )
    hashes: dict[str, list[str]] = {name: [] for name in WHEELS}
    for architecture, platform in wheels.LAMBDA_PLATFORMS.items():
        folder = root / ".local" / "wheels" / platform
        for wheel in write_wheels(folder, wheel_files(architecture), platform):
            hashes[wheel.name.partition("-cp313")[0]].append(hashlib.sha256(wheel.read_bytes()).hexdigest())
    pins = [
        " \\\n    ".join([name.replace("-", "=="), *(f"--hash=sha256:{one}" for one in of_this)]) + "\n"
        for name, of_this in hashes.items()
    ]
    folder = root / "lambdas" / "process_uploaded_file"
    (folder / layer.LAYERS["pillow"].requirements).write_text("".join(pins[:2]))
    (folder / layer.LAYERS["heif"].requirements).write_text(pins[2])
    return root
