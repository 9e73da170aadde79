"""What the function believes of a decoder, and whose fault a missing answer is."""

from __future__ import annotations

import json
import signal
import struct
from collections.abc import Iterator
from dataclasses import replace

import pytest
from decoder import client
from decoder.client import Decoder, InProcessDecoder, problem_of_ending, start_decoder
from decoder.guards import Guard
from decoder.messages import InvalidResultError, checked_result, encoded_result
from decoder.process import DecoderTimeoutError, DecoderUnavailableError
from decoder.wire import Ending
from images.decoding.rejected_image import ImageProblem
from images.interface import ImageLimits, ProcessedImage, Rejection, Thumbnail, WantedThumbnail

from tests.unit.process_uploaded_file.decoder.unprivileged import ROOT, only_linux
from tests.unit.process_uploaded_file.sample_images import encoded, photo

LIMITS = ImageLimits(frozenset(("image/jpeg", "image/png")), 1_000_000, 64 * 1024 * 1024)
WANTED = (WantedThumbnail("default", 20, 20, "contain", 80), WantedThumbnail("large", 60, 60, "contain", 80))
PNG = encoded(photo((60, 45)), "PNG")
THUMBNAIL = Thumbnail("default", PNG, "image/png", "png", 20, 15)
LARGE = replace(THUMBNAIL, name="large", width=60, height=45)
RESULT = ProcessedImage("image/png", 400, 300, (THUMBNAIL, LARGE))
REJECTION = Rejection(ImageProblem.DAMAGED, "image/png", 400, 300)
JOB = "tests.unit.process_uploaded_file.decoder.misbehaving_job"


@pytest.fixture
def decoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Decoder]:
    monkeypatch.syspath_prepend(str(ROOT))
    made = Decoder(LIMITS, JOB)
    monkeypatch.setattr(client, "encoded_request", lambda *_: b'{"pid": 1}')
    yield made
    made._server.close()


def made(decoder: Decoder | InProcessDecoder, content: bytes) -> ProcessedImage | Rejection:
    return decoder.make_thumbnails(content, LIMITS, WANTED)


def thumbnails(*changed: Thumbnail) -> ProcessedImage:
    return replace(RESULT, thumbnails=changed)


@pytest.mark.parametrize("result", [RESULT, REJECTION, Rejection(ImageProblem.NOT_AN_IMAGE)])
def test_a_true_result_is_believed(result: ProcessedImage | Rejection) -> None:
    assert checked_result(encoded_result(result), "image/png", LIMITS, WANTED) == result


@pytest.mark.parametrize(
    "result",
    [
        thumbnails(THUMBNAIL),
        thumbnails(LARGE, THUMBNAIL),
        thumbnails(THUMBNAIL, LARGE, LARGE),
        thumbnails(replace(THUMBNAIL, width=21), LARGE),
        thumbnails(replace(THUMBNAIL, height=0), LARGE),
        thumbnails(replace(THUMBNAIL, height=-1), LARGE),
        thumbnails(replace(THUMBNAIL, content=b"<script>"), LARGE),
        thumbnails(replace(THUMBNAIL, content=b""), LARGE),
        thumbnails(replace(THUMBNAIL, content_type="text/html"), LARGE),
        thumbnails(replace(THUMBNAIL, extension="html"), LARGE),
        replace(RESULT, content_type="image/jpeg"),
        replace(RESULT, width=1_001, height=1_000),
        replace(RESULT, width=True),
        replace(RESULT, width=1.5),  # type: ignore[arg-type]
        replace(REJECTION, content_type="text/html"),
        replace(REJECTION, width=0),
        replace(REJECTION, height=None),
        replace(REJECTION, problem="everybody/else"),  # type: ignore[arg-type]
    ],
    ids=repr,
)
def test_a_result_that_cannot_be_true_is_not(result: ProcessedImage | Rejection) -> None:
    with pytest.raises(InvalidResultError):
        checked_result(encoded_result(result), "image/png", LIMITS, WANTED)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"abc",
        b"\xff\xff\xff\xff{}",
        struct.pack("<I", 2) + b"[]",
        struct.pack("<I", 60_000) + b"[" * 60_000,
        struct.pack("<I", 2) + b"{}",
        struct.pack("<I", 4) + b"\xff" * 4,
        encoded_result(RESULT) + b"more",
        encoded_result(REJECTION) + b"more",
        encoded_result(RESULT)[:-1],
    ],
    ids=lambda answer: repr(answer[:12]),
)
def test_garbage_is_no_result(answer: bytes) -> None:
    with pytest.raises(InvalidResultError):
        checked_result(answer, "image/png", LIMITS, WANTED)


def test_a_thumbnail_is_of_the_wanted_format() -> None:
    for content_type in ("image/png", "image/webp"):
        wanted = [replace(one, content_type=content_type) for one in WANTED]
        if content_type == "image/png":
            assert checked_result(encoded_result(RESULT), "image/png", LIMITS, wanted) == RESULT
        else:
            with pytest.raises(InvalidResultError, match="another format"):
                checked_result(encoded_result(RESULT), "image/png", LIMITS, wanted)


