"""Generates photographs for the demo and the tests, and one file with the test virus.

The scene is a landscape with the sun at the upper right and a house at the lower left, so that a picture that
is rotated, upside down or mirrored is easy to recognize.
"""

from __future__ import annotations

import io
import itertools
import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from local_aws import heic_codecs  # noqa: F401 - so that Pillow can write it

ORIENTATION = 0x0112  # the EXIF tag: how a viewer must rotate the stored image

# How the upright picture is transformed to the stored one, for each orientation of the camera.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


REFUSED = "refused"  # the API issues no URL, because the mode does not allow the type


@dataclass(frozen=True)
class Sample:
    """A file to upload, and the status it must end with in each mode, or REFUSED."""

    name: str
    ext: str
    content: bytes
    plain: str = "processed"
    scanned: str = "processed"

    def expected(self, mode: str) -> str:
        """Return the status that this file must have at the end in `mode`."""
        return self.plain if mode == "plain" else self.scanned


def samples() -> list[Sample]:
    """Draw every sample: the formats, EXIF orientations, odd names, and the infected file."""
    wide, tall, small = landscape(4000, 3000), landscape(1500, 2000), landscape(1200, 800)
    return [
        Sample("Bergsee am Morgen", "jpg", jpeg(wide, quality=88)),
        Sample("upright, lying in the file", "jpg", jpeg(tall, orientation=6)),
        Sample("upside down in the file", "jpeg", jpeg(small, orientation=3)),
        Sample("mirrored in the file", "jpg", jpeg(small, orientation=5)),
        Sample("100% progressive + café", "jpg", jpeg(wide.resize((2400, 1800)), progressive=True)),
        Sample("切り抜き", "png", png(cut_out(900))),
        Sample("small photo", "webp", webp(small)),
        Sample("blinking", "gif", gif(landscape(480, 320))),
        Sample("telephone, upright", "heic", heic(tall, orientation=6), scanned=REFUSED),
        Sample("cut out, by telephone", "heif", heic(cut_out(600)), scanned=REFUSED),
        infected(),
    ]


def infected() -> Sample:
    """Return the test virus under a photograph's name.

    Without a scanner, it is only a file that is not an image. It is assembled here, so that scanners do not
    report this source file.
    """
    virus = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    return Sample("invoice", "jpg", virus, plain="rejected", scanned="infected")


def jpeg(image: Image.Image, quality: int = 85, orientation: int = 1, *, progressive: bool = False) -> bytes:
    """Encode as JPEG; the stored image is rotated so that `orientation` makes it upright again."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    turn = STORED[orientation]
    stored = image if turn is None else image.transpose(turn)
    return _saved(stored, "JPEG", quality=quality, exif=exif, progressive=progressive)


def png(image: Image.Image) -> bytes:
    """Encode as PNG."""
    return _saved(image, "PNG")


def webp(image: Image.Image) -> bytes:
    """Encode as lossy WebP."""
    return _saved(image, "WEBP", quality=85)


def heic(image: Image.Image, orientation: int = 1) -> bytes:
    """Encode as HEIC, rotated by its `irot` and `imir` properties, as iPhones do."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    turn = STORED[orientation]
    return _saved(image if turn is None else image.transpose(turn), "HEIC", quality=60, exif=exif.tobytes())


def gif(image: Image.Image) -> bytes:
    """Encode as a GIF of two frames, of which the second is the negative."""
    first = image.quantize(128)
    return _saved(
        first, "GIF", save_all=True, append_images=[ImageChops.invert(image).quantize(128)], duration=500
    )


def landscape(width: int, height: int) -> Image.Image:
    """Draw the scene in `width` x `height` pixels. The same size gives the same picture, except for grain."""
    chance = random.Random(width * height)  # noqa: S311 - a picture, not a secret
    sky = _gradient(width, height, (58, 110, 190), (247, 214, 170))
    draw = ImageDraw.Draw(sky)
    sun = height // 9
    centre = (int(width * 0.78), int(height * 0.2))
    draw.circle(centre, sun, fill=(255, 244, 196))

    for depth, (base, colour) in enumerate(
        [(0.5, (126, 144, 178)), (0.58, (92, 116, 140)), (0.66, (58, 88, 84)), (0.74, (44, 74, 48))]
    ):
        draw.polygon(_ridge(chance, width, height, base, rough=0.16 / (depth + 1)), fill=colour)
    lake = _gradient(width, height - int(height * 0.8), (120, 160, 196), (40, 76, 120))
    sky.paste(lake, (0, int(height * 0.8)))
    _house(draw, int(width * 0.14), int(height * 0.8), height // 5)
    # Noise like that of a sensor: without it, a thumbnail of any quality looks sharp.
    grain = Image.effect_noise((width, height), 14).convert("RGB")
    return ImageChops.soft_light(sky.filter(ImageFilter.GaussianBlur(0.6)), grain)


def cut_out(side: int) -> Image.Image:
    """Draw a disc of the scene with a soft edge, which gets a visible fringe if alpha is handled wrongly."""
    image = landscape(side, side).convert("RGBA")
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).circle((side // 2, side // 2), int(side * 0.44), fill=255)
    image.putalpha(mask.filter(ImageFilter.GaussianBlur(side / 100)))
    # Transparent pixels may have any colour; this one must never be visible.
    bare = Image.new("RGBA", (side, side), (255, 0, 255, 0))
    return Image.composite(image, bare, mask.filter(ImageFilter.GaussianBlur(side / 100)).point(_opaque))


def _opaque(value: int) -> int:
    return 255 if value else 0


def _gradient(
    width: int, height: int, top: tuple[int, int, int], bottom: tuple[int, int, int]
) -> Image.Image:
    blend = Image.linear_gradient("L").resize((width, height))
    return Image.composite(
        Image.new("RGB", (width, height), bottom), Image.new("RGB", (width, height), top), blend
    )


def _ridge(
    chance: random.Random, width: int, height: int, base: float, rough: float
) -> list[tuple[float, float]]:
    """Return a mountain range as a polygon, made by displacing its midpoints ten times."""
    heights = [base, base - rough, base]
    reach = rough
    for _ in range(9):
        reach *= 0.55
        middles = [(a + b) / 2 + chance.uniform(-reach, reach) for a, b in itertools.pairwise(heights)]
        heights = [point for pair in zip(heights, middles, strict=False) for point in pair] + [heights[-1]]
    step = width / (len(heights) - 1)
    ridge = [(index * step, level * height) for index, level in enumerate(heights)]
    return [(0, height), *ridge, (width, height)]


def _house(draw: ImageDraw.ImageDraw, left: int, ground: int, size: int) -> None:
    wall, roof = size * 6 // 10, size // 2
    draw.rectangle((left, ground - wall, left + size, ground), fill=(214, 192, 160))
    draw.polygon(
        [
            (left - size // 8, ground - wall),
            (left + size // 2, ground - wall - roof),
            (left + size * 9 // 8, ground - wall),
        ],
        fill=(150, 52, 44),
    )
    draw.rectangle(
        (left + size * 4 // 10, ground - size * 4 // 10, left + size * 6 // 10, ground), fill=(84, 60, 44)
    )
    for side in (0.12, 0.72):
        window = left + int(size * side)
        draw.rectangle(
            (window, ground - size * 45 // 100, window + size * 16 // 100, ground - size * 28 // 100),
            fill=(250, 226, 140),
        )


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()
