"""Places: mountains, sea, forest, dunes, a city, a road and a castle."""

import math
from random import Random

from provider_simulator.images.canvas import Canvas, Point
from provider_simulator.images.palettes import Color, Palette, mixed


def mountains(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw ridges behind each other, before a sun."""
    canvas.gradient(palette.top, palette.bottom)
    x, y, radius = random.uniform(0.3, 0.7), random.uniform(0.36, 0.46), random.uniform(0.13, 0.2)
    canvas.glow(x, y, radius * 2.6, palette.accent, 0.5)
    canvas.circle(x, y, radius, palette.accent)
    layers = 5
    for layer in range(layers):
        share = layer / (layers - 1)
        color = mixed(mixed(palette.bottom, palette.far, 0.55), palette.near, share)
        _ridge(canvas, 0.47 + 0.11 * layer, 0.15 - 0.016 * layer, color, random)


def waves(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw the sea below a low sun, with a small boat."""
    canvas.gradient(palette.top, palette.bottom)
    x = random.uniform(0.3, 0.7)
    canvas.glow(x, 0.5, 0.6, palette.accent, 0.6)
    canvas.circle(x, 0.5, random.uniform(0.17, 0.24), palette.accent)
    layers, boat = 7, random.randrange(2, 4)
    for layer in range(layers):
        color = mixed(palette.far, palette.near, layer / (layers - 1))
        if layer == boat:
            _boat(canvas, 1 - x, 0.54 + 0.065 * layer, palette)
        _swell(canvas, 0.53 + 0.065 * layer, 0.008 + 0.003 * layer, random.uniform(1.2, 2.6), random.random(), color)


def forest(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw firs in the mist, with a moon behind them."""
    canvas.gradient(palette.top, palette.bottom)
    x = random.uniform(0.25, 0.75)
    canvas.glow(x, 0.36, 0.5, mixed(palette.bottom, palette.accent, 0.5), 0.8)
    canvas.circle(x, 0.36, random.uniform(0.1, 0.15), mixed(palette.accent, (255, 255, 255), 0.35))
    for layer in range(4):
        color = mixed(mixed(palette.bottom, palette.far, 0.5), palette.near, layer / 3)
        base, height = 0.66 + 0.11 * layer, 0.16 + 0.07 * layer
        count = (9 - layer) * (2 if canvas.is_wide else 1)
        for place in range(count + 1):
            left = (place + random.uniform(-0.35, 0.35)) / count
            _fir(canvas, left, base, height * random.uniform(0.7, 1.15), color)
        canvas.rectangle(0, base - 0.002, 1, 1, color)
        if layer < 3:
            canvas.shade(mixed(palette.bottom, palette.far, 0.4), top=base - 0.1, bottom=base + 0.08, strength=0.45)


def dunes(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw dunes with a lit and a dark side, and a wanderer."""
    canvas.gradient(palette.top, palette.bottom)
    x, y = random.uniform(0.2, 0.8), random.uniform(0.38, 0.44)
    canvas.circle(x, y, 0.09, mixed(palette.accent, (255, 255, 255), 0.4))
    canvas.ring(x, y, 0.14, 0.004, mixed(palette.bottom, palette.accent, 0.6))
    for layer in range(3):
        peak, top = random.uniform(0.2, 0.8), 0.55 + 0.14 * layer
        lit, dark = (
            mixed(palette.accent, palette.middle, 0.35 + 0.25 * layer),
            mixed(palette.middle, palette.near, layer / 2),
        )
        canvas.polygon([(0, top + 0.12), (peak, top), (1, top + 0.16), (1, 1), (0, 1)], lit)
        bend = [
            (peak + 0.25 * part * math.sin(part * 2.2), top + part * 0.5) for part in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
        ]
        canvas.polygon([*bend, (1, 1.05), (1, top + 0.16)], dark)
        if layer == 1:
            _person(canvas, peak - 0.09, top + 0.055, 0.05, palette.near)


def city(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw a skyline at night with lit windows, before a large moon."""
    canvas.gradient(palette.top, palette.bottom)
    x = random.uniform(0.3, 0.7)
    canvas.glow(x, 0.42, 0.55, palette.accent, 0.45)
    canvas.circle(x, 0.42, random.uniform(0.2, 0.28), mixed(palette.accent, palette.bottom, 0.15))
    for layer in range(3):
        color = mixed(palette.far, palette.near, layer / 2)
        left, narrow = -0.02, 0.5 if canvas.is_wide else 1.0
        while left < 1:
            width = random.uniform(0.06, 0.15) * narrow
            top = 0.44 + 0.13 * layer + random.uniform(0, 0.2)
            canvas.rectangle(left, top, left + width, 1, color)
            _roof(canvas, left, top, width, color, random)
            if layer == 2:
                _windows(canvas, left, top, width, mixed(palette.accent, (255, 240, 200), 0.3), random)
            left += width + random.choice((0, 0, 0.01)) * narrow


def road(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw a straight road to the horizon, below a sun in stripes."""
    canvas.gradient(palette.top, palette.bottom)
    x, horizon = 0.5, 0.6
    radius = random.uniform(0.27, 0.33)
    canvas.glow(x, horizon - 0.05, 0.7, palette.accent, 0.5)
    canvas.circle(x, horizon - 0.04, radius, palette.accent)
    for stripe in range(4):
        y = horizon - 0.055 - stripe * 0.045
        cut(canvas, (0.5, horizon - 0.04), radius, y, 0.014 - 0.0025 * stripe, mixed(palette.top, palette.bottom, y))
    canvas.rectangle(0, horizon, 1, 1, palette.middle)
    _ridge(canvas, horizon - 0.015, 0.05, palette.far, random, bottom=horizon)
    canvas.polygon([(0.492, horizon), (0.508, horizon), (0.9, 1), (0.1, 1)], palette.near)
    for mark in range(6):
        near, far = 0.02 + 0.17 * mark**1.25 / 5, 0.02 + 0.17 * (mark + 0.45) ** 1.25 / 5
        wide, thin = 0.012 * near / 0.3, 0.012 * far / 0.3
        canvas.polygon(
            [
                (0.5 - wide, horizon + near),
                (0.5 + wide, horizon + near),
                (0.5 + thin, horizon + far),
                (0.5 - thin, horizon + far),
            ],
            palette.accent,
        )


def castle(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw towers on a hill, below stars."""
    canvas.gradient(palette.top, palette.bottom)
    stars(canvas, mixed(palette.top, (255, 255, 255), 0.7), random, lowest=0.5)
    canvas.glow(0.5, 0.62, 0.6, palette.accent, 0.55)
    _ridge(canvas, 0.6, 0.1, palette.far, random)
    scale = canvas.unit / canvas.width
    for place, height in ((-0.2, 0.2), (-0.1, 0.3), (0.0, 0.38), (0.11, 0.26), (0.2, 0.17)):
        height *= random.uniform(0.85, 1.1)
        left, width = 0.5 + (place - 0.04) * scale, 0.08 * scale
        canvas.rectangle(left, 0.78 - height, left + width, 0.8, palette.middle)
        roof = [
            (left - width * 0.2, 0.78 - height),
            (left + width * 1.2, 0.78 - height),
            (left + width / 2, 0.68 - height),
        ]
        canvas.polygon(roof, palette.near)
        middle = left + width / 2
        canvas.rectangle(middle - 0.008 * scale, 0.8 - height, middle + 0.008 * scale, 0.825 - height, palette.accent)
    canvas.rectangle(0.5 - 0.24 * scale, 0.7, 0.5 + 0.28 * scale, 0.8, palette.middle)
    canvas.polygon([(0, 0.93), (0.25, 0.79), (0.5, 0.75), (0.78, 0.8), (1, 0.91), (1, 1), (0, 1)], palette.near)


def cut(canvas: Canvas, center: Point, radius: float, top: float, height: float, color: Color) -> None:
    """Cut a stripe out of a sun, from its left to its right edge."""
    x, y = center
    away = (y - top) * canvas.height / canvas.unit
    half = math.sqrt(max(0.0, radius**2 - away**2)) * canvas.unit / canvas.width
    canvas.rectangle(x - half, top, x + half, top + height, color)


def stars(canvas: Canvas, color: Color, random: Random, *, lowest: float) -> None:
    """Draw small stars down to a height."""
    for _ in range(90):
        canvas.circle(random.random(), random.random() * lowest, random.choice((0.0016, 0.0022, 0.004)), color)


def _ridge(canvas: Canvas, base: float, height: float, color: Color, random: Random, *, bottom: float = 1.0) -> None:
    """Fill everything below a jagged line."""
    points: list[Point] = [(0, bottom)]
    steps = 14 if canvas.is_wide else 9
    for step in range(steps + 1):
        up = height * (random.uniform(0.25, 1.0) if step % 2 else random.uniform(0.0, 0.35))
        points.append((step / steps, base - up))
    canvas.polygon([*points, (1, bottom)], color)


def _swell(canvas: Canvas, base: float, height: float, waves_across: float, phase: float, color: Color) -> None:
    steps = 60
    line = [
        (step / steps, base + height * math.sin((step / steps * waves_across + phase) * math.tau))
        for step in range(steps + 1)
    ]
    canvas.polygon([(0, 1), *line, (1, 1)], color)


def _boat(canvas: Canvas, x: float, y: float, palette: Palette) -> None:
    scale = canvas.unit / canvas.width
    hull = [
        (x - 0.07 * scale, y - 0.02),
        (x + 0.07 * scale, y - 0.02),
        (x + 0.04 * scale, y + 0.02),
        (x - 0.05 * scale, y + 0.02),
    ]
    canvas.polygon(hull, palette.near)
    canvas.polygon([(x - 0.005, y - 0.13), (x - 0.005, y - 0.03), (x - 0.06 * scale, y - 0.03)], palette.text)
    canvas.polygon([(x + 0.005, y - 0.11), (x + 0.005, y - 0.03), (x + 0.05 * scale, y - 0.03)], palette.text)


def _fir(canvas: Canvas, x: float, base: float, height: float, color: Color) -> None:
    scale = canvas.unit / canvas.width
    for tier in range(3):
        top, wide = base - height * (1 - 0.26 * tier), height * (0.11 + 0.075 * tier) * scale
        canvas.polygon([(x, top), (x - wide, top + height * 0.48), (x + wide, top + height * 0.48)], color)


def _person(canvas: Canvas, x: float, y: float, height: float, color: Color) -> None:
    canvas.circle(x, y - height * 0.9, height * 0.16, color)
    wide = height * 0.2 * canvas.unit / canvas.width
    canvas.polygon(
        [(x - wide / 2, y - height * 0.7), (x + wide / 2, y - height * 0.7), (x + wide, y), (x - wide, y)], color
    )


def _roof(canvas: Canvas, left: float, top: float, width: float, color: Color, random: Random) -> None:
    kind, middle = random.randrange(4), left + width / 2
    if kind == 0:
        canvas.rectangle(middle - width * 0.03, top - 0.06, middle + width * 0.03, top, color)
    elif kind == 1:
        canvas.rectangle(left + width * 0.2, top - 0.025, left + width * 0.8, top, color)
    elif kind == 2:
        canvas.polygon([(left, top), (left + width, top), (left + width, top - 0.03)], color)


def _windows(canvas: Canvas, left: float, top: float, width: float, color: Color, random: Random) -> None:
    across = 4
    for row in range(30):
        y = top + 0.025 + row * 0.024
        if y > 0.98:
            return
        for column in range(across):
            if random.random() < 0.35:
                x = left + width * (column + 0.6) / (across + 0.4)
                canvas.rectangle(x, y, x + width * 0.09, y + 0.01, color)
