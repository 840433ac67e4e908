"""Usernames that no user may register: they would look like the operator, or like a part of a path.

`/users/me` is a path of the API, and `support` in a list of users would be trusted by others.
"""

from typing import Final

_RESERVED: Final = """
abuse account accounts admin administrator administrators all anonymous anybody api app apps auth billing bot cdn
contact content copyright deleted developer dmca docs editor editors everybody everyone export feedback finance
guest health help helpdesk hostmaster imprint info internal invitation invite jwks legal login logout mail mailer
marquee marqueeapp me mod moderation moderator moderators myself news no_reply noreply notice notices null official
operator owner password payment payments postmaster press privacy public recovery register registration root sales
security self service services session sessions settings signin signout signup site ssladmin ssladministrator
sslwebmaster staff static status superuser support sysadmin sysop system team terms undefined unknown user
username users verify webmaster well_known www you
"""
RESERVED_USERNAMES: Final = frozenset(_RESERVED.split())


def is_reserved(username: str) -> bool:
    """Return whether a username is reserved, whatever its letter case and the underscores around it."""
    return username.casefold().strip("_") in RESERVED_USERNAMES
