"""Random histories of privacy: a feed has no item that the model forbids, and lacks none that it permits."""

import asyncio
import itertools
from collections.abc import Awaitable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from services.social.tests.integration.activity.privacy_model import ItemKey, PrivacyModel
from services.social.tests.society import Society, opened

from chassis.core.lists.pages import Part, Slice
from chassis.testing.clock import NOON
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls
from social.domain.activity.activity import Activity
from social.domain.activity.entries import Entry
from social.domain.activity.privacy import Sharing
from social.domain.people.errors import PersonNotFound
from social.domain.people.person import Audience, Privacy
from social.domain.relations.errors import RelationError
from social.infrastructure.activity import sharing

pytestmark = pytest.mark.integration

MEMBERS = 3
TITLES = [UUID(int=number) for number in (0x51, 0x52)]
T = TypeVar("T")

numbers = st.integers(0, MEMBERS - 1)
pairs = st.permutations(range(MEMBERS)).map(lambda order: order[:2])
titles = st.sampled_from(TITLES)
lateness = st.sampled_from([0, 0, 1, 3])
"""How many steps an event is behind what its user has decided since."""


@pytest_asyncio.fixture
async def urls(create_database: CreateDatabase) -> DatabaseUrls:
    """Return a database, which every history uses with users of its own."""
    return await create_database("social")


class PrivacyHistory(RuleBasedStateMachine):
    """Three users who watch two shows, and change their minds."""

    def __init__(self, society: Society, runner: asyncio.Runner, history: int) -> None:
        super().__init__()
        self.society, self.runner = society, runner
        self.users = [UUID(int=history * 100 + number) for number in range(MEMBERS)]
        self.model = PrivacyModel(self.users)
        self.versions = itertools.count(1)
        self.viewers = itertools.cycle(itertools.product(self.users, self.users))
        self.plays: dict[UUID, PlayRecordedV1] = {}

    def run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self.runner.run(awaited())

    def try_(self, work: Awaitable[object]) -> bool:
        with suppress(PersonNotFound, RelationError):
            self.run(work)
            return True
        return False

    @property
    def now(self) -> Any:
        return self.society.clock.instant

    @initialize()
    def join(self) -> None:
        self.society.clock.instant = NOON
        for member in self.model.members.values():
            member.periods.append((NOON, Privacy(), 1))
        self.run(self.society.apply(*map(self.society.changed, self.users)))
        # Most of what there is is seen by someone from the beginning.
        for one, other in itertools.permutations(range(MEMBERS), 2):
            self.follow([one, other], False)
        self.befriend([0, 1])

    @rule(who=numbers, privacy=st.builds(Privacy, st.booleans(), st.booleans(), st.booleans(), st.booleans()))
    def change_profile(self, who: int, privacy: Privacy) -> None:
        member = self.model.members[self.users[who]]
        member.periods.append((self.now, privacy, member.now()[1]))
        flags = {name: getattr(privacy, name) for name in Privacy.__slots__}
        self.run(self.society.user(member.user_id, **flags))

    @rule(who=numbers, audience=st.sampled_from(Audience))
    def change_sharing(self, who: int, audience: Audience) -> None:
        member = self.model.members[self.users[who]]
        member.periods.append((self.now, member.now()[0], int(audience)))
        self.run(self.society.container.application.sharing.change(member.user_id, Sharing(audience)))

    @rule(who=numbers, media_id=titles, is_hidden=st.booleans())
    def hide_or_show(self, who: int, media_id: UUID, is_hidden: bool) -> None:
        member = self.model.members[self.users[who]]
        member.hidden.setdefault(media_id, []).append((self.now, is_hidden))
        manage = self.society.container.application.sharing
        self.run((manage.hide if is_hidden else manage.show)(member.user_id, media_id))

    @rule(pair=pairs)
    def befriend(self, pair: list[int]) -> None:
        one, other = (self.users[number] for number in pair)
        friends = self.society.container.application.relations.friends
        if self.try_(friends.request(one, other)) and self.try_(friends.request(other, one)):
            self.model.friends.add(frozenset((one, other)))

    @rule(pair=pairs, is_accepted=st.booleans())
    def follow(self, pair: list[int], is_accepted: bool) -> None:
        one, other = (self.users[number] for number in pair)
        follows = self.society.container.application.relations.follows
        if not self.try_(follows.follow(one, other)):
            return
        privacy, _ = self.model.members[other].now()
        is_open = privacy.profile_public or frozenset((one, other)) in self.model.friends
        if is_accepted:
            self.run(follows.accept(other, one))
        self.model.follows[one, other] = self.model.follows.get((one, other), False) or is_open or is_accepted

    @rule(pair=pairs, what=st.sampled_from(["part", "unfollow", "block", "unblock"]))
    def loosen(self, pair: list[int], what: str) -> None:
        one, other = (self.users[number] for number in pair)
        relations, model = self.society.container.application.relations, self.model
        if what == "part":
            self.run(relations.friends.end(one, other))
        elif what == "unfollow":
            self.run(relations.follows.unfollow(one, other))
        elif what == "block":
            self.run(relations.blocks.block(one, other))
            model.blocks.add((one, other))
        else:
            self.run(relations.blocks.unblock(one, other))
            model.blocks.discard((one, other))
        if what in ("part", "block"):
            model.friends.discard(frozenset((one, other)))
        if what in ("unfollow", "block"):
            model.follows.pop((one, other), None)
        if what == "block":
            model.follows.pop((other, one), None)

    @rule(
        who=numbers,
        media_id=titles,
        state=st.sampled_from(["planned", "watching", "completed", "dropped", None]),
        rating=st.sampled_from([None, 50, 90]),
        late=lateness,
    )
    def change_entry(self, who: int, media_id: UUID, state: Any, rating: int | None, late: int) -> None:
        at = self.now - timedelta(minutes=late)
        event = LibraryEntryChangedV1(
            version=next(self.versions),
            user_id=self.users[who],
            media_id=media_id,
            kind="show",
            tmdb_id=7,
            state=state,
            rating=rating,
            changed_at=at,
        )
        self.run(self.society.apply(event))
        self.model.change_entry(self.users[who], media_id, Entry(state, rating), at)

    @rule(who=numbers, media_id=titles, episode=st.integers(1, 3), late=lateness)
    def play(self, who: int, media_id: UUID, episode: int, late: int) -> None:
        at = self.now - timedelta(minutes=late)
        member = self.model.members[self.users[who]]
        event = PlayRecordedV1(
            play_id=uuid4(),
            user_id=member.user_id,
            media_id=media_id,
            kind="show",
            season=1,
            episode=episode,
            watched_at=NOON,
        )
        self.run(self.society.apply_at(at, event))
        member.plays[event.play_id] = (media_id, episode, member.audience("watched", media_id, at))
        self.plays[event.play_id] = event

    @rule(who=numbers)
    def publish_again(self, who: int) -> None:
        for play_id in itertools.islice(self.model.members[self.users[who]].plays, 2):
            self.run(self.society.apply_at(self.now, self.plays[play_id]))

    @rule(who=numbers)
    def retract(self, who: int) -> None:
        member = self.model.members[self.users[who]]
        if member.plays:
            play_id = next(iter(member.plays))
            media_id, episode, _ = member.plays.pop(play_id)
            event = PlayRecordedV1(
                play_id=play_id,
                user_id=member.user_id,
                media_id=media_id,
                kind="show",
                season=1,
                episode=episode,
                watched_at=NOON,
                retracted=True,
            )
            self.run(self.society.apply(event))

    @invariant()
    def feeds_agree(self) -> None:
        if not self.model.members[self.users[0]].periods:
            return
        feed = self.society.container.application.feed
        for viewer in self.users:
            self.compare(self.shown(feed.home, viewer), self.model.home(viewer, self.now))
        viewer, author = next(self.viewers)
        if not self.model.is_blocked(viewer, author):
            seen = self.shown(feed.of_person, viewer, f"user_{author.int}")
            self.compare(seen, self.model.visible(viewer, author, self.now))
        self.society.clock.instant += timedelta(minutes=1)

    def teardown(self) -> None:
        if self.model.members[self.users[0]].periods:
            for viewer in self.users:
                shown = self.shown(self.society.container.application.feed.home, viewer, limit=2)
                self.compare(shown, self.model.home(viewer, self.now))

    def compare(self, shown: set[ItemKey], permitted: set[ItemKey]) -> None:
        """Compare what a page shows with what the model permits."""
        assert shown == permitted

    def shown(self, read: Any, *who: Any, limit: int = 50) -> set[ItemKey]:
        """Return the items of every page, none of which comes twice."""
        items: list[Activity] = []
        after = None
        while True:
            part: Part[Activity] = self.run(read(*who, Slice(limit, after=after)))
            items += part.items
            after = part.last
            if after is None:
                break
        assert len({item.id for item in items}) == len(items)
        return {(item.person.user_id, item.kind.value, item.media_id, item.count) for item in items}


