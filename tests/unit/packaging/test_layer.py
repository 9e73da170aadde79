"""What of the wheels becomes a layer, on wheels in small."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.packaging.samples import shared_object, wheel_files, write_wheels
from tools.build_packages import layer
from tools.build_packages.errors import BuildError

PILLOW = layer.LAYERS["pillow"]
IMAGING = "PIL/_imaging.cpython-313-arm64-linux-gnu.so"


@pytest.fixture
def files() -> dict[str, bytes]:
    return wheel_files("arm64")


def members_of(files: dict[str, bytes], folder: Path) -> set[str]:
    """Return the names in the arm64 layer of Pillow, without the modules and their byte code."""
    members = layer.lambda_layer(write_wheels(folder, files)[:2], PILLOW, "arm64")
    return {member.name for member in members if not member.name.endswith((".py", ".pyc"))}


def test_a_library_is_kept_when_something_kept_is_linked_to_it(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    libraries = {name for name in members_of(files, tmp_path) if "pillow.libs" in name}
    assert libraries == {"python/pillow.libs/libtiff-12ab.so.6", "python/pillow.libs/libzstd-34cd.so.1"}


def test_of_the_rest_licences_and_metadata_are_kept(files: dict[str, bytes], tmp_path: Path) -> None:
    assert {name for name in members_of(files, tmp_path) if not name.endswith((".so", ".so.1", ".so.6"))} == {
        "python/isal-1.9.1.dist-info/METADATA",
        "python/isal-1.9.1.dist-info/licenses/LICENSE",
        "python/isal/isa-l/LICENSE",
        "python/pillow-13.0.0.dist-info/METADATA",
        "python/pillow-13.0.0.dist-info/licenses/LICENSE",
    }


def test_every_module_has_byte_code_and_none_is_dropped_text_drawing(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    members = layer.lambda_layer(write_wheels(tmp_path, files)[:2], PILLOW, "arm64")
    names = {member.name for member in members}
    assert {f"python/{module}.py" for module in PILLOW.modules} < names
    folders = (module.rpartition("/") for module in PILLOW.modules)
    assert {f"python/{folder}/__pycache__/{name}.cpython-313.pyc" for folder, _, name in folders} < names
    assert not {"python/PIL/ImageFont.py", "python/isal/igzip.py"} & names


def test_heics_decoder_is_libraries_and_what_their_licences_ask_for(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    members = layer.lambda_layer(write_wheels(tmp_path, files)[2:], layer.LAYERS["heif"], "arm64")

    assert {member.name for member in members} == {
        "python/_pi_heif.cpython-313-arm64-linux-gnu.so",
        "python/pi_heif.libs/libheif-78ab.so.1",
        "python/pi_heif.libs/libde265-90cd.so.0",
        "python/pi_heif-1.4.0.dist-info/METADATA",
        "python/pi_heif-1.4.0.dist-info/licenses/LICENSE.txt",
        "licences/heif/GPL-3.0.txt",
        "licences/heif/LGPL-3.0.txt",
        "licences/heif/NOTICE.txt",
    }


def test_a_library_that_nobody_has_stops_the_build(files: dict[str, bytes], tmp_path: Path) -> None:
    files[IMAGING] = shared_object(183, ["libX11.so.6"])
    with pytest.raises(BuildError, match=r"_imaging.* needs \['libX11.so.6'\], which neither the wheels"):
        members_of(files, tmp_path)


def test_a_glibc_newer_than_lambdas_stops_the_build(files: dict[str, bytes], tmp_path: Path) -> None:
    files[IMAGING] = shared_object(183, version="GLIBC_2.35")
    with pytest.raises(BuildError, match=r"needs GLIBC_2.35, and Lambda has glibc 2.34"):
        members_of(files, tmp_path)


def test_a_library_for_the_other_machine_stops_the_build(files: dict[str, bytes], tmp_path: Path) -> None:
    files[IMAGING] = shared_object(62)
    with pytest.raises(BuildError, match="is for x86_64, not for arm64"):
        members_of(files, tmp_path)


def test_a_module_that_the_wheels_no_longer_have_stops_the_build(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    del files["PIL/ImageCms.py"]
    with pytest.raises(BuildError, match=r"no PIL/ImageCms.py, .* see tools/build_packages/layer.py"):
        members_of(files, tmp_path)


def test_an_extension_that_the_wheels_no_longer_have_stops_the_build(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    del files[IMAGING]
    with pytest.raises(BuildError, match=r"Of the extension modules .* the wheels have"):
        members_of(files, tmp_path)


def test_a_host_unlike_lambdas_gets_the_whole_wheels(files: dict[str, bytes], tmp_path: Path) -> None:
    names = {member.name for member in layer.whole_wheels_layer(write_wheels(tmp_path, files))}
    assert {f"python/{name}" for name in files} < names
    assert "python/PIL/__pycache__/ImageFont.cpython-313.pyc" in names
