"""Make the measured pictures. They are the same on every machine, and are stored in `.local/bench/pictures`.

All come from one scene of 48 megapixels that resembles a photograph: detail at every scale, hard edges, and a
sensor's noise. Smaller pictures are scaled from it and get new noise. So a file has about as many bytes for
each pixel as a camera's file.
"""

from __future__ import annotations

import hashlib
import io
import math
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np  # type: ignore[import-not-found]
from PIL import Image, ImageDraw

from local_aws import heic_codecs  # noqa: F401 - so that Pillow can write it

SEED = 20
ASPECT = (4, 3)
LARGEST_MEGAPIXELS = 48
OCTAVES = range(1, 11)
PERSISTENCE = 0.62  # strength of each octave relative to the octave before, about as in photographs
COLOURFULNESS = 0.3  # strength of the detail of colours relative to that of brightness
NOISE = 3.0  # standard deviation, of 255


@dataclass(frozen=True)
class Picture:
    """A picture to be measured.

    Attributes:
        name: its name in tables.
        kind: its encoder in `_ENCODERS`.
        megapixels: approximate size; sides are even numbers.
        output: format of its thumbnail: jpeg, png or webp.
        has_plain_colours: whether every decoder gives the same colours, so that quality can be compared.
    """

    name: str
    kind: str
    megapixels: float
    output: str
    has_plain_colours: bool = True

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.kind}-{self.megapixels:g}.{_ENCODERS[self.kind][0]}"


def table_pictures() -> list[Picture]:
    """Return the pictures of the table of thumbnails, in its order."""
    return [
        *(Picture(f"JPEG, baseline, {size} MP", "baseline", size, "jpeg") for size in (2, 12, 24, 48)),
        *(Picture(f"JPEG, progressive, {size} MP", "progressive", size, "jpeg") for size in (2, 12, 24, 48)),
        Picture("JPEG, CMYK, 12 MP", "cmyk", 12, "jpeg", has_plain_colours=False),
        Picture("PNG, 12 MP", "png", 12, "png"),
        Picture("PNG with alpha, 12 MP", "png-alpha", 12, "png"),
        Picture("PNG, palette, 12 MP", "png-palette", 12, "png"),
        Picture("PNG, 16 bit, 12 MP", "png-16", 12, "png"),
        Picture("WebP, 12 MP", "webp", 12, "webp"),
        Picture("WebP, lossless, 12 MP", "webp-lossless", 12, "webp"),
        Picture("GIF, 2 MP", "gif", 2, "png"),
    ]


HEIC = Picture(
    "HEIC, 12 MP", "heic", 12, "jpeg"
)  # compared with libheif alone, because sharp's binaries have no HEVC

GROWTH_MEGAPIXELS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)


def growth_pictures() -> dict[str, list[Picture]]:
    """Return the pictures of the plot of growth, by line."""
    kinds = {
        "JPEG, baseline": ("baseline", "jpeg"),
        "JPEG, progressive": ("progressive", "jpeg"),
        "PNG": ("png", "png"),
        "WebP": ("webp", "webp"),
    }
    return {
        label: [Picture(f"{label}, {size} MP", kind, size, output) for size in GROWTH_MEGAPIXELS]
        for label, (kind, output) in kinds.items()
    }


def ensure(pictures: list[Picture], folder: Path, report: Callable[[str], None]) -> None:
    """Make the missing files. If this module has changed, make all files again."""
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    stamp = folder / "made-by.sha256"
    if not stamp.is_file() or stamp.read_text() != version:
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.iterdir():
            stale.unlink()
        stamp.write_text(version)
    missing = [picture for picture in pictures if not (folder / picture.file).is_file()]
    if not missing:
        return
    report("making the scene")
    scene = _scene(LARGEST_MEGAPIXELS)
    for size in sorted({picture.megapixels for picture in missing}):
        photograph = _photograph(scene, size)
        for picture in missing:
            if picture.megapixels == size:
                report(f"making {picture.file}")
                unfinished = folder / "unfinished"
                unfinished.write_bytes(_ENCODERS[picture.kind][1](photograph))
                unfinished.rename(folder / picture.file)


def _sides(megapixels: float) -> tuple[int, int]:
    unit = math.sqrt(megapixels * 1e6 / (ASPECT[0] * ASPECT[1]))
    return round(unit * ASPECT[0] / 2) * 2, round(unit * ASPECT[1] / 2) * 2


