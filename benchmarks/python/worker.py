"""Run operations: read a JSON object from each line of standard input, and answer each with one line.

The arguments are the folders of a function and of its layers. They come first on Python's path, as in Lambda.
An answer has the elapsed and the processor time in milliseconds, the peak memory, and results.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[0:1] = sys.argv[1:]


def timed(work: Callable[[], Any], rounds: int = 1) -> tuple[dict[str, Any], Any]:
    """Run `work` `rounds` times. Return the mean times, and the result of the last round."""
    result = None
    processor, started = time.process_time(), time.perf_counter()
    for _ in range(rounds):
        result = work()
    clock = time.perf_counter() - started
    return {
        "milliseconds": clock * 1000 / rounds,
        "cpu_milliseconds": (time.process_time() - processor) * 1000 / rounds,
    }, result


def thumbnail(file: str, save_as: str | None = None, **_: str) -> dict[str, Any]:
    """Make a thumbnail of a file as the function does after the download."""
    from images.thumbnails import (
        ImageLimits,
        Rejection,
        WantedThumbnail,
        load_decoders,
        make_thumbnails,
    )

    types = frozenset(("image/jpeg", "image/png", "image/webp", "image/gif"))
    if file.endswith(".heic"):
        types |= {"image/heic"}
    limits = ImageLimits(types, max_pixels=60_000_000, memory_bytes=3 << 30)
    wanted = (WantedThumbnail("default", 200, 200, "contain", 80),)
    load_decoders(types)
    content = Path(file).read_bytes()
    times, result = timed(lambda: make_thumbnails(content, limits, wanted))
    if isinstance(result, Rejection):
        raise ValueError(f"{file} was rejected: {result.problem}")
    if save_as:
        Path(save_as).write_bytes(result.thumbnails[0].content)
    return times


def bare_decode(file: str, least: list[int], **_: str) -> dict[str, Any]:
    """Only decode a JPEG with libjpeg-turbo, at the smallest scale that gives at least the size `least`."""
    import simplejpeg  # type: ignore[import-not-found]

    content = Path(file).read_bytes()
    times, _pixels = timed(
        lambda: simplejpeg.decode_jpeg(content, min_width=least[0], min_height=least[1], min_factor=1)
    )
    return times


def bare_heic(file: str, **_: str) -> dict[str, Any]:
    """Only decode a HEIC with libheif, with pi_heif's options."""
    import _pi_heif  # type: ignore[import-not-found]

    content = Path(file).read_bytes()
    options = 1, True, False, False, True, "", False  # threads; 8 bits of RGB, with its strides; limits on
    times, _pixels = timed(lambda: _pi_heif.load_file(content, *options)[0].data)
    return times


def vips_thumbnail(file: str, format: str, **_: str) -> dict[str, Any]:  # noqa: A002 - the driver's name
    """Make a thumbnail with libvips through pyvips, as the function would do with that library."""
    os.environ["VIPS_CONCURRENCY"] = "1"
    import pyvips  # type: ignore[import-not-found]

    pyvips.cache_set_max(0)
    content = Path(file).read_bytes()
    suffix = {"jpeg": ".jpg[Q=80,keep=none]", "webp": ".webp[Q=80,keep=none]", "png": ".png[keep=none]"}[
        format
    ]

    def make() -> bytes:
        image = pyvips.Image.thumbnail_buffer(content, 200, height=200, size="down")
        encoded: bytes = image.write_to_buffer(suffix)
        return encoded

    return timed(make)[0]


def presign(rounds: int) -> dict[str, Any]:
    """Sign `rounds` URLs, each with a signed content type and `If-None-Match`."""
    from upload_grant import grant_upload
    from upload_request import UploadRequest
    from url_settings import read_settings

    settings = read_settings(os.environ)
    request = UploadRequest("user-1", "cat", "png", "image/png", None, None)
    key = f"uploads/user-1/{'0' * 32}_cat.png"
    times, result = timed(lambda: grant_upload(settings, request, key, time.time()), rounds)
    return {**times, "result": result["upload_url"]}


def event(event: dict[str, Any]) -> dict[str, Any]:
    """Call the processing function with an event."""
    from handler import handler

    return timed(lambda: handler(event, None))[0]


def invocation(event: str, rounds: int) -> dict[str, Any]:
    """Call the function as Lambda's runtime does: from the event's JSON text to the answer's JSON text."""
    from handler import handler

    with contextlib.redirect_stdout(io.StringIO()):
        return timed(lambda: json.dumps(handler(json.loads(event), None)), rounds)[0]


def emitting(event: str, invocations: int, rounds: int) -> dict[str, Any]:
    """Return, for each round, the processor time of an invocation with metrics and of one without.

    Both are measured in one process, because two processes differ by more than the metrics cost.
    """
    from handler import METRICS

    function, found = METRICS._function, []
    for number in range(rounds):
        times = {}
        for emitted in (True, False) if number % 2 else (False, True):
            METRICS._function = function if emitted else None
            times[emitted] = invocation(event, invocations)["cpu_milliseconds"]
        found.append((times[True], times[False]))
    return {"milliseconds": 0, "cpu_milliseconds": 0, "result": found}


def peak_bytes() -> int:
    """Return the peak memory of this process, plus that of its decoder's processes if it has any.

    Shared memory counts for each process.
    """
    decoder = getattr(sys.modules.get("handler"), "DECODER", None)
    if decoder is None:
        return _peak_of("self")
    decoder.state()  # waits for the next decoder, so the last one has ended
    server = decoder._server
    of_decoder: int = server.last_ending.peak_bytes if server.last_ending else 0
    return _peak_of("self") + _peak_of(server._pid) + of_decoder


def _peak_of(process: int | str) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) * 1024


OPERATIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "thumbnail": thumbnail,
    "bare_decode": bare_decode,
    "bare_heic": bare_heic,
    "vips_thumbnail": vips_thumbnail,
    "presign": presign,
    "event": event,
    "emitting": emitting,
}

for line in sys.stdin:
    order = json.loads(line)
    answer = OPERATIONS[order.pop("operation")](**order)
    print("ANSWER", json.dumps({**answer, "peak_bytes": peak_bytes()}), flush=True)
