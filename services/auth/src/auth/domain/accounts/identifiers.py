"""Keys by which e-mail addresses and usernames are compared, so that another spelling is not another account.

Unicode TR 36 section 2.10 (security of identifiers); the domain of an address is compared in IDNA form, which the
standard library supports only in an outdated version, so that part is a port.
"""

import unicodedata


def fold(text: str) -> str:
    """Return a text without differences in case and compatibility forms (NFKC, case folding, NFKC)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def split_address(identifier: str) -> tuple[str, str]:
    """Return the local part and the domain of an e-mail address; for other texts the text and \"\"."""
    # A full-width at sign is an at sign after normalisation.
    local, _, domain = unicodedata.normalize("NFKC", identifier).rpartition("@")
    return (local, domain) if local else (identifier, "")
