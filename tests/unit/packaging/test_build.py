"""Building the packages and checking them, in a repository in small."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.unit.packaging.samples import WHEELS, wheel_files, write_repository, write_wheel, write_wheels
from tools.build_packages import layer, packages, wheels, zips
from tools.build_packages.errors import BuildError

NAMES = {
    *(f"{name}-{architecture}.zip" for name in layer.LAYERS for architecture in wheels.LAMBDA_PLATFORMS),
    *(f"{name}.zip" for name in packages.FUNCTIONS),
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return write_repository(tmp_path / "repository")


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_repository(tmp_path_factory.mktemp("built") / "repository")
    assert build(root) == NAMES
    return root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """Return a copy of a repository whose packages are current."""
    return shutil.copytree(built_once, tmp_path / "built")


def build(root: Path) -> set[str]:
    """Build, and return the names of the zips that were written."""
    return {path.name for path, written in packages.build(root) if written}


def outputs(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "module" / "packages").iterdir()}


def manifest(root: Path) -> packages.Manifest:
    content: packages.Manifest = json.loads(outputs(root)["manifest.json"])
    return content


def test_a_first_build_writes_every_package_and_the_check_agrees(repository: Path) -> None:
    assert build(repository) == NAMES
    assert outputs(repository).keys() == NAMES | {"manifest.json"}
    assert list(packages.check(repository)) == []


@pytest.mark.parametrize(
    "theirs",
    [
        {"umask": "077", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "USER": "one"},
        {
            "umask": "000",
            "TZ": "America/Adak",
            "LC_ALL": "C.UTF-8",
            "PYTHONHASHSEED": "2",
            "PYTHONNODEBUGRANGES": "1",
        },
    ],
)
def test_the_bytes_depend_on_neither_folder_nor_settings(
    built: Path, tmp_path: Path, theirs: dict[str, str]
) -> None:
    other = write_repository(tmp_path / "somewhere else" / "with a longer path")
    for source in other.glob("lambdas/*/*.py"):
        source.chmod(0o755)
        os.utime(source, (1e9, 1e9))
    program = (
        "import os, sys, decimal, email.message\n"  # more modules than the tests' own process may have
        "os.umask(int(os.environ['umask'], 8))\n"
        "from pathlib import Path\n"
        "from tools.build_packages import packages\n"
        "list(packages.build(Path(sys.argv[1])))\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(other)],
        env={**os.environ, **theirs, "PYTHONPATH": str(packages.ROOT)},
        cwd=tmp_path,
        check=True,
    )
    assert outputs(other) == outputs(built)


def test_a_second_build_touches_nothing(built: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (built / "module" / "packages").iterdir()}
    assert build(built) == set()
    assert before == {path: path.stat().st_mtime_ns for path in (built / "module" / "packages").iterdir()}


def test_a_zip_with_the_same_members_in_other_bytes_is_left_alone(built: Path) -> None:
    path = built / "module" / "packages" / "pillow-arm64.zip"
    stored = restored(path)
    assert build(built) == set()
    assert path.read_bytes() == stored
    assert manifest(built)["pillow-arm64.zip"]["sha256"] == wheels.sha256(path)


def restored(path: Path) -> bytes:
    """Write the zip again with its members compressed otherwise, as another zlib would; return its bytes."""
    with zipfile.ZipFile(path) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in members:
            archive.writestr(info, data, zipfile.ZIP_STORED)
    return path.read_bytes()


def test_a_package_keeps_the_name_of_its_compiler_while_another_makes_the_same(built: Path) -> None:
    path = built / "module" / "packages" / "manifest.json"
    path.write_text(path.read_text().replace(platform.python_version(), "3.13.99"))
    (built / "lambdas" / "get_presigned_url" / "handler.py").write_text("import answers\n")
    assert build(built) == {"get_presigned_url.zip"}
    assert {name: entry["python"] for name, entry in manifest(built).items()} == {
        "get_presigned_url.zip": platform.python_version(),
        **dict.fromkeys(NAMES - {"get_presigned_url.zip"}, "3.13.99"),
    }


def test_a_changed_handler_rewrites_its_own_package_only(built: Path) -> None:
    (built / "lambdas" / "get_presigned_url" / "handler.py").write_text("import answers\n")
    assert build(built) == {"get_presigned_url.zip"}
    assert list(packages.check(built)) == []


def test_every_module_of_a_function_is_in_its_package_with_byte_code(built: Path) -> None:
    package = zips.read(built / "module" / "packages" / "get_presigned_url.zip")
    assert [member.name for member in package] == [
        "__pycache__/handler.cpython-313.pyc",
        "__pycache__/shared_answers.cpython-313.pyc",
        "answers/__pycache__/of_get_presigned_url.cpython-313.pyc",
        "answers/of_get_presigned_url.py",
        "handler.py",
        "shared_answers.py",
    ]


def test_a_changed_shared_module_rewrites_the_packages_that_have_it(built: Path) -> None:
    (built / "lambdas/shared_api/shared_answers.py").write_text("SHARED = 2\n")
    assert build(built) == {
        f"{name}.zip" for name, folders in packages.FUNCTIONS.items() if "shared_api" in folders
    }


def test_two_modules_of_one_name_are_no_package(built: Path) -> None:
    (built / "lambdas/shared_api/handler.py").write_text("SHARED = 1\n")
    with pytest.raises(BuildError, match="another module"):
        build(built)


def test_byte_code_has_no_time_stamp_and_the_path_that_the_source_has_in_lambda(built: Path) -> None:
    package = zips.read(built / "module" / "packages" / "get_presigned_url.zip")
    byte_code = next(member.data for member in package if member.name.endswith("handler.cpython-313.pyc"))
    hash_based_and_unchecked = (0b01).to_bytes(4, "little")
    assert byte_code[4:8] == hash_based_and_unchecked
    assert b"/var/task/handler.py" in byte_code
    assert any(b"/var/task/answers/of_get_presigned_url.py" in member.data for member in package)
    assert str(built).encode() not in byte_code


def test_the_manifest_says_what_each_package_is_and_was_made_from(built: Path) -> None:
    content = manifest(built)
    assert {name: entry["sha256"] for name, entry in content.items()} == {
        name: wheels.sha256(built / "module" / "packages" / name) for name in NAMES
    }
    assert {entry["python"] for entry in content.values()} == {platform.python_version()}
    assert content["pillow-arm64.zip"]["wheels"] == {
        path.name: wheels.sha256(path)
        for path in (built / ".local" / "wheels" / "manylinux_2_28_aarch64").glob("*.whl")
        if not path.name.startswith("pi_heif")
    }


def test_the_check_says_what_differs_and_writes_nothing(built: Path) -> None:
    before = outputs(built)
    function = built / "lambdas" / "process_uploaded_file"
    (function / "handler.py").write_text("import answers\n")
    (function / "sizes.py").write_text("SMALL = 200\n")
    assert list(packages.check(built)) == [
        "process_uploaded_file.zip lacks __pycache__/sizes.cpython-313.pyc.",
        "process_uploaded_file.zip lacks sizes.py.",
        "process_uploaded_file.zip holds another __pycache__/handler.cpython-313.pyc than the sources make.",
        "process_uploaded_file.zip holds another handler.py than the sources make.",
    ]
    assert outputs(built) == before


def test_the_check_names_the_compiler_when_it_was_another(built: Path) -> None:
    path = built / "module" / "packages" / "manifest.json"
    path.write_text(path.read_text().replace(platform.python_version(), "3.13.99"))
    assert list(packages.check(built)) == []
    (built / "lambdas" / "get_presigned_url" / "handler.py").write_text("import answers\n")
    assert any("compiled by Python 3.13.99" in finding for finding in packages.check(built))


def test_the_check_finds_a_manifest_that_is_not_the_zips(built: Path) -> None:
    path = built / "module" / "packages" / "pillow-arm64.zip"
    old = wheels.sha256(path)
    restored(path)
    in_hexadecimal, in_base64 = packages.check(built)
    assert in_hexadecimal == (
        f"manifest.json gives pillow-arm64.zip the sha256 {old}, not {wheels.sha256(path)}."
    )
    assert in_base64.startswith("manifest.json gives pillow-arm64.zip the source_code_hash ")


def test_the_check_finds_a_zip_that_nothing_builds(built: Path) -> None:
    zips.write(built / "module" / "packages" / "old.zip", [])
    assert list(packages.check(built)) == ["old.zip is in module/packages/, and nothing builds it."]


def test_a_source_that_does_not_compile_stops_the_build_with_its_place(repository: Path) -> None:
    (repository / "lambdas" / "get_presigned_url" / "handler.py").write_text("def\n")
    with pytest.raises(BuildError, match=r"does not compile: .*(?s:.*)/var/task/handler.py.*line 1"):
        build(repository)


def test_a_function_without_an_entry_point_stops_the_build(repository: Path) -> None:
    (repository / "lambdas" / "get_presigned_url" / "handler.py").unlink()
    with pytest.raises(BuildError, match=r"get_presigned_url has no handler\.py"):
        build(repository)


def test_a_wheel_in_the_cache_that_the_requirements_do_not_name_is_never_used(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    platform_name = wheels.LAMBDA_PLATFORMS["arm64"]
    cached = next((repository / ".local" / "wheels" / platform_name).glob("pillow-*.whl"))
    write_wheel(cached, wheel_files("arm64") | {"PIL/Image.py": b"import os  # not what was published\n"})
    with pytest.raises(BuildError, match=f"wheels for {platform_name} could not be downloaded.* pip said: "):
        build(repository)


@pytest.mark.parametrize(("machine", "architecture"), [("x86_64", "x86_64"), ("aarch64", "arm64")])
def test_a_host_like_lambda_uses_the_committed_layers(
    repository: Path, monkeypatch: pytest.MonkeyPatch, machine: str, architecture: str
) -> None:
    pretend(monkeypatch, "linux", machine, "glibc")
    folder = repository / "module" / "packages"
    assert packages.host_layers(repository) == [
        folder / f"pillow-{architecture}.zip",
        folder / f"heif-{architecture}.zip",
    ]


@pytest.mark.parametrize(
    ("system", "machine", "libc"),
    [("darwin", "arm64", ""), ("linux", "x86_64", ""), ("linux", "riscv64", "glibc")],
)
def test_any_other_host_builds_a_layer_for_itself_once(
    repository: Path, monkeypatch: pytest.MonkeyPatch, system: str, machine: str, libc: str
) -> None:
    pretend(monkeypatch, system, machine, libc)
    found = write_wheels(repository, wheel_files("arm64"), "host")
    of_each = {"requirements.txt": found[:2], "requirements-heif.txt": found[2:]}
    monkeypatch.setattr(wheels, "for_this_host", lambda requirements, _cache: of_each[requirements.name])
    (path,) = packages.host_layers(repository)
    name = "+".join(f"{wheel}-cp313-cp313-host" for wheel in WHEELS) + ".zip"
    assert path == repository / ".local" / "packages" / name
    assert "python/pi_heif/__init__.py" in {member.name for member in zips.read(path)}
    assert "python/PIL/ImageFont.py" in {member.name for member in zips.read(path)}
    built_at = path.stat().st_mtime_ns
    assert packages.host_layers(repository) == [path]
    assert path.stat().st_mtime_ns == built_at


def pretend(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, libc: str) -> None:
    """Make this host look like another one."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "libc_ver", lambda: (libc, "2.39"))
