"""The 70 operations of the Ratingo API, in its order. A row states what a client needs; responses may have more.

Deliberate differences are in the README of the gateway and in `lacking`.
"""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation, Shape


def _of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_TOKENS: Final = _of("accessToken refreshToken")
_PROFILE: Final = _of("bio location website preferredLanguage preferredRegion privacy")
_PRIVACY: Final = _of("isProfilePublic showWatchHistory showRatings allowFollowers")
_ENTRY: Final = _of("id userId mediaItemId state rating progress notes createdAt updatedAt")
_ENTRY_WITH_TITLE: Final = _ENTRY | {"mediaSummary"}
_SUMMARY: Final = _of("id type title slug poster releaseDate")
_SAVED: Final = _of("isForLater isConsidering")
_SUBSCRIBED: Final = _of("triggers hasRelease hasNewSeason hasOnStreaming")
_NO_CARD: Final = _of("mediaSummary.card")
_CARD: Final = _of("badgeKey primaryCta continue listContext")
_STATS: Final = _of("ratingoScore qualityScore popularityScore liveWatchers totalWatchers")
_RATINGS: Final = _of("tmdb imdb trakt metacritic rottenTomatoes")
_GENRE: Final = _of("id name slug")
_MOVIE_ITEM: Final = _of(
    "id mediaItemId tmdbId title slug overview ingestionStatus poster backdrop popularity releaseDate"
    " theatricalReleaseDate digitalReleaseDate runtime stats externalRatings genres userState card isNew isClassic"
)
_SHOW_ITEM: Final = _of(
    "id mediaItemId type slug title originalTitle overview ingestionStatus primaryTrailerKey poster backdrop"
    " releaseDate isNew isClassic stats externalRatings showProgress userState card"
)
_PROGRESS: Final = _of("season episode label lastAirDate nextAirDate")
_ITEM_PARTS: Final = {"stats": _STATS, "externalRatings": _RATINGS, "externalRatings.tmdb": _of("rating voteCount"),
                      "card": _CARD}  # fmt: skip
_DETAIL: Final = _of(
    "id tmdbId title originalTitle slug overview ingestionStatus poster backdrop releaseDate videos primaryTrailer"
    " credits availability stats externalRatings genres userState card status verdict"
)
_DETAIL_PARTS: Final = {
    **_ITEM_PARTS,
    "genres[]": _GENRE,
    "videos[]": _of("key name site type official language country"),
    "primaryTrailer": _of("key name site type official language country"),
    "credits.cast[]": _of("tmdbId personId slug name character profilePath order"),
    "credits.crew[]": _of("tmdbId personId slug name profilePath job department"),
    "verdict": _of("type messageKey context hintKey"),
    "availability": _of("region isFallback link stream rent buy ads free"),
    "availability.stream[]": _of("providerId name logo displayPriority"),
}
_HERO: Final = _of(
    "id mediaItemId type slug title originalTitle overview primaryTrailerKey poster backdrop releaseDate isNew"
    " isClassic stats externalRatings"
)
_MOVED: Final = _of("id mediaItemId type slug title originalTitle poster backdrop stats externalRatings")
_STARTED: Final = _of("status jobId")
_POLICY: Final = _of(
    "eligibilityMode allowedCountries blockedCountries blockedCountryMode allowedLanguages blockedLanguages"
    " globalProviders breakoutRules homepage globalRequirements"
)
_COUNTED: Final = {"progress": _of("processed total eligible ineligible pending errors")}
_DRY_RUN: Final = {"policy": {"eligibilityMode": "OPEN"}, "options": {"mode": "top", "limit": 10}}
_DRY_RUN_SUMMARY: Final = _of(
    "totalEvaluated eligible ineligible pending review newlyEligible newlyIneligible unchanged reasonBreakdown"
    " executionTimeMs mode limit"
)
_FILTERS: Final = "limit=50&offset=0&sort=ratingo&order=asc&minRatingo=0&voteSource=trakt&minVotes=0&yearFrom=1900"
PASSWORD: Final = "Correct-horse-1"


def _movies(path: str, query: str) -> Operation:
    parts = {**_ITEM_PARTS, "genres[]": _GENRE}
    return Operation("GET", path, "optional", shape="page", members=_MOVIE_ITEM, inner=parts, query=query)


def _entries(path: str, query: str = "", shape: Shape = "page") -> Operation:
    parts = {"mediaSummary": _SUMMARY}
    return Operation("GET", path, "user", shape=shape, members=_ENTRY_WITH_TITLE, inner=parts, query=query,
                     lacking=_NO_CARD)  # fmt: skip


