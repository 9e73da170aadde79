"""What a thumbnail of a good image looks like."""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace

import pytest
from images.content_types import content_type_of
from images.decoding.rejected_image import ImageProblem
from images.thumbnails import (
    ImageLimits,
    ProcessedImage,
    Rejection,
    Thumbnail,
    WantedThumbnail,
    make_thumbnails,
)
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageStat

from tests.unit.process_uploaded_file import icc_profiles
from tests.unit.process_uploaded_file.images.one_thumbnail import ALL_TYPES, LIMITS, WANTED, one_thumbnail
from tests.unit.process_uploaded_file.sample_images import (
    UPRIGHT_CORNERS,
    decoded,
    encoded,
    exif,
    four_corners,
    jpeg_segment,
    photo,
    png_chunk,
    raw_png,
    stored_as,
    with_chunks,
    with_segments,
    without_segments,
)

CONTAIN = WANTED
COVER = WantedThumbnail("default", 200, 200, "cover", 80)
PRINTED = ("#e80000", "#008d2d", "#200675", "#fff000")  # the four corners in ink
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP", "HEIC", "HEIF")


def thumbnail(content: bytes, wanted: WantedThumbnail = CONTAIN, limits: ImageLimits = LIMITS) -> Thumbnail:
    made = one_thumbnail(content, limits, wanted)
    assert isinstance(made, Thumbnail), made
    return made


def source(content: bytes) -> ProcessedImage:
    made = make_thumbnails(content, LIMITS, (WANTED,))
    assert isinstance(made, ProcessedImage), made
    return made


def pixels(content: bytes, wanted: WantedThumbnail = CONTAIN) -> Image.Image:
    """Return the thumbnail's pixels, having checked that it says the truth of itself."""
    made = thumbnail(content, wanted)
    image = decoded(made.content)
    assert image.size == (made.width, made.height)
    assert Image.MIME[image.format or ""] == made.content_type
    return image


def is_near(image: Image.Image, place: tuple[int, int], colour: str | tuple[int, ...], by: int = 24) -> bool:
    wanted = ImageColor.getrgb(colour) if isinstance(colour, str) else colour
    found = image.convert("RGBA" if len(wanted) == 4 else "RGB").getpixel(place)
    assert isinstance(found, tuple)
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def corners(image: Image.Image) -> list[tuple[int, int]]:
    right, bottom = image.width - 9, image.height - 9
    return [(8, 8), (right, 8), (8, bottom), (right, bottom)]


def assert_upright(image: Image.Image, wanted: Sequence[str] = UPRIGHT_CORNERS) -> None:
    for place, colour in zip(corners(image), wanted, strict=True):
        assert is_near(image, place, colour), (place, colour, image.getpixel(place))


# Size


@pytest.mark.parametrize("image_format", FORMATS)
def test_fits_into_the_box_and_keeps_the_aspect(image_format: str) -> None:
    image = source(encoded(photo((900, 600)), image_format))
    assert (image.thumbnails[0].width, image.thumbnails[0].height) == (200, 133)
    assert (image.width, image.height) == (900, 600)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [((400, 1000), (80, 200)), ((1000, 400), (200, 80)), ((2000, 3), (200, 1)), ((5, 4000), (1, 200))],
)
def test_fits_whatever_the_aspect(source: tuple[int, int], wanted: tuple[int, int]) -> None:
    for image_format in ("JPEG", "PNG"):
        assert pixels(encoded(photo(source), image_format)).size == wanted


@pytest.mark.parametrize("wanted", [CONTAIN, COVER])
@pytest.mark.parametrize("image_format", FORMATS)
def test_does_not_enlarge(image_format: str, wanted: WantedThumbnail) -> None:
    assert pixels(encoded(photo((50, 40)), image_format), wanted).size == (50, 40)


