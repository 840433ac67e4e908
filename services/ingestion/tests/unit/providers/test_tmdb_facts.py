"""What TMDB's responses mean: languages, releases per region, the order of lists, blocks that failed."""

from datetime import date
from typing import Any

import pytest

from ingestion.domain.titles.facts import CastMember, Collection, CrewMember, Genre, Release, Text
from ingestion.providers.locale import Locale
from ingestion.providers.tmdb import adapter as tmdb
from ingestion.providers.tmdb.facts import movie_facts, show_facts, without_failed_blocks

pytestmark = pytest.mark.unit


def _movie(_locale: str = "en-US", **more: Any) -> Any:
    configured = Locale(_locale, ("en", "pt", "zh"), ("US", "GB"))
    return movie_facts(tmdb.MOVIE.validate_python({"id": 550, **more}), configured)


def _show(**more: Any) -> Any:
    return show_facts(tmdb.SHOW.validate_python({"id": 1396, **more}), Locale())


def _translation(locale: str, title: str = "", overview: str = "") -> dict[str, Any]:
    language, _, region = locale.partition("-")
    return {"iso_639_1": language, "iso_3166_1": region, "data": {"title": title, "overview": overview}}


def _translated(*some: dict[str, Any]) -> dict[str, Any]:
    return {"translations": list(some)}


SEA: dict[str, Any] = {"title": "海の家", "original_title": "海の家", "original_language": "ja"}


@pytest.mark.parametrize(
    ("locale", "title", "translations", "expected"),
    [
        ("en-US", "海の家", [_translation("en-GB", "House by the Sea")], "House by the Sea"),
        ("en-US", "海の家", [_translation("en-US", ""), _translation("en-GB", "House by the Sea")], "House by the Sea"),
        ("uk-UA", "海の家", [_translation("en-GB", "House by the Sea")], "House by the Sea"),
        ("uk-UA", "Дім біля моря", [_translation("en-GB", "House by the Sea")], "Дім біля моря"),
        ("pt-BR", "海の家", [_translation("pt-PT", "Casa"), _translation("pt-BR", "Casa do Mar")], "Casa do Mar"),
        ("pt-BR", "海の家", [_translation("en-US", "House"), _translation("pt-PT", "Casa")], "Casa"),
        ("zh-CN", "海の家", [_translation("zh-TW", "海之家"), _translation("zh-CN", "海边的家")], "海边的家"),
        ("ja-JP", "海の家", [_translation("en-GB", "House by the Sea")], "海の家"),
        ("en-US", "海の家", [_translation("fr-FR", "Maison")], None),
    ],
)
def test_a_title_is_in_the_requested_language_else_in_english(
    locale: str, title: str, translations: list[dict[str, Any]], expected: str | None
) -> None:
    facts = _movie(locale, **{**SEA, "title": title}, translations=_translated(*translations))
    assert (facts.title, facts.original_title) == (expected, "海の家")


@pytest.mark.parametrize(
    ("collection", "expected"),
    [
        (None, None),
        (
            {"id": 2344, "name": "The Matrix Collection", "poster_path": "/p.jpg", "backdrop_path": None},
            Collection(2344, "The Matrix Collection", "/p.jpg"),
        ),
        ({"id": 2344, "name": ""}, None),
        ({"name": "without a number"}, None),
        ("nonsense", None),
    ],
)
def test_a_movie_has_the_collection_that_it_belongs_to(collection: object, expected: Collection | None) -> None:
    assert _movie(belongs_to_collection=collection).collection == expected


def test_an_english_original_is_its_own_english_title() -> None:
    facts = _movie("uk-UA", title="Fight Club", original_title="Fight Club", original_language="en")
    assert facts.title == "Fight Club"


def test_an_overview_in_english_goes_before_the_original_one() -> None:
    some = _translated(
        _translation("ja-JP", overview="海。"), _translation("en-US"), _translation("en-GB", overview="Sea.")
    )
    facts = _movie(**SEA, overview="", translations=some)
    assert (facts.overview, facts.original_overview) == ("Sea.", "海。")
    assert _movie(**SEA, translations=_translated(_translation("ja-JP", overview="海。"))).overview is None


