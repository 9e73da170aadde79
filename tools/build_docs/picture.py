"""Draw the picture of the flow from GROUPS, NODES and EDGES.

Pillow draws it with its own typeface, SCALE times larger, and then reduces it. So it looks the same on every
machine, and needs no font, no browser and no network.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

WIDTH, HEIGHT = 1600, 990  # of the picture in pixels, the unit of all coordinates below
SCALE = 3  # the picture is drawn larger by this factor, then reduced
HALF = 42  # half of a tile's side
CORNER = 14
SOURCE_KEY = "made-from"  # name of the PNG's text field with the hash of this file

INK, QUIET, PAPER, LINE = "#1f2933", "#56636f", "#ffffff", "#6b7885"
PEOPLE, SECURITY, NETWORK, COMPUTE = "#44505c", "#c8343a", "#6d3fd6", "#d9660f"
STORAGE, INTEGRATION, DATABASE, WATCHING = "#3b8a3e", "#c02f78", "#2c5fd0", "#9a3fa8"

type Point = tuple[float, float]


@dataclass(frozen=True)
class Group:
    """A frame around related tiles, with its title in the upper left corner."""

    corners: tuple[float, float, float, float]
    title: str
    colour: str
    fill: str
    dashed: bool = False


@dataclass(frozen=True)
class Node:
    """A tile with a glyph. `at` is its centre. Its title and notes are below it."""

    at: Point
    glyph: str
    colour: str
    title: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """An arrow through `points`. The step's number, then the label, begin at `label_at`."""

    points: tuple[Point, ...]
    label: str = ""
    label_at: Point = (0, 0)
    step: str = ""
    dashed: bool = False


GROUPS = (
    Group((300, 88, 1582, 966), "AWS account, one region", "#9aa5b1", "#f5f7fa"),
    Group((330, 388, 590, 750), "S3 bucket, private and encrypted", STORAGE, "#edf7ee"),
    Group(
        (700, 388, 1242, 612),
        "With BucketAV; or with GuardDuty, which reports by EventBridge",
        SECURITY,
        "#fdf2f2",
        dashed=True,
    ),
)

NODES = (
    Node((120, 480), "person", PEOPLE, "Client", ("browser, app, curl",)),
    Node((400, 190), "shield", SECURITY, "WAF", ("managed rules, rate limit,", "auth header present")),
    Node((660, 190), "gateway", NETWORK, "API Gateway", ("REST, own host name,", "GET /upload-url")),
    Node((940, 190), "function", COMPUTE, "Lambda", ("get_presigned_url",)),
    Node((1250, 190), "key", SECURITY, "Secrets Manager", ("what callers must know",)),
    Node((460, 480), "bucket", STORAGE, "uploads/", ("write-once, versioned",)),
    Node((460, 660), "image", STORAGE, "thumbnails/"),
    Node((790, 480), "queue", INTEGRATION, "SQS", ("scan queue",)),
    Node((965, 480), "scan", SECURITY, "BucketAV", ("tags clean files,", "deletes infected ones")),
    Node((1140, 480), "topic", INTEGRATION, "SNS", ("findings",)),
    Node((1400, 480), "function", COMPUTE, "Lambda", ("process_uploaded_file",)),
    Node((460, 838), "cloud", NETWORK, "CloudFront", ("optional, by origin access control",)),
    Node((120, 838), "person", PEOPLE, "Viewer", ("with a signed URL",)),
    Node((660, 838), "topic", INTEGRATION, "EventBridge", ("each verdict,", "by option")),
    Node((860, 838), "table", DATABASE, "DynamoDB", ("one item for each upload",)),
    Node((1130, 838), "bell", WATCHING, "CloudWatch", ("alarms, logs",)),
    Node((1400, 838), "queue", INTEGRATION, "SQS", ("dead letters, after three tries",)),
)

