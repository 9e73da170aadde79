"""Pieces read like the one file that they are."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from images.decoding.pieces import open_pieces

pieces = st.lists(
    st.one_of(st.binary(max_size=40), st.binary(max_size=40).map(lambda part: memoryview(part))), min_size=1
)


@given(
    pieces=pieces,
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("read"), st.integers(-1, 100), st.just(0)),
            st.tuples(st.just("seek"), st.integers(0, 200), st.just(io.SEEK_SET)),
            st.tuples(st.just("seek"), st.integers(0, 20), st.just(io.SEEK_CUR)),
            st.tuples(st.just("seek"), st.just(0), st.just(io.SEEK_END)),
        )
    ),
)
def test_reading_and_searching_is_as_in_a_file_of_the_same_bytes(
    pieces: list[bytes | memoryview], steps: list[tuple[str, int, int]]
) -> None:
    ours, whole = open_pieces(pieces), io.BytesIO(b"".join(pieces))
    for step, number, whence in steps:
        if step == "read":
            assert ours.read(number) == whole.read(number)
        else:
            assert ours.seek(number, whence) == whole.seek(number, whence)
        assert ours.tell() == whole.tell()
    assert ours.read() == whole.read()


def test_nothing_lies_before_the_beginning() -> None:
    with pytest.raises(ValueError, match="beginning"):
        open_pieces([b"a", b"b"]).seek(-1)
