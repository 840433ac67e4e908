"""Keys of identifiers: local parts and usernames are folded, domains are IDNA A-labels.

UTS 46, non-transitional processing (IDNA 2008): `faß.example` and `fass.example` are two domains, while full-width,
upper-case and Punycode spellings of a domain are one.
"""

import idna

from auth.domain.accounts.identifiers import fold, split_address
from auth.domain.errors import InvalidInput


class IdnaIdentifiers:
    """Computes the keys by which identifiers are compared."""

    def email(self, email: str) -> str:
        """Return the key of an e-mail address; raise InvalidInput for a domain that cannot exist."""
        local, domain = split_address(email)
        try:
            return f"{fold(local)}@{_a_label(domain)}"
        except idna.IDNAError as error:
            raise InvalidInput("email", "email", "must be an e-mail address") from error

    def username(self, username: str) -> str:
        """Return the key of a username."""
        return fold(username)

    def of_any(self, identifier: str) -> str:
        """Return the key of an identifier typed at sign-in. No text is rejected; it may belong to no account."""
        local, domain = split_address(identifier)
        if not domain:
            return fold(local)
        try:
            return f"{fold(local)}@{_a_label(domain)}"
        except idna.IDNAError:
            return fold(f"{local}@{domain}")


def _a_label(domain: str) -> str:
    # A trailing dot stands for the root, in which every domain ends.
    encoded = idna.encode(domain.removesuffix("."), uts46=True, std3_rules=True, transitional=False)
    return encoded.decode("ascii").lower()
