"""The opening of the document: what the API is, a token in one step, the first requests, and the rules of all of it."""

from typing import Final

TITLE: Final = "Marquee API"
SUMMARY: Final = "What the world is watching, and the place of each user in it."
DESCRIPTION: Final = """\
Marquee knows movies and shows: their facts, where to watch them, how well they are received, and how that changes from
day to day. For each user it keeps what they watch, rate, plan and want to hear about.

## Get a token

Register, or sign in with `POST /api/v1/auth/login`; both respond with an access token. It lasts ten minutes, and
`POST /api/v1/auth/refresh` exchanges the refresh token for the next one.

```sh
curl http://localhost:8000/api/v1/auth/register \\
  -H 'Content-Type: application/json' \\
  -d '{"email": "ada@example.org",
       "username": "ada_l",
       "password": "Analytical-1843"}'
```

On this page, **Sign in** at the top is enough: every test request is then yours. A session of the web application on
the same host counts as well.

## Three requests

No token needed:

```sh
curl 'http://localhost:8000/api/v1/catalog/movies/trending?limit=5'
curl 'http://localhost:8000/api/v1/search?query=dune'
```

With the token, the list of what you plan to watch:

```sh
curl http://localhost:8000/api/v1/me/watchlist \\
  -H "Authorization: Bearer $TOKEN"
```

## Authentication

| way | for | how |
|---|---|---|
| access token | everything | `Authorization: Bearer …` |
| API key | own programs | `X-Api-Key: mq_…` of `POST /api/v1/auth/api-keys`, where the operation names a scope |
| cookies | pages in a browser | sign in with `X-Token-Delivery: cookie`; changes need the header `X-CSRF-Token` |

Public reads need no token; an invalid token is ignored there.

## Responses

A success is `{success, data, meta?}`, an error `{success, error}` with a stable `code` and the `requestId` that is also
in the header `X-Request-Id`. An unexpected server error is a 500 with the code `INTERNAL_ERROR`.

**Null** means unknown, and never zero, unless a field says otherwise.

**Input.** An unknown parameter or field is an error that names it. Booleans are `true` and `false`, days `YYYY-MM-DD`
in UTC, instants RFC 3339 with an offset. Enumerated values are written as listed; slugs, country and language codes,
e-mail addresses and usernames are read in any letter case.

**Pages.** Lists take `limit` and `offset`; `meta.hasMore` says whether another page follows. Long lists also take
`cursor`, the `meta.nextCursor` of the page before.

**Images** have the addresses of their hosts, TMDB or TVMaze. `GET /api/v1/images/…` serves the same files by the last
parts of these addresses, for pages that load nothing from other hosts; the titles of the demo have theirs only there.

**Limits.** Requests per minute are limited per user or address: see the headers `RateLimit` and `RateLimit-Policy`, and
`Retry-After` of a 429.

## Versions

The version is in the path: `/api/v1`. Within a version operations, optional parameters and fields of responses are only
added. What is going to end is marked as deprecated here and says so in each response: `Deprecation` (RFC 9745) is the
instant from which it should no longer be used, `Sunset` (RFC 8594) the one from which it no longer works, at least 180
days later.

`/api` is an alias of `/api/v1` with the bodies that clients of the Ratingo API expect.
"""