def test_cover_fills_the_box_and_cuts_both_ends_alike() -> None:
    image = Image.new("RGB", (1200, 400), "white")
    ImageDraw.Draw(image).rectangle((400, 0, 799, 399), fill="blue")
    for content in (encoded(image, "JPEG"), encoded(image, "PNG"), encoded(image.convert("RGBA"), "PNG")):
        made = pixels(content, COVER)
        assert made.size == (200, 200)
        assert all(is_near(made, place, "blue") for place in corners(made))


def test_cover_of_an_image_that_is_small_in_one_direction_only_cuts_it() -> None:
    assert pixels(encoded(photo((1000, 100)), "PNG"), COVER).size == (200, 100)


def test_box_and_quality_are_as_asked_for() -> None:
    fine = thumbnail(encoded(photo(), "JPEG"), WantedThumbnail("default", 120, 300, "contain", 95))
    rough = thumbnail(encoded(photo(), "JPEG"), WantedThumbnail("default", 120, 300, "contain", 20))
    assert (fine.width, fine.height) == (rough.width, rough.height) == (120, 90)
    assert len(rough.content) < len(fine.content) / 2


@pytest.mark.parametrize(
    ("image_format", "size"),
    [
        ("JPEG", (4001, 3003)),
        *itertools.product(("JPEG", "PNG", "WEBP"), ((1601, 1199), (401, 299), (1000, 1500))),
    ],
)
@pytest.mark.parametrize("wanted", [CONTAIN, COVER])
def test_looks_like_the_whole_image_scaled_with_care(
    image_format: str, wanted: WantedThumbnail, size: tuple[int, int]
) -> None:
    content = encoded(photo(size), image_format)
    made = pixels(content, replace(wanted, quality=95)).convert("RGB")
    whole = decoded(content).convert("RGB")
    if wanted.fit == "cover":
        side = min(size)
        box = (
            (whole.width - side) / 2,
            (whole.height - side) / 2,
            (whole.width + side) / 2,
            (whole.height + side) / 2,
        )
        careful = whole.resize(made.size, Image.Resampling.LANCZOS, box=box)
    else:
        careful = whole.resize(made.size, Image.Resampling.LANCZOS)
    careful = decoded(encoded(careful, image_format, quality=95)).convert("RGB")
    difference = ImageStat.Stat(ImageChops.difference(made, careful))
    assert max(difference.mean) < 1.5
    assert max(difference.rms) < 4


# Orientation


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "HEIC"])
def test_stands_upright(image_format: str, orientation: int) -> None:
    stored = stored_as(four_corners(), orientation)
    image = source(encoded(stored, image_format, exif=exif(orientation)))
    made = image.thumbnails[0]
    assert (made.width, made.height) == (200, 100)
    assert (image.width, image.height) == (320, 160)
    assert_upright(decoded(made.content))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_changes_nothing(orientation: int) -> None:
    assert_upright(pixels(encoded(four_corners(), "JPEG", exif=exif(orientation))))


def test_cover_is_cut_after_turning() -> None:
    stored = stored_as(four_corners((800, 400)), 6)
    made = pixels(encoded(stored, "JPEG", exif=exif(6)), WantedThumbnail("default", 100, 50, "cover", 80))
    assert made.size == (100, 50)
    assert_upright(made)


# Formats


@pytest.mark.parametrize(
    ("image_format", "content_type", "extension"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/png", "png"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/png", "png"),
        ("AVIF", "image/jpeg", "jpg"),
        ("TIFF", "image/jpeg", "jpg"),
        ("BMP", "image/jpeg", "jpg"),
        ("HEIC", "image/jpeg", "jpg"),
        ("HEIF", "image/jpeg", "jpg"),
    ],
)
def test_format_follows_the_source(image_format: str, content_type: str, extension: str) -> None:
    image = source(encoded(photo(), image_format))
    made = image.thumbnails[0]
    assert (made.content_type, made.extension) == (content_type, extension)
    assert image.content_type == Image.MIME[image_format]
    assert Image.open(io.BytesIO(made.content)).get_format_mimetype() == content_type


