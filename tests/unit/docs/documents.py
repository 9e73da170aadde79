"""The repository's documents, and the parts of one."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local_aws.engine import ROOT

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\S*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class CodeBlock:
    """A fenced block: its language, its lines without their common indentation, and where it begins."""

    document: Path
    line: int
    language: str
    body: str

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}"


def tracked(pattern: str = "") -> list[Path]:
    """Return the files that git has in this repository and that match a pathspec, all if there is none."""
    command = ["git", "ls-files", "-z", "--", pattern or "."]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=30).stdout
    return sorted({ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()})


def documents() -> list[Path]:
    """Return every Markdown file of the repository."""
    return tracked("*.md")


def code_blocks(document: Path) -> Iterator[CodeBlock]:
    """Yield the fenced blocks of `document`."""
    text = document.read_text()
    for match in FENCE.finditer(text):
        indent = len(match["indent"])
        body = "".join(line[indent:] if line.strip() else line for line in match["body"].splitlines(True))
        yield CodeBlock(document, text.count("\n", 0, match.start()) + 1, match["language"], body)


def prose(document: Path) -> str:
    """Return the text of `document` without its code, in blocks and in lines."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", document.read_text()))


def anchors(document: Path) -> set[str]:
    """Return the anchors of the headings of `document`, as GitHub makes them."""
    titles = re.findall(r"^#{1,6} +(.*?) *#*$", FENCE.sub("", document.read_text()), re.MULTILINE)
    found: set[str] = set()
    for title in titles:
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()
        anchor = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        repeated = sum(1 for other in found if re.fullmatch(rf"{re.escape(anchor)}(-\d+)?", other))
        found.add(f"{anchor}-{repeated}" if repeated else anchor)
    return found
