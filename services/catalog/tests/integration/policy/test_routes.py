"""The routes of the policy: who may use them, their responses, and the errors that they name."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pytest
from pydantic import BaseModel

from catalog.presentation.policy.evaluation_responses import (
    DiffResponse,
    DryRunDiffResponse,
    DryRunResponse,
    ExplanationResponse,
)
from catalog.presentation.policy.responses import (
    ActivationResponse,
    PolicyCreated,
    PolicyResponse,
    PolicySummary,
    RunResponse,
    RunStarted,
    RunSummary,
)
from chassis.http.schemas import Page, Success
from contracts.identity import media_id
from contracts.ingestion import Offers, Provider, Rating, Ratings

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

ADMIN, USER = UUID(int=0xAD), UUID(int=0xADA)
FIRST: Final = "7d3cbe0c-4a64-4b0f-9d0a-4ed3ac3a6d01"
UNKNOWN: Final = "00000000-0000-4000-8000-000000000000"
ONLY_US: Final = {"allowedCountries": ["us"], "allowedLanguages": ["EN"], "description": "American titles"}
RULE: Final = {"id": "HIT", "name": "Hit", "priority": 1, "requirements": {"minImdbVotes": 50_000}}
ROUTES: Final = (
    ("GET", ""),
    ("POST", ""),
    ("GET", f"/{FIRST}"),
    ("POST", f"/{FIRST}/prepare"),
    ("GET", "/runs"),
    ("GET", f"/runs/{UNKNOWN}"),
    ("POST", f"/runs/{UNKNOWN}/promote"),
    ("POST", f"/runs/{UNKNOWN}/cancel"),
    ("POST", f"/runs/{UNKNOWN}/resume"),
    ("GET", f"/runs/{UNKNOWN}/diff"),
    ("POST", "/rollback"),
    ("GET", "/activations"),
    ("POST", "/dry-run"),
    ("POST", "/dry-run/diff"),
    ("GET", f"/evaluations/{UNKNOWN}"),
)


class Admin:
    """Sends requests as an administrator."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    async def send(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Return status and JSON of a response."""
        response = await self.catalog.client.request(
            method,
            f"/api/v1/admin/catalog-policies{path}",
            json=body,
            headers=self.catalog.tokens.bearer(ADMIN, roles=["user", "admin"]),
        )
        return response.status_code, response.json()

    async def data(self, method: str, path: str, model: type[BaseModel], body: object = None, status: int = 200) -> Any:
        """Return the data of a response that has exactly the fields of `model`."""
        code, result = await self.send(method, path, body)
        assert code == status, result
        documented = model.model_validate_json(json.dumps(result), strict=False)
        assert documented.model_dump(mode="json", by_alias=True, exclude_unset=True) == result
        return result["data"]

    async def refused(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        """Return status and code of an error."""
        status, result = await self.send(method, path, body)
        assert result["success"] is False, result
        return status, result["error"]["code"]

    async def problems(self, path: str, body: object) -> list[tuple[str, str]]:
        """Return field and rule of each problem of a body."""
        status, result = await self.send("POST", path, body)
        assert (status, result["error"]["code"]) == (400, "VALIDATION_ERROR"), result
        return [(problem["field"], problem["rule"]) for problem in result["error"]["details"]["errors"]]

    async def prepared(self, config: object = ONLY_US) -> str:
        """Return the id of a prepared run of a new policy."""
        created = await self.data("POST", "", Success[PolicyCreated], config, 201)
        started = await self.data("POST", f"/{created['id']}/prepare", Success[RunStarted], status=202)
        await self.catalog.container.application.prepare_policies()
        return str(started["runId"])


@pytest.fixture
async def admin(catalog: Catalog, make: Make) -> Admin:
    """Return an administrator of a catalog with an American and a French movie."""
    netflix = Offers(stream=(Provider(provider_id=8, name="Netflix"),))
    await catalog.apply(
        make.movie(
            1,
            origin_countries=("US",),
            original_language="en",
            ratings=Ratings(imdb=Rating(rating=7.5, votes=9000)),
            availability={"US": netflix},
        ),
        make.movie(2, origin_countries=("FR",), original_language="fr"),
        make.scores(1, quality=71.5, popularity=60, freshness=20),
    )
    return Admin(catalog)


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_only_administrators_use_the_routes(catalog: Catalog, method: str, path: str) -> None:
    url = f"/api/v1/admin/catalog-policies{path}"
    anonymous = await catalog.client.request(method, url)
    user = await catalog.client.request(method, url, headers=catalog.tokens.bearer(USER))

    assert (anonymous.status_code, anonymous.json()["error"]["code"]) == (401, "UNAUTHORIZED")
    assert (user.status_code, user.json()["error"]["code"]) == (403, "FORBIDDEN")


async def test_policy_is_stored_normalized_and_listed(admin: Admin) -> None:
    rules = [{**RULE, "id": "LATE", "priority": 7}, RULE]
    created = await admin.data("POST", "", Success[PolicyCreated], {**ONLY_US, "breakoutRules": rules}, 201)
    policy = await admin.data("GET", f"/{created['id']}", Success[PolicyResponse])

    assert (policy["version"], policy["status"], policy["createdBy"]) == ("2", "inactive", str(ADMIN))
    config = policy["config"]
    assert (config["eligibilityMode"], config["allowedCountries"], config["allowedLanguages"]) == (
        "STRICT",
        ["US"],
        ["en"],
    )
    assert [rule["id"] for rule in config["breakoutRules"]] == ["HIT", "LATE"]
    assert (config["homepage"], config["globalRequirements"]) == ({"minRelevanceScore": 50}, None)
    listed = await admin.data("GET", "?limit=2", Page[PolicySummary])
    assert [(item["name"], item["status"], item["description"]) for item in listed] == [
        ("Policy v2", "inactive", "American titles"),
        ("Policy v1", "active", "Every title is listed"),
    ]


async def test_policy_can_be_created_from_the_configuration_of_another(admin: Admin) -> None:
    requirements = {"minVotesAnyOf": {"sources": ["imdb"], "min": 3000}, "appliesTo": ["catalog", "freshness"]}
    config = {**ONLY_US, "breakoutRules": [RULE], "globalRequirements": requirements}
    first = await admin.data("POST", "", Success[PolicyCreated], config, 201)
    stored = (await admin.data("GET", f"/{first['id']}", Success[PolicyResponse]))["config"]
    second = await admin.data("POST", "", Success[PolicyCreated], stored, 201)

    assert (await admin.data("GET", f"/{second['id']}", Success[PolicyResponse]))["config"] == stored
    assert stored["globalRequirements"]["appliesTo"] == ["catalog", "freshness"]


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"allowedCountries": ["USA"]}, ("allowedCountries.0", "string_pattern_mismatch")),
        ({"allowedCountries": ["US"], "blockedCountries": ["us"]}, ("blockedCountries", "allowed_and_blocked")),
        ({"eligibilityMode": "LAX"}, ("eligibilityMode", "literal_error")),
        ({"countries": ["US"]}, ("countries", "extra_forbidden")),
        ({"globalProviders": ["Netflix"]}, ("globalProviders", "too_long")),
        ({"homepage": {"minRelevanceScore": 101}}, ("homepage.minRelevanceScore", "less_than_equal")),
        ({"breakoutRules": [RULE, RULE]}, ("breakoutRules.0.id", "unique")),
        ({"breakoutRules": [{**RULE, "requirements": {}}]}, ("breakoutRules.0.requirements", "requirement_missing")),
        ({"breakoutRules": [{**RULE, "priority": -1}]}, ("breakoutRules.0.priority", "greater_than_equal")),
        ({"globalRequirements": {}}, ("globalRequirements", "requirement_missing")),
        (
            {"globalRequirements": {"minQualityScoreNormalized": 60}},
            ("globalRequirements.minQualityScoreNormalized", "less_than_equal"),
        ),
        (
            {"globalRequirements": {"minQualityScoreNormalized": 0.6, "appliesTo": ["freshness"]}},
            ("globalRequirements.appliesTo", "catalog_missing"),
        ),
    ],
)
async def test_invalid_configuration_names_the_field_and_stores_nothing(
    admin: Admin, config: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert problem in await admin.problems("", config)
    assert len(await admin.data("GET", "", Page[PolicySummary])) == 1
    prefixed = (f"policy.{problem[0]}", problem[1])
    assert prefixed in await admin.problems("/dry-run", {"policy": config})


async def test_run_is_prepared_compared_promoted_and_rolled_back(admin: Admin) -> None:
    run_id = await admin.prepared()
    run = await admin.data("GET", f"/runs/{run_id}", Success[RunResponse])
    assert (run["status"], run["coverage"], run["readyToPromote"], run["blockingReasons"]) == (
        "prepared",
        1.0,
        True,
        [],
    )
    assert run["progress"] == {
        "processed": 2,
        "total": 2,
        "eligible": 1,
        "ineligible": 1,
        "pending": 0,
        "errors": 0,
    }
    diff = await admin.data("GET", f"/runs/{run_id}/diff?sampleSize=5", Success[DiffResponse])
    assert diff["counts"] == {
        "regressions": 1,
        "improvements": 0,
        "netChange": -1,
        "unchanged": 1,
        "stillIneligible": 0,
    }
    assert diff["topRegressions"] == [
        {"mediaItemId": str(media_id("movie", 2)), "title": "Title 2", "reason": "NEUTRAL_COUNTRY,NEUTRAL_LANGUAGE"}
    ]

    promoted = await admin.data("POST", f"/runs/{run_id}/promote", Success[ActivationResponse], {"maxErrors": 0})
    assert (promoted["policyVersion"], promoted["changedTitles"], promoted["activatedBy"]) == ("2", 1, str(ADMIN))
    assert (await admin.catalog.get("/movies/title-2")).status_code == 404
    assert await admin.refused("POST", f"/runs/{run_id}/promote") == (409, "ALREADY_PROMOTED")
    await admin.data("GET", f"/runs/{run_id}/diff", Success[DiffResponse])

    rolled_back = await admin.data("POST", "/rollback", Success[ActivationResponse])
    assert (rolled_back["policyVersion"], rolled_back["previousVersion"], rolled_back["changedTitles"]) == ("1", "2", 1)
    assert (await admin.catalog.get("/movies/title-2")).status_code == 200
    history = await admin.data("GET", "/activations", Page[ActivationResponse])
    assert [item["action"] for item in history] == ["rolled_back", "promoted", "installed"]


async def test_refused_transitions_have_their_codes(admin: Admin) -> None:
    assert await admin.refused("POST", "/rollback") == (409, "NO_PREVIOUS_POLICY")
    assert await admin.refused("POST", f"/{FIRST}/prepare") == (409, "POLICY_ACTIVE")
    assert await admin.refused("POST", f"/{UNKNOWN}/prepare") == (404, "POLICY_NOT_FOUND")
    assert await admin.refused("GET", f"/{UNKNOWN}") == (404, "POLICY_NOT_FOUND")
    assert await admin.refused("GET", f"/runs/{UNKNOWN}") == (404, "RUN_NOT_FOUND")
    created = await admin.data("POST", "", Success[PolicyCreated], ONLY_US, 201)
    started = await admin.data("POST", f"/{created['id']}/prepare", Success[RunStarted], {"batchSize": 1}, 202)
    run = f"/runs/{started['runId']}"

    assert await admin.refused("POST", f"/{created['id']}/prepare") == (409, "RUN_EXISTS")
    assert await admin.refused("POST", f"{run}/promote") == (409, "RUN_NOT_PREPARED")
    assert await admin.refused("POST", f"{run}/resume") == (409, "RUN_NOT_INTERRUPTED")
    assert await admin.refused("GET", f"{run}/diff") == (409, "RUN_NOT_COMPARABLE")
    for _ in range(2):
        cancelled = await admin.data("POST", f"{run}/cancel", Success[RunSummary])
        assert (cancelled["status"], cancelled["readyToPromote"]) == ("cancelled", False)
    assert await admin.refused("POST", f"{run}/promote") == (409, "RUN_CANCELLED")
    assert [item["id"] for item in await admin.data("GET", "/runs", Page[RunSummary])] == [started["runId"]]


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        (f"/{FIRST}/prepare", {"batchSize": 0}, ("batchSize", "greater_than_equal")),
        (f"/{FIRST}/prepare", {"concurrency": 8}, ("concurrency", "less_than_equal")),
        (f"/runs/{UNKNOWN}/promote", {"coverageThreshold": 1.5}, ("coverageThreshold", "less_than_equal")),
        (f"/runs/{UNKNOWN}/promote", {"maxErrors": -1}, ("maxErrors", "greater_than_equal")),
        ("/dry-run", {"policy": {}, "options": {"mode": "byType"}}, ("options", "media_type_missing")),
        ("/dry-run", {"policy": {}, "options": {"mode": "byCountry"}}, ("options", "country_missing")),
        ("/dry-run", {"policy": {}, "options": {"samplePercent": 5}}, ("options", "sample_percent_mode")),
        ("/dry-run/diff", {"policy": {}, "options": {"limit": 10_001}}, ("options.limit", "less_than_equal")),
    ],
)
async def test_values_out_of_bounds_are_named(admin: Admin, path: str, body: object, problem: tuple[str, str]) -> None:
    assert problem in await admin.problems(path, body)


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({}, {1, 2}),
        ({"limit": 1}, {1}),
        ({"mode": "byType", "mediaType": "show"}, set()),
        ({"mode": "byCountry", "country": "fr"}, {2}),
        ({"mode": "sample", "samplePercent": 100}, {1, 2}),
    ],
)
async def test_dry_run_evaluates_the_chosen_titles(admin: Admin, options: object, numbers: set[int]) -> None:
    result = await admin.data("POST", "/dry-run", Success[DryRunResponse], {"policy": {}, "options": options})

    assert {item["mediaItemId"] for item in result["items"]} == {str(media_id("movie", n)) for n in numbers}
    assert (result["summary"]["totalEvaluated"], result["summary"]["complete"]) == (len(numbers), True)


