"""What a user keeps besides the journal: saved titles, subscriptions and positions of an export.

What the user has already stays as it is. A reversal removes what was added, unless it has changed since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from library.application.imports.ports import ImportWork, StoredKey
from library.domain.errors import TriggerNotPossible
from library.domain.imports.applying.planning import PlannedRow, TitleFacts
from library.domain.imports.kept import Kept, SavedTitle, StoppedAt, Subscribed, from_document, to_document
from library.domain.imports.run import ImportRun
from library.domain.saved.item import SavedItem
from library.domain.subscriptions.subscription import Subscription
from library.domain.subscriptions.trigger import check_possible


async def keep(
    work: ImportWork, run: ImportRun, rows: Sequence[PlannedRow], facts: Mapping[UUID, TitleFacts], now: datetime
) -> None:
    """Add what rows of an import state."""
    stated = {
        effect.key: (row.media_id, effect.action)
        for row in rows
        for effect in row.effects
        if isinstance(effect.action, SavedTitle | Subscribed | StoppedAt)
    }
    if not stated:
        return
    stored_keys = await work.import_rows.known_keys(run.user_id, list(stated))
    keys: list[StoredKey] = []
    for key, (media_id, kept) in stated.items():
        if key not in stored_keys:
            added = await _add(work, run.user_id, media_id, kept, facts[media_id], now)
            keys.append(StoredKey(key, media_id=media_id, subject=to_document(kept)) if added else StoredKey(key))
    await work.imports.add_keys(run.user_id, run.import_id, keys)


async def remove_kept(work: ImportWork, run: ImportRun, limit: int, now: datetime) -> bool:
    """Remove some of what an import added, and return whether there was any."""
    keys = await work.imports.kept_keys(run.import_id, limit)
    for key in keys:
        if key.media_id is not None and key.subject is not None:
            await _remove(work, run.user_id, key.media_id, from_document(key.subject), now)
    await work.imports.delete_keys(run.user_id, [key.key for key in keys])
    return bool(keys)


async def _add(work: ImportWork, user_id: UUID, media_id: UUID, kept: Kept, facts: TitleFacts, now: datetime) -> bool:
    """Add something unless the user has it already; return whether it was added."""
    match kept:
        case SavedTitle():
            if await work.saved.find(user_id, media_id) is not None:
                return False
            times = kept.created_at, kept.updated_at
            await work.saved.save(SavedItem(user_id, media_id, kept.list, kept.reason_key, *times))
        case Subscribed():
            if await work.subscriptions.find(user_id, media_id, kept.trigger) is not None:
                return False
            return await _subscribe(work, user_id, media_id, kept, facts.kind, now)
        case StoppedAt():
            position = replace(kept.position, playable=replace(kept.position.playable, media_id=media_id))
            stored = await work.positions.find(user_id, position.playable, position.device.id)
            was_played = facts.journal.has_later(position.playable.place, position.at)
            if was_played or (stored is not None and stored.at >= position.at):
                return False
            await work.positions.save(user_id, position)
    return True


async def _subscribe(
    work: ImportWork, user_id: UUID, media_id: UUID, kept: Subscribed, kind: str, now: datetime
) -> bool:
    try:
        check_possible(kept.trigger, kind)
    except TriggerNotPossible:
        return False
    subscription = Subscription(
        id=uuid4(),
        user_id=user_id,
        media_id=media_id,
        trigger=kept.trigger,
        filter=kept.filter,
        active=True,
        subscribed_at=kept.subscribed_at,
        created_at=kept.created_at,
        updated_at=now,
    )
    await work.subscriptions.save(subscription)
    await work.subscriptions.record(subscription, dict(kept.occurrences))
    return True


async def _remove(work: ImportWork, user_id: UUID, media_id: UUID, kept: Kept, now: datetime) -> None:
    match kept:
        case SavedTitle():
            item = await work.saved.find(user_id, media_id)
            if item is not None and (item.list, item.created_at) == (kept.list, kept.created_at):
                await work.saved.remove(item)
        case Subscribed():
            subscription = await work.subscriptions.find(user_id, media_id, kept.trigger)
            if subscription is not None and subscription.active and subscription.subscribed_at == kept.subscribed_at:
                await work.subscriptions.delete(subscription, now)
        case StoppedAt():
            playable = replace(kept.position.playable, media_id=media_id)
            stored = await work.positions.find(user_id, playable, kept.position.device.id)
            if stored is not None and stored.at == kept.position.at:
                await work.positions.remove(user_id, stored)
