"""Bodies of responses and events about sessions."""

from datetime import datetime
from typing import Literal, Self, get_args
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from social.application.together.following import Part, SessionEvent
from social.application.together.views import Facts, ItemView, MemberView, PlaybackView, SessionView
from social.domain.together.codes import shown
from social.presentation.people.schemas import PersonResponse
from social.presentation.together.dependencies import ITEM_ID, SESSION_ID, TITLE_ID, TRACK_ID
from social.presentation.together.requests import ADDING, NAME, AddingName, KindName, RoleName

_AT = "2026-11-30T20:45:00Z"
StateName = Literal["playing", "paused"]
PartName = Literal["snapshot", "session", "members", "playback", "queue", "ended"]
_ROLES: dict[str, RoleName] = {name: name for name in get_args(RoleName)}
_KINDS: dict[str, KindName] = {name: name for name in get_args(KindName)}
_ADDING: dict[str, AddingName] = {name: name for name in get_args(AddingName)}
_STATES: dict[str, StateName] = {name: name for name in get_args(StateName)}
_PARTS: dict[str, PartName] = {name: name for name in get_args(PartName)}


class TogetherMemberResponse(ResponseModel):
    """Someone who takes part."""

    user: PersonResponse = Field(description="The member")
    role: RoleName = Field(description="`host`, `dj` or `listener`", examples=["listener"])
    joined_at: datetime = Field(description="Since when (UTC)", examples=[_AT])
    is_present: bool = Field(description="Whether the member follows the session at the moment", examples=[True])

    @classmethod
    def of(cls, view: MemberView) -> Self:
        """Return the response of a member."""
        return cls(
            user=PersonResponse.of(view.person),
            role=_ROLES[view.role.value],
            joined_at=view.joined_at,
            is_present=view.is_present,
        )


class TogetherItemResponse(ResponseModel):
    """An item of the queue, or the current one. A member who plays it needs a right to it."""

    id: UUID = Field(description="Id of the item", examples=[ITEM_ID])
    media_item_id: UUID | None = Field(description="Id of the title, or null", examples=[TITLE_ID])
    title: str | None = Field(description="Name of a title that the catalog lists, or null", examples=["Severance"])
    slug: str | None = Field(description="Slug of its page, or null", examples=["severance"])
    season: int | None = Field(description="Season of the episode, or null", examples=[2])
    episode: int | None = Field(description="Number of the episode, or null", examples=[5])
    track_id: UUID | None = Field(description="Id of the track, or null", examples=[TRACK_ID])
    duration_ms: int | None = Field(description="Duration, or null where it is not known", examples=[3_120_000])
    added_by: PersonResponse | None = Field(description="Who has added it; null for an account that was deleted")
    added_at: datetime = Field(description="When it was added (UTC)", examples=[_AT])

    @classmethod
    def of(cls, view: ItemView) -> Self:
        """Return the response of an item."""
        subject = view.item.subject
        return cls(
            id=view.item.id,
            media_item_id=subject.media_id,
            title=None if view.title is None else view.title.title,
            slug=None if view.title is None else view.title.slug,
            season=subject.season,
            episode=subject.episode,
            track_id=subject.track_id,
            duration_ms=subject.duration_ms,
            added_by=None if view.added_by is None else PersonResponse.of(view.added_by),
            added_at=view.item.added_at,
        )


class TogetherPlaybackResponse(ResponseModel):
    """The position: at `at` it was `positionMs`, and while it plays it goes on by `rate` ms in a millisecond."""

    state: StateName = Field(description="`playing` or `paused`", examples=["playing"])
    position_ms: int = Field(description="Position at `at`, in milliseconds", examples=[61_500])
    at: datetime = Field(description="Instant of the server's clock (UTC)", examples=["2026-11-30T20:45:00.123456Z"])
    rate: float = Field(description="Speed: 1 is the usual one", examples=[1.0])
    version: int = Field(description="Rises with every change: send it as `If-Match`", examples=[7])
    item: TogetherItemResponse | None = Field(description="The current item; null when there is none")

    @classmethod
    def of(cls, view: PlaybackView) -> Self:
        """Return the response of the playback."""
        playback = view.playback
        return cls(
            state=_STATES[playback.state.value],
            position_ms=playback.position_ms,
            at=playback.at,
            rate=playback.rate,
            version=playback.version,
            item=None if view.current is None else TogetherItemResponse.of(view.current),
        )


