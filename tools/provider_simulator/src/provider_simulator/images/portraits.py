"""Portraits of people who do not exist, and logos of services: flat drawings."""

from random import Random
from typing import Final

from PIL import Image

from provider_simulator.images.canvas import Canvas
from provider_simulator.images.palettes import Color, mixed, palette_for
from provider_simulator.images.subjects import Subject
from provider_simulator.images.typography import ANTON, JOSEFIN, OSWALD, title_lines, write

SKINS: Final[tuple[Color, ...]] = (
    (255, 224, 196), (241, 194, 154), (224, 172, 128), (198, 134, 94), (150, 95, 62), (104, 66, 46),
)  # fmt: skip
HAIRS: Final[tuple[Color, ...]] = (
    (34, 26, 28), (66, 42, 32), (110, 66, 38), (168, 110, 58), (214, 168, 98), (150, 60, 40), (170, 168, 172),
)  # fmt: skip
GROUNDS: Final = ("comedy", "drama", "documentary", "history", "war", "science-fiction")


def draw_portrait(subject: Subject, width: int, height: int) -> Image.Image:
    """Return a portrait: head and shoulders before a plain ground."""
    canvas, random = Canvas(width, height), subject.random()
    palette = palette_for((random.choice(GROUNDS),), random)
    canvas.gradient(palette.bottom, mixed(palette.bottom, palette.far, 0.55))
    canvas.circle(0.5, 0.43, 0.47, mixed(palette.bottom, (255, 255, 255), 0.22))
    skin, hair = random.choice(SKINS), random.choice(HAIRS)
    cut = random.choice((_short, _long, _bun, _curls, _bald, _bob, _short))
    cut(canvas, hair, behind=True)
    _body(canvas, skin, palette.middle, palette.near, random)
    _head(canvas, skin)
    cut(canvas, hair, behind=False)
    _face(canvas, skin, hair, random, bearded=cut in (_short, _bald))
    return canvas.image


def draw_logo(subject: Subject, width: int, height: int) -> Image.Image:
    """Return a logo: initials on a plain ground."""
    canvas, random = Canvas(width, height), subject.random()
    palette = palette_for((random.choice(GROUNDS),), random)
    canvas.gradient(mixed(palette.middle, palette.far, 0.3), palette.near)
    shape = random.randrange(3)
    if shape == 0:
        canvas.circle(0.5, 0.5, 0.36, mixed(palette.middle, palette.accent, 0.25))
    elif shape == 1:
        canvas.pie(0.0, 1.0, 0.95, 270, 360, mixed(palette.middle, palette.accent, 0.3))
    else:
        canvas.polygon([(0, 0.72), (1, 0.42), (1, 1), (0, 1)], mixed(palette.middle, palette.accent, 0.25))
    words = subject.title.replace("+", " +").split()
    initials = "".join(word[0] for word in words[:2]) if len(words) > 1 else subject.title[:2]
    face = random.choice((ANTON, JOSEFIN, OSWALD))
    lines, _ = title_lines(canvas, initials, face, 0.9, 0.9)
    pixels = round(0.4 * canvas.unit)
    tall = face.leading * pixels / canvas.height
    write(canvas, lines, face, pixels, (255, 252, 245), x=0.5, y=0.5 - tall * 0.56, align="center")
    return canvas.image


def _body(canvas: Canvas, skin: Color, cloth: Color, dark: Color, random: Random) -> None:
    shadow = mixed(skin, (70, 20, 20), 0.2)
    canvas.rectangle(0.5 - 0.095, 0.55, 0.5 + 0.095, 0.74, skin)
    canvas.ellipse(0.5, 0.61, 0.095, 0.085, shadow)
    canvas.ellipse(0.5, 1.02, 0.47, 0.47, cloth)
    collar = random.randrange(4)
    if collar == 0:
        canvas.polygon([(0.4, 0.71), (0.6, 0.71), (0.5, 0.86)], skin)
        canvas.polygon([(0.37, 0.72), (0.42, 0.695), (0.5, 0.87), (0.47, 0.93)], dark)
        canvas.polygon([(0.63, 0.72), (0.58, 0.695), (0.5, 0.87), (0.53, 0.93)], dark)
    elif collar == 1:
        canvas.ellipse(0.5, 0.715, 0.14, 0.07, skin)
    elif collar == 2:
        canvas.ellipse(0.5, 0.73, 0.14, 0.075, dark)
        canvas.rectangle(0.375, 0.67, 0.625, 0.73, dark)
    else:
        canvas.polygon([(0.385, 0.705), (0.615, 0.705), (0.5, 0.82)], (250, 247, 240))
        canvas.polygon([(0.475, 0.775), (0.525, 0.775), (0.55, 1), (0.45, 1)], dark)