def _scene(megapixels: float) -> Image.Image:
    width, height = _sides(megapixels)
    random = np.random.default_rng(SEED)
    brightness = _detail(random, width, height)
    channels = []
    for _ in range(3):
        values = brightness + COLOURFULNESS * _detail(random, width, height)
        low, high = np.percentile(values[::16, ::16], (0.5, 99.5))
        channels.append(
            Image.fromarray(((values - low) * (255 / (high - low))).clip(0, 255).astype(np.uint8))
        )
    image = Image.merge("RGB", channels)
    _draw_edges(image, random)
    return image


def _detail(random: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Return values around zero with detail at every scale. Larger scales have stronger detail."""
    total = np.zeros((height, width), np.float32)
    for octave in OCTAVES:
        side = 2**octave
        grid = random.random((side * ASPECT[1] // ASPECT[0] + 1, side + 1), np.float32)
        layer = Image.fromarray((grid - 0.5) * PERSISTENCE**octave, "F")
        total += np.asarray(layer.resize((width, height), Image.Resampling.BICUBIC))
    return total


def _draw_edges(image: Image.Image, random: np.random.Generator) -> None:
    draw = ImageDraw.Draw(image)
    for number in range(240):
        x, y = random.integers(image.width).item(), random.integers(image.height).item()
        size = random.integers(image.width // 400, image.width // 14).item()
        colour = tuple(random.integers(256, size=3).tolist())
        shape = (draw.ellipse, draw.rectangle)[number % 2]
        shape((x, y, x + size, y + size), fill=colour)
        end = (random.integers(image.width).item(), random.integers(image.height).item())
        draw.line((x, y, *end), fill=colour, width=max(1, image.width // 1500))


def _photograph(scene: Image.Image, megapixels: float) -> Image.Image:
    scaled = scene.resize(_sides(megapixels), Image.Resampling.BICUBIC, reducing_gap=2.0)
    random = np.random.default_rng(SEED + round(megapixels * 1000))
    strips = [
        np.asarray(scaled.crop((0, top, scaled.width, min(top + 500, scaled.height))))
        for top in range(0, scaled.height, 500)
    ]
    noisy = [
        (strip + random.standard_normal(strip.shape, np.float32) * NOISE + 0.5).clip(0, 255).astype(np.uint8)
        for strip in strips
    ]
    return Image.fromarray(np.concatenate(noisy))


def _saved(pillow_format: str, **options: object) -> Callable[[Image.Image], bytes]:
    def encode(image: Image.Image) -> bytes:

        content = io.BytesIO()
        image.save(content, pillow_format, **options)
        return content.getvalue()

    return encode


def _with_alpha(image: Image.Image) -> Image.Image:
    """Return the picture with a round alpha mask with a soft edge."""
    y, x = np.mgrid[-1 : 1 : image.height * 1j, -1 : 1 : image.width * 1j].astype(np.float32)
    alpha = ((1.1 - np.hypot(x, y)) * 1000).clip(0, 255).astype(np.uint8)
    image = image.copy()
    image.putalpha(Image.fromarray(alpha))
    return image


def _png_16_bit(image: Image.Image) -> bytes:
    """Return a PNG with 16 bits a sample, which Pillow cannot write. Rows are differences to the row above.

    The PNG specification defines the format. The low byte repeats the high byte, so 8 bits lose nothing.
    """
    samples = np.asarray(image)
    rows = np.repeat(samples, 2, axis=2).reshape(image.height, image.width * 6)
    filtered = np.full((image.height, image.width * 6 + 1), 2, np.uint8)
    filtered[0, 1:] = rows[0]
    filtered[1:, 1:] = rows[1:] - rows[:-1]
    header = struct.pack(">IIBBBBB", image.width, image.height, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(filtered.tobytes(), 4)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


_ENCODERS: dict[str, tuple[str, Callable[[Image.Image], bytes]]] = {
    "baseline": ("jpg", _saved("JPEG", quality=90)),
    "progressive": ("jpg", _saved("JPEG", quality=90, progressive=True)),
    "cmyk": ("jpg", lambda image: _saved("JPEG", quality=90)(image.convert("CMYK"))),
    "png": ("png", _saved("PNG", compress_level=4)),
    "png-alpha": ("png", lambda image: _saved("PNG", compress_level=4)(_with_alpha(image))),
    "png-palette": ("png", lambda image: _saved("PNG")(image.quantize(256, dither=Image.Dither.NONE))),
    "png-16": ("png", _png_16_bit),
    "webp": ("webp", _saved("WEBP", quality=85, method=2)),
    "webp-lossless": ("webp", _saved("WEBP", lossless=True, quality=20, method=1)),
    "heic": ("heic", _saved("HEIC", quality=60, enc_params={"preset": "ultrafast"})),
    "gif": ("gif", lambda image: _saved("GIF")(image.quantize(256))),
}
