"""Names of any script in Latin letters, and their slugs."""

import pytest

from catalog.domain.slugs import is_slug, slugify, stem_of
from catalog.domain.transliteration import MAX_LENGTH, romanize

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
def test_every_script_gives_a_readable_slug(name: str, slug: str) -> None:
    assert slugify(romanize(name)) == slug


def test_slug_of_a_very_long_name_is_bounded() -> None:
    stem = stem_of("movie", 1, "千" * 10_000)

    assert is_slug(stem)
    assert len(stem) <= MAX_LENGTH


def test_slug_of_a_name_without_letters_is_its_number() -> None:
    assert stem_of("movie", 129, "🎬") == "movie-129"
