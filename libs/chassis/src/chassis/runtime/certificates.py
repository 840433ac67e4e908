"""The certificates that clients of TLS servers trust."""

import functools
import ssl

import httpx2


@functools.cache
def trusted_certificates() -> ssl.SSLContext:
    """Return the trusted certificates, read once per process on first use: to read them takes 50 ms."""
    return httpx2.create_ssl_context(trust_env=False)
