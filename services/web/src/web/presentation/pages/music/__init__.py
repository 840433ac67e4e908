"""Pages of music, for installations that have it: the library, what the player loads, and the music folders."""

from web.presentation.pages.music import albums, artists, folders, overview, scans, tracks

ROUTERS = tuple(module.router for module in (overview, albums, artists, tracks, folders, scans))
