"""Requests about subscriptions."""

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field

from chassis.http.schemas import Parameters, RequestModel
from library.domain.subscriptions.subscription import Filter
from library.presentation.saved.requests import CONTEXTS, REASONS, Context, ReasonKey

Trigger = Literal["release", "new_season", "new_episode", "on_streaming", "status_changed", "rising"]

TRIGGER_TEXT: Final = (
    "`release`: a movie is released, or the day is announced or moved. `new_season`: a season is announced or begins."
    " `new_episode`: an episode airs. `on_streaming`: a service begins to stream the title. `status_changed`: such as"
    " renewed or canceled. `rising`: the audience grows faster than before"
)
MOST_PROVIDERS: Final = 100
ProviderId = Annotated[
    int, Field(ge=1, le=2_147_483_647, description="TMDB's number of a service, from 1 to 2147483647", examples=[8])
]


class SubscribeRequest(RequestModel):
    """Subscribe to a trigger of a title."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"trigger": "new_season"}, {"trigger": "on_streaming", "providerIds": [8, 337]}]
        }
    )

    trigger: Trigger = Field(description=TRIGGER_TEXT, examples=["new_season"])
    region: str | None = Field(
        default=None,
        pattern="^[A-Z]{2}$",
        description="ISO 3166-1 region of releases and services; without it, the one that the user prefers",
        examples=["PL"],
    )
    provider_ids: list[ProviderId] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_PROVIDERS,
        description=f"The user's services by TMDB's numbers, at most {MOST_PROVIDERS}: other services do not trigger"
        " `on_streaming`; without it, every service does",
        examples=[[8, 337]],
    )
    context: Context | None = Field(default=None, description=CONTEXTS, examples=["details"])
    reason_key: ReasonKey | None = Field(default=None, description=REASONS, examples=["trendingNow"])

    def to_filter(self) -> Filter:
        """Return the filter of the subscription."""
        return Filter(self.region, None if self.provider_ids is None else tuple(sorted(set(self.provider_ids))))


class UnsubscribeRequest(RequestModel):
    """End a subscription."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"trigger": "new_season", "context": "card"}]})

    trigger: Trigger | None = Field(
        default=None, description=f"The trigger, unless it is in the query. {TRIGGER_TEXT}", examples=["new_season"]
    )
    context: Context | None = Field(default=None, description=CONTEXTS, examples=["card"])


class UnsubscribeParams(Parameters):
    """The same in the query, for clients whose proxies drop the body of a DELETE."""

    trigger: Trigger | None = Field(
        default=None, description=f"The trigger, unless it is in the body. {TRIGGER_TEXT}", examples=["new_season"]
    )
    context: Context | None = Field(default=None, description=CONTEXTS, examples=["card"])
