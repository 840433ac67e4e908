"""The form by which e-mail addresses and usernames are compared, so that no spelling makes a second account.

Unicode TR 36 section 2.10 (security of identifiers); the domain of an address is compared in IDNA form, which the
standard library does not know in its present version, so that part is a port.
"""

import unicodedata


def fold(text: str) -> str:
    """Return a text without differences of case and compatibility forms (NFKC, case folding, NFKC)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def split_address(identifier: str) -> tuple[str, str]:
    """Return the local part and the domain of what looks like an e-mail address; no domain for anything else."""
    # A full-width at sign is an at sign to every reader.
    local, _, domain = unicodedata.normalize("NFKC", identifier).rpartition("@")
    return (local, domain) if local else (identifier, "")
