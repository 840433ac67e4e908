"""Pages of editors about videos: assets, uploads and active sessions."""

from web.presentation.pages.playback import assets, editing, sessions, upload_calls, uploads

ROUTERS = (assets.router, editing.router, uploads.router, upload_calls.router, sessions.router)
