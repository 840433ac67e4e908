"""The cookies that the web application sets: for this host alone, over a secure connection, for its own pages."""


def set_cookie(name: str, value: str, seconds: int, *, scripts: bool = False) -> str:
    """Return the header that sets a cookie for so long, 0 removes it; `scripts` may read it, otherwise none does."""
    hidden = "" if scripts else " HttpOnly;"
    return f"{name}={value}; Max-Age={seconds}; Path=/; Secure;{hidden} SameSite=Lax"
