"""The routers of all subjects."""

from typing import Final

from auth.presentation.accounts.credentials import router as credentials
from auth.presentation.accounts.own_account import router as own_account
from auth.presentation.accounts.routes import router as accounts
from auth.presentation.administration.invitations import router as invitations
from auth.presentation.administration.routes import router as administration
from auth.presentation.api_keys.routes import internal_router as api_key_exchange
from auth.presentation.api_keys.routes import router as api_keys
from auth.presentation.dead_letters.routes import router as dead_letters
from auth.presentation.devices.routes import router as devices
from auth.presentation.devices.sign_in_routes import router as device_sign_in
from auth.presentation.factors.passkeys import router as passkeys
from auth.presentation.factors.routes import router as factors
from auth.presentation.factors.sign_in import router as second_steps
from auth.presentation.federation.form_routes import router as provider_forms
from auth.presentation.federation.proxy_routes import router as proxy_sign_in
from auth.presentation.federation.routes import router as federation
from auth.presentation.profiles.pictures import router as pictures
from auth.presentation.profiles.routes import router as profiles
from auth.presentation.security.routes import router as audit_log
from auth.presentation.sessions.keys import router as public_keys
from auth.presentation.sessions.overview import router as session_overview
from auth.presentation.sessions.routes import router as sessions
from egress.reporting.routes import egress_router

ROUTERS: Final = (
    accounts,
    credentials,
    own_account,
    sessions,
    session_overview,
    api_keys,
    factors,
    passkeys,
    second_steps,
    profiles,
    device_sign_in,
    devices,
    federation,
    provider_forms,
    proxy_sign_in,
    pictures,
    administration,
    invitations,
    audit_log,
    dead_letters,
    egress_router("/auth", "auth", tag="auth"),
)
OUTSIDE_OF_API: Final = (public_keys, api_key_exchange)
"""Routers without the prefix of the API. Of these paths the gateway forwards the public keys only."""
