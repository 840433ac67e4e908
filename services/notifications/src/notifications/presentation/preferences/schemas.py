"""Response bodies of preferences."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.follow_up.paging import CursorMeta
from chassis.http.schemas import Page, ResponseModel
from notifications.application.preferences.ports import MutedTitle, StoredPreferences
from notifications.domain.messages.kinds import Category
from notifications.domain.preferences.changes import CHOICES, ChoiceChannel, choosable_kinds
from notifications.domain.preferences.model import LEAD_TIMES, Frequency, Preferences, Weekday
from notifications.presentation.preferences.requests import FREQUENCIES, LEAD_TIME

_DEFAULTS = Preferences()


class ChoiceResponse(ResponseModel):
    """How often a user wants a kind on a channel."""

    frequency: Frequency = Field(description=FREQUENCIES, examples=["daily"])
    default: Frequency = Field(description="What counts for users who have chosen nothing", examples=["daily"])
    possible: list[Frequency] = Field(
        description="What can be chosen", examples=[["off", "immediate", "daily", "weekly"]]
    )


class KindChoicesResponse(ResponseModel):
    """The choices of one kind."""

    kind: str = Field(description="The kind of notifications", examples=["new_episode"])
    category: Category = Field(description="What it is about", examples=["titles"])
    channels: dict[ChoiceChannel, ChoiceResponse] = Field(
        description="The choice on each channel",
        examples=[{"email": {"frequency": "daily", "default": "daily", "possible": ["off", "immediate", "daily"]}}],
    )
    lead_time_minutes: int | None = Field(description=LEAD_TIME, examples=[1440])
    possible_lead_times: list[int] = Field(
        description="The lead times that can be chosen, in minutes; none for kinds that are not known before",
        examples=[[60, 1440, 4320, 10080]],
    )


class QuietHoursResponse(ResponseModel):
    """A time of the day in which only codes and security notices are sent."""

    begins_at: str = Field(description="When the hours begin", examples=["22:00"])
    ends_at: str = Field(description="When the hours end", examples=["07:30"])


class PreferencesResponse(ResponseModel):
    """What a user has chosen."""

    kinds: list[KindChoicesResponse] = Field(
        description="The kinds that the user can choose. Codes and notices of the account are always sent"
    )
    quiet_hours: QuietHoursResponse | None = Field(description="The quiet hours, or null for none")
    digest_at: str = Field(description="Time of the day of digests", examples=["08:00"])
    digest_weekday: Weekday = Field(description="Day of weekly digests", examples=["monday"])
    only_my_services: bool = Field(
        description="Whether what concerns services that the user does not have is left out", examples=[False]
    )
    time_zone: str = Field(
        description="By whose clock these times count: the zone of the profile, which auth keeps",
        examples=["Europe/Kyiv"],
    )

    @classmethod
    def of(cls, stored: StoredPreferences, *, is_administrator: bool) -> Self:
        """Return the response of the preferences of a user."""
        chosen = stored.preferences
        hours = chosen.quiet_hours
        return cls(
            kinds=[
                KindChoicesResponse(
                    kind=kind.name,
                    category=kind.category,
                    channels={
                        channel: ChoiceResponse(
                            frequency=chosen.frequency(kind, channel),
                            default=_DEFAULTS.frequency(kind, channel),
                            possible=list(possible),
                        )
                        for channel, possible in CHOICES.items()
                    },
                    lead_time_minutes=chosen.lead_times.get(kind.name),
                    possible_lead_times=list(LEAD_TIMES) if kind.has_lead_time else [],
                )
                for kind in choosable_kinds(is_administrator=is_administrator)
            ],
            quiet_hours=None
            if hours is None
            else QuietHoursResponse(
                begins_at=hours.begins_at.isoformat("minutes"), ends_at=hours.ends_at.isoformat("minutes")
            ),
            digest_at=chosen.digest_at.isoformat("minutes"),
            digest_weekday=chosen.digest_weekday,
            only_my_services=chosen.only_my_services,
            time_zone=stored.time_zone,
        )


class MutedTitleResponse(ResponseModel):
    """A title that a user does not want to hear of."""

    media_item_id: UUID = Field(description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    muted_at: datetime = Field(description="When it was muted (UTC)", examples=["2026-11-21T12:00:00Z"])

    @classmethod
    def of(cls, title: MutedTitle) -> Self:
        """Return the response of a muted title."""
        return cls(media_item_id=title.media_id, muted_at=title.muted_at)


class MutedTitlesResponse(Page[MutedTitleResponse]):
    """One page of muted titles."""

    meta: CursorMeta = Field(description="The position of the page in its list")
