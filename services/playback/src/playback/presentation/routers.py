"""Every router of playback."""

from typing import Final

from egress.reporting.routes import egress_router
from playback.presentation.assets import change_routes as asset_changes
from playback.presentation.assets import job_routes as asset_jobs
from playback.presentation.assets import routes as assets
from playback.presentation.assets import title_routes as titles
from playback.presentation.keys import admin_routes as admin_keys
from playback.presentation.keys import routes as licenses
from playback.presentation.quality import routes as quality
from playback.presentation.sessions import admin_routes as session_administration
from playback.presentation.sessions import routes as sessions
from playback.presentation.storage import routes as storage
from playback.presentation.subtitles import routes as subtitles
from playback.presentation.uploads import routes as uploads

ROUTERS: Final = (
    licenses.router,
    admin_keys.router,
    assets.router,
    asset_changes.router,
    asset_jobs.router,
    asset_jobs.all_router,
    titles.router,
    quality.router,
    quality.admin_router,
    uploads.router,
    subtitles.router,
    storage.router,
    sessions.router,
    session_administration.router,
    egress_router("/admin/playback", "playback", tag="playback: administration"),
)
