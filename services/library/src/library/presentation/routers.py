"""The routers of all subjects."""

from typing import Final

from library.presentation.entries.mark_routes import router as entry_marks
from library.presentation.entries.read_routes import router as entries
from library.presentation.entries.routes import router as entry_writes
from library.presentation.exports.routes import router as library_exports
from library.presentation.imports.routes import router as imports
from library.presentation.lists.admin_routes import router as admin_lists
from library.presentation.lists.item_routes import router as list_items
from library.presentation.lists.published.routes import router as list_links
from library.presentation.lists.routes import router as lists
from library.presentation.lists.sharing_routes import router as list_sharing
from library.presentation.lists.watchlist_routes import router as watchlist
from library.presentation.plays.explanation_routes import router as explanations
from library.presentation.plays.mark_routes import router as marks
from library.presentation.plays.read_routes import router as plays
from library.presentation.plays.routes import router as play_writes
from library.presentation.positions.continuing import router as continuing
from library.presentation.positions.routes import router as positions
from library.presentation.rankings.analytics_routes import router as analytics
from library.presentation.rankings.average_routes import router as rating_averages
from library.presentation.rankings.routes import router as rankings
from library.presentation.saved.routes import router as saved
from library.presentation.scrobbling.export_routes import router as exports
from library.presentation.scrobbling.routes import router as scrobbles
from library.presentation.scrobbling.webhooks import router as webhooks
from library.presentation.statistics.chart_routes import router as statistics_charts
from library.presentation.statistics.routes import router as statistics
from library.presentation.subscriptions.routes import router as subscriptions
from library.presentation.users.routes import router as user_lists

ROUTERS: Final = (
    entries,
    entry_writes,
    entry_marks,
    explanations,
    imports,
    plays,
    play_writes,
    marks,
    list_links,
    lists,
    list_items,
    list_sharing,
    watchlist,
    admin_lists,
    saved,
    subscriptions,
    positions,
    continuing,
    scrobbles,
    webhooks,
    exports,
    library_exports,
    analytics,
    rankings,
    rating_averages,
    statistics,
    statistics_charts,
    user_lists,
)