def test_translations_keep_every_variant_of_a_kept_language_and_the_original_language() -> None:
    some = _translated(
        _translation("pt-BR", "Casa do Mar"), _translation("pt-PT", "Casa"), _translation("fr-FR", "Maison")
    )
    some["translations"].append(_translation("ja-JP", "", "海。"))
    facts = _movie(**SEA, translations=some)
    assert facts.translations == {
        "pt": Text("Casa do Mar", None),
        "pt-PT": Text("Casa", None),
        "ja": Text(None, "海。"),
    }


def test_traditional_chinese_is_never_the_bare_tag() -> None:
    some = _translated(
        _translation("zh-TW", "海之家"), _translation("zh-CN", "海边的家"), _translation("zh-HK", "海屋")
    )
    names = {tag: text.title for tag, text in _movie(**SEA, translations=some).translations.items()}
    assert names == {"zh-TW": "海之家", "zh": "海边的家", "zh-HK": "海屋"}


def test_the_bare_tag_of_the_language_of_texts_is_what_tmdb_chose() -> None:
    some = _translated(
        _translation("en-GB", "The Philosopher's Stone", "Wizard."), _translation("en-US", "", "Wizards.")
    )
    names = {"title": "The Sorcerer's Stone", "original_title": "The Philosopher's Stone", "original_language": "en"}
    facts = _movie(**names, overview="Wizards.", translations=some)
    assert facts.translations == {
        "en": Text("The Sorcerer's Stone", "Wizards."),
        "en-GB": Text("The Philosopher's Stone", "Wizard."),
    }


def _country(region: str, *releases: tuple[int, str, str]) -> dict[str, Any]:
    listed = [
        {"type": kind, "release_date": f"{day}T00:00:00.000Z", "note": note, "certification": ""}
        for kind, day, note in releases
    ]
    return {"iso_3166_1": region, "release_dates": listed}


def test_releases_are_kept_per_region_and_type_with_their_notes() -> None:
    block = {
        "results": [
            _country("US", (3, "2026-11-18", ""), (1, "2026-09-01", "Venice"), (9, "2026-01-01", "")),
            _country("KR", (4, "2026-11-25", "Netflix"), (4, "2026-11-25", "Netflix"), (4, "", "")),
        ]
    }
    facts = _movie(title="X", release_dates=block)
    assert facts.releases == (
        Release("KR", date(2026, 11, 25), "digital", "Netflix"),
        Release("US", date(2026, 9, 1), "premiere", "Venice"),
        Release("US", date(2026, 11, 18), "theatrical"),
    )


@pytest.mark.parametrize(
    ("countries", "expected"),
    [
        ([("US", 3, "2026-11-18"), ("KR", 4, "2026-11-25")], (date(2026, 11, 18), None)),
        ([("US", 3, "2026-11-18"), ("GB", 4, "2026-11-25")], (date(2026, 11, 18), None)),
        ([("US", 1, "2026-11-18"), ("GB", 3, "2026-11-20"), ("GB", 4, "2026-12-25")],
         (date(2026, 11, 20), date(2026, 12, 25))),
        ([("US", 2, "2026-11-18")], (date(2026, 11, 18), None)),
        ([("US", 2, "2026-11-11"), ("US", 3, "2026-11-18")], (date(2026, 11, 18), None)),
        ([("KR", 3, "2026-11-18"), ("KR", 4, "2026-11-25")], (None, None)),
    ],
)  # fmt: skip
def test_both_dates_are_of_the_first_preferred_region_and_no_other_stands_in(
    countries: list[tuple[str, int, str]], expected: tuple[date | None, date | None]
) -> None:
    by_region: dict[str, list[tuple[int, str, str]]] = {}
    for region, kind, day in countries:
        by_region.setdefault(region, []).append((kind, day, ""))
    block = {"results": [_country(region, *some) for region, some in by_region.items()]}
    facts = _movie(title="X", release_dates=block)
    assert (facts.theatrical_release_date, facts.digital_release_date) == expected


def test_the_cast_has_the_providers_own_order() -> None:
    lead = {"id": 1, "name": "Lead", "order": 609, "roles": [{"character": "Hero"}], "total_episode_count": 78}
    guests = [{"id": 2 + n, "name": f"Guest {n}", "order": n, "roles": [{"character": "G"}]} for n in range(25)]
    facts = _show(name="X", aggregate_credits={"cast": [lead, *guests], "crew": []})
    assert facts.cast[0] == CastMember(1, "Lead", 0, "Hero")
    assert [member.tmdb_id for member in facts.cast] == list(range(1, 21))
    movie = _movie(
        title="X", credits={"cast": [{"id": 9, "name": "A", "order": 5}, {"id": 8, "name": "B", "order": 0}]}
    )
    assert [(member.tmdb_id, member.order) for member in movie.cast] == [(9, 0), (8, 1)]


