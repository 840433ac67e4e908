"""Comparing identifiers: local parts and usernames folded, domains as IDNA A-labels.

UTS 46, non-transitional processing (IDNA 2008): `faß.example` and `fass.example` are two domains, while full-width,
upper-case and Punycode spellings of a domain are one.
"""

import idna

from auth.domain.errors import InvalidInput
from auth.domain.identifiers import fold, split_address


class IdnaIdentifiers:
    """Brings identifiers to the form by which they are compared."""

    def email(self, email: str) -> str:
        """Return the key of an e-mail address; raises InvalidInput for a domain that cannot exist."""
        local, domain = split_address(email)
        try:
            return f"{fold(local)}@{_a_label(domain)}"
        except idna.IDNAError as impossible:
            raise InvalidInput("email", "must be an e-mail address") from impossible

    def username(self, username: str) -> str:
        """Return the key of a username."""
        return fold(username)

    def of_any(self, identifier: str) -> str:
        """Return the key of what was typed at sign-in; nothing is refused, it is then nobody's."""
        local, domain = split_address(identifier)
        if not domain:
            return fold(local)
        try:
            return f"{fold(local)}@{_a_label(domain)}"
        except idna.IDNAError:
            return fold(f"{local}@{domain}")


def _a_label(domain: str) -> str:
    # A trailing dot names the root, which every domain ends in.
    encoded = idna.encode(domain.removesuffix("."), uts46=True, std3_rules=True, transitional=False)
    return encoded.decode("ascii").lower()