def _saved_items(path: str) -> Operation:
    members = _of("id userId mediaItemId list reasonKey createdAt updatedAt mediaSummary activeSubscriptionTriggers")
    return Operation("GET", path, "user", shape="page", query="limit=5&offset=0", members=members,
                     inner={"mediaSummary": _SUMMARY}, lacking=_NO_CARD)  # fmt: skip


def _shared(path: str) -> Operation:
    return Operation("GET", path, "optional", shape="page", query="limit=5&offset=0&sort=releaseDate",
                     members=_ENTRY_WITH_TITLE - {"userId", "mediaItemId"}, inner={"mediaSummary": _SUMMARY},
                     lacking=_NO_CARD, errors={404: "USER_NOT_FOUND"})  # fmt: skip


AUTH: Final = (
    Operation("POST", "/auth/register", "none", 201, members=_TOKENS, body={
        "email": "{unique}@marquee.example", "username": "{unique}", "password": PASSWORD}),
    Operation("POST", "/auth/login", "none", members=_TOKENS, body={"email": "{email}", "password": PASSWORD}),
    Operation("POST", "/auth/refresh", "none", members=_TOKENS, body={"refreshToken": "{freshToken}"}),
    Operation("POST", "/auth/logout", "user", 204, "empty", ends_session=True),
    Operation("GET", "/auth/me", "user", members=_of("id email isEmailConfirmed username avatarUrl role profile stats"),
              inner={"profile": _PROFILE, "profile.privacy": _PRIVACY,
                     "stats": _of("moviesRated showsRated watchlistCount")}),
)  # fmt: skip

_OWN_PROFILE: Final = _PRIVACY | _of(
    "id email isEmailConfirmed username avatarUrl bio location website preferredLanguage preferredRegion role createdAt"
    " updatedAt"
)
USERS: Final = (
    Operation("GET", "/users/me", "user", members=_OWN_PROFILE),
    Operation("PATCH", "/users/me", "user", members=_OWN_PROFILE, body={"bio": "Counts frames.", "location": None},
              errors={409: "USERNAME_TAKEN", 412: "PRECONDITION_FAILED"}),
    Operation("PATCH", "/users/me/password", "user", 204, "empty",
              body={"currentPassword": PASSWORD, "newPassword": PASSWORD}),
    Operation("POST", "/users/me/avatar/upload-url", "user", members=_of("uploadUrl publicUrl key"),
              body={"contentType": "image/png"}, errors={429: "RATE_LIMITED", 503: "SERVICE_UNAVAILABLE"}),
    Operation("GET", "/users/{username}", "optional", errors={404: "USER_NOT_FOUND"},
              members=_of("id username avatarUrl bio location website createdAt privacy"), inner={"privacy": _PRIVACY}),
    _shared("/users/{username}/ratings"),
    _shared("/users/{username}/watchlist"),
    _shared("/users/{username}/history"),
)  # fmt: skip

LIBRARY: Final = (
    _entries("/user-media", shape="array"),
    _entries("/user-media/continue", shape="array"),
    Operation("GET", "/user-media/{movieId}", "user", members=_ENTRY_WITH_TITLE, lacking=_NO_CARD,
              inner={"mediaSummary": _SUMMARY}),
    Operation("PATCH", "/user-media/{showId}", "user", members=_ENTRY_WITH_TITLE, lacking=_NO_CARD,
              inner={"mediaSummary": _SUMMARY},
              body={"state": "watching", "progress": {"seasons": {"1": 1}}, "rating": 80, "notes": None}),
    _entries("/me/ratings", "limit=5&offset=0&sort=rating"),
    _entries("/me/watchlist", "sort=releaseDate"),
    _entries("/me/history", "sort=recent"),
    _entries("/me/activity"),
    Operation("POST", "/me/saved-items/{movieId}", "user", 201, members=_of("id mediaItemId list status createdAt"),
              inner={"status": _SAVED}, body={"list": "for_later", "context": "card", "reasonKey": "trendingNow"}),
    Operation("DELETE", "/me/saved-items/{movieId}", "user", members=_of("removed status"), inner={"status": _SAVED},
              body={"list": "for_later", "context": "card"}),
    Operation("GET", "/me/saved-items/{movieId}/status", "user", members=_SAVED),
    Operation("GET", "/me/saved-items/status/batch", "user", query="ids={movieId},{showId}", members=_of("statuses")),
    _saved_items("/me/saved-items/for-later"),
    _saved_items("/me/saved-items/considering"),
    Operation("POST", "/me/subscriptions/{movieId}", "user", 201,
              members=_of("id mediaItemId trigger isActive status createdAt"), inner={"status": _SUBSCRIBED},
              body={"trigger": "on_streaming", "context": "details", "reasonKey": None}),
    Operation("DELETE", "/me/subscriptions/{movieId}", "user", members=_of("unsubscribed status"),
              inner={"status": _SUBSCRIBED}, body={"trigger": "on_streaming"}),
    Operation("GET", "/me/subscriptions/{movieId}/status", "user", members=_SUBSCRIBED),
    Operation("GET", "/me/subscriptions", "user", shape="page", query="limit=5&offset=0",
              members=_of("id userId mediaItemId trigger channel isActive lastNotifiedAt lastNotifiedEpisodeKey"
                          " lastNotifiedSeasonNumber createdAt updatedAt mediaSummary"),
              inner={"mediaSummary": _SUMMARY}),
)  # fmt: skip

