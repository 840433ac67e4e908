"""The keys of the API that have texts, by group."""

from typing import Final, Literal, get_args

from catalog.domain.cards import Badge, CallToAction
from catalog.domain.home.sections import TitleKey
from catalog.domain.policy.evaluation import Reason
from catalog.domain.release import ReleaseStatus
from catalog.domain.verdicts.status_hints import StatusHintKey
from catalog.domain.verdicts.verdict import HintKey, MessageKey

Group = Literal[
    "verdicts",
    "hints",
    "statusHints",
    "badges",
    "callsToAction",
    "releaseStatuses",
    "homeSections",
    "policyReasons",
]

KEYS: Final[dict[Group, tuple[str, ...]]] = {
    "verdicts": get_args(MessageKey),
    "hints": get_args(HintKey),
    "statusHints": get_args(StatusHintKey),
    "badges": get_args(Badge),
    "callsToAction": get_args(CallToAction),
    "releaseStatuses": get_args(ReleaseStatus),
    "homeSections": get_args(TitleKey),
    "policyReasons": tuple(Reason),
}
"""Every key of each group. A test fails for a key without a text."""
