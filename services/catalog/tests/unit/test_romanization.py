"""Names of any script in Latin letters, and the slugs they give."""

import pytest

from catalog.domain.slugs import MAX_STEM, is_slug, slugify, stem_of
from catalog.presentation.romanization import romanize

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("2020년 우주의 원더키디", "2020nyeon-ujuui-wondeokidi"),
        ("한국", "hangug"),
        ("千と千尋の神隠し", "qian-to-qian-xun-no-shen-yin-shi"),
        ("新世紀エヴァンゲリオン", "xin-shi-ji-evuangerion"),
        ("海", "hai"),
        ("مسلسل", "mslsl"),
        ("तारे ज़मीन पर", "tare-jmin-pr"),
        ("Акира AKIRA アキラ", "akira-akira-akira"),
        ("Война и мир", "voyna-i-mir"),
        ("Straße 99 ½", "strasse-99-12"),
        ("The Matrix", "the-matrix"),
        ("🎬", ""),
        ("...", ""),
    ],
)
def test_every_script_gives_a_slug_that_can_be_read(name: str, slug: str) -> None:
    assert slugify(romanize(name)) == slug


def test_a_very_long_name_gives_a_bounded_slug() -> None:
    stem = stem_of("movie", 1, romanize("千" * 10_000))

    assert is_slug(stem)
    assert len(stem) <= MAX_STEM


def test_what_cannot_be_spelled_gives_the_number() -> None:
    assert stem_of("movie", 129, romanize("🎬")) == "movie-129"
