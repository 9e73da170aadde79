"""The demo: uploads photographs in all scan modes and shows the result of each."""

from __future__ import annotations

import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from local_aws import pictures, stack
from local_aws.client import RefusedError
from local_aws.console import reporting
from local_aws.engine import LOCAL, Clients, LocalAwsError
from local_aws.pictures import Picture
from local_aws.samples import REFUSED, Sample, infected, samples

FOLDER = LOCAL / "demo"
SECONDS = 60  # until one file's verdict; the first file also starts three functions


@dataclass(frozen=True)
class Outcome:
    """The result of one file in one mode. `milliseconds` is the time from the PUT to the item."""

    sample: Sample
    mode: str
    verdict: str
    problem: str | None = None
    thumbnails: Mapping[str, bytes] = field(default_factory=dict)
    milliseconds: float | None = None


def run(photos: Sequence[Path], engine_name: str, console: Console, endpoint: str | None = None) -> bool:
    """Run the whole demo and return whether every file has the expected result. Raises LocalAwsError."""
    files = [*map(_read, photos), infected()] if photos else samples()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    outcomes: list[Outcome] = []
    with (
        reporting(console) as report,
        stack.running("demo", engine_name, report, endpoint=endpoint) as deployed,
    ):
        for mode in deployed.modes:
            for number, sample in enumerate(files):
                report(f"{mode}: {sample.name}.{sample.ext}", number / len(files))
                outcomes.append(send(deployed, mode, sample))
        report("Taking everything down", None)
    console.print(_table(outcomes))
    _save(outcomes)
    console.print(f"Thumbnails and a contact sheet are in {FOLDER.relative_to(Path.cwd(), walk_up=True)}/")
    wrong = [outcome for outcome in outcomes if outcome.problem]
    if wrong:
        console.print(f"[bold red]{len(wrong)} of {len(outcomes)} do not have the expected result.[/]")
    else:
        console.print(f"[bold green]All {len(outcomes)} uploads have the expected result.[/]")
    return not wrong


def send(deployed: stack.Stack, mode: str, sample: Sample) -> Outcome:
    """Upload one file as an application would, and check its item and thumbnails."""
    client, observer = deployed.client(mode), Clients(deployed.engine)
    user = f"demo-{uuid.uuid4().hex[:8]}"
    try:
        permission = client.ask(user, sample.name, sample.ext, size=str(len(sample.content)))
        started = time.perf_counter()
        client.put(permission, sample.content)
    except RefusedError as refused:
        return Outcome(sample, mode, REFUSED, None if sample.expected(mode) == REFUSED else str(refused))
    chosen = deployed.modes[mode]
    table = observer.tables.Table(chosen.table)
    key = {"user_id": user, "file_key": permission.file_key}

    def verdict() -> Mapping[str, Any] | None:
        found = table.get_item(Key=key).get("Item")
        return found if found and found["status"] != "pending" else None

    item = _poll(verdict)
    if item is None:
        return Outcome(sample, mode, "nothing", problem=f"no verdict after {SECONDS} s")
    milliseconds = (time.perf_counter() - started) * 1000
    thumbnails = {
        name: observer.s3.get_object(Bucket=chosen.bucket, Key=str(thumbnail_key))["Body"].read()
        for name, thumbnail_key in sorted(item.get("thumbnails", {}).items())
    }
    readable = observer.s3.list_object_versions(Bucket=chosen.bucket, Prefix=permission.file_key).get(
        "Versions", []
    )
    problem = next(_problems(sample, mode, item, thumbnails, len(readable)), None)
    return Outcome(sample, mode, str(item["status"]), problem, thumbnails, milliseconds)


def _problems(
    sample: Sample, mode: str, item: Mapping[str, Any], thumbnails: Mapping[str, bytes], readable: int
) -> Iterator[str]:
    """Yield a sentence for each problem of a finished upload."""
    status, expected = item["status"], sample.expected(mode)
    if status != expected:
        yield f"{status} instead of {expected}: {item.get('reason') or 'no reason given'}"
    if status == "processed" and "default" not in thumbnails:
        yield "processed, but without a thumbnail"
    if status != "processed" and thumbnails:
        yield f"{status}, but with a thumbnail"
    if status == "infected" and readable:
        yield f"infected, but {readable} of its versions can still be read"
    for name, thumbnail in thumbnails.items():
        if pictures.difference(sample.content, thumbnail) > pictures.MAX_DIFFERENCE:
            yield f"the thumbnail {name} does not look like the photograph"


def _poll(look: Callable[[], Mapping[str, Any] | None]) -> Mapping[str, Any] | None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    return None


def _read(path: Path) -> Sample:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LocalAwsError(f"Cannot read the photograph {path}: {error.strerror}.") from error
    suffix = path.suffix.lstrip(".").lower()
    if not suffix:
        raise LocalAwsError(f"The photograph {path} needs an extension, for example {path.name}.jpg.")
    return Sample(path.stem, suffix, content)


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(title="Results")
    for heading in ("File", "Mode", "Verdict", "Thumbnails", "ms from PUT to metadata"):
        table.add_column(heading, justify="right" if heading.startswith("ms") else "left")
    for outcome in outcomes:
        sizes = [
            "{}: {} x {}, {:.1f} kB".format(name, *pictures.size(thumbnail), len(thumbnail) / 1000)
            for name, thumbnail in outcome.thumbnails.items()
        ]
        verdict = (
            f"[red]{outcome.verdict}[/]: {outcome.problem}"
            if outcome.problem
            else f"[green]{outcome.verdict}[/]"
        )
        taken = "" if outcome.milliseconds is None else f"{outcome.milliseconds:.0f}"
        table.add_row(
            f"{outcome.sample.name}.{outcome.sample.ext}",
            outcome.mode,
            verdict,
            "\n".join(sizes) or "none",
            taken,
        )
    return table


def _save(outcomes: Sequence[Outcome]) -> None:
    """Write each thumbnail, and all of them on one sheet, to `.local/demo/`."""
    shown = []
    for outcome in outcomes:
        stem = re.sub(r"[^\w%+-]+", "-", outcome.sample.name)
        for name, thumbnail in outcome.thumbnails.items():
            form = {b"\x89P": "png", b"RI": "webp", b"GI": "gif"}.get(thumbnail[:2], "jpg")
            file = f"{outcome.mode}-{stem}-{outcome.sample.ext}-{name}.{form}"
            (FOLDER / file).write_bytes(thumbnail)
            shown.append(
                Picture(f"{outcome.sample.name}.{outcome.sample.ext}\n{outcome.mode}, {name}", thumbnail)
            )
    if shown:
        pictures.write_contact_sheet(shown, FOLDER / "contact-sheet.png")
