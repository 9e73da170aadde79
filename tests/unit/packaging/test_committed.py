"""The packages that are committed: current, loadable in Lambda, and enough for every thumbnail."""

from __future__ import annotations

import ast
import base64
import json
import platform
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from images.all_formats import FORMATS

from tests.unit.packaging.samples import write_wheel
from tests.unit.process_uploaded_file.sample_images import encoded, photo
from tools.build_packages import elf, layer, packages, wheels, zips
from tools.build_packages.bytecode import compiled

FOLDER = packages.ROOT / "module" / "packages"
LAMBDA = packages.ROOT / "lambdas" / "process_uploaded_file"
DISTRIBUTIONS = {"pillow": ["isal", "pillow"], "heif": ["pi_heif"]}  # by layer
ARCHITECTURES = sorted(wheels.LAMBDA_PLATFORMS)
LIKE_LAMBDA = sys.platform == "linux" and platform.libc_ver()[0] == "glibc"
HERE = {"x86_64": "x86_64", "aarch64": "arm64"}.get(platform.machine()) if LIKE_LAMBDA else None

only_on_a_host_like_lambda = pytest.mark.skipif(
    HERE is None, reason="neither layer's shared objects can be loaded on this host"
)


def requirements(name: str) -> Path:
    return LAMBDA / layer.LAYERS[name].requirements


def shared_objects(name: str, architecture: str) -> dict[str, elf.SharedObject]:
    """Return what each shared object in a committed layer needs, by its file name."""
    return {
        Path(member.name).name: elf.parse(member.data)
        for member in zips.read(FOLDER / f"{name}-{architecture}.zip")
        if ".so" in Path(member.name).suffixes
    }


