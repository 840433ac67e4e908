"""Paths of pictures, as TMDB's records name them. They carry what they show, so that nothing is stored."""

from typing import Final, Literal

from provider_simulator.titles.facts import Title

WITHOUT_PICTURES: Final = 29
"""One of so many titles has no pictures, as at TMDB."""


TitleShape = Literal["poster", "backdrop"]


def has_pictures(title: Title) -> bool:
    """Return whether a title has pictures."""
    return title.ids.tmdb % WITHOUT_PICTURES != 0


def title_file(title: Title, shape: TitleShape) -> str | None:
    """Return the path of the poster or backdrop of a title, or null without one."""
    return f"/{title.kind}-{title.ids.tmdb}-{shape}.jpg" if has_pictures(title) else None


def season_file(show: Title, season: int) -> str | None:
    """Return the path of the poster of a season."""
    return f"/show-{show.ids.tmdb}-s{season}-poster.jpg" if has_pictures(show) else None


def still_file(show: Title, season: int, episode: int) -> str | None:
    """Return the path of the still of an episode."""
    return f"/show-{show.ids.tmdb}-s{season}e{episode}-still.jpg" if has_pictures(show) else None


def collection_file(number: int, shape: TitleShape) -> str:
    """Return the path of the poster or backdrop of a collection."""
    return f"/collection-{number}-{shape}.jpg"


def person_file(number: int) -> str:
    """Return the path of the portrait of a person."""
    return f"/person-{number}.jpg"


def service_file(number: int) -> str:
    """Return the path of the logo of a streaming service."""
    return f"/service-{number}.jpg"
