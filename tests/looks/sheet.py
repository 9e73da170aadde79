"""Contact sheets: ours left, the reference right, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.looks.sides import BOX, Side

COLUMNS, ROWS = 4, 12
_MARGIN, _CAPTION = 6, 30
_CELL = 2 * BOX.width + 3 * _MARGIN, BOX.height + _CAPTION + _MARGIN
_SQUARE = 10  # of the chequered background that shows what is transparent
_CAPTION_LETTERS = 66


def draw(cells: Sequence[tuple[str, Side, Side]], folder: Path) -> Iterator[Path]:
    """Write as many sheets as are needed; yield their paths. A cell is a caption, ours and the reference."""
    for number, start in enumerate(range(0, len(cells), COLUMNS * ROWS), 1):
        page = cells[start : start + COLUMNS * ROWS]
        rows = -(-len(page) // COLUMNS)
        sheet = Image.new("RGB", (COLUMNS * _CELL[0], rows * _CELL[1]), "white")
        for place, (caption, ours, reference) in enumerate(page):
            left, top = place % COLUMNS * _CELL[0] + _MARGIN, place // COLUMNS * _CELL[1]
            _write(sheet, (left, top + 2), caption)
            for side, across in ((ours, left), (reference, left + BOX.width + _MARGIN)):
                _show(sheet, (across, top + _CAPTION), side)
        path = folder / f"sheet-{number:02}.png"
        sheet.save(path)
        yield path


def _show(sheet: Image.Image, place: tuple[int, int], side: Side) -> None:
    if isinstance(side, str):
        ImageDraw.Draw(sheet).rectangle((*place, place[0] + BOX.width, place[1] + BOX.height), "mistyrose")
        _write(sheet, (place[0] + 4, place[1] + 80), side, 32)
        return
    shown = side.convert("RGBA")
    sheet.paste(Image.alpha_composite(_chequered(shown.size), shown).convert("RGB"), place)


def _write(sheet: Image.Image, place: tuple[int, int], text: str, letters: int = _CAPTION_LETTERS) -> None:
    lines = [text[start : start + letters] for start in range(0, len(text), letters)]
    ImageDraw.Draw(sheet).text(place, "\n".join(lines[:2]), "black", ImageFont.load_default(11), spacing=2)


def _chequered(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGBA", size, "white")
    draw = ImageDraw.Draw(image)
    for top in range(0, size[1], _SQUARE):
        for left in range(top // _SQUARE % 2 * _SQUARE, size[0], 2 * _SQUARE):
            draw.rectangle((left, top, left + _SQUARE - 1, top + _SQUARE - 1), (200, 200, 200, 255))
    return image