EDGES = (
    Edge(((120, 438), (120, 190), (358, 190)), "Ask for a URL", (150, 160), "1"),
    Edge(((442, 190), (618, 190))),
    Edge(((702, 190), (898, 190))),
    Edge(((982, 190), (1208, 190)), "read, briefly cached", (1000, 160)),
    Edge(((162, 480), (418, 480)), "PUT the file", (174, 450), "2"),
    Edge(((502, 490), (748, 490)), "Scan", (604, 500), "3"),
    Edge(((832, 480), (923, 480))),
    Edge(((1007, 480), (1098, 480))),
    Edge(((1182, 480), (1358, 480)), "finding", (1262, 450)),
    Edge(
        ((502, 466), (640, 466), (640, 350), (1400, 350), (1400, 438)),
        "Without a scanner: the bucket calls the function at once",
        (700, 318),
        "3",
        dashed=True,
    ),
    Edge(
        ((1442, 496), (1508, 496), (1508, 660), (502, 660)),
        "Thumbnail: upright, sRGB, without metadata",
        (700, 628),
        "4",
    ),
    Edge(((1442, 480), (1532, 480), (1532, 742), (860, 742), (860, 796)), "Metadata", (900, 710), "4"),
    Edge(((1442, 464), (1556, 464), (1556, 838), (1442, 838))),
    Edge(((1358, 838), (1172, 838)), "alarm", (1240, 808)),
    Edge(((818, 838), (702, 838)), "verdicts", (730, 808), dashed=True),
    Edge(((460, 750), (460, 796))),
    Edge(((418, 838), (162, 838)), "clean files only", (176, 808)),
)


class Canvas:
    """A drawing surface in the picture's own pixels."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self._pen = ImageDraw.Draw(self.image)
        self._fonts: dict[int, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """Draw a line with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._pen.line(scaled, colour, round(width * SCALE))
        radius = width * SCALE / 2
        for x, y in scaled:
            self._pen.ellipse((x - radius, y - radius, x + radius, y + radius), colour)

    def polygon(self, points: Sequence[Point], colour: str) -> None:
        """Fill a polygon."""
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], colour)

    def disc(self, centre: Point, radius: float, colour: str) -> None:
        """Fill a circle."""
        x, y = centre
        box = [(value * SCALE) for value in (x - radius, y - radius, x + radius, y + radius)]
        self._pen.ellipse(box, colour)

    def ring(self, centre: Point, radius: float, colour: str, width: float) -> None:
        """Draw a circle's line."""
        self.line(arc(centre, radius, 0, 360), colour, width)

    def box(self, corners: tuple[float, float, float, float], radius: float, colour: str) -> None:
        """Fill a rectangle with round corners."""
        self._pen.rounded_rectangle([value * SCALE for value in corners], radius * SCALE, colour)

    def text(
        self, at: Point, text: str, size: int, colour: str, *, anchor: str = "la", bold: bool = False
    ) -> None:
        """Write one line. `anchor` is Pillow's: `la` begins at `at`, `ma` and `mm` are centred on it."""
        if size not in self._fonts:
            self._fonts[size] = ImageFont.load_default(size * SCALE)
        x, y = at
        self._pen.text(
            (x * SCALE, y * SCALE),
            text,
            colour,
            self._fonts[size],
            anchor=anchor,
            stroke_width=0.45 * SCALE if bold else 0,
        )


def arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    """Return points on a circle, from `start` to `end` degrees, clockwise from the right."""
    steps = 48
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in angles]


def rounded(points: Sequence[Point], radius: float = 12) -> list[Point]:
    """Return a line through `points` with its corners rounded."""
    line = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        for step in range(13):  # a quadratic Bezier curve around the corner
            t = step / 12
            line.append(
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * corner[0] + t**2 * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * corner[1] + t**2 * end[1],
                )
            )
    return [*line, points[-1]]


def dashes(points: Sequence[Point], on: float = 9, off: float = 7) -> list[list[Point]]:
    """Return the pieces of a dashed line through `points`."""
    pieces: list[list[Point]] = []
    position = 0.0
    for start, end in pairwise(points):
        length = math.dist(start, end)
        walked = 0.0
        while walked < length:
            within = position % (on + off)
            drawing = within < on
            step = min((on if drawing else on + off) - within, length - walked) or length - walked
            here, there = _along(start, end, walked), _along(start, end, walked + step)
            if drawing:
                if within and pieces:
                    pieces[-1].append(there)
                else:
                    pieces.append([here, there])
            walked += step
            position += step
    return pieces


def _along(start: Point, end: Point, distance: float) -> Point:
    share = distance / math.dist(start, end)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _towards(start: Point, end: Point, distance: float) -> Point:
    return _along(start, end, min(distance, math.dist(start, end) / 2))