class TogetherFactsResponse(ResponseModel):
    """What a session is."""

    id: UUID = Field(description="Id of the session", examples=[SESSION_ID])
    kind: KindName = Field(description="`watching` or `listening`", examples=["watching"])
    name: str = Field(description=NAME, examples=["Severance, season 2"])
    adding: AddingName = Field(description=ADDING, examples=["everyone"])
    role: RoleName = Field(description="Role of the signed-in user", examples=["host"])
    code: str | None = Field(description="Code to join by, for the host; null once expired", examples=["KQTR-WXYZ"])
    code_expires_at: datetime | None = Field(description="Until when the code is valid (UTC)", examples=[_AT])
    created_at: datetime = Field(description="When it has begun (UTC)", examples=[_AT])

    @classmethod
    def of_facts(cls, facts: Facts) -> Self:
        """Return the response of what a session is."""
        return cls(
            id=facts.id,
            kind=_KINDS[facts.kind.value],
            name=facts.name,
            adding=_ADDING[facts.adding.value],
            role=_ROLES[facts.role.value],
            code=None if facts.code is None else shown(facts.code),
            code_expires_at=facts.code_expires_at,
            created_at=facts.created_at,
        )


class TogetherSessionResponse(TogetherFactsResponse):
    """A session with everything that its members share."""

    revision: int = Field(description="Rises with every change", examples=[12])
    members: list[TogetherMemberResponse] = Field(description="Who takes part, in the order of joining")
    playback: TogetherPlaybackResponse = Field(description="The position")
    queue: list[TogetherItemResponse] = Field(description="What is played next, in order")

    @classmethod
    def of(cls, view: SessionView) -> Self:
        """Return the response of a session."""
        return cls(
            **dict(TogetherFactsResponse.of_facts(view.facts)),
            revision=view.revision,
            members=[TogetherMemberResponse.of(member) for member in view.members],
            playback=TogetherPlaybackResponse.of(view.playback),
            queue=[TogetherItemResponse.of(item) for item in view.queue],
        )


class TogetherEventResponse(ResponseModel):
    """What has changed of a session: the member of its kind is not null, of a `snapshot` all of them."""

    kind: PartName = Field(
        description="`snapshot` first, then `session`, `members`, `playback` or `queue`; `ended` at last",
        examples=["playback"],
    )
    revision: int | None = Field(description="Revision of the session; null when it has ended", examples=[12])
    session: TogetherFactsResponse | None = Field(description="What the session is")
    members: list[TogetherMemberResponse] | None = Field(description="Who takes part")
    playback: TogetherPlaybackResponse | None = Field(description="The position")
    queue: list[TogetherItemResponse] | None = Field(description="What is played next")

    @classmethod
    def of(cls, event: SessionEvent) -> Self:
        """Return the response of an event."""
        view, kind = event.view, _PARTS[event.part.value]
        if view is None:
            return cls(kind=kind, revision=None, session=None, members=None, playback=None, queue=None)

        def has(part: Part) -> bool:
            return event.part in (part, Part.SNAPSHOT)

        return cls(
            kind=kind,
            revision=view.revision,
            session=TogetherFactsResponse.of_facts(view.facts) if has(Part.SESSION) else None,
            members=[TogetherMemberResponse.of(one) for one in view.members] if has(Part.MEMBERS) else None,
            playback=TogetherPlaybackResponse.of(view.playback) if has(Part.PLAYBACK) else None,
            queue=[TogetherItemResponse.of(item) for item in view.queue] if has(Part.QUEUE) else None,
        )


class TogetherClockResponse(ResponseModel):
    """Three instants of an exchange of clocks; the client knows the fourth, when it receives them."""

    sent_ms: float = Field(description="When the client has sent the request, as stated", examples=[1_796_071_500_000])
    received_ms: float = Field(
        description="When the server has received it, in ms since 1970 (UTC)", examples=[1_796_071_497_310.5]
    )
    replied_ms: float = Field(description="When the server has replied", examples=[1_796_071_497_311.0])
