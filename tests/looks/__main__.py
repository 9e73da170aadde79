"""Compare our thumbnails of a folder's pictures with those that sharp makes, as a table and contact sheets.

Exit status: 0 if all look the same, 1 if some do not, 2 if nothing could be compared.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks import runtime
from benchmarks.errors import BenchError
from tests.looks import sheet, sides
from tests.looks.comparison import Comparison, Verdict, compared, mean_rgba

FOLDER = runtime.ROOT / ".local/looks"
ENDINGS = frozenset(
    (
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".gif", ".avif"),
        *(".tif", ".tiff", ".bmp", ".dib", ".heic", ".heif", ".jp2", ".jxl"),
    )
)
NOT_FILES = tuple(map(Path, ("/proc", "/sys", "/dev")))
MOST_IN_A_CALL = 500
HEADER = "verdict | file | ours | reference | mean RGBA, ours | reference | mean difference | largest"

type Row = tuple[Path, sides.Side, sides.Side, Comparison]


def main() -> int:
    parser = argparse.ArgumentParser(prog="nox -s looks --", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="pictures, or folders of them")
    parser.add_argument("--most", type=int, default=0, help="compare no more files than this")
    arguments = parser.parse_args()
    missing = [path for path in arguments.paths if not path.exists()]
    if missing:
        return _cannot(f"{missing[0]} does not exist: give a folder of pictures, or pictures.")
    paths = list(_pictures(arguments.paths))
    if not paths:
        return _cannot(f"No pictures found. Files count by their ending: {' '.join(sorted(ENDINGS))}.")
    if arguments.most:
        paths = paths[: arguments.most]
    try:
        runtime.check()
        runtime.install_node(_say)
    except BenchError as error:
        return _cannot(str(error))
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "reference").mkdir(parents=True)
    rows = sorted(_rows(paths), key=_worst_first)
    _report(rows)
    return int(any(comparison.verdict.is_a_difference for *_, comparison in rows))


def _cannot(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _pictures(given: Iterable[Path]) -> Iterator[Path]:
    """Yield each different content once, whatever its name."""
    seen: set[bytes] = set()
    for start in given:
        for path in [start] if start.is_file() else _files(start):
            try:
                digest = hashlib.sha256(path.read_bytes()).digest()
            except OSError:
                continue
            if digest not in seen and "\n" not in str(path):
                seen.add(digest)
                yield path.resolve()


def _files(folder: Path) -> Iterator[Path]:
    """Yield what is named as a picture below a folder, no link and nothing of the system's own."""
    for parent, folders, names in folder.walk():
        folders[:] = [name for name in folders if (parent / name).resolve() not in NOT_FILES]
        for name in sorted(names):
            path = parent / name
            if path.suffix.lower() in ENDINGS and path.is_file() and not path.is_symlink():
                yield path


def _rows(paths: list[Path]) -> Iterator[Row]:
    for start in range(0, len(paths), MOST_IN_A_CALL):
        some = paths[start : start + MOST_IN_A_CALL]
        folder = FOLDER / "reference" / str(start)
        folder.mkdir()
        _say(f"{start} of {len(paths)}")
        for path, reference in zip(some, sides.references(some, folder), strict=True):
            ours = sides.ours(path)
            pictures = [None if isinstance(side, str) else side for side in (ours, reference)]
            yield path, ours, reference, compared(*pictures)


def _worst_first(row: Row) -> tuple[int, float]:
    comparison = row[-1]
    order = list(Verdict)
    return (
        -order.index(comparison.verdict) if comparison.verdict.is_a_difference else len(order),
        -(comparison.mean_difference or 0),
    )


def _report(rows: list[Row]) -> None:
    lines = [_line(row) for row in rows]
    (FOLDER / "table.txt").write_text("\n".join((HEADER, *lines)) + "\n")
    for line, row in zip(lines, rows, strict=True):
        if row[-1].verdict.is_a_difference:
            print(line)
    shown = [row for row in rows if row[-1].verdict is not Verdict.NEITHER]
    cells = [(f"{row[-1].verdict}: {row[0].name}", row[1], row[2]) for row in shown]
    sheets = list(sheet.draw(cells, FOLDER))
    counts = Counter(comparison.verdict for *_, comparison in rows)
    print(f"{len(rows)} files: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()))
    print(f"The table is {FOLDER / 'table.txt'}; {len(sheets)} contact sheets lie beside it, ours left.")


def _line(row: Row) -> str:
    path, ours, reference, comparison = row
    described = [_described(side) for side in (ours, reference)]
    means = [_means(side) for side in (ours, reference)]
    numbers = (
        "" if comparison.mean_difference is None else f"{comparison.mean_difference:.1f}",
        "" if comparison.largest_difference is None else str(comparison.largest_difference),
    )
    return " | ".join((comparison.verdict, str(path), *described, *means, *numbers))


def _described(side: sides.Side) -> str:
    return side if isinstance(side, str) else f"{side.width} x {side.height}"


def _means(side: sides.Side) -> str:
    return "" if isinstance(side, str) else " ".join(f"{mean:.0f}" for mean in mean_rgba(side))


if __name__ == "__main__":
    sys.exit(main())