# --- The glyphs: each is drawn in white around a tile's centre ------------------------


def _person(canvas: Canvas, x: float, y: float, _: str) -> None:
    canvas.disc((x, y - 10), 9.5, PAPER)
    canvas.polygon([*arc((x, y + 20), 19, 180, 360)], PAPER)


def _shield(canvas: Canvas, x: float, y: float, colour: str) -> None:
    outline = [(x, y - 24), (x + 19, y - 16), (x + 19, y), (x + 11, y + 16), (x, y + 24)]
    canvas.polygon([*outline, *[(2 * x - px, py) for px, py in reversed(outline)]], PAPER)
    canvas.line([(x - 8, y), (x - 2, y + 7), (x + 9, y - 7)], colour, 4)


def _gateway(canvas: Canvas, x: float, y: float, _: str) -> None:
    for side in (-1, 1):
        canvas.line([(x + side * 12, y - 16), (x + side * 23, y), (x + side * 12, y + 16)], PAPER, 4.5)
    canvas.line([(x + 5, y - 18), (x - 5, y + 18)], PAPER, 4.5)


def _function(canvas: Canvas, x: float, y: float, _: str) -> None:
    canvas.line([(x - 13, y - 21), (x - 5, y - 21), (x + 12, y + 21), (x + 17, y + 21)], PAPER, 5)
    canvas.line([(x - 1, y - 8), (x - 15, y + 21)], PAPER, 5)


def _key(canvas: Canvas, x: float, y: float, _: str) -> None:
    canvas.ring((x - 12, y), 9.5, PAPER, 4.5)
    canvas.line([(x - 2, y), (x + 24, y), (x + 24, y + 9)], PAPER, 4.5)
    canvas.line([(x + 14, y), (x + 14, y + 8)], PAPER, 4.5)


def _bucket(canvas: Canvas, x: float, y: float, colour: str) -> None:
    canvas.polygon([(x - 22, y - 14), (x + 22, y - 14), (x + 15, y + 23), (x - 15, y + 23)], PAPER)
    rim = [(x + 22 * math.cos(math.radians(a)), y - 14 + 7 * math.sin(math.radians(a))) for a in range(360)]
    canvas.polygon(rim, PAPER)
    canvas.line([*rim, rim[0]], colour, 2)


def _image(canvas: Canvas, x: float, y: float, colour: str) -> None:
    canvas.box((x - 24, y - 19, x + 24, y + 19), 4, PAPER)
    canvas.disc((x - 11, y - 8), 4.5, colour)
    canvas.polygon(
        [(x - 20, y + 15), (x - 8, y), (x, y + 8), (x + 9, y - 5), (x + 20, y + 15)],
        colour,
    )


def _queue(canvas: Canvas, x: float, y: float, _: str) -> None:
    for offset in (-18, 0, 18):
        canvas.box((x + offset - 7, y - 14, x + offset + 7, y + 14), 3, PAPER)


def _scan(canvas: Canvas, x: float, y: float, _: str) -> None:
    canvas.ring((x - 4, y - 4), 14, PAPER, 4.5)
    canvas.line([(x + 7, y + 7), (x + 20, y + 20)], PAPER, 5.5)
    canvas.line([(x - 10, y - 4), (x - 5, y + 1), (x + 3, y - 9)], PAPER, 3.5)


def _topic(canvas: Canvas, x: float, y: float, _: str) -> None:
    for angle in (-40, 0, 40):
        end = (x - 12 + 32 * math.cos(math.radians(angle)), y + 32 * math.sin(math.radians(angle)))
        canvas.line([(x - 14, y), end], PAPER, 3.5)
        canvas.disc(end, 5, PAPER)
    canvas.disc((x - 15, y), 8.5, PAPER)


def _table(canvas: Canvas, x: float, y: float, colour: str) -> None:
    canvas.box((x - 23, y - 20, x + 23, y + 20), 4, PAPER)
    for row in (-8, 3, 13):
        canvas.line([(x - 19, y + row), (x + 19, y + row)], colour, 2.2)
    canvas.line([(x - 6, y - 16), (x - 6, y + 17)], colour, 2.2)


