"""Methods about the server, its music folders and its users."""

from contextlib import suppress
from typing import Final

from jobs.model import ACTIVE
from music.domain.scanning.counts import Counts
from music.domain.scanning.errors import ScanRunning
from music.domain.subsonic.failures import FailureCode, SubsonicFailure, not_found
from music.domain.subsonic.ids import folder_number
from music.presentation.subsonic.call import Call
from music.presentation.subsonic.rendering import Tree, instant

EXTENSIONS: Final[Tree] = {
    "openSubsonicExtensions": [
        {"name": "apiKeyAuthentication", "versions": [1]},
        {"name": "formPost", "versions": [1]},
        {"name": "songLyrics", "versions": [1]},
    ]
}


async def ping(_: Call) -> Tree:
    """Return nothing: the credentials are right."""
    return {}


async def license_(_: Call) -> Tree:
    """Return a license that never ends."""
    return {"license": {"valid": True}}


async def extensions(_: Call) -> Tree:
    """Return what the server has of OpenSubsonic."""
    return EXTENSIONS


async def token_info(call: Call) -> Tree:
    """Return whose API key it is. No name of a user is stored: the id is one that apps may sign in with."""
    return {"tokenInfo": {"username": call.user}}


async def music_folders(call: Call) -> Tree:
    """Return the music folders that the user may hear."""
    folders = await call.use_cases.apps.browse.folders(call.listener)
    return {"musicFolders": {"musicFolder": [{"id": folder_number(one.id), "name": one.name} for one in folders]}}


async def user(call: Call) -> Tree:
    """Return what a user may do; only administrators see others."""
    name = call.parameters.required("username")
    seen = await call.use_cases.apps.sign_in.user(name)
    is_own = seen is not None and seen.id == call.listener.user_id
    if not is_own and not call.listener.is_administrator:
        raise SubsonicFailure(FailureCode.NOT_AUTHORIZED, "User is not authorized for the given operation")
    if seen is None:
        raise not_found("User")
    folders = await call.use_cases.apps.browse.folders(call.listener) if is_own else []
    return {
        "user": {
            "username": name,
            "scrobblingEnabled": True,
            "adminRole": seen.is_administrator,
            "settingsRole": False,
            "downloadRole": True,
            "uploadRole": False,
            "playlistRole": True,
            "coverArtRole": False,
            "commentRole": False,
            "podcastRole": False,
            "streamRole": True,
            "jukeboxRole": False,
            "shareRole": False,
            "videoConversionRole": False,
            "folder": [folder_number(folder.id) for folder in folders],
        }
    }


async def scan_status(call: Call) -> Tree:
    """Return whether music folders are scanned now, and how many files the newest scan has listed."""
    scans = await call.use_cases.scans.newest()
    newest = scans[0] if scans else None
    if newest is None:
        return {"scanStatus": {"scanning": False, "count": 0}}
    counts = Counts.of(newest.result or (newest.checkpoint or {}).get("counts", {}))
    return {
        "scanStatus": {
            "scanning": newest.status in ACTIVE,
            "count": counts.listed,
            "lastScan": instant(newest.finished_at),
        }
    }


async def start_scan(call: Call) -> Tree:
    """Scan what has changed, as an administrator; a scan that runs already goes on."""
    if not call.listener.is_administrator:
        raise SubsonicFailure(FailureCode.NOT_AUTHORIZED, "User is not authorized for the given operation")
    is_full = call.parameters.flag("fullScan") is True
    with suppress(ScanRunning):
        await call.use_cases.scans.request(call.listener.user_id, is_full=is_full)
    return await scan_status(call)
