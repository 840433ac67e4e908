"""The pages, one module or folder per subject."""

from web.presentation.pages import (
    account,
    admin,
    billing,
    display,
    finance,
    home,
    library,
    music,
    notifications,
    playback,
    sign_in,
    sources,
    titles,
    transfers,
    user_lists,
    watch,
)
from web.presentation.pages.browse import calendar, lists, search, trends

ROUTERS = (
    home.router,
    display.router,
    lists.router,
    trends.router,
    calendar.router,
    search.router,
    *titles.ROUTERS,
    *sign_in.ROUTERS,
    *account.ROUTERS,
    *notifications.ROUTERS,
    *admin.ROUTERS,
    *billing.ROUTERS,
    *finance.ROUTERS,
    *library.ROUTERS,
    *transfers.ROUTERS,
    *user_lists.ROUTERS,
    *playback.ROUTERS,
    *sources.ROUTERS,
    *music.ROUTERS,
    *watch.ROUTERS,
)
