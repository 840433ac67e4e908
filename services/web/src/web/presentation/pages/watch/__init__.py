"""Watching: the page with the player, and what its scripts send."""

from web.presentation.pages.watch import calls, files, player

ROUTERS = (player.router, files.router, calls.router)
