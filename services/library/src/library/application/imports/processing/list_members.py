"""Lists and their members: a list of the file is the user's list of the same name, or a new one.

A new list is private, unless Marquee exported it: then it has its settings, and its rules when it is smart.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from library.application.imports.ports import ImportWork, StoredKey
from library.application.imports.rows import StoredRow
from library.application.lists.commands import NewItem, Place
from library.application.lists.items import add_items
from library.application.lists.lifecycle import delete_list, store_list
from library.domain.imports.keys import KEY_LENGTH
from library.domain.imports.rows import ListHeader, ListMember
from library.domain.imports.run import ImportRun
from library.domain.lists.errors import ListError
from library.domain.lists.rules.reading import read_rules
from library.domain.lists.user_list import UserList, check_number_of_lists


async def restore_lists(work: ImportWork, run: ImportRun, now: datetime) -> None:
    """Create the exported lists that the user does not have and has not deleted after an import of the same file."""
    exported = {_key(run, header): header for header in run.lists if header.visibility is not None}
    if not exported:
        return
    stored_keys = await work.import_rows.known_keys(run.user_id, list(exported))
    names = {header.name for header in exported.values()}
    existing = {smart: await work.imports.lists_named(run.user_id, names, smart=smart) for smart in (False, True)}
    keys: list[StoredKey] = []
    for key, header in exported.items():
        if key in stored_keys:
            continue
        if header.name in existing[header.rules is not None]:
            keys.append(StoredKey(key))
            continue
        try:
            check_number_of_lists(await work.lists.count_of(run.user_id))
        except ListError:
            break
        created = _new_list(run, header.name, now)
        await store_list(work, created)
        keys.append(StoredKey(key, created.list_id))
    await work.imports.add_keys(run.user_id, run.import_id, keys)


async def add_to_lists(work: ImportWork, run: ImportRun, rows: Sequence[StoredRow], now: datetime) -> None:
    """Add rows to their lists; what the limits of lists do not admit is left out."""
    by_name: dict[str, list[tuple[str, NewItem]]] = defaultdict(list)
    for row in rows:
        for effect in row.effects:
            if isinstance(effect.action, ListMember) and effect.action.list_name and row.media_id:
                item = NewItem(row.media_id, effect.action.note, effect.action.added_at.at)
                by_name[effect.action.list_name].append((effect.key, item))
    existing = await work.imports.lists_named(run.user_id, by_name.keys())
    for name, members in sorted(by_name.items()):
        try:
            await _add_to_list(work, run, name, members, existing, now)
        except ListError:
            continue


async def remove_from_lists(work: ImportWork, run: ImportRun, now: datetime) -> None:
    """Remove the items that an import added, and the lists that it created when nothing remains in them."""
    items: dict[UUID, list[UUID]] = defaultdict(list)
    created: set[UUID] = set()
    for key in await work.imports.list_keys(run.import_id):
        if key.list_id is not None and key.media_id is not None:
            items[key.list_id].append(key.media_id)
        elif key.list_id is not None:
            created.add(key.list_id)
    for list_id in sorted(items.keys() | created):
        view = await work.lists.find(list_id, run.user_id)
        if view is None or view.user_list.owner_id != run.user_id:
            continue
        removed = await work.list_items.remove(list_id, items[list_id])
        after = view.user_list.with_items(-removed, now)
        is_untouched = view.user_list.rules is None or view.user_list.updated_at == view.user_list.created_at
        if after.items == 0 and list_id in created and is_untouched:
            await delete_list(work, view.user_list, now)
        elif removed:
            await work.lists.save(after)


async def _add_to_list(
    work: ImportWork,
    run: ImportRun,
    name: str,
    members: Sequence[tuple[str, NewItem]],
    existing: Mapping[str, UUID],
    now: datetime,
) -> None:
    keys: list[StoredKey] = []
    view = await work.lists.find(existing[name], run.user_id) if name in existing else None
    if view is None:
        check_number_of_lists(await work.lists.count_of(run.user_id))
        target = _new_list(run, name, now)
        await store_list(work, target)
        keys.append(StoredKey(f"list-{target.list_id}", target.list_id))
    else:
        target = view.user_list
    contained = await work.list_items.contained(target.list_id, [item.media_id for _, item in members])
    await add_items(work, target, run.user_id, [item for _, item in members], Place("end"), now)
    for key, item in members:
        is_new = item.media_id not in contained
        keys.append(StoredKey(key, target.list_id, item.media_id) if is_new else StoredKey(key))
    await work.imports.add_keys(run.user_id, run.import_id, keys)


def _new_list(run: ImportRun, name: str, now: datetime) -> UserList:
    header = next((header for header in run.lists if header.name == name), None)
    return UserList(
        list_id=uuid4(),
        owner_id=run.user_id,
        name=name,
        visibility=(header.visibility if header else None) or "private",
        created_at=now,
        updated_at=now,
        version=int(now.timestamp() * 1_000_000),
        description=header.description if header else None,
        cover_url=header.cover_url if header else None,
        rules=read_rules(header.rules) if header and header.rules is not None else None,
    )


def _key(run: ImportRun, header: ListHeader) -> str:
    """Return the key of a list of a file."""
    kind = "list" if header.rules is None else "smart"
    return f"{kind}:{run.format}:{sha256(header.name.encode()).hexdigest()[:KEY_LENGTH]}"
