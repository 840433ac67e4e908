"""Reports of users, and decisions of moderators."""

from dataclasses import replace
from datetime import datetime

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from social.application.reviews.commands import Decide, NewReport
from social.application.reviews.contributing import (
    locked_comment,
    open_target,
    save_comment,
    save_review,
    spend,
)
from social.application.reviews.ports import ReviewWork
from social.domain.people.errors import AccountErased
from social.domain.reviews.comment import Comment
from social.domain.reviews.errors import CaseNotFound, CommentNotFound, ReportNotPossible
from social.domain.reviews.moderation import Report
from social.domain.reviews.reaction import TargetKind
from social.domain.reviews.review import Review
from social.domain.reviews.text import Status


class Moderate:
    """Stores reports, hides what many trusted users report, and records decisions."""

    def __init__(self, units: UnitOfWorkFactory[ReviewWork], clock: Clock, reports_to_hide: int) -> None:
        self._units = units
        self._clock = clock
        self._reports_to_hide = reports_to_hide

    async def report(self, new: NewReport) -> None:
        """Store a report; a repetition by the same user changes nothing.

        Raise AccountErased, AuthorMuted, ReviewNotFound, CommentNotFound, ReportNotPossible, TooManyContributions.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            await work.contributors.lock(new.user_id)
            target = await open_target(work, new.kind, new.target_id, new.user_id)
            if target.user_id == new.user_id:
                raise ReportNotPossible("the user has written this: change or delete it instead")
            if await work.cases.has_report(new.user_id, new.target_id):
                return
            level = await spend(work, new.user_id, "report", now)
            case = await work.cases.add(
                Report(new.user_id, new.kind, new.target_id, new.reason, new.note, now, trusted=level == "trusted")
            )
            if case.hides(self._reports_to_hide):
                await _set_status(work, target, "hidden", now)

    async def decide(self, command: Decide) -> None:
        """Record a decision, close the case, and do what it says.

        Raise AccountErased, CaseNotFound and DecisionNotPossible.
        """
        async with self._units.begin() as work:
            now = self._clock.now()
            case = await work.cases.find(command.target_id)
            if case is None:
                raise CaseNotFound(f"no report is about {command.target_id}")
            target = await _locked(work, case.kind, command)
            decision = command.decision
            decision.check(target.status)
            until = decision.muted_until(now)
            await work.cases.record(target, decision, command.moderator_id, now, until)
            outcome = decision.outcome(target.status)
            if outcome is not None:
                await work.notices.decided(target, outcome, until, now)
            await work.cases.close(command.target_id)
            if until is not None and target.user_id is not None:
                await work.contributors.mute(target.user_id, until)
            after = decision.status(target.status)
            if after != target.status:
                await _set_status(work, target, after, now)


async def _locked(work: ReviewWork, kind: TargetKind, command: Decide) -> Review | Comment:
    """Lock the moderator and the author, then what was reported, as its author does.

    Raise AccountErased, and CaseNotFound when it is no longer there.
    """
    target_id, moderator_id = command.target_id, command.moderator_id
    seen = await (work.reviews if kind == "review" else work.comments).find(target_id, lock=False)
    author_id = None if seen is None else seen.user_id
    for user_id in sorted({moderator_id, moderator_id if author_id is None else author_id}):
        try:
            await work.contributors.lock(user_id)
        except AccountErased:
            # An author who was erased meanwhile has left what is read next without a name.
            if user_id == moderator_id:
                raise
    try:
        target = (
            await work.reviews.find(target_id, lock=True) if kind == "review" else await locked_comment(work, target_id)
        )
    except CommentNotFound:
        target = None
    if target is None:
        raise CaseNotFound(f"no report is about {target_id}")
    return target


async def _set_status(work: ReviewWork, target: Review | Comment, status: Status, now: datetime) -> None:
    if isinstance(target, Review):
        await save_review(work, target, replace(target, status=status), now)
    else:
        await save_comment(work, target, replace(target, status=status))
