"""Prepare both sides as they run in Lambda: unpack our packages, install the Node side, set variables."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.errors import BenchError
from tools.build_packages.packages import host_layers

ROOT = Path(__file__).parents[1]
LOCAL = ROOT / ".local/bench"
NODE_SOURCES = ROOT / "benchmarks/node"
PYTHON_SOURCES = ROOT / "benchmarks/python"
NODE = LOCAL / "node"
PACKAGES = ROOT / "module/packages"
FUNCTIONS = ("get_presigned_url", "process_uploaded_file")
LAYERS = ("layer", "heif-layer")
LEAST_NODE = 20

AUTH_SECRET = "a secret of the benchmark's"  # noqa: S105 - of an engine that runs for a minute
BUCKET = "bench-uploads"
TABLE = "bench-uploads-metadata"


def check() -> None:
    """Check this machine's tools. Raises BenchError if one is missing or too old."""
    if not Path("/proc/self/status").exists():
        raise BenchError(
            "The benchmark reads /proc, which only Linux has. Run it on Linux or in a container."
        )
    missing = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    if missing:
        raise BenchError(
            f"{' and '.join(missing)} not found. The benchmark compares with Node: install Node {LEAST_NODE} "
            "or newer, with npm, from nodejs.org or your system's packages. Then try again."
        )
    version = node_version()
    if int(version.split(".")[0]) < LEAST_NODE:
        raise BenchError(f"Node {version} is older than sharp supports: install Node {LEAST_NODE} or newer.")


def node_version() -> str:
    """Return Node's version, such as 20.1.0."""
    return _output("node", "--version").removeprefix("v")


def versions() -> dict[str, str]:
    """Return the versions of the compared programs, by name."""
    lock = (NODE_SOURCES / "package.json").read_text()
    found = dict(re.findall(r'"((?:@aws-sdk/)?[\w-]+)": "(\d[\d.]*)"', lock))
    layer = next(unpacked("layer").glob("python/pillow-*.dist-info")).name
    return {
        "Python": platform.python_version(),
        "Pillow": layer.removeprefix("pillow-").removesuffix(".dist-info"),
        "Node": node_version(),
        "sharp": found["sharp"],
        "AWS SDK for JavaScript": found["@aws-sdk/client-s3"],
    }


def prepare(report: Callable[[str], None]) -> None:
    """Unpack and install both sides, if they have changed. Raises BenchError."""
    unpack()
    install_node(report)


def unpack() -> None:
    """Unpack those of our packages that have changed."""
    for name in FUNCTIONS:
        _unpack(PACKAGES / f"{name}.zip", name)
    for name, layer in zip(LAYERS, host_layers(), strict=False):  # a single host layer has everything
        _unpack(layer, name)


def unpacked(name: str) -> Path:
    """Return the folder of an unpacked package."""
    return LOCAL / "unpacked" / name


def layer_zip() -> Path:
    """Return the path of the measured Pillow layer."""
    return host_layers()[0]


def python_command(script: str, *arguments: str) -> list[str]:
    """Return the command for a script of our side. Like Lambda, it gives Python no options."""
    return [sys.executable, str(PYTHON_SOURCES / script), *arguments]


def our_folders(function: str) -> list[str]:
    """Return the first folders of Python's path: the function's package, then its layers if it has any."""
    folders = [str(unpacked(function))]
    if function == "process_uploaded_file":
        folders += [str(unpacked(name) / "python") for name in LAYERS if unpacked(name).is_dir()]
    return folders


def node_command(script: str, *arguments: str) -> list[str]:
    """Return the command for a script of the Node side."""
    return ["node", str(NODE / script), *arguments]


def environment(endpoint: str | None = None, authority: Path | None = None) -> dict[str, str]:
    """Return the environment variables of a function. Of the shell's variables, it has only PATH.

    `endpoint` is AWS's URL, `authority` the PEM file of its certificate authority. As in Lambda, both sides
    load about 140 authorities: ours from all-authorities.pem beside that file, Node from its own list.
    """
    variables = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        # Turns off a warning that Lambda's own Node does not print, because it would cost Node time.
        "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
        "UPLOADS_BUCKET": BUCKET,
        "UPLOADS_PREFIX": "uploads/",
        "THUMBNAILS_PREFIX": "thumbnails/",
        "METADATA_TABLE": TABLE,
        "SCANNER": "none",
        "DELETE_REJECTED": "false",
        "THUMBNAILS": "{}",
        "THUMBNAIL_FORMAT": "source",
        "MAX_UPLOAD_BYTES": "100000000",
        "MAX_IMAGE_PIXELS": "60000000",
        "ALLOWED_CONTENT_TYPES": '["image/jpeg", "image/png", "image/webp", "image/gif"]',
        "THUMBNAIL": '{"width": 200, "height": 200, "fit": "contain", "quality": 80}',
        "AUTH_SECRET_ID": "bench/image-upload/secrets",
        "AUTH_SECRET_CACHE_SECONDS": "60",
        "URL_EXPIRATION_SECONDS": "300",
        "ALLOWED_EXTENSIONS": '{"jpg": "image/jpeg", "png": "image/png"}',
        "CORS_ALLOWED_ORIGINS": "[]",
        "TRANSFER_ACCELERATION": "false",
        "REQUIRE_SIZE": "false",
        "DNS_SUFFIX": "amazonaws.com",
    }
    if endpoint is not None:
        variables["AWS_ENDPOINT_URL"] = endpoint
    if authority is not None:
        variables["NODE_EXTRA_CA_CERTS"] = str(authority)
        variables["AWS_CA_BUNDLE"] = str(authority.with_name("all-authorities.pem"))
    return variables


def write_authorities(authority: Path) -> None:
    """Write all-authorities.pem beside `authority`, with that authority and all public ones."""
    import botocore  # boto3 uses its list in Lambda

    known = Path(botocore.__file__).with_name("cacert.pem").read_bytes()
    authority.with_name("all-authorities.pem").write_bytes(known + authority.read_bytes())


def _unpack(package: Path, name: str) -> None:
    folder = unpacked(name)
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    if _is_current(folder, digest):
        return
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    _mark(folder, digest)


def install_node(report: Callable[[str], None]) -> None:
    """Install the Node side with sharp, unless it is current. Raises BenchError."""
    sources = sorted(path for path in NODE_SOURCES.iterdir() if path.is_file())
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    if _is_current(NODE, digest):
        return
    report("installing the Node side")
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    for path in sources:
        shutil.copy(path, NODE)
    _output("npm", "ci", folder=NODE)
    # One bundled and minified file has the fastest cold start. sharp is native and cannot be bundled.
    require = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"
    for function in FUNCTIONS:
        _output(
            *("node", "node_modules/esbuild/bin/esbuild", f"{function}.mjs", "--bundle", "--minify"),
            *(
                "--platform=node",
                "--target=node20",
                "--format=esm",
                "--external:sharp",
                f"--banner:js={require}",
            ),
            *("--log-level=error", f"--outfile={function}.bundle.mjs"),
            folder=NODE,
        )
    _mark(NODE, digest)


def _is_current(folder: Path, digest: str) -> bool:
    stamp = folder.with_name(f"{folder.name}.sha256")
    return folder.is_dir() and stamp.is_file() and stamp.read_text() == digest


def _mark(folder: Path, digest: str) -> None:
    folder.with_name(f"{folder.name}.sha256").write_text(digest)


def _output(*command: str, folder: Path = ROOT) -> str:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BenchError(f"`{' '.join(command)}` failed:\n{result.stdout}{result.stderr}")
    return result.stdout.strip()
