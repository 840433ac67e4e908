"""Pages of editors about videos: assets, uploads, active sessions and the storage."""

from web.presentation.pages.playback import assets, editing, sessions, storage, upload_calls, uploads

ROUTERS = (assets.router, editing.router, uploads.router, upload_calls.router, sessions.router, storage.router)
