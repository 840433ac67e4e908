"""Bodies that change preferences."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal, cast
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.errors import validation_error
from chassis.http.schemas import RequestModel
from chassis.http.validation.problems import Problem
from notifications.application.preferences.changing import ChangePreferencesCommand
from notifications.domain.messages.kinds import KINDS
from notifications.domain.preferences.changes import CHOICES, ChoiceChannel, Fields, choosable_kinds
from notifications.domain.preferences.model import Channel, Frequency, Preferences, QuietHours, Weekday

ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
FREQUENCIES = (
    "`off`: never. `immediate`: at once. `daily`, `weekly`: with everything else of the time, in one message. The"
    " inbox has `off` and `immediate`"
)
LeadTime = Literal[60, 1440, 4320, 10080]
LEAD_TIME = "An hour (60), one day (1440), three days (4320) or a week (10080) before; null: only when it happens"
_DEFAULTS = Preferences()


def absent() -> None:
    """Return the value of a field that is not stated; the document shows no default, because there is none."""


class QuietHoursBody(RequestModel):
    """A time of the day in which only codes and security notices are sent, by the clock of the user's time zone."""

    begins_at: ClockTime = Field(description="When the hours begin", examples=["22:00"])
    ends_at: ClockTime = Field(
        description="When the hours end: on the next day if it is before `beginsAt`", examples=["07:30"]
    )

    @model_validator(mode="after")
    def _differ(self) -> "QuietHoursBody":
        if self.begins_at == self.ends_at:
            raise PydanticCustomError("quiet_hours_empty", "must end at another time than they begin")
        return self


class PreferencesRequest(RequestModel):
    """A change of preferences: a field that is omitted stays, null restores its default."""

    frequencies: dict[str, dict[ChoiceChannel, Frequency | None]] | None = Field(
        default_factory=absent,
        max_length=100,
        description=f"How often the user wants each kind on each channel; what is omitted stays. {FREQUENCIES}",
        examples=[{"new_episode": {"email": "daily", "webpush": "immediate"}, "rising": {"email": None}}],
    )
    lead_time_minutes: dict[str, LeadTime | None] | None = Field(
        default_factory=absent,
        max_length=100,
        description=f"How long before it happens the user hears of a kind too; what is omitted stays. {LEAD_TIME}",
        examples=[{"new_episode": 1440}],
    )
    quiet_hours: QuietHoursBody | None = Field(default_factory=absent, description="The quiet hours, or null for none")
    digest_at: ClockTime | None = Field(
        default_factory=absent, description="Time of the day of digests; null: 08:00", examples=["18:30"]
    )
    digest_weekday: Weekday | None = Field(
        default_factory=absent, description="Day of weekly digests; null: `monday`", examples=["friday"]
    )
    only_my_services: bool | None = Field(
        default_factory=absent,
        description="Whether what concerns services that the user does not have is left out; null: false",
        examples=[True],
    )

    def command(
        self, user_id: UUID, versions: frozenset[int] | None, *, is_administrator: bool
    ) -> ChangePreferencesCommand:
        """Return the command; raise ApiError for kinds and frequencies that the user cannot choose."""
        kinds = {kind.name for kind in choosable_kinds(is_administrator=is_administrator)}
        stated = self.frequencies or {}
        frequencies = cast("Mapping[str, Mapping[Channel, Frequency | None]]", stated)
        if "frequencies" in self.model_fields_set and self.frequencies is None:
            frequencies = {kind: dict.fromkeys(CHOICES) for kind in kinds}
        problems = [
            Problem(f"frequencies.{kind}", "body", "kind_unknown", "must be a kind that `GET` of the preferences lists")
            for kind in stated
            if kind not in kinds
        ] + [
            Problem(
                f"frequencies.{kind}.{channel}",
                "body",
                "frequency_not_possible",
                f"must be {' or '.join(CHOICES[channel])}",
                {"allowed": list(CHOICES[channel])},
            )
            for kind, channels in stated.items()
            for channel, frequency in channels.items()
            if frequency is not None and frequency not in CHOICES[channel]
        ]
        ahead = [kind.name for kind in KINDS.values() if kind.has_lead_time]
        lead_times: Mapping[str, int | None] = self.lead_time_minutes or {}
        if "lead_time_minutes" in self.model_fields_set and self.lead_time_minutes is None:
            lead_times = dict.fromkeys(ahead)
        problems += [
            Problem(
                f"leadTimeMinutes.{kind}",
                "body",
                "lead_time_not_possible",
                f"must be of {' or '.join(ahead)}",
                {"allowed": ahead},
            )
            for kind in lead_times
            if kind not in ahead
        ]
        if problems:
            raise validation_error(*problems)
        return ChangePreferencesCommand(user_id, frequencies, self._fields(), lead_times, versions)

    def _fields(self) -> Fields:
        """Return the choices that are stated."""
        fields = Fields()
        stated = self.model_fields_set
        if "quiet_hours" in stated:
            hours = self.quiet_hours
            fields["quiet_hours"] = (
                None
                if hours is None
                else QuietHours(time.fromisoformat(hours.begins_at), time.fromisoformat(hours.ends_at))
            )
        if "digest_at" in stated:
            fields["digest_at"] = _DEFAULTS.digest_at if self.digest_at is None else time.fromisoformat(self.digest_at)
        if "digest_weekday" in stated:
            fields["digest_weekday"] = self.digest_weekday or _DEFAULTS.digest_weekday
        if "only_my_services" in stated:
            fields["only_my_services"] = bool(self.only_my_services)
        return fields
