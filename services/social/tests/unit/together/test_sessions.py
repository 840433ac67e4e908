"""Rules of sessions: roles, hosts, the queue and the position."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from social.application.together.attending import attended
from social.domain.together import errors
from social.domain.together.codes import LENGTH, LETTERS, code_of, new_code, shown
from social.domain.together.commands import Action, Command, added, commanded, moved, removed
from social.domain.together.item import Item, SessionKind, Subject
from social.domain.together.limits import CODE_LASTS, MEMBERS, QUEUE_ITEMS
from social.domain.together.members import Role
from social.domain.together.playback import Playback, PlaybackState
from social.domain.together.session import Adding, Session

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 30, 20, 45, tzinfo=UTC)
HOST, DJ, FIRST, LAST, OTHER = (UUID(int=number) for number in range(1, 6))
SUBJECT = Subject(media_id=UUID(int=77), duration_ms=60_000)


def item(number: int, added_by: UUID = HOST) -> Item:
    return Item(UUID(int=number), SUBJECT, added_by, NOW)


def session() -> Session:
    """Return a session of a host, two listeners, and a DJ who has joined between them."""
    begun = Session.begun(UUID(int=9), SessionKind.WATCHING, "S", HOST, "B" * 8, NOW, adding=Adding.EVERYONE)
    for number, user_id in enumerate((FIRST, DJ, LAST), 1):
        begun = begun.joined(user_id, NOW + timedelta(seconds=number))
    return begun.with_role(DJ, Role.DJ)


def roles(of: Session) -> dict[UUID, str]:
    return {member.user_id: member.role.value for member in of.members}


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_codes_have_letters_that_are_not_mistaken() -> None:
    assert not set("ILOUEA01") & set(LETTERS)
    code = new_code(lambda letters: letters[4])
    assert (code, shown(code), code_of("ghjk-mnpq"), code_of("GHJK mnPQ")) == (
        "G" * 8,
        "GGGG-GGGG",
        "GHJKMNPQ",
        "GHJKMNPQ",
    )
    assert len(LETTERS) ** LENGTH > 10**10


def test_who_leaves_is_followed_by_a_dj_and_then_by_who_has_joined_first() -> None:
    begun = session()
    assert roles(begun.without([HOST], after(4))) == {FIRST: "listener", DJ: "host", LAST: "listener"}
    assert roles(begun.without([HOST, DJ], after(4))) == {FIRST: "host", LAST: "listener"}
    # A DJ who is away comes behind a listener who is present.
    present = begun.seen(LAST, after(60))
    assert roles(present.without([HOST], after(61)))[LAST] == "host"
    ended = begun.without([HOST, DJ, FIRST, LAST], after(4))
    assert (ended.ended_at, ended.members, ended.revision) == (after(4), (), begun.revision + 1)
    assert begun.without([OTHER], NOW) is begun


def test_a_host_hands_over_and_is_followed_when_away() -> None:
    begun = session()
    assert roles(begun.with_role(LAST, Role.HOST)) == {HOST: "dj", FIRST: "listener", DJ: "dj", LAST: "host"}
    with pytest.raises(errors.RoleRequired):
        begun.with_role(HOST, Role.LISTENER)
    with pytest.raises(errors.MemberNotFound):
        begun.with_role(OTHER, Role.DJ)
    assert begun.with_role(HOST, Role.HOST) is begun

    watched = begun.seen(LAST, after(40))
    assert attended(watched.seen(HOST, after(20)), after(41)) == watched.seen(HOST, after(20))
    assert roles(attended(watched, after(41)))[LAST] == "host"
    assert roles(attended(watched.seen(DJ, after(40)), after(41)))[DJ] == "host"
    # No one is present: the host stays until the session ends.
    assert attended(begun, after(60)) is begun
    assert attended(begun, after(902)).ended_at is None
    assert attended(begun, after(903)).ended_at == after(903)


def test_who_was_removed_needs_another_code() -> None:
    kicked = session().with_kicked(FIRST, after(5))
    assert kicked.member(FIRST) is None
    with pytest.raises(errors.CodeNotFound):
        kicked.joined(FIRST, after(6))
    assert kicked.with_code("C" * 8, after(7)).joined(FIRST, after(8)).member(FIRST) is not None
    with pytest.raises(errors.CodeNotFound):
        kicked.joined(OTHER, NOW + CODE_LASTS)
    for user_id, error in ((HOST, errors.RoleRequired), (OTHER, errors.MemberNotFound)):
        with pytest.raises(error):
            session().with_kicked(user_id, NOW)
    full = session()
    for number in range(MEMBERS - 4):
        full = full.joined(UUID(int=100 + number), NOW)
    with pytest.raises(errors.TogetherLimitReached):
        full.joined(OTHER, NOW)
    assert full.joined(HOST, NOW) is full


def test_the_position_goes_on_from_an_instant() -> None:
    playback = Playback(PlaybackState.PLAYING, 1_000, NOW, rate=1.5)
    assert [playback.position(after(seconds)) for seconds in (-1, 0, 2)] == [1_000, 1_000, 4_000]
    assert playback.position(after(2), 3_500) == 3_500
    paused = playback.changed(after(2), None, state=PlaybackState.PAUSED)
    assert (paused.position_ms, paused.version, paused.position(after(9))) == (4_000, 2, 4_000)
    # An instant before the former one, of a clock that was set, does not go back.
    assert paused.changed(NOW, None).at == after(2)
    assert playback.changed(after(4), 9_000, rate=0.5).position(after(5), 9_000) == 7_500
    assert playback.changed(after(4), 5_000, position_ms=70_000).position_ms == 5_000


def test_commands_are_for_those_who_control_and_name_a_version() -> None:
    playing = replace(session(), current=item(1), queue=(item(2),))
    played = commanded(playing, DJ, Command(Action.PLAY, 500), after(1), {1})
    assert (played.playback.state.value, played.playback.position_ms, played.playback.version) == ("playing", 500, 2)
    assert commanded(played, HOST, Command(Action.SEEK, 9_000), after(2)).playback.position(after(3), None) == 10_000
    with pytest.raises(errors.PlaybackChanged):
        commanded(played, DJ, Command(Action.PAUSE), after(2), {1})
    for user_id in (FIRST, OTHER):
        with pytest.raises(errors.RoleRequired):
            commanded(played, user_id, Command(Action.PAUSE), after(2))

    second = commanded(played, DJ, Command(Action.NEXT), after(3), {2})
    assert (second.current, second.queue, second.playback.state.value) == (item(2), (), "playing")
    assert second.playback.position(after(4), None) == 1_000
    over = commanded(second, DJ, Command(Action.NEXT), after(4))
    assert (over.current, over.playback.state.value, over.playback.position_ms) == (None, "paused", 0)
    with pytest.raises(errors.NothingToPlay):
        commanded(over, DJ, Command(Action.PLAY), after(5))


def test_the_queue_is_ordered_by_those_who_control() -> None:
    empty = session()
    assert added(empty, FIRST, item(1, FIRST), NOW).current == item(1, FIRST)
    queued = replace(empty, current=item(1))
    for number, user_id in ((2, FIRST), (3, LAST), (4, HOST)):
        queued = added(queued, user_id, item(number, user_id), NOW)

    def order(of: Session) -> list[int]:
        return [one.id.int for one in of.queue]

    assert order(queued) == [2, 3, 4]
    two, three, four = (UUID(int=number) for number in (2, 3, 4))
    assert order(moved(queued, DJ, four, two)) == [4, 2, 3]
    assert order(moved(queued, DJ, two, None)) == [3, 4, 2]
    assert moved(queued, DJ, two, two) == queued
    assert order(removed(queued, FIRST, two)) == [3, 4]
    assert order(removed(queued, DJ, three)) == [2, 4]
    with pytest.raises(errors.RoleRequired):
        removed(queued, FIRST, three)
    with pytest.raises(errors.RoleRequired):
        moved(queued, FIRST, two, None)
    with pytest.raises(errors.ItemNotFound):
        removed(queued, HOST, UUID(int=1))
    with pytest.raises(errors.ItemNotFound):
        moved(queued, DJ, two, UUID(int=1))
    with pytest.raises(errors.RoleRequired):
        added(replace(queued, adding=Adding.DJS), FIRST, item(5), NOW)
    with pytest.raises(errors.ItemOfOtherKind):
        added(queued, HOST, Item(UUID(int=5), Subject(track_id=UUID(int=1)), HOST, NOW), NOW)
    full = replace(queued, queue=tuple(item(100 + number) for number in range(QUEUE_ITEMS)))
    with pytest.raises(errors.TogetherLimitReached):
        added(full, HOST, item(5), NOW)