def test_nothing_is_named_twice() -> None:
    provider = {"provider_id": 8, "provider_name": "Netflix"}
    director = {"id": 5, "name": "D", "job": "Director"}
    watch: dict[str, Any] = {"watch/providers": {"results": {"US": {"flatrate": [provider] * 2, "rent": [provider]}}}}
    video = {"key": "k", "name": "n", "site": "YouTube", "type": "Trailer"}
    facts = _movie(
        title="X",
        genres=[{"id": 18, "name": "Drama"}, {"id": 18, "name": "Drama"}],
        keywords={"keywords": [{"id": 1, "name": "sea"}, {"id": 2, "name": "sea"}]},
        production_countries=[{"iso_3166_1": "US"}, {"iso_3166_1": "US"}],
        videos={"results": [video, video]},
        credits={
            "cast": [{"id": 1, "name": "A", "character": "Twin"}, {"id": 1, "name": "A", "character": "Other twin"}],
            "crew": [director, {**director, "job": "Writer"}, director],
        },
        **watch,
    )
    assert facts.genres == (Genre(18, "Drama"),)
    assert (facts.keywords, facts.origin_countries, len(facts.videos)) == (("sea",), ("US",), 1)
    assert facts.cast == (CastMember(1, "A", 0, "Twin / Other twin"),)
    assert facts.crew == (CrewMember(5, "D", "Director"), CrewMember(5, "D", "Writer"))
    assert [offer.provider_id for offer in facts.availability["US"].stream] == [8]
    assert [offer.provider_id for offer in facts.availability["US"].rent] == [8]
    creator = {"id": 7, "name": "C"}
    show = _show(name="X", created_by=[creator, creator], aggregate_credits={"crew": [{**creator, "job": "Creator"}]})
    assert show.crew == (CrewMember(7, "C", "Creator", "Writing"),)


def test_texts_lose_their_markup() -> None:
    facts = _movie(title="Tom &amp; Jerry", overview="<p>One.</p><p>Two &amp; three.</p>")
    assert (facts.title, facts.overview) == ("Tom & Jerry", "One.\nTwo & three.")


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        ("credits", ("cast", "crew")),
        ("videos", ("videos",)),
        ("keywords", ("keywords",)),
        ("release_dates", ("releases", "certifications", "theatrical_release_date", "digital_release_date")),
        ("watch/providers", ("availability",)),
        ("translations", ("translations", "original_overview")),
    ],
)
def test_a_block_that_is_an_error_is_not_covered(block: str, fields: tuple[str, ...]) -> None:
    error = {"success": False, "status_code": 11, "status_message": "Internal error"}
    response, failed = without_failed_blocks(tmdb.MOVIE.validate_python({"id": 1, "title": "X", block: error}))
    assert failed == set(fields)
    facts = movie_facts(response, Locale())
    assert [getattr(facts, name) for name in fields] == [None] * len(fields)


@pytest.mark.parametrize("written", ["", "0000-00-00", "2026", "2026-11", "2026-00-00", "0", "2026-11-00"])
def test_a_date_that_is_none_is_unknown_and_no_fault(written: str) -> None:
    reasons: list[str] = []
    response = tmdb.MOVIE.validate_python(
        {"id": 1, "title": "X", "release_date": written}, context={"degraded": reasons}
    )
    assert (response.release_date, reasons) == (None, [])


@pytest.mark.parametrize("written", ["15 Oct 1999", 20261128, "20261128", "1764288000", "2026-13-01"])
def test_a_date_of_another_form_is_named_and_no_day_is_made_up(written: object) -> None:
    reasons: list[str] = []
    response = tmdb.MOVIE.validate_python(
        {"id": 1, "title": "X", "release_date": written}, context={"degraded": reasons}
    )
    assert (response.release_date, [reason.split(":")[0] for reason in reasons]) == (None, ["release_date"])


@pytest.mark.parametrize(
    ("average", "votes", "rated"), [(8.1, 9, True), (8.1, 0, False), (0, 9, False), (11, 9, False)]
)
def test_a_rating_needs_votes_and_at_most_ten(average: float, votes: int, rated: bool) -> None:
    assert (_movie(title="X", vote_average=average, vote_count=votes).ratings is not None) is rated