CATALOG: Final = (
    _movies("/catalog/movies/trending", _FILTERS),
    _movies("/catalog/movies/now-playing", "yearFrom={lastYear}&yearTo={nextYear}"),
    _movies("/catalog/movies/new-releases", "daysBack=60&sort=releaseDate"),
    _movies("/catalog/movies/new-on-digital", "daysBack=60&sort=tmdbPopularity"),
    Operation("GET", "/catalog/movies/{movieSlug}", "optional",
              members=_DETAIL | _of("runtime budget revenue theatricalReleaseDate digitalReleaseDate releaseStatus"),
              inner=_DETAIL_PARTS),
    Operation("GET", "/catalog/shows/trending", "optional", query="genres={genre}", shape="page", members=_SHOW_ITEM,
              inner={**_ITEM_PARTS, "showProgress": _PROGRESS}),
    Operation("GET", "/catalog/shows/new-episodes", "optional", query="days=14&limit=20", shape="list",
              members=_of("showId slug title posterPath seasonNumber episodeNumber episodeTitle airDate")),
    Operation("GET", "/catalog/shows/calendar", "optional", query="startDate={today}&days=31",
              members=_of("startDate endDate days"), inner={
                  "days[]": _of("date episodes"),
                  "days[].episodes[]": _of("showId showTitle posterPath seasonNumber episodeNumber title overview"
                                           " airDate runtime stillPath")}),
    Operation("GET", "/catalog/shows/{showSlug}", "optional",
              members=_DETAIL | _of("totalSeasons totalEpisodes lastAirDate nextAirDate seasons statusHint"),
              inner={**_DETAIL_PARTS, "seasons[]": _of("number name episodeCount posterPath airDate")}),
    Operation("GET", "/catalog/search", "optional", query="query=matrix", members=_of("query local tmdb"),
              inner={"local[]": _of("source type id mediaItemId slug tmdbId title originalTitle year poster rating"
                                    " isImported")}),
    Operation("POST", "/catalog/import/movie/{movieNumber}", "user", 202,
              members=_of("status id slug type tmdbId ingestionStatus jobId")),
    Operation("POST", "/catalog/import/show/{showNumber}", "user", 202,
              members=_of("status id slug type tmdbId ingestionStatus jobId")),
    Operation("GET", "/catalog/providers", "none", shape="list", members=_of("id name count")),
)  # fmt: skip

HOME_AND_STATS: Final = (
    Operation("GET", "/home/hero", "optional", shape="array", members=_HERO, inner={
                  "stats": _STATS - {"popularityScore"}, "externalRatings": _RATINGS}),
    Operation("GET", "/insights/movements", "none", query="window=30d&limit=5",
              members=_of("window region metric risers fallers"), inner={
                  "risers[]": _MOVED,
                  "risers[].stats": _of("deltaWatchers deltaPercent currentWatchers growthCurrent growthPrev"
                                        " isNewInTrends"),
                  "risers[].externalRatings": _of("tmdb")}),
    Operation("POST", "/stats/sync", "admin", 201, query="limit=20", members=_STARTED | _of("message limit deduped")),
    Operation("GET", "/stats/tmdb/{movieNumber}", "none", members=_of("mediaItemId watchersCount trendingRank"),
              lacking=_of("popularity24h")),
    Operation("POST", "/stats/drop-off/analyze", "admin", 201, members=_of("message jobId shows"),
              body={"tmdbId": "{showNumber}"}, errors={404: "SHOW_NOT_FOUND"}),
    Operation("POST", "/stats/drop-off/analyze/{showNumber}", "admin", 201, members=_of("message jobId shows"),
              errors={404: "SHOW_NOT_FOUND"}),
    Operation("GET", "/stats/drop-off/tmdb/{showNumber}", "none", errors={404: "SHOW_NOT_FOUND"},
              members=_of("tmdbId dropOffPoint dropOffPercent overallRetention seasonEngagement insight insightType"
                          " analyzedAt episodesAnalyzed message")),
)  # fmt: skip

