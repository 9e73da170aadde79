"""Of a colour profile only what is needed reaches the library that applies it."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from images.decoding.icc_profile import IccProfile
from PIL import ImageCms

from tests.unit.process_uploaded_file import icc_profiles

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def tags(profile: bytes) -> dict[bytes, bytes]:
    """Return the content of each tag, by its name."""
    count = int.from_bytes(profile[128:132])
    rows = struct.iter_unpack(">4sII", profile[132 : 132 + 12 * count])
    return {name: profile[start : start + size] for name, start, size in rows}


def reduced(profile: bytes) -> bytes:
    found = IccProfile(profile).reduced()
    assert found is not None
    return found


@pytest.mark.parametrize(
    "profile",
    [
        icc_profiles.swapped_rgb(),
        icc_profiles.linear_grey(),
        icc_profiles.reddish_cmyk(),
        SRGB,
    ],
    ids=["rgb", "grey", "cmyk", "srgb"],
)
def test_what_a_conversion_needs_stays_as_it_is(profile: bytes) -> None:
    before, after = tags(profile), tags(reduced(profile))
    assert after == {name: before[name] for name in after}
    assert set(before) - set(after) <= {b"desc", b"cprt", b"dmnd", b"dmdd", b"vued", b"lumi", b"chrm"}
    assert ImageCms.ImageCmsProfile(io.BytesIO(reduced(profile))).profile.xcolor_space


def test_chains_of_stages_are_left_out_wherever_they_stand() -> None:
    profile = icc_profiles.chained(1_000)
    assert {b"D2B0", b"A2B0"} < set(tags(profile))
    assert not {b"D2B0", b"A2B0"} & set(tags(reduced(profile)))
    assert b"mpet" not in reduced(profile)


@pytest.mark.parametrize("kind", [b"link", b"abst", b"nmcl", b"\0\0\0\0"])
def test_what_is_no_profile_of_a_device_is_none(kind: bytes) -> None:
    profile = icc_profiles.swapped_rgb()
    assert IccProfile(profile[:12] + kind + profile[16:]).reduced() is None


def test_srgb_is_known_by_its_description_alone() -> None:
    named = icc_profiles.swapped_rgb().replace(b"test\0" + bytes(8), b"IEC61966-2.1\0")
    assert IccProfile(named).is_srgb
    assert not IccProfile(icc_profiles.swapped_rgb() + b"IEC61966-2.1").is_srgb


@given(st.integers(0, 1_000), st.integers(0, 400), st.binary(max_size=8))
def test_a_broken_profile_is_one_of_few_bytes_or_none(end: int, place: int, there: bytes) -> None:
    profile = icc_profiles.swapped_rgb()[:end]
    found = IccProfile(profile[:place] + there + profile[place + len(there) :]).reduced()
    assert found is None or len(found) < 10 * len(profile)


def test_tags_that_share_their_content_are_no_way_to_a_large_profile() -> None:
    profile = icc_profiles.swapped_rgb()
    names = (b"rTRC", b"gTRC", b"bTRC", b"kTRC")
    table = b"".join(struct.pack(">4sII", name, 132 + 12 * len(names), 2_000_000) for name in names)
    shared = profile[:128] + len(names).to_bytes(4) + table + b"curv" + bytes(2_000_000)
    assert IccProfile(shared).reduced() is None