def _head(canvas: Canvas, skin: Color) -> None:
    for side in (-1, 1):
        canvas.ellipse(0.5 + side * 0.215, 0.46, 0.035, 0.055, mixed(skin, (90, 30, 20), 0.12))
    canvas.ellipse(0.5, 0.435, 0.213, 0.285, skin)


def _face(canvas: Canvas, skin: Color, hair: Color, random: Random, *, bearded: bool) -> None:
    line = mixed(skin, (40, 16, 20), 0.72)
    for side in (-1, 1):
        x = 0.5 + side * 0.082
        canvas.circle(x, 0.452, 0.017, (36, 26, 30))
        canvas.line([(x - 0.035, 0.413), (x, 0.404), (x + 0.035, 0.413)], 0.014, mixed(hair, (20, 14, 16), 0.3))
        canvas.ellipse(0.5 + side * 0.115, 0.515, 0.032, 0.02, mixed(skin, (226, 92, 88), 0.22))
    canvas.line([(0.5, 0.455), (0.49, 0.513), (0.512, 0.516)], 0.009, mixed(skin, line, 0.35))
    smile = random.choice((0.0, 0.012, 0.02))
    canvas.line([(0.452, 0.562), (0.476, 0.562 + smile), (0.524, 0.562 + smile), (0.548, 0.562)], 0.012, line)
    extra = random.randrange(5)
    if extra == 0:
        for side in (-1, 1):
            canvas.ring(0.5 + side * 0.085, 0.455, 0.058, 0.011, (46, 40, 48))
        canvas.line([(0.473, 0.45), (0.527, 0.45)], 0.009, (46, 40, 48))
    elif bearded and extra < 3:
        beard = mixed(hair, skin, 0.12)
        canvas.pie(0.5, 0.487, 0.207, 14, 166, beard)
        canvas.ellipse(0.5, 0.575, 0.075, 0.04, skin)
        canvas.line([(0.46, 0.572), (0.5, 0.58), (0.54, 0.572)], 0.012, line)


def _short(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if behind:
        return
    canvas.pie(0.5, 0.385, 0.226, 180, 360, hair)
    for side in (-1, 1):
        canvas.polygon([(0.5 + side * 0.226, 0.383), (0.5 + side * 0.17, 0.36), (0.5 + side * 0.19, 0.45),
                        (0.5 + side * 0.214, 0.455)], hair)  # fmt: skip
    canvas.polygon([(0.274, 0.384), (0.42, 0.27), (0.726, 0.33), (0.726, 0.384), (0.55, 0.35)], hair)


def _long(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if behind:
        canvas.ellipse(0.5, 0.4, 0.28, 0.28, hair)
        canvas.polygon([(0.22, 0.4), (0.78, 0.4), (0.81, 0.76), (0.19, 0.76)], hair)
        canvas.ellipse(0.5, 0.76, 0.31, 0.06, hair)
        return
    canvas.pie(0.5, 0.38, 0.235, 180, 360, hair)
    canvas.polygon([(0.265, 0.375), (0.47, 0.32), (0.33, 0.44), (0.29, 0.62), (0.25, 0.6)], hair)
    canvas.polygon([(0.735, 0.375), (0.47, 0.32), (0.67, 0.43), (0.71, 0.62), (0.75, 0.6)], hair)


def _bun(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if behind:
        canvas.circle(0.5, 0.205, 0.1, hair)
        return
    canvas.pie(0.5, 0.385, 0.23, 180, 360, hair)
    canvas.polygon([(0.27, 0.385), (0.5, 0.32), (0.73, 0.385), (0.71, 0.43), (0.5, 0.347), (0.29, 0.43)], hair)


def _curls(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    spots = ((0.26, 0.4), (0.29, 0.31), (0.38, 0.245), (0.5, 0.22), (0.62, 0.245), (0.71, 0.31), (0.74, 0.4),
             (0.72, 0.49), (0.28, 0.49))  # fmt: skip
    for x, y in spots if behind else spots[1:6]:
        canvas.circle(x, y + (0.0 if behind else 0.018), 0.09 if behind else 0.078, hair)


def _bald(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if behind:
        canvas.ellipse(0.5, 0.44, 0.236, 0.12, mixed(hair, (120, 110, 110), 0.3))


def _bob(canvas: Canvas, hair: Color, *, behind: bool) -> None:
    if behind:
        canvas.ellipse(0.5, 0.41, 0.285, 0.285, hair)
        for side in (-1, 1):
            canvas.ellipse(0.5 + side * 0.19, 0.53, 0.105, 0.17, hair)
        return
    canvas.pie(0.5, 0.4, 0.238, 180, 360, hair)
    for side in (-1, 1):
        canvas.polygon([(0.5 + side * 0.238, 0.398), (0.5 + side * 0.17, 0.39), (0.5 + side * 0.2, 0.52),
                        (0.5 + side * 0.25, 0.55)], hair)  # fmt: skip