@pytest.mark.parametrize(("content_type", "extension"), [("image/jpeg", "jpg"), ("image/webp", "webp")])
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "GIF"])
def test_format_is_the_wanted_one(image_format: str, content_type: str, extension: str) -> None:
    wanted = replace(WANTED, content_type=content_type)
    made = one_thumbnail(encoded(photo(), image_format), wanted=wanted)
    assert isinstance(made, Thumbnail)
    assert (made.content_type, made.extension) == (content_type, extension)
    assert content_type_of(made.content) == content_type


@pytest.mark.parametrize(("mode", "colour"), [("RGBA", (0, 0, 255)), ("LA", (90, 90, 90))])
def test_what_is_transparent_is_white_in_a_jpeg_that_was_asked_for(
    mode: str, colour: tuple[int, int, int]
) -> None:
    image = Image.new(mode, (400, 400))  # of a transparent black
    ImageDraw.Draw(image).rectangle((100, 100, 299, 299), fill=colour if mode == "RGBA" else (90, 255))
    made = one_thumbnail(encoded(image, "PNG"), wanted=replace(WANTED, content_type="image/jpeg"))
    assert isinstance(made, Thumbnail)
    shown = decoded(made.content)
    assert is_near(shown, (10, 10), "white")
    assert is_near(shown, (100, 100), colour)


@pytest.mark.parametrize("image_format", ["PNG", "WEBP", "AVIF", "TIFF", "GIF", "HEIC"])
def test_transparency_is_kept(image_format: str) -> None:
    image = Image.new("RGBA", (400, 400))
    ImageDraw.Draw(image).rectangle((100, 100, 299, 299), fill=(0, 0, 255, 255))
    made = pixels(encoded(image, image_format)).convert("RGBA")
    assert is_near(made, (100, 100), (0, 0, 255, 255))
    assert made.getchannel("A").getpixel((10, 10)) == 0


def test_an_alpha_channel_that_hides_nothing_is_dropped() -> None:
    assert pixels(encoded(photo().convert("RGBA"), "PNG")).mode == "RGB"
    assert thumbnail(encoded(photo().convert("RGBA"), "TIFF")).content_type == "image/jpeg"


def disc(image: Image.Image, fill: object) -> Image.Image:
    """Return the image with a disc in it, whose edge lies between the pixels of the thumbnail."""
    ImageDraw.Draw(image).ellipse((203, 203, 801, 801), fill=fill)  # type: ignore[arg-type] # depends on the mode
    return image


def palette_disc() -> Image.Image:
    image = Image.new("P", (1000, 1000), 0)
    image.putpalette((0, 255, 0, 255, 0, 0))
    return disc(image, 1)


@pytest.mark.parametrize(
    "content",
    [
        encoded(disc(Image.new("RGBA", (1000, 1000), (0, 255, 0, 0)), (255, 0, 0, 255)), "PNG"),
        encoded(disc(Image.new("RGBA", (1000, 1000), (0, 255, 0, 0)), (255, 0, 0, 255)).quantize(4), "PNG"),
        encoded(disc(Image.new("LA", (1000, 1000), (255, 0)), (0, 255)), "PNG"),
        encoded(palette_disc(), "PNG", transparency=0),
        encoded(palette_disc(), "GIF", transparency=0),
    ],
    ids=["colours", "palette of degrees", "grey", "palette", "gif"],
)
def test_invisible_colours_leave_no_fringe(content: bytes) -> None:
    made = pixels(content).convert("RGBA")
    assert made.getchannel("A").getextrema() == (0, 255)
    _, green, blue, alpha = made.split()
    visible = alpha.point(lambda value: 255 * (value > 16))
    for channel in (green, blue):
        assert ImageChops.darker(channel, visible).point(lambda value: 255 * (value > 16)).getbbox() is None


