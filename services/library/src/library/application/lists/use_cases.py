"""All use cases of lists."""

from dataclasses import dataclass

from library.application.external_lists.following import FollowExternalLists
from library.application.lists.items import ChangeItems
from library.application.lists.lifecycle import ManageLists
from library.application.lists.ports import ListReader
from library.application.lists.reading import ReadLists
from library.application.lists.sharing import ShareLists
from library.application.lists.watchlist import ChangeWatchlist


@dataclass(frozen=True, slots=True)
class ListUseCases:
    """The use cases of lists; `overviews` reads pages of lists without further rules."""

    manage: ManageLists
    items: ChangeItems
    share: ShareLists
    read: ReadLists
    watchlist: ChangeWatchlist
    external: FollowExternalLists
    overviews: ListReader
