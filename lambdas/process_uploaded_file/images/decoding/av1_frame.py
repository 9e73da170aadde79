"""How large the one picture of an AV1 stream is, read from the stream itself.

An AVIF tells the size beside the stream too, and its decoder believes the stream: it decodes every frame, at
the size that is said there, and scales. So what is more than one frame, or of a size that can only be known
by decoding, is refused. The names are those of AV1's specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from images.decoding.rejected_image import ImageProblem, RejectedImageError

MAX_UNITS = 256  # of a stream; those of a still picture are three, and groups of tiles

_SEQUENCE_HEADER = 1
_FRAMES = frozenset(
    (3, 6, 7)
)  # a header alone, with its tiles, and again, which decoders take for the first too
_CHOOSE = 2  # of what a sequence leaves to its frames


class _Bits:
    """A reader of single bits; behind the end it makes the file damaged."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data), 8 * len(data)

    def read(self, count: int = 1) -> int:
        self._left -= count
        if self._left < 0:
            raise RejectedImageError(ImageProblem.DAMAGED)
        return self._value >> self._left & (1 << count) - 1


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What a sequence header says that the size of a frame depends on."""

    size: tuple[int, int]
    is_reduced: bool
    screen_content_tools: int
    integer_motion: int
    frame_id_bits: int


def picture_size(stream: bytes | memoryview) -> tuple[int, int]:
    """Return width and height of the one frame of a stream.

    Raises:
        RejectedImageError: the stream is damaged, holds no or several frames, or is of a kind that encoders
            of still pictures do not write.
    """
    sequence: _Sequence | None = None
    size: tuple[int, int] | None = None
    for kind, content in _units(stream):
        if kind == _SEQUENCE_HEADER:
            found = _sequence(_Bits(content))
            if sequence not in (None, found):
                raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
            sequence = found
        elif kind in _FRAMES:
            if sequence is None:
                raise RejectedImageError(ImageProblem.DAMAGED)
            if size or not (sequence.is_reduced or _is_of_full_size(_Bits(content), sequence)):
                raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
            size = sequence.size
    if size is None:
        raise RejectedImageError(ImageProblem.DAMAGED)
    return size


def _units(stream: bytes | memoryview) -> Iterator[tuple[int, bytes]]:
    """Yield kind and first bytes of each unit (OBU); of frames no more than their headers are looked at."""
    position = 0
    for _ in range(MAX_UNITS):
        if position >= len(stream):
            return
        head = stream[position]
        has_extension, has_size = head & 4, head & 2
        position += 2 if has_extension else 1
        length = len(stream) - position
        if has_size:
            length, position = _leb128(stream, position)
        if head & 0x80 or not 0 <= length <= len(stream) - position:
            raise RejectedImageError(ImageProblem.DAMAGED)
        yield head >> 3, bytes(stream[position : position + min(length, 256)])
        position += length
    raise RejectedImageError(ImageProblem.TOO_COMPLEX)


def _leb128(stream: bytes | memoryview, position: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    value = 0
    for index, byte in enumerate(stream[position : position + 8]):
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return value, position + index + 1
    raise RejectedImageError(ImageProblem.DAMAGED)


def _sequence(bits: _Bits) -> _Sequence:
    """Read a sequence header up to what a frame's header asks of it."""
    bits.read(3)  # seq_profile
    bits.read()  # still_picture
    is_reduced = bool(bits.read())
    if is_reduced:
        bits.read(5)  # seq_level_idx
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.read(4) + 1, bits.read(4) + 1
    size = bits.read(width_bits) + 1, bits.read(height_bits) + 1
    if is_reduced:
        return _Sequence(size, is_reduced, 0, 0, 0)
    frame_id_bits = 0
    if bits.read():  # frame_id_numbers_present_flag
        delta = bits.read(4) + 2
        frame_id_bits = bits.read(3) + delta + 1
    bits.read(3)  # use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
    bits.read(4)  # enable_interintra_compound, _masked_compound, _warped_motion, _dual_filter
    if bits.read():  # enable_order_hint
        bits.read(2)  # enable_jnt_comp, enable_ref_frame_mvs
    screen_content_tools = _CHOOSE if bits.read() else bits.read()
    integer_motion = _CHOOSE
    if screen_content_tools and not bits.read():  # seq_choose_integer_mv
        integer_motion = bits.read()
    return _Sequence(size, is_reduced, screen_content_tools, integer_motion, frame_id_bits)


def _skip_operating_points(bits: _Bits) -> None:
    if bits.read():  # timing_info_present_flag: a film's
        raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
    has_delay = bits.read()  # initial_display_delay_present_flag
    for _ in range(bits.read(5) + 1):
        bits.read(12)  # operating_point_idc
        if bits.read(5) > 7:  # seq_level_idx
            bits.read()  # seq_tier
        if has_delay and bits.read():
            bits.read(4)


def _is_of_full_size(bits: _Bits, sequence: _Sequence) -> bool:
    """Return whether a frame is a key frame that is shown, and has the size of its sequence."""
    if bits.read(4) != 0b0001:  # show_existing_frame, frame_type, show_frame
        return False
    bits.read()  # disable_cdf_update
    tools = bits.read() if sequence.screen_content_tools == _CHOOSE else sequence.screen_content_tools
    if tools and sequence.integer_motion == _CHOOSE:
        bits.read()
    bits.read(sequence.frame_id_bits)
    return not bits.read()  # frame_size_override_flag