@pytest.mark.parametrize(("depth", "colour"), [(8, 0), (8, 2), (16, 2)])
def test_a_transparent_colour_of_a_png_is_transparent(depth: int, colour: int) -> None:
    samples = {0: 1, 2: 3}[colour]
    key, other = (b"\x12\x34", b"\xe0\xe0") if depth == 16 else (b"\x12", b"\xe0")
    row = b"\0" + key * samples * 200 + other * samples * 200
    transparent = (key if depth == 16 else b"\0" + key) * samples
    made = pixels(raw_png(400, 300, depth, colour, row * 300, png_chunk(b"tRNS", transparent))).convert(
        "RGBA"
    )
    assert made.getchannel("A").getpixel((20, 20)) == 0
    assert is_near(made, (180, 20), (0xE0, 0xE0, 0xE0, 255), by=1)


@pytest.mark.parametrize("depth", [2, 4])
def test_a_transparent_grey_of_few_bits_is_that_one_alone(depth: int) -> None:
    most = (1 << depth) - 1
    pixels_in_a_byte = 8 // depth
    for transparent in range(1 << depth):
        other = (transparent + 1) % (1 << depth)
        left, right = (
            sum(grey << depth * place for place in range(pixels_in_a_byte)) for grey in (transparent, other)
        )
        row = b"\0" + bytes((left,)) * (200 // pixels_in_a_byte) + bytes((right,)) * (200 // pixels_in_a_byte)
        made = pixels(
            raw_png(400, 300, depth, 0, row * 300, png_chunk(b"tRNS", bytes((0, transparent))))
        ).convert("RGBA")
        assert made.getchannel("A").getpixel((20, 20)) == 0
        assert is_near(made, (180, 20), (*(other * 255 // most,) * 3, 255), by=1)


def test_a_transparent_grey_of_16_bits_is_that_one_alone() -> None:
    row = b"\0" + b"\x80\x01" * 200 + b"\x80\x02" * 200
    made = pixels(raw_png(400, 300, 16, 0, row * 300, png_chunk(b"tRNS", b"\x80\x01"))).convert("RGBA")
    assert made.getchannel("A").getpixel((20, 20)) == 0
    assert is_near(made, (180, 20), (128, 128, 128, 255), by=1)


def test_a_palette_with_degrees_of_transparency_keeps_them() -> None:
    palette = png_chunk(b"PLTE", bytes((255, 0, 0, 0, 0, 255)))
    row = b"\0" + b"\0" * 200 + b"\1" * 200
    made = pixels(raw_png(400, 300, 8, 3, row * 300, palette, png_chunk(b"tRNS", b"\x40\xff"))).convert(
        "RGBA"
    )
    assert is_near(made, (20, 20), (255, 0, 0, 0x40), by=2)
    assert is_near(made, (180, 20), (0, 0, 255, 255), by=1)


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "PNG", "AVIF", "TIFF", "HEIC"])
def test_of_an_animation_the_first_frame_is_taken(image_format: str) -> None:
    frames = [Image.new("RGB", (300, 200), colour) for colour in ("red", "lime", "blue")]
    content = encoded(frames[0], image_format, save_all=True, append_images=frames[1:])
    assert is_near(pixels(content), (100, 60), "red")


def test_a_first_frame_that_covers_part_of_the_screen_keeps_its_place() -> None:
    content = encoded(_filled((400, 400), 0), "GIF")
    descriptor = content.index(b",\0\0\0\0\x90\x01\x90\x01")
    small = encoded(_filled((200, 200), 1), "GIF")
    part = small[small.index(b",\0\0\0\0\xc8\0\xc8\0") :]
    made = pixels(content[:descriptor] + b",\xc8\0\xc8\0" + part[5:])
    assert made.size == (200, 200)
    assert is_near(made, (150, 150), "red")
    assert is_near(made, (50, 50), "black")


def _filled(size: tuple[int, int], index: int) -> Image.Image:
    image = Image.new("P", size, index)
    image.putpalette((0, 0, 0, 255, 0, 0))
    image.putpixel((0, 0), 1 - index)  # or the encoder would leave the other colour out
    return image


# Samples


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_few_samples_are_enough(mode: str) -> None:
    image = Image.new("L", (400, 300), 0)
    image.paste(255, (200, 0, 400, 300))
    made = pixels(encoded(image.convert(mode), "PNG"))
    assert is_near(made, (10, 10), "black")
    assert is_near(made, (190, 140), "white")


def test_grey_of_16_bits_is_scaled_and_not_clipped() -> None:
    row = b"\0" + b"".join(struct.pack(">H", 65535 * x // 399) for x in range(400))
    made = pixels(raw_png(400, 300, 16, 0, row * 300))
    assert made.mode == "L"
    for x in (10, 60, 100, 150, 190):
        assert is_near(made, (x, 75), (round(255 * x / 199),) * 3, by=2)


@pytest.mark.parametrize("big_endian", [False, True])
def test_grey_of_16_bits_in_a_tiff_is_scaled_too(big_endian: bool) -> None:
    order, prefix = (">", b"MM\0*") if big_endian else ("<", b"II*\0")
    width, height = 400, 300
    samples = struct.pack(f"{order}{width}H", *(65535 * x // (width - 1) for x in range(width))) * height
    tags = [
        (256, width), (257, height), (258, 16), (259, 1), (262, 1), (273, 134), (277, 1), (278, height),
        (279, len(samples)),
    ]  # fmt: skip
    directory = struct.pack(f"{order}H", len(tags)) + b"".join(
        struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in tags
    )
    head = prefix + struct.pack(f"{order}I", 8) + directory + bytes(4)
    made = pixels(head.ljust(134, b"\0") + samples)
    assert is_near(made, (100, 75), (128, 128, 128), by=3)
    assert is_near(made, (190, 75), (243, 243, 243), by=3)


@pytest.mark.parametrize("colour", [2, 4, 6])
def test_colours_of_16_bits_are_scaled(colour: int) -> None:
    samples = {2: b"\xff\xff\x80\x00\x00\x00", 4: b"\x80\x00\xff\xff", 6: b"\xff\xff\x80\x00\x00\x00\xff\xff"}
    wanted = (128, 128, 128) if colour == 4 else (255, 128, 0)
    made = pixels(raw_png(300, 200, 16, colour, (b"\0" + samples[colour] * 300) * 200))
    assert is_near(made, (50, 50), wanted, by=2)


def test_interlaced_png_is_decoded() -> None:
    # The passes of an image of 8 by 8 pixels, as the standard lists them.
    passes = [(1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4)]
    rows = b"".join((b"\0" + b"\xff\x00\x00" * width) * height for width, height in passes)
    content = raw_png(8, 8, 8, 2, rows).replace(
        png_chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)),
        png_chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 1)),
    )
    assert is_near(pixels(content), (4, 4), "red", by=0)


# Colours


def test_cmyk_as_adobe_stores_it_comes_out_right() -> None:
    content = encoded(four_corners().convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in content
    assert_upright(pixels(content), PRINTED)


def test_cmyk_that_is_not_inverted_comes_out_right() -> None:
    inverted = ImageChops.invert(four_corners().convert("CMYK"))
    assert_upright(pixels(without_segments(encoded(inverted, "JPEG", quality=95), 0xEE)), PRINTED)


def test_cmyk_in_a_tiff_comes_out_right() -> None:
    assert_upright(pixels(encoded(four_corners().convert("CMYK"), "TIFF")), PRINTED)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "HEIC"])
def test_colours_of_another_space_become_srgb(image_format: str) -> None:
    content = encoded(
        Image.new("RGB", (300, 300), (230, 20, 20)), image_format, icc_profile=icc_profiles.swapped_rgb()
    )
    made = pixels(content)
    assert is_near(made, (100, 100), (20, 230, 20), by=16)
    assert "icc_profile" not in made.info


def test_colours_of_another_space_become_srgb_below_transparency() -> None:
    image = Image.new("RGBA", (300, 300), (230, 20, 20, 128))
    made = pixels(encoded(image, "PNG", icc_profile=icc_profiles.swapped_rgb()))
    assert is_near(made, (100, 100), (20, 230, 20, 128), by=16)


def test_grey_of_another_space_becomes_srgb() -> None:
    for mode in ("L", "LA"):
        image = Image.new("L", (300, 300), 100).convert(mode)
        made = pixels(encoded(image, "PNG", icc_profile=icc_profiles.linear_grey()))
        assert made.mode == "L"
        assert is_near(made, (100, 100), (168, 168, 168), by=6)


def test_a_profile_of_a_printer_is_applied() -> None:
    image = Image.new("CMYK", (300, 300), (200, 0, 0, 0))
    made = pixels(encoded(image, "JPEG", icc_profile=icc_profiles.reddish_cmyk()))
    red, green, blue = made.convert("RGB").getpixel((100, 100))  # type: ignore[misc] # RGB has three
    assert red > green + 60
    assert red > blue + 60


@pytest.mark.parametrize(
    ("mode", "profile"),
    [
        ("RGB", b"not a profile"),
        ("RGB", icc_profiles.swapped_rgb()[:200]),
        ("RGB", icc_profiles.linear_grey()),
        ("CMYK", icc_profiles.swapped_rgb()),
        ("L", icc_profiles.reddish_cmyk()),
        ("RGB", icc_profiles.swapped_rgb() + bytes(4 * 1024 * 1024)),
    ],
    ids=["none", "cut off", "for grey", "for colours", "for a printer", "too large"],
)
def test_a_profile_that_does_not_fit_is_as_good_as_none(mode: str, profile: bytes) -> None:
    image = Image.new("RGB", (300, 300), "teal").convert(mode)
    with_profile = thumbnail(encoded(image, "JPEG", icc_profile=profile))
    assert with_profile.content == thumbnail(encoded(image, "JPEG")).content


def test_grey_with_a_profile_for_colours_uses_it() -> None:
    made = pixels(encoded(Image.new("L", (300, 300), 128), "JPEG", icc_profile=icc_profiles.swapped_rgb()))
    assert is_near(made, (100, 100), (128, 128, 128), by=8)


# Nothing but pixels


def test_nothing_but_pixels_goes_along() -> None:
    image = photo()
    jpeg = with_segments(
        encoded(
            image,
            "JPEG",
            exif=exif(1),
            comment=b"SECRET comment",
            xmp=b"<x>SECRET</x>",
            icc_profile=b"SECRET",
        ),
        jpeg_segment(0xED, b"Photoshop 3.0\0SECRET"),
    )
    text = png_chunk(b"tEXt", b"Comment\0SECRET") + png_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"SECRET"))
    contents = [
        jpeg + b"SECRET after the end",
        with_chunks(encoded(image, "PNG", exif=exif(1)), text) + b"SECRET",
        encoded(image, "WEBP", exif=exif(1), xmp=b"<x>SECRET</x>", icc_profile=b"SECRET") + b"SECRET",
        encoded(image, "GIF", comment=b"SECRET"),
        encoded(image, "TIFF", exif=exif(1), description="SECRET"),
        encoded(image, "AVIF", exif=exif(1), xmp=b"<x>SECRET</x>"),
        encoded(image, "HEIC", exif=exif(1), xmp=b"<x>SECRET</x>"),
    ]
    for content in contents:
        assert b"SECRET" in content
        made = thumbnail(content)
        assert b"SECRET" not in made.content
        assert not {"exif", "xmp", "comment", "icc_profile", "photoshop", "XML:com.adobe.xmp"} & set(
            decoded(made.content).info
        )


def test_the_same_file_always_gives_the_same_thumbnail() -> None:
    content = encoded(photo(), "JPEG")
    assert thumbnail(content) == thumbnail(content)


# What is not taken


@pytest.mark.parametrize("image_format", FORMATS)
def test_a_type_that_is_not_allowed_is_named_and_not_decoded(image_format: str) -> None:
    content_type = Image.MIME[image_format]
    limits = replace(LIMITS, allowed_content_types=ALL_TYPES - {content_type})
    made = one_thumbnail(encoded(photo(), image_format), limits, CONTAIN)
    assert made == Rejection(ImageProblem.FORMAT_NOT_ALLOWED, content_type)