def _bell(canvas: Canvas, x: float, y: float, _: str) -> None:
    canvas.polygon(
        [
            *arc((x, y - 6), 14, 180, 360),
            (x + 15, y + 8),
            (x + 20, y + 14),
            (x - 20, y + 14),
            (x - 15, y + 8),
        ],
        PAPER,
    )
    canvas.disc((x, y + 18), 5, PAPER)
    canvas.disc((x, y - 21), 3.5, PAPER)


def _cloud(canvas: Canvas, x: float, y: float, _: str) -> None:
    canvas.disc((x - 13, y + 5), 11, PAPER)
    canvas.disc((x + 1, y - 6), 14, PAPER)
    canvas.disc((x + 15, y + 4), 12, PAPER)
    canvas.box((x - 13, y, x + 15, y + 16), 2, PAPER)


GLYPHS: dict[str, Callable[[Canvas, float, float, str], None]] = {
    "bell": _bell,
    "bucket": _bucket,
    "cloud": _cloud,
    "function": _function,
    "gateway": _gateway,
    "image": _image,
    "key": _key,
    "person": _person,
    "queue": _queue,
    "scan": _scan,
    "shield": _shield,
    "table": _table,
    "topic": _topic,
}


def _draw_group(canvas: Canvas, group: Group) -> None:
    left, top, right, bottom = group.corners
    canvas.box(group.corners, CORNER, group.fill)
    start = ((left + right) / 2, top)
    frame = rounded([start, (right, top), (right, bottom), (left, bottom), (left, top), start], CORNER)
    for piece in dashes(frame) if group.dashed else [frame]:
        canvas.line(piece, group.colour, 1.8)
    canvas.text((left + 14, top + 9), group.title, 16, group.colour if group.fill != "#f5f7fa" else QUIET)


def _draw_edge(canvas: Canvas, edge: Edge) -> None:
    end, before = edge.points[-1], edge.points[-2]
    tip = _towards(end, before, 3)
    neck = _towards(end, before, 12)
    line = rounded([*edge.points[:-1], neck])
    for piece in dashes(line) if edge.dashed else [line]:
        canvas.line(piece, LINE, 2.4)
    dx, dy = (tip[1] - neck[1]) * 0.75, (neck[0] - tip[0]) * 0.75
    canvas.polygon([tip, (neck[0] + dx, neck[1] + dy), (neck[0] - dx, neck[1] - dy)], LINE)
    x, y = edge.label_at
    if edge.step:
        canvas.disc((x + 10, y + 10), 12, INK)
        canvas.text((x + 10, y + 10), edge.step, 15, PAPER, anchor="mm", bold=True)
        x += 30
    if edge.label:
        canvas.text((x, y + 1), edge.label, 16, INK)


def _draw_node(canvas: Canvas, node: Node) -> None:
    x, y = node.at
    canvas.box((x - HALF, y - HALF, x + HALF, y + HALF), CORNER, node.colour)
    GLYPHS[node.glyph](canvas, x, y, node.colour)
    canvas.text((x, y + HALF + 8), node.title, 19, INK, anchor="ma", bold=True)
    for number, note in enumerate(node.notes):
        canvas.text((x, y + HALF + 33 + 20 * number), note, 15, QUIET, anchor="ma")


def source_hash() -> str:
    """Return the SHA-256 of this file, which is the picture's source."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def draw() -> Image.Image:
    """Return the picture in RGB."""
    canvas = Canvas()
    canvas.text((28, 26), "Image uploads: ask, upload, scan, process", 26, INK, bold=True)
    for group in GROUPS:
        _draw_group(canvas, group)
    for edge in EDGES:
        _draw_edge(canvas, edge)
    for node in NODES:
        _draw_node(canvas, node)
    return canvas.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def make() -> bytes:
    """Return the picture as a PNG with the hash of this file in a text field."""
    facts = PngImagePlugin.PngInfo()
    facts.add_text(SOURCE_KEY, source_hash())
    file = io.BytesIO()
    # The picture has few colours. A palette makes the file a third as large, without a visible difference.
    draw().quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=True, pnginfo=facts)
    return file.getvalue()


def made_from(picture: Path) -> str | None:
    """Return the hash of the source in the PNG `picture`; None if it has none."""
    with Image.open(picture) as image:
        return image.info.get(SOURCE_KEY)
