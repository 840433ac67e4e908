"""Configurations as JSON. A field that is not stored, as in the first version, restricts nothing."""

import json
from functools import lru_cache
from typing import Any

from catalog.domain.policy.config import (
    BlockedCountryMode,
    BreakoutRule,
    Context,
    EligibilityMode,
    GlobalRequirements,
    PolicyConfig,
    VoteRequirement,
)

Json = dict[str, Any]


def to_text(config: PolicyConfig) -> str:
    """Return a configuration as JSON."""
    return json.dumps(
        {
            "mode": config.mode,
            "allowedCountries": config.allowed_countries,
            "blockedCountries": config.blocked_countries,
            "blockedCountryMode": config.blocked_country_mode,
            "allowedLanguages": config.allowed_languages,
            "blockedLanguages": config.blocked_languages,
            "rules": [_rule(rule) for rule in config.rules],
            "homeMinRelevance": config.home_min_relevance,
            "global": None if config.global_requirements is None else _global(config.global_requirements),
        }
    )


@lru_cache(maxsize=64)
def from_text(text: str) -> PolicyConfig:
    """Return the configuration of a JSON text; a version never changes, so each is read once."""
    stored: Json = json.loads(text)
    requirements = stored.get("global")
    return PolicyConfig(
        mode=EligibilityMode(stored["mode"]),
        allowed_countries=tuple(stored.get("allowedCountries", ())),
        blocked_countries=tuple(stored.get("blockedCountries", ())),
        blocked_country_mode=BlockedCountryMode(stored.get("blockedCountryMode", "ANY")),
        allowed_languages=tuple(stored.get("allowedLanguages", ())),
        blocked_languages=tuple(stored.get("blockedLanguages", ())),
        rules=tuple(_to_rule(rule) for rule in stored.get("rules", ())),
        home_min_relevance=stored.get("homeMinRelevance", 0),
        global_requirements=None if requirements is None else _to_global(requirements),
    )


def _rule(rule: BreakoutRule) -> Json:
    return {
        "id": rule.id,
        "name": rule.name,
        "priority": rule.priority,
        "minImdbVotes": rule.min_imdb_votes,
        "minTraktVotes": rule.min_trakt_votes,
        "minQuality": rule.min_quality,
        "anyProvider": rule.any_provider,
        "anyRating": rule.any_rating,
    }


def _to_rule(stored: Json) -> BreakoutRule:
    return BreakoutRule(
        id=stored["id"],
        name=stored["name"],
        priority=stored["priority"],
        min_imdb_votes=stored["minImdbVotes"],
        min_trakt_votes=stored["minTraktVotes"],
        min_quality=stored["minQuality"],
        any_provider=tuple(stored["anyProvider"]),
        any_rating=tuple(stored["anyRating"]),
    )


def _global(requirements: GlobalRequirements) -> Json:
    votes = requirements.any_votes
    return {
        "minQuality": requirements.min_quality,
        "anyRating": requirements.any_rating,
        "anyVotes": None if votes is None else {"sources": votes.sources, "minimum": votes.minimum},
        "appliesTo": sorted(requirements.applies_to),
    }


def _to_global(stored: Json) -> GlobalRequirements:
    votes = stored["anyVotes"]
    return GlobalRequirements(
        min_quality=stored["minQuality"],
        any_rating=tuple(stored["anyRating"]),
        any_votes=None if votes is None else VoteRequirement(tuple(votes["sources"]), votes["minimum"]),
        applies_to=frozenset(Context(context) for context in stored["appliesTo"]),
    )
