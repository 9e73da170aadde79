"""Print a stack's progress: a live bar on a terminal, a few lines in a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from local_aws.stack import Report


@contextmanager
def reporting(console: Console) -> Iterator[Report]:
    """Yield a function that reports progress on `console` until the `with` block ends."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def report(text: str, share: float | None) -> None:
            progress.update(
                task, description=text, total=None if share is None else 1.0, completed=share or 0
            )

        yield report


def _lines(console: Console) -> Report:
    """Return a function that prints each step, and only every quarter of a step with a share."""
    quarter = 0

    def report(text: str, share: float | None) -> None:
        nonlocal quarter
        now = 0 if share is None else int(share * 4)
        if share is None or now > quarter:
            console.print(text if share is None else f"{share:4.0%} {text}", highlight=False, markup=False)
        quarter = now

    return report
