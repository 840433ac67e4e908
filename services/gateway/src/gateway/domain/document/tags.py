"""The tasks by which the operations are grouped, each with the paths of its operations. The longest prefix decides."""

from dataclasses import dataclass
from typing import Final

from gateway.domain.document.nodes import Json

_API: Final = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Tag:
    """A task: its name, what it is about, and the paths of its operations below `/api/v1`."""

    name: str
    description: str
    prefixes: tuple[str, ...]


GROUPS: Final[dict[str, tuple[Tag, ...]]] = {
    "Discover": (
        Tag(
            "Titles",
            "Movies and shows with their facts, seasons, people, collections and similar titles.",
            ("catalog", "search/titles"),
        ),
        Tag(
            "Discovery",
            "The home page, what is trending, in theaters or new, the calendar, and collections by editors.",
            (
                "home",
                "catalog/movies/trending",
                "catalog/movies/now-playing",
                "catalog/movies/new-releases",
                "catalog/movies/new-on-digital",
                "catalog/shows/trending",
                "catalog/shows/new-episodes",
                "catalog/shows/calendar",
                "catalog/calendar.ics",
                "catalog/calendar",
                "catalog/curated",
            ),
        ),
        Tag("Search", "Search the catalog and beyond it, with suggestions while typing.", ("search", "catalog/search")),
        Tag(
            "Where to watch",
            "Streaming services, their offers per country, and the services that a user pays for.",
            ("catalog/providers", "catalog/my/services", "catalog/titles/{mediaId}/offers"),
        ),
        Tag("Scores", "Scores of titles with their terms, daily history and formulas.", ("stats",)),
        Tag("Drop-off", "Where viewers leave a show.", ("stats/drop-off",)),
        Tag("Images", "Posters, backdrops, stills, logos and portraits of the providers.", ("images",)),
        Tag("Events", "What happens to titles and lists, as it happens and page by page.", ("events",)),
        Tag("Trends", "Risers and fallers, ranks in lists, comparisons, and the year.", ("insights",)),
    ),
    "My library": (
        Tag(
            "Library",
            "The entry of each title: state, rating, progress, notes and tags; the watchlist and the history.",
            ("user-media", "me"),
        ),
        Tag(
            "Watching",
            "Plays, positions, what plays now, and what to continue.",
            ("me/plays", "me/positions", "me/now-playing", "me/continue", "me/marks", "user-media/continue"),
        ),
        Tag(
            "Scrobbling",
            "Players and media servers report what is played.",
            ("scrobble", "me/scrobbles", "me/scrobble-keys", "me/unmatched-scrobbles"),
        ),
        Tag("Rankings", "Movies ranked by users, and averages over everyone.", ("rankings",)),
        Tag("Lists", "Lists of one's own, smart lists, members, links and likes.", ("lists", "me/lists")),
        Tag(
            "Saved titles",
            "Titles for later or under consideration, and subscriptions to what happens to them.",
            ("me/saved-items", "me/subscriptions"),
        ),
        Tag("Statistics", "Statistics and the year in review of a user.", ("me/statistics", "me/analytics")),
        Tag(
            "Import and export",
            "Import from other services, with a preview, and export everything.",
            ("me/imports", "me/export", "me/watched-export"),
        ),
    ),
    "People": (
        Tag(
            "Friends",
            "Friends, followers and blocks, other users as one may see them, the activity feed and its stream.",
            ("social",),
        ),
        Tag(
            "Reviews",
            "Reviews of titles, seasons, episodes and lists, with comments, reactions and reports.",
            (
                "social/titles",
                "social/lists",
                "social/reviews",
                "social/comments",
                "social/reports",
                "social/me/reviews",
                "social/me/standing",
            ),
        ),
        Tag(
            "Together",
            "Sessions in which users watch or listen at one position, with a shared queue, and their streams.",
            ("social/sessions", "social/stream/sessions"),
        ),
        Tag(
            "Other servers",
            "Albums, lists and activity of servers that federate with this one, and what users share with them.",
            ("federation",),
        ),
    ),
    "Playback": (
        Tag(
            "Playback",
            "What can be played, sessions of players, licences, and how playback went.",
            ("playback",),
        ),
        Tag(
            "Media sources",
            "Libraries that users connect: folders and servers, their files, and the versions of titles in them.",
            ("sources",),
        ),
        Tag("Music", "Artists, albums and tracks of the server that the user may hear.", ("music",)),
    ),
    "Account": (
        Tag(
            "Sign-in",
            "Register, sign in by each method, exchange tokens, sign out.",
            ("auth", ".well-known"),
        ),
        Tag(
            "Security",
            "Second steps, passkeys, linked identities, sessions, API keys and the log of security events.",
            ("auth/factors", "auth/passkeys", "auth/identities", "auth/sessions", "auth/api-keys", "auth/audit"),
        ),
        Tag("Devices", "Sign in on a television with a code, and manage devices.", ("auth/device", "auth/devices")),
        Tag("Profiles", "The profile, preferences and picture of a user; public profiles.", ("users",)),
        Tag(
            "Notifications",
            "The inbox, preferences, targets and deliveries of notifications.",
            ("notifications",),
        ),
        Tag("Webhooks", "Events for other systems, signed by Standard Webhooks.", ("notifications/webhooks",)),
    ),
    "Billing": (
        Tag("Plans", "The plans that can be chosen, what they allow and what they cost.", ("plans",)),
        Tag(
            "Payments",
            "Checkouts, the subscription of a user, its changes, invoices and payment methods.",
            ("billing",),
        ),
    ),
    "Administration": (
        Tag("Users", "Users, their roles and devices, invitations and the audit log.", ("admin/users", "admin")),
        Tag(
            "Editing",
            "Overrides, hidden and merged titles, collections and sections by editors.",
            ("admin/catalog",),
        ),
        Tag("Catalog policies", "Rules that decide which titles are shown.", ("admin/catalog-policies",)),
        Tag(
            "Videos",
            "Videos of titles: uploads, versions, availability, sessions, keys, storage and quality.",
            ("admin/playback",),
        ),
        Tag("Sources of users", "Media sources of all users.", ("admin/sources",)),
        Tag("Lists of users", "Lists of all users.", ("admin/lists",)),
        Tag("Moderation", "Reported reviews and comments, and what was decided about them.", ("admin/social",)),
        Tag(
            "Federation",
            "Invitations, peers with their permissions and budgets, keys, and imports of albums.",
            ("admin/federation",),
        ),
        Tag("Finance", "Plans, prices, coupons, refunds and reports.", ("admin/billing",)),
        Tag("Messages", "Deliveries of all users, and previews of messages.", ("admin/notifications",)),
        Tag(
            "Ingestion",
            "Import of titles and lists from the providers: jobs, schedules and sources.",
            ("ingestion", "catalog/import", "stats/sync"),
        ),
    ),
}
"""The order is that of the document."""

_TAGS: Final = {prefix: tag for tags in GROUPS.values() for tag in tags for prefix in tag.prefixes}


def tag_of(path: str) -> str:
    """Return the name of the tag of a path; `Other` for one that no tag names."""
    segments = path.removeprefix(_API).strip("/").split("/")
    for length in range(len(segments), 0, -1):
        tag = _TAGS.get("/".join(segments[:length]))
        if tag is not None:
            return tag.name
    return "Other"


def described_tags(used: set[str]) -> list[Json]:
    """Return the tags that operations have, with their descriptions, in the order of the document."""
    tags: list[Json] = [
        {"name": tag.name, "description": tag.description}
        for group in GROUPS.values()
        for tag in group
        if tag.name in used
    ]
    return tags + [{"name": name} for name in sorted(used - {tag.name for tag in _TAGS.values()})]


def grouped_tags(used: set[str]) -> list[Json]:
    """Return the groups of tags (`x-tagGroups`), by which pages order them."""
    groups: list[Json] = []
    for name, tags in GROUPS.items():
        members: list[Json] = [tag.name for tag in tags if tag.name in used]
        if members:
            groups.append({"name": name, "tags": members})
    return groups
