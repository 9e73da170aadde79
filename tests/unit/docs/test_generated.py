"""What documents show of the sources is what the sources say, and the generator finds it when it is not."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tools.build_docs import picture
from tools.build_docs.__main__ import ROOT, stale
from tools.build_docs.markers import MarkerError
from tools.build_docs.tables import inputs, outputs, with_tables

MODULE = ROOT / "module"


@pytest.fixture(scope="module")
def input_rows() -> list[str]:
    return inputs(MODULE / "variables.tf").splitlines()[2:]


def test_nothing_generated_is_stale() -> None:
    assert [str(path.relative_to(ROOT)) for path, _ in stale(ROOT)] == [], "run `nox -s docs` and commit"


def test_every_variable_and_output_has_a_row(input_rows: list[str]) -> None:
    variables = re.findall(r'^variable "(\w+)"', (MODULE / "variables.tf").read_text(), re.MULTILINE)
    assert [row.split("`")[1] for row in input_rows] == variables
    declared = re.findall(r'^output "(\w+)"', (MODULE / "outputs.tf").read_text(), re.MULTILINE)
    rows = outputs(MODULE / "outputs.tf").splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == declared


def test_every_row_has_all_its_cells_filled(input_rows: list[str]) -> None:
    for row in input_rows:
        cells = re.split(r"(?<!\\)\|", row)[1:-1]
        assert len(cells) == 4, row
        assert all(cell.strip(" `") for cell in cells), row


def test_a_row_says_what_the_declaration_says(tmp_path: Path) -> None:
    file = tmp_path / "variables.tf"
    file.write_text(
        'variable "a" {\n  description = "Says \\"a\\" | $${b}."\n'
        "  type = object({ x = string, y = optional(list(number), []) })\n  default = { x = null }\n}\n"
        'variable "b" {\n  description = "B."\n  type = list(string)\n}\n'
    )
    assert inputs(file).splitlines()[2:] == [
        '| `a` | Says "a" \\| ${b}. |'
        " `object({ x = string, y = optional(list(number), []) })` | `{ x = null }` |",
        "| `b` | B. | `list(string)` | **required** |",
    ]


@pytest.mark.parametrize("text", ["", "{0}", "{1}", "{1} {0}", "{0} {0} {1}", "{0} {1} {1}"])
def test_a_document_needs_both_markers_once_and_in_order(text: str) -> None:
    document = text.format("<!-- BEGIN inputs -->", "<!-- END inputs -->")
    with pytest.raises(MarkerError, match="BEGIN inputs"):
        with_tables(document, MODULE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the documents and of what they are made from."""
    shutil.copytree(MODULE, tmp_path / "module", ignore=shutil.ignore_patterns("packages"))
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for name in ("README.md", "DEVELOPMENT.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_a_changed_declaration_makes_the_readme_stale(copy: Path) -> None:
    declarations = copy / "module/outputs.tf"
    text = declarations.read_text()
    declarations.write_text(text.replace("Name of the uploads bucket.", "Something else."))
    assert declarations.read_text() != text
    assert [path.name for path, _ in stale(copy)] == ["README.md"]


def test_the_picture_is_what_its_source_draws() -> None:
    with (
        Image.open(ROOT / "docs/upload-image-infra.png") as committed,
        Image.open(io.BytesIO(picture.make())) as drawn,
    ):
        assert committed.size == drawn.size == (picture.WIDTH, picture.HEIGHT)
        difference = ImageChops.difference(committed.convert("L"), drawn.convert("L"))
    # Another processor may round an edge's grey otherwise; a line that moved is far above this.
    assert sum(count for grey, count in enumerate(difference.histogram()) if grey > 64) < 50
