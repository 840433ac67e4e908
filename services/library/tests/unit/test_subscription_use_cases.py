"""Saved items and subscriptions: the use cases on the fake, without Postgres."""

from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from services.library.tests.fakes import InMemoryLibrary

from chassis.testing.clock import NOON, FixedClock
from library.application.saved.changes import Removal, RemoveSaved, SaveItem
from library.application.saved.commands import ChangeSaved
from library.application.subscriptions.changes import Subscribe, Unsubscribe
from library.application.subscriptions.commands import ChangeSubscription
from library.application.subscriptions.evaluation import RecordUpcoming, TriggerDue, TriggerSubscriptions
from library.application.titles.projections import UpdateTitles
from library.application.users.preferences import UpdatePreferences
from library.domain.errors import AccountErased, MediaNotFound, TriggerNotPossible
from library.domain.saved.action import Action
from library.domain.subscriptions.occurrence import (
    STALE_AFTER,
    OccurrenceDetails,
    Subject,
    rising,
    season_added,
    status_changed,
)
from library.domain.subscriptions.upcoming import Airing, UpcomingDates
from library.domain.titles.title import Facts, Title
from library.domain.users.preferences import Preferences

pytestmark = pytest.mark.unit

USER, SHOW, MOVIE, UNKNOWN = UUID(int=7), UUID(int=1), UUID(int=2), UUID(int=99)
SUBJECT = Subject(SHOW, "show", 1396, UUID(int=9))
LATER = NOON + timedelta(hours=1)
SEASON = season_added(SUBJECT, LATER, OccurrenceDetails(season=3))


@pytest_asyncio.fixture
async def library() -> InMemoryLibrary:
    library = InMemoryLibrary()
    await UpdateTitles(FixedClock())(
        library,
        [Title(SHOW, "show", 1396, Facts(1, "Breaking Bad")), Title(MOVIE, "movie", 603, Facts(1, "The Matrix"))],
    )
    return library


async def subscribe(library: InMemoryLibrary, trigger: str = "new_season", media_id: UUID = SHOW) -> None:
    command = ChangeSubscription(USER, media_id, trigger, context="card", reason_key="hit")  # type: ignore[arg-type]
    await Subscribe(library, FixedClock())(command)


async def test_a_save_is_one_item_and_one_action(library: InMemoryLibrary) -> None:
    save = SaveItem(library, FixedClock(step=timedelta(seconds=1)))

    item = await save(ChangeSaved(USER, MOVIE, "for_later", "hero", "hit"))
    assert await save(ChangeSaved(USER, MOVIE, "for_later", "card", "hit")) == item
    moved = await save(ChangeSaved(USER, MOVIE, "considering"))

    assert (moved.created_at, moved.reason_key) == (NOON + timedelta(seconds=2), None)
    assert library.saved.stored == {(USER, MOVIE): moved}
    assert library.actions.stored == [
        Action(USER, MOVIE, "save_for_later", NOON, "hero", "hit", "for_later"),
        Action(USER, MOVIE, "consider", NOON + timedelta(seconds=2), None, None, "considering"),
    ]


async def test_only_a_removal_from_the_right_list_is_one(library: InMemoryLibrary) -> None:
    await SaveItem(library, FixedClock())(ChangeSaved(USER, MOVIE, "for_later"))
    remove = RemoveSaved(library, FixedClock())

    assert await remove(ChangeSaved(USER, MOVIE, "considering")) == Removal(removed=False, list="for_later")
    assert await remove(ChangeSaved(USER, MOVIE, "for_later")) == Removal(removed=True, list=None)
    assert await remove(ChangeSaved(USER, MOVIE, "for_later")) == Removal(removed=False, list=None)
    assert [action.name for action in library.actions.stored] == ["save_for_later", "unsave"]


async def test_an_unknown_title_and_an_erased_user_are_refused(library: InMemoryLibrary) -> None:
    with pytest.raises(MediaNotFound, match=str(UNKNOWN)):
        await SaveItem(library, FixedClock())(ChangeSaved(USER, UNKNOWN, "for_later"))
    with pytest.raises(MediaNotFound, match=str(UNKNOWN)):
        await subscribe(library, media_id=UNKNOWN)
    with pytest.raises(TriggerNotPossible):
        await subscribe(library, "new_season", MOVIE)

    library.erased[USER] = NOON
    for change in (
        SaveItem(library, FixedClock())(ChangeSaved(USER, MOVIE, "for_later")),
        RemoveSaved(library, FixedClock())(ChangeSaved(USER, MOVIE, "for_later")),
        Unsubscribe(library, FixedClock())(ChangeSubscription(USER, SHOW, "new_season")),
        subscribe(library),
    ):
        with pytest.raises(AccountErased):
            await change
    assert library.actions.stored == []


async def test_what_happened_triggers_once(library: InMemoryLibrary) -> None:
    await subscribe(library)
    trigger = TriggerSubscriptions(FixedClock(LATER), "US")

    await trigger(library, [SEASON, SEASON, rising(SUBJECT, LATER, 30)])
    await trigger(library, [SEASON])

    assert library.subscriptions.published == [(USER, SEASON)]


async def test_what_happened_long_ago_triggers_nothing(library: InMemoryLibrary) -> None:
    await subscribe(library)

    await TriggerSubscriptions(FixedClock(LATER + STALE_AFTER + timedelta(seconds=1)), "US")(library, [SEASON])
    assert library.subscriptions.published == []
    await TriggerSubscriptions(FixedClock(LATER + STALE_AFTER), "US")(library, [SEASON])
    assert library.subscriptions.published == [(USER, SEASON)]


async def test_an_old_end_of_a_show_ends_subscriptions_without_a_report(library: InMemoryLibrary) -> None:
    await subscribe(library)
    await subscribe(library, "rising")
    end = status_changed(SUBJECT, LATER, "Returning Series", "Ended")

    await TriggerSubscriptions(FixedClock(LATER + timedelta(days=30)), "US")(library, [end])

    assert library.subscriptions.published == []
    assert await library.subscriptions.active_triggers(USER, SHOW) == ("rising",)


async def test_an_airing_triggers_when_it_is_due(library: InMemoryLibrary) -> None:
    await subscribe(library, "new_episode")
    dates = UpcomingDates(UUID(int=5), 1, 2, SUBJECT, airings=(Airing(2, 5, LATER),))
    nothing = UpcomingDates(UUID(int=6), 1, 1, SUBJECT)
    older = UpcomingDates(UUID(int=5), 1, 1, SUBJECT, airings=(Airing(2, 5, NOON),))
    await RecordUpcoming()(library, [dates, nothing, older])

    assert await TriggerDue(library, FixedClock(NOON), "US")() == 0
    assert await TriggerDue(library, FixedClock(LATER), "US")() == 1
    assert await TriggerDue(library, FixedClock(LATER + timedelta(minutes=1)), "US")() == 0
    assert [occurrence.key for _, occurrence in library.subscriptions.published] == ["episode:2x05"]
    assert library.upcoming.stored == {(UUID(int=5), 1): dates}


async def test_the_newest_preferences_of_a_batch_are_stored(library: InMemoryLibrary) -> None:
    update = UpdatePreferences()

    await update(library, [Preferences(USER, 2, region="PL"), Preferences(USER, 1, region="DE")])
    await update(library, [Preferences(USER, 1, region="FR")])

    assert library.preferences == {USER: Preferences(USER, 2, region="PL")}
