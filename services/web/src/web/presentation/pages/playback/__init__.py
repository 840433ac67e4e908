"""Pages of editors about videos: assets, uploads, jobs, active sessions, decisions about keys and the storage."""

from web.presentation.pages.playback import (
    assets,
    editing,
    jobs,
    key_releases,
    sessions,
    storage,
    upload_calls,
    uploads,
)

ROUTERS = tuple(
    module.router for module in (assets, editing, uploads, upload_calls, jobs, sessions, key_releases, storage)
)
