"""A browser without a screen: it follows redirects, keeps cookies, and fills in the provider's two forms."""

import re
from typing import Final
from urllib.parse import urljoin

import httpx2

from chassis.runtime.certificates import trusted_certificates

_FORM: Final = re.compile(r'<form[^>]* action="([^"]+)"')
_MOST_STEPS: Final = 12


def sign_in(authorization_url: str, name: str) -> str:
    """Return the URL of the client to which the provider redirects after `name` has signed in there and consented.

    The URL is not requested: a test decides who does so, and with which cookies.
    """
    cookies: dict[str, str] = {}
    certificates = trusted_certificates()
    with httpx2.Client(timeout=10, verify=certificates, trust_env=False, follow_redirects=False) as client:
        response = client.get(authorization_url)
        for _ in range(_MOST_STEPS):
            cookies |= dict(response.cookies)
            url = _next_url(response)
            if url is None:
                response = _submit(client, response, name, cookies)
            elif url.startswith(str(httpx2.URL(authorization_url).copy_with(raw_path=b"/"))):
                response = client.get(url, headers=_cookie_header(cookies))
            else:
                return url
    raise AssertionError(f"the provider did not redirect to the client: {response.status_code} {response.text[:500]}")


def _next_url(response: httpx2.Response) -> str | None:
    location = response.headers.get("location")
    return None if location is None else urljoin(str(response.url), location)


def _submit(client: httpx2.Client, page: httpx2.Response, name: str, cookies: dict[str, str]) -> httpx2.Response:
    """Submit the form of a page: the one for a name, or the one for consent."""
    action = _FORM.search(page.text)
    if action is None:
        raise AssertionError(f"the page has no form: {page.status_code} {page.text[:500]}")
    consent = 'value="consent"' in page.text
    fields = {"prompt": "consent"} if consent else {"prompt": "login", "login": name, "password": "any"}
    return client.post(urljoin(str(page.url), action.group(1)), data=fields, headers=_cookie_header(cookies))


def _cookie_header(cookies: dict[str, str]) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
