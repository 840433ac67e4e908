"""The roles that suffice for an operation.

An administrator may do what an editor may, and what finance may; a viewer may read what editors and administrators see,
but not what users pay.
"""

from collections.abc import Mapping
from typing import Final, Literal

from chassis.http.authorization.scopes import READS
from contracts.claims import Role

Access = Literal["public", "optional", "user", "editor", "finance", "admin"]
"""`optional`: public, and a signed-in user gets more."""

_WRITERS: Final[Mapping[Access, tuple[Role, ...]]] = {
    "editor": ("editor", "admin"),
    "finance": ("finance", "admin"),
    "admin": ("admin",),
}
_READERS: Final[Mapping[Access, tuple[Role, ...]]] = {
    "editor": ("editor", "viewer", "admin"),
    "finance": ("finance", "admin"),
    "admin": ("viewer", "admin"),
}


def sufficient_roles(access: Access, method: str) -> tuple[Role, ...]:
    """Return the roles of which a user needs one; none for a public operation."""
    if access == "user":
        return ("user",)
    return (_READERS if method in READS else _WRITERS).get(access, ())


def role_message(roles: tuple[Role, ...]) -> str:
    """Return the message for a user without any of these roles."""
    *others, last = (f"`{role}`" for role in roles)
    return f"Forbidden: the role {', '.join(others)}{' or ' if others else ''}{last} is required"
