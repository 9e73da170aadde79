"""The committed packages: their contents, how to build them, and how to check them against their sources.

`manifest.json` beside them says, by file name: `sha256` of the zip, in hexadecimal as tools print it, and the
same in base64 as a plan shows it (`source_code_hash`); `python`, the version whose compiler made its byte
code; and for a layer `wheels`, what it was cut from, with the SHA-256 of each.
"""

from __future__ import annotations

import base64
import json
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.build_packages import layer, wheels, zips
from tools.build_packages.bytecode import compiled
from tools.build_packages.errors import BuildError

ROOT = Path(__file__).parents[2]
LAMBDA_ROOT = "/var/task"  # where Lambda unpacks a function's package
FUNCTIONS = {
    "get_presigned_url": ("get_presigned_url", "shared_api", "shared"),
    "get_upload_status": ("get_upload_status", "shared_api", "shared"),
    "process_uploaded_file": ("process_uploaded_file", "shared"),
    "send_upload_events": ("send_upload_events", "shared"),
}
"""By package: the folders of `lambdas/` whose modules are at its root."""

type Facts = dict[str, str | dict[str, str]]
type Manifest = dict[str, Facts]


@dataclass(frozen=True, slots=True)
class Package:
    """A zip built from its sources; `origin` is its entry in the manifest."""

    name: str
    members: list[zips.Member]
    origin: Facts = field(default_factory=dict)


def build(root: Path = ROOT) -> Iterator[tuple[Path, bool]]:
    """Bring every package and the manifest up to date; yield each zip's path and whether it was written.

    A zip with the right members is not written, because compressed bytes differ between versions of zlib.
    Raises BuildError when a package cannot be built.
    """
    old = _manifest(root)
    new: Manifest = {}
    for package in _packages(root):
        path = _folder(root) / package.name
        changed = bool(zips.differences(package.members, path))
        if changed:
            zips.write(path, package.members)
        # An unchanged zip keeps the Python version that compiled it, even if others make the same bytes.
        compiler = platform.python_version()
        if not changed:
            compiler = str(old.get(package.name, {}).get("python", compiler))
        new[package.name] = {**_hashes(path), "python": compiler, **package.origin}
        yield path, changed
    if new != old:
        _manifest_path(root).write_text(json.dumps(new, indent=2, sort_keys=True) + "\n")


def check(root: Path = ROOT) -> Iterator[str]:
    """Yield a sentence for each difference between the committed packages and their sources.

    Raises BuildError when that cannot be found out, as without a network before the wheels were ever had.
    """
    manifest = _manifest(root)
    expected: set[str] = set()
    for package in _packages(root):
        expected.add(package.name)
        path = _folder(root) / package.name
        recorded = manifest.get(package.name, {})
        clauses = zips.differences(package.members, path)
        yield from (f"{package.name} {clause}." for clause in clauses)
        compiler = str(recorded.get("python", "of an unknown version"))
        if any(".pyc" in clause for clause in clauses) and compiler != platform.python_version():
            yield (
                f"The byte code in {package.name} was compiled by Python {compiler} and is compared with "
                f"that of {platform.python_version()}: if only .pyc members differ, that is why."
            )
        if path.is_file():
            facts: Facts = {**_hashes(path), "python": compiler, **package.origin}
            yield from (
                f"manifest.json gives {package.name} the {key} {recorded.get(key)}, not {facts.get(key)}."
                for key in sorted(facts.keys() | recorded.keys())
                if facts.get(key) != recorded.get(key)
            )
    present = manifest.keys() | {path.name for path in _folder(root).glob("*.zip")}
    yield from (f"{name} is in module/packages/, and nothing builds it." for name in present - expected)


def host_layers(root: Path = ROOT) -> list[Path]:
    """Return the layers that functions of a local stack can load on this machine.

    Linux with glibc on Lambda's architectures takes the committed ones; any other host gets one with all of
    its own wheels, built into `.local/` unless it is there. Raises BuildError when that cannot be built.
    """
    architecture = {"x86_64": "x86_64", "aarch64": "arm64"}.get(platform.machine())
    if sys.platform == "linux" and platform.libc_ver()[0] == "glibc" and architecture:
        return [_folder(root) / f"{name}-{architecture}.zip" for name in layer.LAYERS]
    found = [
        wheel
        for cut in layer.LAYERS.values()
        for wheel in wheels.for_this_host(_requirements(root, cut), _wheel_cache(root))
    ]
    path = root / ".local" / "packages" / f"{'+'.join(wheel.stem for wheel in found)}.zip"
    if not path.is_file():
        zips.write(path, layer.whole_wheels_layer(found))
    return [path]


def function_members(*folders: Path) -> list[zips.Member]:
    """Return the members of a function's package: every `.py` file below its folders, and byte code for each.

    Raises BuildError when there is no `handler.py` among them, or two folders have a module of one name.
    """
    sources: dict[str, bytes] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            name = path.relative_to(folder).as_posix()
            if name in sources:
                raise BuildError(f"{path} has a name that another module of the package has.")
            sources[name] = path.read_bytes()
    if "handler.py" not in sources:
        raise BuildError(f"{folders[0]} has no handler.py, where the function's entry point is.")
    return [*(zips.Member(name, source) for name, source in sources.items()), *compiled(sources, LAMBDA_ROOT)]


def _hashes(path: Path) -> dict[str, str]:
    digest = wheels.sha256(path)
    return {"sha256": digest, "source_code_hash": base64.b64encode(bytes.fromhex(digest)).decode()}


def _packages(root: Path) -> Iterator[Package]:
    for function, folders in FUNCTIONS.items():
        yield Package(f"{function}.zip", function_members(*(root / "lambdas" / folder for folder in folders)))
    for name, cut in layer.LAYERS.items():
        for architecture in wheels.LAMBDA_PLATFORMS:
            found = wheels.for_lambda(architecture, _requirements(root, cut), _wheel_cache(root))
            origin: Facts = {"wheels": {wheel.name: wheels.sha256(wheel) for wheel in found}}
            members = layer.lambda_layer(found, cut, architecture)
            yield Package(f"{name}-{architecture}.zip", members, origin)


def _manifest(root: Path) -> Manifest:
    path = _manifest_path(root)
    manifest: Manifest = json.loads(path.read_text()) if path.is_file() else {}
    return manifest


def _manifest_path(root: Path) -> Path:
    return _folder(root) / "manifest.json"


def _folder(root: Path) -> Path:
    return root / "module" / "packages"


def _requirements(root: Path, cut: layer.Cut) -> Path:
    return root / "lambdas" / "process_uploaded_file" / cut.requirements


def _wheel_cache(root: Path) -> Path:
    return root / ".local" / "wheels"
