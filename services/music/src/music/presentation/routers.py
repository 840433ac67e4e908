"""Every router of music. Fixed paths come before those with an id in the same place."""

from typing import Final

from egress.reporting.routes import egress_router
from jobs.http.schedule_routes import schedules_router
from music.presentation.analysis import admin_routes as analysis_admin
from music.presentation.analysis import routes as analysis
from music.presentation.changes import routes as changes
from music.presentation.covers import admin_routes as own_covers
from music.presentation.covers import routes as covers
from music.presentation.enrichment import conflict_routes, identity_routes
from music.presentation.enrichment import routes as enrichment
from music.presentation.errors import ERRORS
from music.presentation.explore import routes as explore
from music.presentation.exports import routes as exports
from music.presentation.folders import routes as folders
from music.presentation.library import album_routes, routes, track_routes
from music.presentation.listening import history_routes, play_routes, top_routes
from music.presentation.marks import routes as marks
from music.presentation.missing import routes as missing
from music.presentation.mixes import routes as mixes
from music.presentation.playlists import entry_routes as playlist_entries
from music.presentation.playlists import routes as playlists
from music.presentation.playlists import sharing_routes as playlist_sharing
from music.presentation.radio import favourite_routes, listening_routes
from music.presentation.radio import routes as radio
from music.presentation.scanning import routes as scanning
from music.presentation.streaming import album_routes as downloads
from music.presentation.streaming import link_routes as links
from music.presentation.streaming import routes as streaming
from music.presentation.subsonic import password_routes as app_passwords
from music.presentation.subsonic import routes as subsonic

ROUTERS: Final = (
    marks.router,
    play_routes.router,
    history_routes.router,
    top_routes.router,
    explore.router,
    exports.router,
    mixes.router,
    routes.router,
    album_routes.router,
    analysis.router,
    track_routes.router,
    streaming.router,
    links.router,
    app_passwords.router,
    subsonic.router,
    downloads.router,
    playlists.router,
    playlist_entries.router,
    playlist_sharing.router,
    radio.router,
    listening_routes.router,
    favourite_routes.router,
    covers.router,
    changes.router,
    own_covers.router,
    folders.router,
    missing.router,
    scanning.router,
    enrichment.router,
    enrichment.admin_router,
    conflict_routes.router,
    identity_routes.router,
    analysis_admin.router,
    schedules_router("/admin/music", "music", "music", tag="music: administration", errors=ERRORS),
    egress_router("/admin/music", "music", tag="music: administration"),
)
