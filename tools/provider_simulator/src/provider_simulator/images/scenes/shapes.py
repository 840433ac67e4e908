"""Plain shapes: circles, rays, blocks, a spiral, arches and stripes."""

import math
from random import Random

from provider_simulator.images.canvas import Canvas, Point
from provider_simulator.images.palettes import Palette, mixed


def rings(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw rings around a point, one of which is bright."""
    canvas.gradient(palette.top, palette.bottom)
    x, y = random.uniform(0.38, 0.62), random.uniform(0.38, 0.46)
    count, bright = 9, random.randrange(2, 6)
    for ring in range(count, 0, -1):
        share = ring / count
        color = (
            palette.accent if ring == bright else mixed(palette.near, palette.far, share if ring % 2 else share * 0.4)
        )
        canvas.circle(x, y, 0.5 * share * (1.5 if canvas.is_wide else 1.0), color)
    canvas.circle(x, y, 0.025, palette.text)


def rays(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw rays around a disc, above a hill."""
    canvas.gradient(palette.top, palette.bottom)
    x, y, count = 0.5, random.uniform(0.52, 0.58), random.choice((16, 20, 24))
    start = random.uniform(0, 20)
    for ray in range(count):
        if ray % 2:
            angle = start + ray * 360 / count
            canvas.pie(x, y, 2.2, angle, angle + 360 / count, mixed(palette.bottom, palette.far, 0.55))
    canvas.circle(x, y, 0.27, palette.text if random.random() < 0.3 else palette.accent)
    canvas.circle(x, y, 0.21, palette.far)
    canvas.ellipse(0.5, 1.16, 1.1, 0.42, palette.near)


def blocks(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw quarters of circles in a grid, in the manner of the Bauhaus."""
    canvas.gradient(palette.near, palette.near)
    columns = 7 if canvas.is_wide else 4
    size = 1 / columns
    tall = size * canvas.width / canvas.height
    colors = (palette.far, palette.middle, palette.accent, palette.bottom, palette.top)
    for row in range(math.ceil(1 / tall) + 1):
        for column in range(columns):
            left, top = column * size, row * tall
            ground, front = random.sample(colors, 2)
            canvas.rectangle(left, top, left + size, top + tall, ground)
            self_size = size * canvas.width / canvas.unit
            corner = random.randrange(6)
            if corner < 4:
                x, y = left + size * (corner in (1, 2)), top + tall * (corner in (2, 3))
                canvas.pie(x, y, self_size, 90 * corner, 90 * corner + 90, front)
            elif corner == 4:
                canvas.circle(left + size / 2, top + tall / 2, self_size * 0.32, front)


def spiral(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw a spiral that pulls a falling figure in."""
    canvas.gradient(palette.bottom, mixed(palette.bottom, palette.top, 0.4))
    turns, x, y = 5.5, 0.5, 0.43
    reach, start = (0.75 if canvas.is_wide else 0.56), random.random()
    flat = canvas.unit / canvas.width, canvas.unit / canvas.height
    points: list[Point] = []
    for step in range(260):
        share = step / 259
        angle, radius = (share * turns + start) * math.tau, reach * share**1.1
        points.append((x + radius * math.cos(angle) * flat[0], y + radius * math.sin(angle) * flat[1]))
    for first in range(0, 256, 4):
        canvas.line(
            points[first : first + 6], 0.006 + 0.03 * first / 256, mixed(palette.accent, palette.near, first / 300)
        )
    canvas.circle(x, y, 0.02, palette.near)


def arches(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw arches within each other with a light at the end, and someone before it."""
    canvas.gradient(palette.near, mixed(palette.near, palette.middle, 0.3))
    count, scale = 6, canvas.unit / canvas.width
    for arch in range(count):
        share = arch / (count - 1)
        half, top = (0.46 - 0.33 * share) * scale, 0.14 + 0.33 * share
        color = mixed(palette.middle, palette.accent, share**1.6)
        across = half * canvas.width / canvas.unit
        canvas.pie(0.5, top + half * canvas.width / canvas.height, across, 180, 360, color)
        canvas.rectangle(0.5 - half, top + half * canvas.width / canvas.height, 0.5 + half, 0.86, color)
    canvas.trapezoid(0.5, 0.86, 1, (0.13, 0.45), mixed(palette.accent, palette.near, 0.45))
    x = 0.5 + random.uniform(-0.04, 0.04) * scale
    canvas.circle(x, 0.735, 0.022, palette.near)
    canvas.trapezoid(x, 0.76, 0.87, (0.022, 0.032), palette.near)


def stripes(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw slanted stripes with a disc that they cut."""
    canvas.gradient(palette.top, palette.bottom)
    x, y, radius = 0.5, 0.42, random.uniform(0.3, 0.36)
    canvas.circle(x, y, radius, palette.accent)
    slope, colors = random.choice((-0.45, 0.45)), (palette.far, palette.middle, palette.near)
    half, angle = slope * canvas.width / canvas.height / 2, math.degrees(math.atan(slope))
    for stripe in range(12):
        top = y + stripe * 0.1
        color = mixed(colors[stripe % 3], palette.near, min(1.0, stripe / 9))
        canvas.polygon([(0, top - half), (1, top + half), (1, top + half + 0.065), (0, top - half + 0.065)], color)
    canvas.pie(x, y, radius, 180 + angle, 360 + angle, palette.accent)


def drops(canvas: Canvas, palette: Palette, random: Random) -> None:
    """Draw overlapping discs of many sizes, like balloons."""
    canvas.gradient(palette.top, palette.bottom)
    colors = (palette.far, palette.middle, palette.accent, palette.near, mixed(palette.accent, palette.text, 0.4))
    for _ in range(26 if canvas.is_wide else 17):
        x, y, radius = random.random(), random.uniform(0.18, 0.92), random.choice((0.03, 0.05, 0.08, 0.12))
        color = random.choice(colors)
        canvas.line([(x, y), (x + random.uniform(-0.02, 0.02), y + radius * 3)], 0.003, mixed(color, palette.near, 0.4))
        canvas.ellipse(x, y, radius, radius * 1.12, color)
        canvas.ellipse(
            x - radius * 0.3, y - radius * 0.25, radius * 0.18, radius * 0.24, mixed(color, (255, 255, 255), 0.5)
        )
