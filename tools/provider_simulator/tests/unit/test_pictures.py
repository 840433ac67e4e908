"""Pictures without a server: every scene in both shapes, titles of every length, and seeds."""

from datetime import date
from random import Random

import pytest
from PIL import ImageStat

from provider_simulator.images.canvas import Canvas
from provider_simulator.images.palettes import palette_for
from provider_simulator.images.posters import MARGIN, draw_poster
from provider_simulator.images.scenes.gallery import SCENES, scene_for
from provider_simulator.images.subjects import Subject, Subjects
from provider_simulator.images.typography import faces_for, title_lines
from provider_simulator.titles.demo import DemoCatalog

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def subjects() -> Subjects:
    catalog = DemoCatalog(TODAY)
    return Subjects(lambda: catalog, lambda _: None, lambda _: None)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("size", [(200, 300), (320, 180)])
def test_a_scene_fills_pictures_of_both_shapes(name: str, size: tuple[int, int]) -> None:
    canvas = Canvas(*size)
    SCENES[name].draw(canvas, palette_for(("drama",), Random(1)), Random(2))
    spread = ImageStat.Stat(canvas.image.convert("L")).stddev[0]
    assert spread > 12, "it shows something"


def test_titles_of_the_catalog_fit_their_posters() -> None:
    catalog = DemoCatalog(TODAY)
    for title in [*catalog.ranked("movie", "popularity"), *catalog.ranked("show", "popularity")]:
        for face in faces_for(title.genres):
            canvas = Canvas(342, 513)
            lines, pixels = title_lines(canvas, title.title, face, 1 - 2 * MARGIN, 0.23)
            assert " ".join(lines) == (title.title.upper() if face.capitals else title.title)
            assert pixels >= 12, title.title


@pytest.mark.parametrize("text", ["W" * 60, "a " * 60, "I", "Ω ж 電影", "…"])
def test_any_text_makes_a_poster(text: str) -> None:
    picture = draw_poster(Subject("poster", "any", text, "2026", ("drama",)), 184, 276)
    assert picture.size == (184, 276)


def test_seasons_look_like_their_show_but_differ(subjects: Subjects) -> None:
    show, first, second = (subjects.of(f"show-1396-{name}poster.jpg") for name in ("", "s1-", "s2-"))
    assert show is not None
    assert first is not None
    assert second is not None
    assert show.seed == first.seed == second.seed
    assert (first.caption, second.caption) == ("Season 1", "Season 2")
    assert len({draw_poster(subject, 92, 138).tobytes() for subject in (show, first, second)}) == 3


def test_genres_have_scenes_and_colors_of_their_own() -> None:
    for genre in ("horror", "comedy", "science-fiction", "unheard-of"):
        random = Random(3)
        assert scene_for((genre,), random, 7) in SCENES.values()
    dark, bright = (
        sum(sum(palette_for((genre,), Random(seed)).top) for seed in range(20)) for genre in ("horror", "comedy")
    )
    assert dark < bright
