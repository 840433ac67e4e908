"""The golden table of the policy, the rules it leaves open, and properties that hold for every title and policy."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain.policy.checks import Check, rule_checks
from catalog.domain.policy.config import (
    BlockedCountryMode,
    BreakoutRule,
    Context,
    EligibilityMode,
    GlobalRequirements,
    PolicyConfig,
    VoteRequirement,
)
from catalog.domain.policy.evaluation import Evaluation, Reason, Status, evaluate
from catalog.domain.policy.facts import Scores, TitleFacts

pytestmark = pytest.mark.unit

HIT = BreakoutRule("hit", "Global hit", 1, min_imdb_votes=50_000, min_quality=0.6)
GLOBAL = GlobalRequirements(any_votes=VoteRequirement(("imdb", "trakt"), 3000))
POLICY = PolicyConfig(
    allowed_countries=("US", "GB"),
    blocked_countries=("RU",),
    blocked_country_mode=BlockedCountryMode.MAJORITY,
    allowed_languages=("en",),
    blocked_languages=("ru",),
    rules=(HIT,),
    global_requirements=GLOBAL,
)
RELAXED = replace(POLICY, mode=EligibilityMode.RELAXED)
OPEN = PolicyConfig(mode=EligibilityMode.OPEN)
ELIGIBLE, INELIGIBLE, PENDING = Status.ELIGIBLE, Status.INELIGIBLE, Status.PENDING


def title(countries: str = "", language: str | None = None, imdb: int | None = None, **facts: Any) -> TitleFacts:
    """Return a title; `quality` is from 0 to 100, as it is stored."""
    quality = facts.pop("quality", None)
    return TitleFacts(
        media_id=UUID(int=1),
        countries=tuple(countries.split()),
        language=language,
        votes={} if imdb is None else {"imdb": imdb},
        scores=None if quality is None else Scores.of_percent(quality, 0, 0),
        **facts,
    )


def shown(evaluation: Evaluation, context: Context = Context.CATALOG) -> tuple[Status, str, str | None]:
    """Return status, reasons and breakout rule of a decision."""
    decision = evaluation.decision if context is Context.CATALOG else evaluation.fresh
    return decision.status, " ".join(decision.reasons), decision.rule_id


@pytest.mark.parametrize(
    ("facts", "policy", "expected"),
    [
        (title(), POLICY, (PENDING, "MISSING_ORIGIN_COUNTRY", None)),
        (title("US"), POLICY, (PENDING, "MISSING_ORIGINAL_LANGUAGE", None)),
        (title("US RU GB", "en", 5000), POLICY, (ELIGIBLE, "ALLOWED_COUNTRY ALLOWED_LANGUAGE", None)),
        (title("US RU", "en", 60_000, quality=70), POLICY, (ELIGIBLE, "BREAKOUT_ALLOWED", "hit")),
        (title("US RU", "en", 60_000, quality=50), POLICY, (INELIGIBLE, "BLOCKED_COUNTRY", None)),
        (title("FR", "fr", 100), POLICY, (INELIGIBLE, "MISSING_GLOBAL_SIGNALS", None)),
        (title("US FR", "en", 4000), POLICY, (INELIGIBLE, "NEUTRAL_COUNTRY", None)),
        (title("US FR", "en", 4000), RELAXED, (ELIGIBLE, "NEUTRAL_COUNTRY ALLOWED_COUNTRY", None)),
        (title("FR", "fr", 4000), RELAXED, (INELIGIBLE, "NEUTRAL_COUNTRY NEUTRAL_LANGUAGE", None)),
        (title("FR", "en", 4000), RELAXED, (ELIGIBLE, "NEUTRAL_COUNTRY ALLOWED_LANGUAGE", None)),
        (title("RU", "ru", 100), POLICY, (INELIGIBLE, "BLOCKED_COUNTRY BLOCKED_LANGUAGE", None)),
        (title("US", "ru", 4000), POLICY, (INELIGIBLE, "BLOCKED_LANGUAGE", None)),
        (title("US RU", "en", 60_000), POLICY, (INELIGIBLE, "BLOCKED_COUNTRY", None)),
    ],
)
def test_golden_table(facts: TitleFacts, policy: PolicyConfig, expected: tuple[Status, str, str | None]) -> None:
    assert shown(evaluate(facts, policy)) == expected


def test_lists_of_new_movies_pass_over_global_requirements_but_not_the_neutral_check() -> None:
    evaluation = evaluate(title("FR", "fr", 100), POLICY)
    assert shown(evaluation, Context.FRESHNESS) == (INELIGIBLE, "NEUTRAL_COUNTRY NEUTRAL_LANGUAGE", None)
    assert (evaluation.global_passed, evaluation.neutral_passed, evaluation.failed_checks) == (
        False,
        False,
        (Check.VOTES,),
    )

    evaluation = evaluate(title("US", "en", 100), POLICY)
    assert shown(evaluation) == (INELIGIBLE, "MISSING_GLOBAL_SIGNALS", None)
    assert shown(evaluation, Context.FRESHNESS) == (ELIGIBLE, "ALLOWED_COUNTRY ALLOWED_LANGUAGE", None)


def test_global_requirements_that_apply_to_new_movies_hides_them_there_too() -> None:
    policy = replace(POLICY, global_requirements=replace(GLOBAL, applies_to=frozenset(Context)))

    assert shown(evaluate(title("US", "en", 100), policy), Context.FRESHNESS)[1] == "MISSING_GLOBAL_SIGNALS"


@pytest.mark.parametrize("context", Context)
def test_blocked_title_without_global_signals_breaks_out_in_no_context(context: Context) -> None:
    policy = replace(POLICY, rules=(BreakoutRule("any", "Any", 1, min_imdb_votes=1),))

    assert shown(evaluate(title("RU", "en", 100), policy), context) == (INELIGIBLE, "BLOCKED_COUNTRY", None)


@pytest.mark.parametrize(
    ("countries", "blocked"), [("RU", True), ("RU US", True), ("RU US GB", False), ("RU BY US GB", True)]
)
def test_majority_of_blocked_countries_blocks(countries: str, blocked: bool) -> None:
    policy = replace(POLICY, blocked_countries=("RU", "BY"))

    assert (evaluate(title(countries, "en", 4000), policy).decision.reasons == (Reason.BLOCKED_COUNTRY,)) is blocked


def test_any_blocked_country_blocks_in_mode_any() -> None:
    policy = replace(POLICY, blocked_country_mode=BlockedCountryMode.ANY)

    assert shown(evaluate(title("US RU GB", "en", 5000), policy)) == (INELIGIBLE, "BLOCKED_COUNTRY", None)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (title(), "MISSING_ORIGIN_COUNTRY MISSING_ORIGINAL_LANGUAGE"),
        (title("US", "en"), "NEUTRAL_COUNTRY NEUTRAL_LANGUAGE"),
    ],
)
def test_open_policy_admits_what_is_neither_allowed_nor_blocked(facts: TitleFacts, reasons: str) -> None:
    assert shown(evaluate(facts, OPEN)) == (ELIGIBLE, reasons, None)


def test_open_policy_hides_what_is_blocked_or_fails_global_requirements() -> None:
    policy = replace(OPEN, blocked_countries=("RU",), global_requirements=GLOBAL)

    assert shown(evaluate(title("RU", "en", 5000), policy)) == (INELIGIBLE, "BLOCKED_COUNTRY", None)
    assert shown(evaluate(title("US", "en", 5), policy)) == (INELIGIBLE, "MISSING_GLOBAL_SIGNALS", None)
    assert evaluate(title("US", "en", 5), policy).fresh.is_eligible


@pytest.mark.parametrize(
    ("requirements", "facts", "failed"),
    [
        (GlobalRequirements(min_quality=0.6), title(quality=60), ()),
        (GlobalRequirements(min_quality=0.6), title(quality=59.9), (Check.QUALITY,)),
        (GlobalRequirements(min_quality=0.0), title(), (Check.QUALITY,)),
        (GlobalRequirements(any_rating=("imdb", "rt")), title(ratings=frozenset({"rt"})), ()),
        (GlobalRequirements(any_rating=("imdb",)), title(ratings=frozenset({"rt"})), (Check.RATINGS,)),
        (GlobalRequirements(any_votes=VoteRequirement(("trakt",), 10)), title(imdb=100), (Check.VOTES,)),
        (GlobalRequirements(any_votes=VoteRequirement(("imdb", "trakt"), 100)), title(imdb=100), ()),
        (GlobalRequirements(any_votes=VoteRequirement(("imdb",), 0)), title(), (Check.VOTES,)),
        (GlobalRequirements(min_quality=0.6, any_rating=("imdb",)), title(quality=70), (Check.RATINGS,)),
    ],
)
def test_every_global_requirement_must_hold(
    requirements: GlobalRequirements, facts: TitleFacts, failed: tuple[Check, ...]
) -> None:
    assert evaluate(facts, replace(OPEN, global_requirements=requirements)).failed_checks == failed


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ({"min_imdb_votes": 0}, title(imdb=0), {Check.IMDB_VOTES: False}),
        ({"min_imdb_votes": 0}, title(), {Check.IMDB_VOTES: False}),
        ({"min_trakt_votes": 5}, title(imdb=9), {Check.TRAKT_VOTES: False}),
        ({"min_quality": 0.0}, title(quality=0), {Check.QUALITY: False}),
        ({"min_quality": 0.5}, title(quality=50), {Check.QUALITY: True}),
        ({"min_imdb_votes": 9}, title(imdb=9), {Check.IMDB_VOTES: True}),
        ({"any_provider": ("Netflix",)}, title(providers=frozenset({"netflix"})), {Check.PROVIDERS: False}),
        ({"any_provider": ("Netflix",)}, title(providers=frozenset({"Max", "Netflix"})), {Check.PROVIDERS: True}),
        ({"any_rating": ("rt",)}, title(ratings=frozenset({"rt"})), {Check.RATINGS: True}),
    ],
)
def test_requirements_of_a_rule(rule: dict[str, Any], facts: TitleFacts, expected: dict[Check, bool]) -> None:
    assert rule_checks(BreakoutRule("r", "Rule", 1, **rule), facts) == expected


def test_first_rule_by_priority_is_named() -> None:
    rules = (BreakoutRule("late", "Late", 9, min_imdb_votes=1), BreakoutRule("early", "Early", 1, min_imdb_votes=1))
    policy = replace(POLICY, rules=rules).normalized()

    assert evaluate(title("RU", "en", 5000), policy).decision.rule_id == "early"


@pytest.mark.parametrize(
    ("scores", "relevance"),
    [((70, 50, 20), 52), ((100, 100, 100), 100), ((0, 0, 0), 0), ((50, 12.5, 0), 25), ((6.25, 0, 0), 3)],
)
def test_relevance_has_the_scale_of_stored_scores(scores: tuple[float, float, float], relevance: int) -> None:
    assert Scores.of_percent(*scores).relevance == relevance


def test_relevance_without_scores_is_zero() -> None:
    assert evaluate(title("US", "en"), OPEN).relevance == 0


COUNTRY = st.sampled_from(["US", "GB", "RU", "FR", "BY"])
LANGUAGE = st.sampled_from(["en", "ru", "fr"])
FACTS = st.builds(
    TitleFacts,
    media_id=st.just(UUID(int=1)),
    countries=st.lists(COUNTRY, unique=True, max_size=4).map(tuple),
    language=st.none() | LANGUAGE,
    ratings=st.frozensets(st.sampled_from(["imdb", "rt"])),
    votes=st.dictionaries(st.sampled_from(["imdb", "trakt"]), st.integers(0, 9000)),
    providers=st.frozensets(st.sampled_from(["Netflix", "Max"])),
    scores=st.none() | st.builds(Scores.of_percent, *[st.floats(0, 100)] * 3),
)
REQUIREMENTS = st.none() | st.builds(
    GlobalRequirements,
    min_quality=st.none() | st.floats(0, 1),
    any_votes=st.none() | st.builds(VoteRequirement, st.just(("imdb", "trakt")), st.integers(0, 9000)),
    applies_to=st.sampled_from([frozenset({Context.CATALOG}), frozenset(Context)]),
)
POLICIES = st.builds(
    PolicyConfig,
    mode=st.sampled_from(EligibilityMode),
    allowed_countries=st.sampled_from([(), ("US",), ("US", "GB")]),
    blocked_countries=st.sampled_from([(), ("RU",), ("RU", "BY")]),
    blocked_country_mode=st.sampled_from(BlockedCountryMode),
    allowed_languages=st.sampled_from([(), ("en",)]),
    blocked_languages=st.sampled_from([(), ("ru",)]),
    rules=st.sampled_from([(), (HIT,), (BreakoutRule("n", "N", 2, any_provider=("Netflix",)),)]),
    global_requirements=REQUIREMENTS,
).map(PolicyConfig.normalized)


@given(FACTS, POLICIES)
def test_lists_of_new_movies_admit_a_listed_title_and_else_only_one_that_fails_global_requirements_alone(
    facts: TitleFacts, policy: PolicyConfig
) -> None:
    evaluation = evaluate(facts, policy)

    if evaluation.decision.is_eligible:
        assert evaluation.fresh.is_eligible
    elif evaluation.fresh.is_eligible:
        assert evaluation.decision.reasons == (Reason.MISSING_GLOBAL_SIGNALS,)
        assert (evaluation.global_passed, evaluation.neutral_passed) == (False, True)


@given(FACTS, POLICIES)
def test_modes_admit_more_from_strict_to_open(facts: TitleFacts, policy: PolicyConfig) -> None:
    admitted = [evaluate(facts, replace(policy, mode=mode)).decision.is_eligible for mode in EligibilityMode]

    assert admitted == sorted(admitted)


@given(FACTS, POLICIES)
def test_global_requirements_only_remove_titles(facts: TitleFacts, policy: PolicyConfig) -> None:
    without = evaluate(facts, replace(policy, global_requirements=None))

    assert without.global_passed is None
    if evaluate(facts, policy).decision.is_eligible:
        assert without.decision.is_eligible


@given(FACTS, POLICIES)
def test_evaluation_does_not_depend_on_the_order_of_countries(facts: TitleFacts, policy: PolicyConfig) -> None:
    assert evaluate(replace(facts, countries=facts.countries[::-1]), policy) == evaluate(facts, policy)


@given(FACTS, POLICIES)
def test_every_decision_has_a_reason_and_only_a_breakout_has_a_rule(facts: TitleFacts, policy: PolicyConfig) -> None:
    decision = evaluate(facts, policy).decision

    assert decision.reasons
    assert (decision.rule_id is not None) == (decision.reasons == (Reason.BREAKOUT_ALLOWED,))