async def test_dry_run_applies_global_requirements_and_compares_with_the_active_policy(admin: Admin) -> None:
    votes = {"eligibilityMode": "OPEN", "globalRequirements": {"minVotesAnyOf": {"sources": ["imdb"], "min": 3000}}}
    changed = await admin.data("POST", "/dry-run/diff", Success[DryRunDiffResponse], {"policy": votes})

    assert changed["currentPolicyVersion"] == "1"
    assert changed["summary"]["reasonBreakdown"][0] == {"reason": "MISSING_GLOBAL_SIGNALS", "count": 1}
    assert (changed["summary"]["newlyIneligible"], changed["summary"]["unchanged"]) == (1, 1)
    [item] = changed["items"]
    assert (item["title"], item["currentStatus"], item["proposedStatus"]) == ("Title 2", "eligible", "ineligible")
    assert (await admin.catalog.get("/movies/title-2")).status_code == 200, "nothing is stored"


async def test_explanation_shows_facts_checks_and_decision(admin: Admin) -> None:
    strict = {
        **ONLY_US,
        "blockedCountries": ["FR"],
        "breakoutRules": [RULE],
        "globalRequirements": {"minQualityScoreNormalized": 0.8},
    }
    created = await admin.data("POST", "", Success[PolicyCreated], strict, 201)
    paths = [f"/evaluations/{media_id('movie', n)}?policyId={created['id']}" for n in (1, 2)]
    american, french = [await admin.data("GET", path, Success[ExplanationResponse]) for path in paths]

    assert (american["listed"], american["visible"], american["policyVersion"]) == (True, True, "2")
    assert american["catalog"] == {
        "status": "ineligible",
        "reasons": ["MISSING_GLOBAL_SIGNALS"],
        "breakoutRuleId": None,
    }
    assert american["freshness"]["status"] == "eligible"
    assert (american["failedGlobalChecks"], american["neutralCheckPassed"]) == (["minQualityScoreNormalized"], True)
    assert american["relevanceScore"] == 57
    assert american["facts"] == {
        "originCountries": ["US"],
        "originalLanguage": "en",
        "ratingsPresent": ["imdb"],
        "votes": {"imdb": 9000},
        "providers": ["Netflix"],
        "qualityScoreNormalized": 0.715,
    }
    assert (french["catalog"]["reasons"], french["neutralCheckPassed"]) == (["BLOCKED_COUNTRY"], None)
    assert french["ruleChecks"] == {"HIT": {"minImdbVotes": False}}
    active = await admin.data("GET", f"/evaluations/{media_id('movie', 2)}", Success[ExplanationResponse])
    assert (active["policyVersion"], active["catalog"]["status"]) == ("1", "eligible")
    assert await admin.refused("GET", f"/evaluations/{UNKNOWN}") == (404, "MEDIA_NOT_FOUND")
    assert await admin.refused("GET", f"{paths[0][:-36]}{UNKNOWN}") == (404, "POLICY_NOT_FOUND")


async def test_policies_created_at_once_have_versions_of_their_own(admin: Admin) -> None:
    created = await asyncio.gather(*(admin.data("POST", "", Success[PolicyCreated], ONLY_US, 201) for _ in range(4)))

    assert {policy["version"] for policy in created} == {"2", "3", "4", "5"}
