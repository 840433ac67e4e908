"""Watching: the page with the player, and what its scripts send."""

from web.presentation.pages.watch import calls, player

ROUTERS = (player.router, calls.router)
