"""Things and figures: a planet, a grid, a walker, an eye, a lamp, a keyhole and a rocket."""

import math
from random import Random

from provider_simulator.images.canvas import Canvas
from provider_simulator.images.palettes import Palette, mixed
from provider_simulator.images.scenes.landscapes import cut, stars


def planet(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw a planet with a ring and a moon, among stars."""
    canvas.gradient(palette.top, palette.bottom)
    stars(canvas, mixed(palette.bottom, (255, 255, 255), 0.75), random, lowest=1.0)
    x, y, radius = random.uniform(0.42, 0.58), 0.42, random.uniform(0.24, 0.3)
    canvas.glow(x, y, radius * 2, palette.accent, 0.4)
    tilt = random.uniform(-0.2, 0.2)
    _orbit(canvas, x, y, radius, tilt, palette, front=False)
    canvas.circle(x, y, radius, palette.far)
    for band in range(5):
        top = y + (band - 2) * radius * 0.34 * canvas.unit / canvas.height
        inset = math.sqrt(max(0.0, 1 - ((band - 2) * 0.34) ** 2)) * radius * 0.98
        canvas.ellipse(x, top, inset, radius * 0.1, mixed(palette.far, palette.accent, 0.15 + 0.14 * band))
    canvas.pie(x, y, radius, 20, 200, mixed(palette.middle, palette.far, 0.35))
    canvas.circle(
        x - radius * 0.12 * canvas.unit / canvas.width,
        y - radius * 0.1,
        radius * 0.9,
        mixed(palette.far, palette.accent, 0.25),
    )
    _orbit(canvas, x, y, radius, tilt, palette, front=True)
    canvas.circle(random.choice((0.18, 0.82)), 0.22, 0.045, mixed(palette.accent, (255, 255, 255), 0.3))
    canvas.ellipse(0.5, 1.2, 1.1, 0.42, palette.near)


def grid(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw a plain of glowing lines to a horizon, below a striped sun."""
    canvas.gradient(palette.top, mixed(palette.bottom, palette.top, 0.2))
    stars(canvas, mixed(palette.bottom, (255, 255, 255), 0.6), random, lowest=0.5)
    horizon = 0.62
    canvas.glow(0.5, horizon - 0.1, 0.7, palette.accent, 0.5)
    radius = random.uniform(0.26, 0.31)
    canvas.circle(0.5, horizon - 0.11, radius, palette.accent)
    for stripe in range(5):
        y = horizon - 0.03 - stripe * 0.04
        cut(canvas, (0.5, horizon - 0.11), radius, y, 0.013 - 0.002 * stripe, mixed(palette.top, palette.bottom, y))
    canvas.rectangle(0, horizon, 1, 1, palette.near)
    line = mixed(palette.far, palette.accent, 0.4)
    for row in range(11):
        y = horizon + (1 - horizon) * (row / 10) ** 2
        canvas.line([(0, y), (1, y)], 0.0035, line)
    for column in range(-16, 17):
        canvas.line([(0.5 + column * 0.02, horizon), (0.5 + column * 0.16, 1)], 0.0035, line)


def walker(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw someone in the cone of a light, with a long shadow."""
    canvas.gradient(mixed(palette.near, palette.top, 0.3), palette.near)
    scale, x = canvas.unit / canvas.width, 0.5 + random.uniform(-0.06, 0.06)
    light = mixed(palette.bottom, palette.accent, 0.5)
    canvas.trapezoid(x, 0, 0.66, (0.05, 0.46), mixed(palette.near, light, 0.55))
    canvas.trapezoid(x, 0, 0.66, (0.02, 0.3), mixed(palette.near, light, 0.85))
    canvas.ellipse(x, 0.66, 0.46, 0.08, light)
    skew = random.choice((-1, 1)) * 0.22 * scale
    canvas.polygon(
        [
            (x - 0.05 * scale, 0.66),
            (x + 0.05 * scale, 0.66),
            (x + skew + 0.11 * scale, 1),
            (x + skew - 0.11 * scale, 1),
        ],
        mixed(palette.near, (0, 0, 0), 0.5),
    )
    dark = mixed(palette.near, (0, 0, 0), 0.35)
    canvas.trapezoid(x, 0.42, 0.62, (0.06, 0.085), dark)
    canvas.rectangle(x - 0.05 * scale, 0.61, x - 0.012 * scale, 0.67, dark)
    canvas.rectangle(x + 0.012 * scale, 0.61, x + 0.05 * scale, 0.67, dark)
    canvas.circle(x, 0.385, 0.04, dark)
    if random.random() < 0.6:
        canvas.ellipse(x, 0.365, 0.062, 0.011, dark)
        canvas.rectangle(x - 0.034 * scale, 0.335, x + 0.034 * scale, 0.365, dark)


def eye(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw a large eye that looks aside."""
    canvas.gradient(palette.top, palette.bottom)
    half, lift, y = 0.44, 0.2, 0.44
    upper = [(0.06 + 0.88 * step / 40, y - lift * math.sin(math.pi * step / 40)) for step in range(41)]
    lower = [(0.94 - 0.88 * step / 40, y + lift * 0.85 * math.sin(math.pi * step / 40)) for step in range(41)]
    canvas.polygon(
        [*upper, *lower], mixed(palette.text, (255, 255, 255), 0.5) if sum(palette.text) > 380 else (246, 238, 224)
    )
    x = 0.5 + random.uniform(-0.08, 0.08)
    iris = half * 0.46
    canvas.circle(x, y, iris, palette.middle)
    for ray in range(36):
        angle = ray * 10 + random.uniform(0, 4)
        canvas.pie(x, y, iris * random.uniform(0.8, 0.98), angle, angle + 4, palette.accent)
    canvas.circle(x, y, iris * 0.52, palette.near)
    canvas.circle(x + 0.05 * canvas.unit / canvas.width, y - 0.035, iris * 0.16, (255, 255, 255))
    for edge in (upper, lower):
        canvas.line(edge, 0.016, palette.near)
    for lash in range(4, 37, 4):
        start = upper[lash]
        canvas.line([start, (start[0] + (lash - 20) * 0.004, start[1] - 0.055)], 0.01, palette.near)


def keyhole(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw a view through a keyhole."""
    canvas.gradient(palette.near, mixed(palette.near, (0, 0, 0), 0.4))
    canvas.glow(0.5, 0.36, 0.6, palette.middle, 0.7)
    canvas.circle(0.5, 0.3, 0.22, palette.bottom)
    canvas.trapezoid(0.5, 0.34, 0.66, (0.11, 0.22), palette.bottom)
    canvas.circle(0.5 + random.uniform(-0.05, 0.05), 0.28, 0.085, palette.accent)
    dark, x = mixed(palette.near, palette.middle, 0.25), 0.5 + random.uniform(-0.02, 0.02)
    canvas.circle(x, 0.455, 0.028, dark)
    canvas.trapezoid(x, 0.485, 0.66, (0.04, 0.07), dark)


def rocket(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw a rocket that leaves a trail of smoke."""
    canvas.gradient(palette.top, palette.bottom)
    stars(canvas, mixed(palette.bottom, (255, 255, 255), 0.7), random, lowest=0.7)
    canvas.glow(0.5, 0.62, 0.5, palette.accent, 0.6)
    scale = canvas.unit / canvas.width
    for puff in range(34):
        share = puff / 33
        spread = 0.03 + 0.5 * share**2
        color = mixed(palette.accent, palette.far if puff % 2 else palette.middle, min(1.0, share * 1.4))
        canvas.circle(0.5 + random.uniform(-1, 1) * spread * scale, 0.6 + 0.44 * share, 0.035 + 0.12 * share, color)
    body = mixed(palette.text, (255, 255, 255), 0.3) if sum(palette.text) > 380 else (250, 244, 230)
    canvas.polygon(
        [
            (0.5, 0.2),
            (0.5 + 0.07 * scale, 0.36),
            (0.5 + 0.07 * scale, 0.54),
            (0.5 - 0.07 * scale, 0.54),
            (0.5 - 0.07 * scale, 0.36),
        ],
        body,
    )
    canvas.polygon([(0.5, 0.2), (0.5 + 0.045 * scale, 0.3), (0.5 - 0.045 * scale, 0.3)], palette.accent)
    for side in (-1, 1):
        canvas.polygon(
            [(0.5 + side * 0.07 * scale, 0.44), (0.5 + side * 0.14 * scale, 0.58), (0.5 + side * 0.07 * scale, 0.54)],
            palette.accent,
        )
    canvas.circle(0.5, 0.4, 0.035, palette.near)
    canvas.polygon(
        [(0.5 - 0.05 * scale, 0.545), (0.5 + 0.05 * scale, 0.545), (0.5, 0.66)],
        mixed(palette.accent, (255, 250, 210), 0.6),
    )


def _orbit(canvas: Canvas, x: float, y: float, radius: float, tilt: float, palette: Palette, *, front: bool) -> None:
    """Draw the half of a planet's ring that is before it, or the one behind."""
    flat = canvas.unit / canvas.width, canvas.unit / canvas.height
    for thickness, reach in ((0.02, 1.62), (0.008, 1.82)):
        points = []
        for step in range(41):
            angle = math.pi * step / 40 + (0 if front else math.pi)
            across, down = radius * reach * math.cos(angle), radius * 0.34 * math.sin(angle)
            points.append(
                (
                    x + (across * math.cos(tilt) - down * math.sin(tilt)) * flat[0],
                    y + (across * math.sin(tilt) + down * math.cos(tilt)) * flat[1],
                )
            )
        canvas.line(points, thickness, mixed(palette.accent, palette.text, 0.35))