def test_facts_of_its_own_are_not_taken_over() -> None:
    answer = encoded_result(REJECTION)
    facts = json.loads(answer[4:]) | {"status": "processed"}
    told = json.dumps(facts).encode()
    with pytest.raises(InvalidResultError):
        checked_result(struct.pack("<I", len(told)) + told, "image/png", LIMITS, WANTED)


@pytest.mark.parametrize(
    ("status", "seconds", "problem"),
    [
        (0, 0.1, ImageProblem.DECODER_CRASHED),
        (3 << 8, 0.1, ImageProblem.TOO_MUCH_MEMORY),
        (4 << 8, 0.1, None),
        (1 << 8, 0.1, None),
        (signal.SIGSEGV, 0.1, ImageProblem.DECODER_CRASHED),
        (signal.SIGABRT | 0x80, 0.1, ImageProblem.DECODER_CRASHED),
        (signal.SIGXCPU, 5.0, ImageProblem.TOO_SLOW),
        (signal.SIGKILL, 6.0, ImageProblem.TOO_SLOW),
        (signal.SIGKILL, 3.9, None),
        (signal.SIGTERM, 0.1, None),
    ],
)
def test_only_what_the_file_did_is_its_fault(
    status: int, seconds: float, problem: ImageProblem | None
) -> None:
    assert problem_of_ending(Ending(status, seconds, 0)) is problem


@only_linux
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (b"crash", ImageProblem.DECODER_CRASHED),
        (b"count_files", ImageProblem.DECODER_CRASHED),  # 1 is no result
        (b"answer_too_much", ImageProblem.DECODER_CRASHED),
        (b"allocate", ImageProblem.TOO_MUCH_MEMORY),
    ],
)
def test_a_file_that_harms_its_decoder_is_rejected_at_once(
    decoder: Decoder, name: bytes, problem: ImageProblem
) -> None:
    assert made(decoder, name) == Rejection(problem)


@only_linux
def test_another_end_is_tried_again(decoder: Decoder) -> None:
    with pytest.raises(DecoderUnavailableError, match="wait status 1024"):
        made(decoder, b"end_with_an_error")
    decoder.end_within(client.SECONDS_AFTER_DECODING + 0.5)
    with pytest.raises(DecoderTimeoutError):
        made(decoder, b"wait")


@only_linux
@pytest.mark.parametrize(
    ("name", "was_killed"), [(b"crash", True), (b"allocate", True), (b"count_files", False)]
)
def test_what_a_file_took_is_told_once(decoder: Decoder, name: bytes, was_killed: bool) -> None:
    assert decoder.last_decoding() is None
    for _ in range(2):
        made(decoder, name)
        took = decoder.last_decoding()
        assert took
        assert took.was_killed is was_killed
        assert took.milliseconds > 0
        assert took.peak_bytes
        assert took.peak_bytes > 1024 * 1024
        assert decoder.last_decoding() is None


@only_linux
def test_a_decoder_whose_time_is_over_was_killed_and_its_memory_is_not_known(decoder: Decoder) -> None:
    made(decoder, b"count_files")
    decoder.end_within(client.SECONDS_AFTER_DECODING + 0.3)
    with pytest.raises(DecoderTimeoutError):
        made(decoder, b"wait")
    took = decoder.last_decoding()
    assert took
    assert (took.peak_bytes, took.was_killed) == (None, True)
    assert took.milliseconds >= 200


@only_linux
def test_in_lambda_nothing_is_decoded_without_the_required_guards(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder._server, "guards", lambda *_: (~Guard.FILES & ~Guard.MEMORY).value)
    told = decoder.state()
    assert (told["level"], told["missing"]) == ("ERROR", ["files", "memory"])
    assert made(decoder, b"crash") == Rejection(ImageProblem.DECODER_CRASHED)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "process")
    with pytest.raises(DecoderUnavailableError, match=r"guards of the decoder are missing: FILES\|MEMORY"):
        made(decoder, b"crash")


@only_linux
def test_a_decoder_that_cannot_start_is_told() -> None:
    decoder = Decoder(LIMITS, "no_such_job")
    assert decoder.state() == {
        "level": "ERROR",
        "cause": "The fork server ended. ModuleNotFoundError: No module named 'no_such_job'",
    }
    decoder._server.close()


def test_without_linux_files_are_decoded_in_this_process_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr("PIL.Image.MAX_IMAGE_PIXELS", None)  # set by decoding: put back for other tests
    decoder = start_decoder(LIMITS)
    decoder.end_within(9)
    assert isinstance(decoder, InProcessDecoder)
    assert decoder.state()["level"] == "WARNING"
    assert isinstance(made(decoder, PNG), ProcessedImage)
    assert decoder.last_decoding() is None