class MergedHistory(PrivacyHistory):
    """A history of which only the last periods are kept: a feed may lack items, and has none that is forbidden."""

    def compare(self, shown: set[ItemKey], permitted: set[ItemKey]) -> None:
        """Compare without the counts, as items of plays are counted by who may see them."""
        assert {key[:3] for key in shown} <= {key[:3] for key in permitted}


@pytest.mark.parametrize(
    ("kind", "periods", "examples", "steps"),
    [
        (PrivacyHistory, 200, 2, 20),
        (MergedHistory, 2, 1, 20),
        pytest.param(PrivacyHistory, 200, 40, 30, marks=pytest.mark.slow),
        pytest.param(MergedHistory, 2, 40, 30, marks=pytest.mark.slow),
    ],
)
def test_feeds_show_what_the_model_permits(
    urls: DatabaseUrls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[PrivacyHistory],
    periods: int,
    examples: int,
    steps: int,
) -> None:
    monkeypatch.setattr(sharing, "MOST_PERIODS", periods)
    histories = itertools.count(1)
    with asyncio.Runner() as runner:
        opening = opened(urls.app, tmp_path)
        society = runner.run(opening.__aenter__())

        def history() -> PrivacyHistory:
            return kind(society, runner, next(histories))

        new: Any = history
        limits = settings(max_examples=examples, stateful_step_count=steps, deadline=None)

        try:
            run_state_machine_as_test(new, settings=limits)
        finally:
            runner.run(opening.__aexit__(None, None, None))