@pytest.fixture(scope="module")
def layer_here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the layers for this machine and return the folder that Lambda puts on the path."""
    folder = tmp_path_factory.mktemp("layer")
    for name in layer.LAYERS:
        with zipfile.ZipFile(FOLDER / f"{name}-{HERE}.zip") as archive:
            archive.extractall(folder)
    return folder / "python"


def run_with_nothing_but(folder: Path, program: str, told: str = "") -> str:
    """Run a program in a fresh interpreter that sees the standard library and `folder`; return its output."""
    return subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-W",
            "error",
            "-c",
            f"import sys; sys.path.append({str(folder)!r})\n{program}",
        ],
        input=told,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


@pytest.mark.parametrize("function", packages.FUNCTIONS)
def test_a_functions_package_is_what_its_sources_make(function: str) -> None:
    folders = (packages.ROOT / "lambdas" / folder for folder in packages.FUNCTIONS[function])
    members = packages.function_members(*folders)
    assert zips.differences(members, FOLDER / f"{function}.zip") == [], "run `nox -s build` and commit"


def test_the_manifest_has_the_hash_of_every_package_and_nothing_else() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    assert {name: entry["sha256"] for name, entry in manifest.items()} == {
        path.name: wheels.sha256(path) for path in FOLDER.glob("*.zip")
    }


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("name", layer.LAYERS)
def test_a_layer_comes_from_wheels_that_the_requirements_name(name: str, architecture: str) -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    origin = manifest[f"{name}-{architecture}.zip"]["wheels"]
    assert [wheel.partition("-")[0] for wheel in origin] == DISTRIBUTIONS[name]
    assert all(f"sha256:{digest}" in requirements(name).read_text() for digest in origin.values())


@only_on_a_host_like_lambda
@pytest.mark.parametrize("name", layer.LAYERS)
def test_the_layer_for_this_machine_is_cut_from_the_wheels_that_are_installed(
    tmp_path: Path, name: str
) -> None:
    # Both come from hashed requirements; `lint` compares both machines' layers with the wheels themselves.
    found = [installed_wheel(distribution, name, tmp_path) for distribution in DISTRIBUTIONS[name]]
    assert HERE is not None
    members = layer.lambda_layer(found, layer.LAYERS[name], HERE)
    assert zips.differences(members, FOLDER / f"{name}-{HERE}.zip") == []


def installed_wheel(name: str, of_layer: str, folder: Path) -> Path:
    """Return the wheel of an installed distribution, put together again."""
    installed = metadata.distribution(name)
    pinned = requirements(of_layer).read_text().replace("pi-heif", "pi_heif")
    assert re.findall(rf"^{name}==(\S+)", pinned, re.MULTILINE) == [installed.version]
    files = {
        str(file): file.read_binary()
        for file in installed.files or ()
        if file.suffix != ".pyc" and file.parts[0] != ".."
    }
    return write_wheel(folder / f"{name}.whl", files)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_layers_byte_code_is_what_its_sources_compile_to(architecture: str) -> None:
    members = {member.name: member for member in zips.read(FOLDER / f"pillow-{architecture}.zip")}
    sources = {name: member.data for name, member in members.items() if name.endswith(".py")}
    byte_code = [member for name, member in sorted(members.items()) if name.endswith(".pyc")]
    assert compiled(sources, layer.LAMBDA_ROOT) == byte_code


@pytest.mark.parametrize("name", layer.LAYERS)
def test_the_layers_differ_in_their_shared_objects_only(name: str) -> None:
    arm64, x86_64 = (
        {
            member
            for member in zips.read(FOLDER / f"{name}-{architecture}.zip")
            if ".so" not in Path(member.name).suffixes
        }
        for architecture in ARCHITECTURES
    )
    assert arm64 == x86_64


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("pillow", {"libjpeg", "libwebp", "libavif", "libtiff", "liblcms2"}),
        ("heif", {"libheif", "libde265"}),
    ],
)
def test_both_layers_hold_the_same_libraries(name: str, some: set[str]) -> None:
    arm64, x86_64 = (
        {library.partition("-")[0].partition(".")[0] for library in shared_objects(name, architecture)}
        for architecture in ARCHITECTURES
    )
    assert arm64 == x86_64
    assert some < arm64


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("name", layer.LAYERS)
def test_a_layers_shared_objects_find_all_they_need_in_lambda(name: str, architecture: str) -> None:
    found = shared_objects(name, architecture)
    assert {library.machine for library in found.values()} == {architecture}
    needed = frozenset[str]().union(*(library.needed for library in found.values()))
    assert needed <= found.keys() | layer.RUNTIME_LIBRARIES
    glibc = {
        tuple(map(int, version.removeprefix("GLIBC_").split(".")))
        for library in found.values()
        for version in library.versions
        if version.startswith("GLIBC_")
    }
    assert max(glibc) <= (2, 34)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("name", layer.LAYERS)
def test_a_layer_is_small_enough_to_be_committed(name: str, architecture: str) -> None:
    assert (FOLDER / f"{name}-{architecture}.zip").stat().st_size < 6_000_000


@only_on_a_host_like_lambda
def test_every_module_in_the_layer_imports(layer_here: Path) -> None:
    program = "import importlib\nfrom PIL import Image\nfrom isal import igzip_lib\n" + "".join(
        f"importlib.import_module('PIL.{path.stem}')\n" for path in sorted((layer_here / "PIL").glob("*.py"))
    )
    run_with_nothing_but(layer_here, program + "print(Image.__file__)")


def test_what_a_kept_module_imports_when_called_is_kept_too() -> None:
    members = zips.read(FOLDER / f"pillow-{ARCHITECTURES[0]}.zip")
    sources = [member.data for member in members if re.fullmatch(r"python/PIL/\w+\.py", member.name)]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    imported = {
        name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for name in ([node.module] if node.module else [alias.name for alias in node.names])
    }
    submodules = {name for name in imported if name[0] == "_" or name.startswith("Image")}
    for_a_screen = {"ImageQt", "ImageShow", "ImageWin"}
    for_type_checkers = {"_typing"}
    in_the_package_itself = {"_plugins", "__version__"}
    assert submodules - kept_of_pillow() == for_a_screen | for_type_checkers | in_the_package_itself


def kept_of_pillow() -> set[str]:
    """Return the names of its modules and extension modules that the layer has."""
    cut = layer.LAYERS["pillow"]
    return {path.removeprefix("PIL/") for path in cut.modules | cut.extensions if path.startswith("PIL/")}


def test_the_function_takes_nothing_from_pillow_that_the_layer_lacks() -> None:
    nodes = [node for source in LAMBDA.rglob("*.py") for node in ast.walk(ast.parse(source.read_bytes()))]
    taken = {
        name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "PIL"
        for name in (
            [node.module.removeprefix("PIL.")] if "." in node.module else [alias.name for alias in node.names]
        )
    }
    assert {"Image"} < taken <= kept_of_pillow() | {"UnidentifiedImageError"}


@only_on_a_host_like_lambda
def test_the_layer_knows_every_type_that_the_function_decodes(layer_here: Path) -> None:
    program = f"""
