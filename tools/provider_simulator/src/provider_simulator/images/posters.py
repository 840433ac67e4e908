"""Posters, backdrops and stills: a scene, and on posters the title."""

from typing import Final

from PIL import Image, ImageStat

from provider_simulator.images.canvas import Canvas
from provider_simulator.images.palettes import Color, Palette, mixed, palette_for
from provider_simulator.images.scenes.gallery import scene_for
from provider_simulator.images.subjects import Subject
from provider_simulator.images.typography import JOSEFIN, OSWALD, Align, Face, faces_for, title_lines, write

LIGHT: Final[Color] = (252, 247, 238)
DARK: Final[Color] = (24, 20, 30)
MARGIN: Final = 0.085
ROOM: Final = 0.23
"""The part of the height that a title may take."""
FRAMED: Final = 0.16
"""The share of posters with a frame of paper."""


def draw_scene(subject: Subject, width: int, height: int) -> Image.Image:
    """Return a backdrop or still: the scene of the title, or one of its own for an episode."""
    canvas, random = Canvas(width, height), subject.random()
    palette = palette_for(subject.genres, random).shifted(subject.turn)
    scene_for(subject.genres, random, subject.number).draw(canvas, palette, random)
    return canvas.image


def draw_poster(subject: Subject, width: int, height: int) -> Image.Image:
    """Return a poster with the title and a caption."""
    canvas, random = Canvas(width, height), subject.random()
    palette = palette_for(subject.genres, random).shifted(subject.turn)
    scene = scene_for(subject.genres, random, subject.number)
    scene.draw(canvas, palette, random)
    face = random.choice(faces_for(subject.genres))
    if scene.title == "bottom":
        canvas.shade(mixed(palette.near, (0, 0, 0), 0.3), top=0.5, bottom=1.0, strength=0.92)
    else:
        canvas.shade(palette.top, top=0.0, bottom=0.42, strength=0.8, rising=True)
        canvas.shade(mixed(palette.near, (0, 0, 0), 0.3), top=0.84, bottom=1.0, strength=0.85)
    is_framed = random.random() < FRAMED
    if is_framed:
        _frame(canvas)
    _title(canvas, subject, palette, face, scene.title == "top")
    return canvas.image


def _title(canvas: Canvas, subject: Subject, palette: Palette, face: Face, at_top: bool) -> None:
    """Write the title where the scene has room for it, and the caption at the bottom, in colors that stand out."""
    lines, pixels = title_lines(canvas, subject.title, face, 1 - 2 * MARGIN, ROOM if at_top else ROOM + 0.04)
    small, tall = max(7, round(0.046 * canvas.unit)), len(lines) * face.leading * pixels / canvas.height
    low = 0.94 - 1.2 * small / canvas.height
    top = 0.065 if at_top else low - tall - 0.5 * small / canvas.height
    align: Align = "center" if at_top or len(lines) > 2 else "left"
    x = 0.5 if align == "center" else MARGIN
    write(canvas, lines, face, pixels, _readable(canvas, palette, top, tall), x=x, y=top, align=align)
    if subject.caption:
        accent = _contrast(palette.accent, _ground(canvas, low, 0.04)) > 70
        color = palette.accent if accent else _readable(canvas, palette, low, 0.04)
        write(canvas, [subject.caption.upper()], _caption_face(face), small, color, x=x, y=low, align=align)


def _caption_face(face: Face) -> Face:
    chosen = JOSEFIN if face in (JOSEFIN, OSWALD) else OSWALD
    return Face(chosen.file, True, 1.2, 0.22)


def _readable(canvas: Canvas, palette: Palette, top: float, tall: float) -> Color:
    """Return the palette's text color if it stands out in a band, else a light or a dark one."""
    ground = _ground(canvas, top, tall)
    choices = (palette.text, LIGHT, DARK)
    if _contrast(palette.text, ground) > 110:
        return palette.text
    return max(choices, key=lambda color: _contrast(color, ground))


def _ground(canvas: Canvas, top: float, tall: float) -> Color:
    first = min(max(0, round(top * canvas.height)), canvas.height - 2)
    last = max(first + 1, min(canvas.height, round((top + tall) * canvas.height)))
    band = canvas.image.crop((round(MARGIN * canvas.width), first, round((1 - MARGIN) * canvas.width), last))
    red, green, blue = ImageStat.Stat(band.reduce(4) if min(band.size) > 8 else band).mean
    return round(red), round(green), round(blue)


def _contrast(first: Color, second: Color) -> float:
    return abs(_lightness(first) - _lightness(second))


def _lightness(color: Color) -> float:
    red, green, blue = color
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _frame(canvas: Canvas) -> None:
    paper, wide = (244, 238, 226), 0.035
    down = wide * canvas.width / canvas.height
    canvas.rectangle(0, 0, 1, down, paper)
    canvas.rectangle(0, 1 - down, 1, 1, paper)
    canvas.rectangle(0, 0, wide, 1, paper)
    canvas.rectangle(1 - wide, 0, 1, 1, paper)
