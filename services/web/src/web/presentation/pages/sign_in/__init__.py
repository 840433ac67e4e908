"""Sign-in and sign-up: every way in, forgotten passwords, and the way out."""

from web.presentation.pages.sign_in import (
    codes,
    ending,
    passkeys,
    passwords,
    providers,
    recovery,
    registration,
    second_factor,
)

ROUTERS = (
    passwords.router,
    second_factor.router,
    codes.router,
    passkeys.router,
    providers.router,
    registration.router,
    recovery.router,
    ending.router,
)
