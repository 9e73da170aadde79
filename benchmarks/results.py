"""The measurements as tables in Markdown, with the targets that they reach."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import sizes
from benchmarks.alternatives import Alternatives
from benchmarks.cold_start import BUNDLED, INSTALLED, NODE, OURS, PYTHON, ColdStarts
from benchmarks.comparison import Rounds
from benchmarks.events import MeasuredEvent
from benchmarks.pictures import HEIC
from benchmarks.runtime import FUNCTIONS
from benchmarks.tables import table
from benchmarks.thumbnails import Measured

MEBIBYTE = 1024 * 1024
WHOLE_PROCESSOR_MB = (
    1769  # a function with this memory has one whole processor; with less, a proportional share
)
MEMORY_SETTINGS = (128, 256, 512, 1024, 1769)
NAMES = {"get_presigned_url": "URL function", "process_uploaded_file": "processing function"}


@dataclass(frozen=True)
class Results:
    """All measurements of one run."""

    versions: dict[str, str]
    thumbnails: list[Measured]
    cold_starts: ColdStarts
    presigning: Rounds
    events: list[MeasuredEvent]
    alternatives: Alternatives


@dataclass(frozen=True)
class Target:
    """A target: `value`, ours divided by the other side's, must be at most `most`."""

    name: str
    value: float
    most: float

    @property
    def is_reached(self) -> bool:
        """Whether the value reaches the target, rounded to hundredths as in the table."""
        return round(self.value, 2) <= self.most


def targets(results: Results) -> list[Target]:
    """Return the targets with their measured values. Of several pictures, the worst counts."""
    by_name = {one.picture.name: one for one in results.thumbnails}
    baseline = [one for one in results.thumbnails if one.picture.kind == "baseline"]
    progressive = [one for one in results.thumbnails if one.picture.kind == "progressive"]
    webp = by_name["WebP, 12 MP"]
    compared = [one for one in results.thumbnails if one.picture.has_plain_colours]
    cold = results.cold_starts
    return [
        Target("baseline JPEG, 2 to 48 MP", max(one.clock.ratio().value for one in baseline), 0.95),
        Target("the same, to bare decoding", max(one.bare.ratio().value for one in baseline), 1.25),
        Target("progressive JPEG, 12 MP", by_name["JPEG, progressive, 12 MP"].clock.ratio().value, 0.90),
        Target("PNG, 12 MP", by_name["PNG, 12 MP"].clock.ratio().value, 1.5),
        Target("WebP, 12 MP", webp.clock.ratio().value, 1.2),
        Target("peak memory, WebP", webp.memory_ratio, 1.0),
        Target("peak memory, baseline JPEG", max(one.memory_ratio for one in baseline), 0.5),
        Target("peak memory, progressive JPEG", max(one.memory_ratio for one in progressive), 0.5),
        Target("cold start, URL function", cold.against("get_presigned_url", INSTALLED).ratio().value, 0.5),
        Target(
            "cold start, processing function to its first thumbnail",
            cold.against("process_uploaded_file", INSTALLED).ratio().value,
            1.0,
        ),
        Target("presigning, warm", results.presigning.ratio().value, 0.3),
        Target("quality (SSIM, theirs to ours)", max(one.quality_ratio for one in compared), 1.0),
    ]


def markdown(results: Results) -> str:
    """Return all tables, each with a heading, in Markdown."""
    sections = (
        ("Targets", _targets(results)),
        ("Thumbnails, from bytes to bytes", _thumbnails(results.thumbnails)),
        ("The limit for JPEG", _limit(results.thumbnails)),
        ("Cold start", _cold_starts(results.cold_starts)),
        ("Signing a URL, warm", _presigning(results.presigning)),
        ("The whole event", _events(results.events)),
        ("Package size", _sizes()),
        ("Memory settings", _memory(results)),
        ("Alternatives", _alternatives(results.alternatives)),
    )
    machine = f"{platform.machine()}, {os.cpu_count()} processors"
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    return "\n\n".join(
        (f"Measured on {machine}: {versions}.", *(f"### {title}\n\n{text}" for title, text in sections))
    )


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.3f}" if milliseconds < 1 else f"{milliseconds:.1f}"


def _mib(count: float) -> str:
    return f"{count / MEBIBYTE:.0f}"


def _targets(results: Results) -> str:
    rows = [
        (target.name, f"{target.value:.2f}", f"{target.most:.2f}", "yes" if target.is_reached else "**no**")
        for target in targets(results)
    ]
    return table(("ours to Node's, the worst of each kind", "measured", "at most", "reached"), rows)


def _thumbnails(measured: list[Measured]) -> str:
    rows = [
        (
            one.picture.name,
            _ms(one.clock.our_median),
            _ms(one.clock.their_median),
            str(one.clock.ratio()),
            f"{one.processor.ratio().value:.2f}",
            _mib(one.our_peak),
            _mib(one.their_peak),
            f"{one.memory_ratio:.2f}",
            f"{one.cost_ratio:.2f}",
            f"{one.our_quality:.4f}" if one.our_quality else "",
            f"{one.their_quality:.4f}" if one.their_quality else "",
        )
        for one in measured
    ]
    head = ("", "ms", "Node", "ratio", "processor", "MiB", "Node", "ratio", "ms x MiB", "SSIM", "Node")
    return table(head, rows)


