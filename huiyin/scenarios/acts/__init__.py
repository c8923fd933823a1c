"""Everything that may happen in a scenario. A new verb is one class, and its line in VERBS."""

from __future__ import annotations

from collections.abc import Mapping

from huiyin.scenarios.acts import (
    complaining,
    handling,
    judging,
    projects,
    reporting,
    timing,
    world,
)
from huiyin.scenarios.acts.step import Act, Step

_ACTS: tuple[type[Act | projects.OfProject], ...] = (
    complaining.Again,
    complaining.Urge,
    complaining.Withdraw,
    judging.StateFacts,
    judging.Classify,
    judging.SetGrade,
    judging.Assign,
    judging.Dispute,
    judging.Decide,
    handling.Contact,
    handling.FindCause,
    handling.Propose,
    handling.Approve,
    handling.Reject,
    handling.CarryOut,
    handling.Revisit,
    handling.Close,
    handling.Reopen,
    reporting.TakeStep,
    reporting.MakePromise,
    reporting.TellProgress,
    reporting.FileOpenLetter,
    timing.ExtendDeadline,
    timing.Pause,
    timing.Resume,
    timing.IssueOrder,
    timing.Agree,
    timing.ExtendMilestone,
    timing.Reach,
    timing.CloseOrder,
    projects.DutyDone,
    projects.Handover,
)

VERBS: Mapping[str, type[Step]] = {act.DOES: act for act in _ACTS}
"""What stands behind `do`."""

STEPS: Mapping[str, type[Step]] = {
    "wait": world.Wait,
    "mail": world.MailChanges,
    "dates": projects.DatesChange,
    "complaint": complaining.Complain,
}
"""Lines without `do`, told by the key that they have; the first found counts."""
