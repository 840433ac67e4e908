"""Which scene suits which genre, and where it leaves room for a title."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from provider_simulator.images.canvas import Canvas
from provider_simulator.images.palettes import Palette
from provider_simulator.images.scenes.figures import eye, grid, keyhole, planet, rocket, walker
from provider_simulator.images.scenes.landscapes import castle, city, dunes, forest, mountains, road, waves
from provider_simulator.images.scenes.shapes import arches, blocks, drops, rays, rings, spiral, stripes

Draw = Callable[[Canvas, Palette, Random], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene, and whether the title stands above or below what it shows."""

    draw: Draw
    title: Literal["top", "bottom"]


SCENES: Final = {
    "mountains": Scene(mountains, "top"), "waves": Scene(waves, "top"), "forest": Scene(forest, "top"),
    "dunes": Scene(dunes, "top"), "city": Scene(city, "top"), "road": Scene(road, "top"),
    "castle": Scene(castle, "top"), "rings": Scene(rings, "bottom"), "rays": Scene(rays, "top"),
    "blocks": Scene(blocks, "bottom"), "spiral": Scene(spiral, "bottom"), "arches": Scene(arches, "bottom"),
    "stripes": Scene(stripes, "bottom"), "drops": Scene(drops, "bottom"), "planet": Scene(planet, "bottom"),
    "grid": Scene(grid, "top"), "walker": Scene(walker, "bottom"), "eye": Scene(eye, "bottom"),
    "keyhole": Scene(keyhole, "bottom"), "rocket": Scene(rocket, "bottom"),
}  # fmt: skip

_BY_GENRE: Final = {
    "science-fiction": ("planet", "grid", "rocket", "rings", "spiral", "dunes", "eye"),
    "sci-fi-fantasy": ("planet", "castle", "grid", "forest", "rings", "rocket", "waves"),
    "fantasy": ("castle", "forest", "mountains", "arches", "waves"),
    "horror": ("forest", "keyhole", "eye", "walker", "arches", "spiral"),
    "thriller": ("keyhole", "walker", "city", "spiral", "stripes", "eye", "arches"),
    "mystery": ("walker", "forest", "keyhole", "arches", "eye"),
    "crime": ("walker", "city", "stripes", "road", "blocks", "arches"),
    "comedy": ("drops", "rays", "blocks", "stripes", "road"),
    "family": ("drops", "castle", "mountains", "rays", "waves"),
    "animation": ("drops", "rays", "mountains", "castle", "rocket", "waves"),
    "kids": ("drops", "rays", "rocket"),
    "adventure": ("mountains", "waves", "dunes", "castle", "road"),
    "action-adventure": ("mountains", "castle", "city", "rays", "stripes", "road", "dunes"),
    "action": ("city", "road", "stripes", "rays", "grid", "rings"),
    "romance": ("waves", "rays", "arches", "city", "mountains"),
    "western": ("dunes", "road", "mountains"),
    "war": ("mountains", "rays", "stripes", "forest"),
    "war-politics": ("stripes", "arches", "rays", "mountains"),
    "history": ("castle", "mountains", "arches", "rays"),
    "music": ("rings", "drops", "rays", "blocks"),
    "documentary": ("mountains", "waves", "forest", "blocks", "city"),
}  # fmt: skip
_OTHERS: Final = tuple(SCENES)
USUAL: Final = 0.8
"""The share of pictures with a scene that suits the genre."""


def scene_for(genres: Sequence[str], random: Random, number: int) -> Scene:
    """Return a scene: most often one that suits the first of the genres that has some.

    Titles whose numbers follow each other have different ones, since they often stand side by side.
    """
    choices = next((_BY_GENRE[genre] for genre in genres if genre in _BY_GENRE), _OTHERS)
    if random.random() > USUAL:
        choices = _OTHERS
    return SCENES[choices[number % len(choices)]]