def _limit(measured: list[Measured]) -> str:
    rows = [
        (one.picture.name, _ms(one.bare.our_median), _ms(one.bare.their_median), str(one.bare.ratio()))
        for one in measured
        if one.bare.ours
    ]
    return table(("", "whole thumbnail, ms", "bare decoding, ms", "ratio"), rows)


def _cold_starts(cold: ColdStarts) -> str:
    rows = [
        (
            NAMES[function],
            *(_ms(statistics.median(cold.functions[function][side])) for side in (OURS, INSTALLED, BUNDLED)),
            str(cold.against(function, INSTALLED).ratio()),
            str(cold.against(function, BUNDLED).ratio()),
        )
        for function in FUNCTIONS
    ]
    alone = [_ms(statistics.median(cold.interpreters[name])) for name in (PYTHON, NODE)]
    rows.append(("the interpreter alone", alone[0], alone[1], "", "", ""))
    return table(("", "ms", "Node, installed", "Node, bundled", "ratio", "ratio to bundled"), rows)


def _presigning(rounds: Rounds) -> str:
    row = ("one URL", _ms(rounds.our_median), _ms(rounds.their_median), str(rounds.ratio()))
    return table(("", "ms", "Node", "ratio"), [row])


def _events(events: list[MeasuredEvent]) -> str:
    rows = [
        (
            one.picture.name,
            _ms(one.clock.our_median),
            _ms(one.clock.their_median),
            str(one.clock.ratio()),
            f"{one.processor.ratio().value:.2f}",
            _mib(one.our_peak),
            _mib(one.their_peak),
        )
        for one in events
    ]
    return table(("", "ms", "Node", "ratio", "processor", "MiB", "Node"), rows)


def _sizes() -> str:
    def cells(size: sizes.Size) -> Iterator[str]:
        yield from (f"{count / 1000:,.0f}" for count in (size.zipped, size.unpacked))

    rows = [
        (NAMES[function], *cells(sizes.ours(function)), *cells(sizes.theirs(function)))
        for function in FUNCTIONS
    ]
    return table(("kB", "zipped", "unpacked", "Node, zipped", "Node, unpacked"), rows)


def _memory(results: Results) -> str:
    """Return the time of each task by memory setting. Half of a processor takes twice the time."""
    cold = results.cold_starts.functions["get_presigned_url"][OURS]
    work = {
        "URL function, start to answer": statistics.median(cold),
        "URL function, one signature": results.presigning.our_median,
    }
    work |= {f"event, {one.picture.name}": one.processor.our_median for one in results.events}
    work |= {
        f"thumbnail, {one.picture.name}": one.processor.our_median
        for one in results.thumbnails
        if one.picture.name in ("JPEG, baseline, 48 MP", "JPEG, progressive, 48 MP", "WebP, 12 MP")
    }
    rows = [
        (name, *(_ms(milliseconds * WHOLE_PROCESSOR_MB / memory) for memory in MEMORY_SETTINGS))
        for name, milliseconds in work.items()
    ]
    return table(("ms at", *(f"{memory} MB" for memory in MEMORY_SETTINGS)), rows)


def _alternatives(found: Alternatives) -> str:
    rows = []
    for name, (mine, others) in found.thumbnails.items():
        peaks = found.peaks[name]
        rows.append(
            (
                name,
                _ms(statistics.median(mine)),
                _ms(statistics.median(others)),
                f"{statistics.median(others) / statistics.median(mine):.2f}",
                _mib(peaks[0]),
                _mib(peaks[1]),
            )
        )
    thumbnails = table(("", "ours, ms", "pyvips, ms", "ratio", "MiB", "pyvips"), rows)
    ours, bare = map(statistics.median, found.heic)
    heic = table(
        ("", "ours, ms", "libheif alone, ms", "ratio", "MiB", "libheif alone"),
        [(HEIC.name, _ms(ours), _ms(bare), f"{ours / bare:.2f}", *map(_mib, found.heic_peaks))],
    )
    nothing = statistics.median(found.imports["nothing"])
    prices = [
        (f"import {name}", f"{statistics.median(times) - nothing:.1f} ms")
        for name, times in found.imports.items()
        if name != "nothing"
    ]
    prices += [
        (f"{name}, zipped and unpacked", f"{size.zipped / 1000:,.0f} kB, {size.unpacked / 1000:,.0f} kB")
        for name, size in (("isal", found.isal_size), ("pyvips", found.vips_size))
    ]
    prices += [
        (f"inflating the PNG with {name}", f"{statistics.median(times):.1f} ms")
        for name, times in found.inflating.items()
    ]
    return f"{thumbnails}\n\n{heic}\n\n{table(('', 'price'), prices)}"
