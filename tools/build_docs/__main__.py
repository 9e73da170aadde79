"""Generate the documents' tables and picture from the sources; with `--check`, list what is not current."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.build_docs import costs, engines, picture, policy_coverage
from tools.build_docs.markers import between
from tools.build_docs.tables import with_tables

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Return the exit status: 0 if everything was generated, or with `--check` is current."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is not current")
    if parser.parse_args().check:
        return _check()
    for path, content in stale(ROOT):
        path.write_bytes(content)
        print(f"{path.relative_to(ROOT)}: written")
    return 0


def _check() -> int:
    findings = [f"{path.relative_to(ROOT)} is not what its sources make." for path, _ in stale(ROOT)]
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        print("Run `nox -s docs` and commit.", file=sys.stderr)
    return 1 if findings else 0


def stale(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield each generated document that is not current, and its new content."""
    made: dict[str, Callable[[str], str]] = {
        "README.md": lambda text: with_tables(text, root / "module"),
        "DEVELOPMENT.md": lambda text: between(text, "engines", engines.table()),
        "docs/decisions.md": lambda text: between(text, "costs", costs.table()),
        "docs/policy-coverage.md": lambda text: between(
            between(text, "promises", policy_coverage.by_promise()), "controls", policy_coverage.by_control()
        ),
    }
    for name, renew in made.items():
        text = (root / name).read_text()
        if renew(text) != text:
            yield root / name, renew(text).encode()
    image = root / "docs" / "upload-image-infra.png"
    # Compressed bytes depend on the zlib version, so the picture contains its source's hash instead.
    if not image.is_file() or picture.made_from(image) != picture.source_hash():
        yield image, picture.make()


if __name__ == "__main__":
    sys.exit(main())