INGESTION: Final = (
    Operation("GET", "/ingestion/jobs/{jobId}", "user", members=_of("id status errorMessage updatedAt slug")),
    Operation("POST", "/ingestion/sync", "admin", 202, members=_STARTED | _of("tmdbId id slug type ingestionStatus"),
              body={"tmdbId": "{movieNumber}", "type": "movie", "force": False}),
    Operation("POST", "/ingestion/trending", "admin", 202, query="pages=1&syncStats=false",
              members=_STARTED | _of("mode pages maxItems syncStats force")),
    Operation("POST", "/ingestion/movies/now-playing", "admin", 202, members=_STARTED | {"region"}, body={}),
    Operation("POST", "/ingestion/movies/now-playing-flags", "admin", 202, members=_STARTED | {"region"}, body={}),
    Operation("POST", "/ingestion/movies/new-releases", "admin", 202, body={"region": "US", "daysBack": 1},
              members=_STARTED | _of("region daysBack force deduped")),
    Operation("POST", "/ingestion/snapshots", "admin", 202, query="region=global",
              members=_STARTED | _of("region force"), lacking=_of("jobType")),
    Operation("POST", "/ingestion/shows/tracked", "admin", 202, members=_STARTED | _of("force"),
              lacking=_of("jobType window")),
)  # fmt: skip

POLICIES: Final = (
    Operation("GET", "/admin/catalog-policies", "admin", shape="list",
              members=_of("id name version status description updatedAt")),
    Operation("GET", "/admin/catalog-policies/{newPolicy}", "admin",
              members=_of("id name version status config createdAt activatedAt"), inner={"config": _POLICY}),
    Operation("POST", "/admin/catalog-policies", "admin", 201, members=_of("id version message"),
              body={"eligibilityMode": "OPEN", "blockedCountries": ["RU"]}),
    Operation("POST", "/admin/catalog-policies/{newPolicy}/prepare", "admin", 202, body={"batchSize": 100},
              members=_of("runId status message")),
    Operation("GET", "/admin/catalog-policies/runs", "admin", shape="list", query="limit=5&offset=0", inner=_COUNTED,
              members=_of("id policyId policyName status progress startedAt finishedAt readyToPromote")),
    Operation("GET", "/admin/catalog-policies/runs/{preparedRun}", "admin", inner=_COUNTED,
              members=_of("id targetPolicyId targetPolicyVersion status progress startedAt finishedAt promotedAt"
                          " promotedBy readyToPromote blockingReasons coverage errorSample")),
    # The Ratingo API responds with 201, also to failures, which have statuses here.
    Operation("POST", "/admin/catalog-policies/runs/{preparedRun}/promote", "admin", members=_of("runId policyVersion"),
              body={"coverageThreshold": 0.9, "maxErrors": 1}, compatible=_of("success message")),
    Operation("POST", "/admin/catalog-policies/runs/{preparedRun}/cancel", "admin", members=_of("id status"),
              compatible=_of("success message")),
    Operation("GET", "/admin/catalog-policies/runs/{preparedRun}/diff", "admin", query="sampleSize=5",
              members=_of("runId targetPolicyVersion currentPolicyVersion counts topRegressions topImprovements"
                          " reasonBreakdown"),
              inner={"counts": _of("regressions improvements netChange"),
                     "reasonBreakdown": _of("regressionReasons improvementReasons")}),
    Operation("POST", "/admin/catalog-policies/dry-run", "admin", members=_of("summary items"), body=_DRY_RUN,
              inner={"summary": _DRY_RUN_SUMMARY, "items[]": _of(
                  "mediaItemId title currentStatus proposedStatus reasons relevanceScore breakoutRuleId"
                  " statusChanged")}),
    Operation("POST", "/admin/catalog-policies/dry-run/diff", "admin", members=_of("currentPolicyVersion"),
              body=_DRY_RUN),
)  # fmt: skip

OPERATIONS: Final[Sequence[Operation]] = (*AUTH, *USERS, *LIBRARY, *CATALOG, *HOME_AND_STATS, *INGESTION, *POLICIES)
