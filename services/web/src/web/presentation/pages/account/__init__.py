"""The account: profile, preferences, security, sessions, keys, notifications and data."""

from web.presentation.pages.account import (
    data,
    devices,
    factors,
    keys,
    overview,
    preferences,
    profile,
    proof,
    security,
    sessions,
)

ROUTERS = (
    overview.router,
    profile.router,
    preferences.router,
    security.router,
    factors.router,
    proof.router,
    sessions.router,
    devices.router,
    keys.router,
    data.router,
)