import json
sys.path.append({str(LAMBDA)!r})
from images.thumbnails import load_decoders
from PIL import Image
load_decoders(json.load(sys.stdin), completely=True)
print(json.dumps([Image.MIME[name] for name in Image.OPEN if name in Image.MIME]))
"""
    assert (
        set(json.loads(run_with_nothing_but(layer_here, program, json.dumps([*FORMATS])))) >= FORMATS.keys()
    )


@only_on_a_host_like_lambda
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP"])
def test_an_image_survives_the_way_there_and_back(layer_here: Path, image_format: str) -> None:
    program = f"""
import io
from PIL import Image
Image.init()
buffer = io.BytesIO()
Image.new("RGB", (64, 48), (250, 120, 10)).save(buffer, {image_format!r})
with Image.open(buffer, formats=[{image_format!r}]) as image:
    image.thumbnail((32, 32), Image.Resampling.LANCZOS)
    print(image.format, image.size, *image.convert("RGB").getpixel((16, 12)))
"""
    format_read, width, height, *pixel = re.findall(r"\w+", run_with_nothing_but(layer_here, program))
    assert (format_read, width, height) == (image_format, "32", "24")
    assert list(map(int, pixel)) == pytest.approx([250, 120, 10], abs=12)  # lossy formats, small errors


@only_on_a_host_like_lambda
def test_heic_is_decoded_by_the_libraries_that_the_notice_names(layer_here: Path) -> None:
    program = f"""
import base64, json, _pi_heif
sys.path.append({str(LAMBDA)!r})
from images.thumbnails import ImageLimits, WantedThumbnail, make_thumbnails
limits = ImageLimits(frozenset(["image/heic"]), 10_000, 100_000_000)
wanted = [WantedThumbnail("default", 32, 32, "contain", 80)]
made = make_thumbnails(base64.b64decode(sys.stdin.read()), limits, wanted)
about = _pi_heif.get_lib_info()
print(json.dumps([made.width, made.thumbnails[0].width, about["libheif"], about["decoders"]["libde265"]]))
"""
    heic = base64.b64encode(encoded(photo((64, 48)), "HEIC")).decode()
    width, of_thumbnail, libheif, libde265 = json.loads(run_with_nothing_but(layer_here, program, heic))
    assert (width, of_thumbnail) == (64, 32)
    notice = (layer_here.parent / "licences/heif/NOTICE.txt").read_text()
    for name, version in (("libheif", libheif), ("libde265", libde265.rpartition(" ")[2])):
        listed = rf"^ +{name} {re.escape(version)} +https://\S+/v{re.escape(version)}$"
        assert re.search(listed, notice, re.MULTILINE)


@only_on_a_host_like_lambda
@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg", "zstd", "lzma"])
def test_a_tiff_in_any_compression_that_the_library_has_is_read(layer_here: Path, compression: str) -> None:
    program = f"""
import io
from PIL import Image
buffer = io.BytesIO()
Image.new("RGB", (16, 16), (10, 20, 30)).save(buffer, "TIFF", compression={compression!r})
print(Image.open(buffer).convert("RGB").getpixel((8, 8)))
"""
    pixel = tuple(map(int, re.findall(r"\d+", run_with_nothing_but(layer_here, program))))
    assert pixel == pytest.approx((10, 20, 30), abs=4)


@only_on_a_host_like_lambda
def test_colour_profiles_are_converted(layer_here: Path) -> None:
    program = """
from PIL import Image, ImageCms
srgb = ImageCms.createProfile("sRGB")
lab = ImageCms.createProfile("LAB")
image = ImageCms.profileToProfile(Image.new("RGB", (1, 1), "white"), srgb, lab, outputMode="LAB")
print(image.getpixel((0, 0)))
"""
    assert run_with_nothing_but(layer_here, program) == "(255, 128, 128)\n"


@only_on_a_host_like_lambda
def test_the_byte_code_runs_without_a_look_at_the_source(layer_here: Path) -> None:
    source = layer_here / "PIL" / "_version.py"
    original = source.read_bytes()
    source.write_text("raise RuntimeError('compiled again')")
    try:
        assert run_with_nothing_but(layer_here, "import PIL\nprint(PIL.__version__)").strip()
    finally:
        source.write_bytes(original)
