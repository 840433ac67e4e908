"""What depends on the user who reads a title: their entry and the card."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from catalog.domain.cards import Badge, CallToAction, Context
from chassis.http.schemas import ResponseModel


class EpisodePosition(ResponseModel):
    """An episode of a show."""

    season: int = Field(description="Number of the season; 0 holds the specials", examples=[2])
    episode: int = Field(description="Number of the episode in its season", examples=[5])


class SeenProgress(ResponseModel):
    """How far the user has come: the furthest regular episode, and the last episode seen of every season."""

    season: int | None = Field(description="Null when only specials were seen", examples=[2])
    episode: int | None = Field(description="Null when only specials were seen", examples=[5])
    seasons: dict[str, int] = Field(
        description="Last episode seen by season; season 0 holds the specials", examples=[{"0": 1, "2": 5}]
    )


class UserState(ResponseModel):
    """The user's own entry."""

    state: Literal["planned", "watching", "completed", "dropped"] | None = Field(
        description="`planned`: to be watched. `watching`: begun. `completed`: seen to the end. `dropped`: stopped",
        examples=["watching"],
    )
    rating: int | None = Field(description="The user's rating from 0 to 100, or null without one", examples=[90])
    progress: SeenProgress | None = Field(
        description="How far the user has come in a show; null when no episode was seen, and for movies",
        examples=[None],
    )
    updated_at: datetime = Field(description="When the entry was last changed", examples=["2026-11-21T12:00:00Z"])


class Card(ResponseModel):
    """What to show on the card."""

    badge_key: Badge | None = Field(
        description="What to show on the card, the first that applies. `NEW_EPISODE`: an unseen episode of a show that"
        " the user watches aired within 7 days. `CONTINUE`: the user has progress. `IN_WATCHLIST`: the user plans to"
        " watch it. `HIT`: rated 7.5 or more by 1000 votes or more. `TRENDING`, `IN_THEATERS`, `NEW_ON_STREAMING`:"
        " listed there. `NEW_RELEASE`: released within 14 days. `RISING`: its audience grows faster than in the month"
        " before. Null: none applies",
        examples=["TRENDING"],
    )
    primary_cta: CallToAction = Field(
        description="What the main button does. `CONTINUE`: continue watching. `SAVE`: add the title to the watchlist;"
        " the user has no entry for it. `OPEN`: open the title",
        examples=["SAVE"],
    )
    continue_: EpisodePosition | None = Field(
        alias="continue",
        description="The last episode seen, to continue from, or null when there is none to continue from",
        examples=[None],
    )
    list_context: Context = Field(
        description="The list that the card is in: `TRENDING_LIST`, `NEW_RELEASES_LIST`, `IN_THEATERS_LIST`,"
        " `NEW_ON_STREAMING_LIST`, `CONTINUE_LIST` (shows to continue) or `USER_LIBRARY` (the user's own list)."
        " `DEFAULT`: the page of the title",
        examples=["TRENDING_LIST"],
    )
