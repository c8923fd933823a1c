"""A project's duties as sla tells them, and as a person reads them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.console.web.look import When
from shared.contracts.names import DROPPED_NAMES, date_name
from shared.policy import Policies

OPEN, DONE, MISSED, DROPPED = "open", "done", "missed", "dropped"


class _Told(BaseModel):
    """A part of sla's answer; a later release may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Policy(_Told):
    pack: str
    version: str


class Explanation(_Told):
    sentences: tuple[str, ...]


class Duty(_Told):
    """One duty as it stands."""

    key: str
    occurrence: int
    name: str
    rule: str
    answerable: str
    outcome: str
    first_due_at: AwareDatetime
    due_at: AwareDatetime
    ended_at: AwareDatetime | None
    done_at: AwareDatetime | None
    note: str | None
    by: str | None
    explanation: Explanation


class ProjectDuties(_Told):
    """A project with its duties, in the order in which they started."""

    project: str
    name: str
    policy: Policy | None
    dates: dict[str, date]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A duty with the words around it."""

    duty: Duty
    answerable: str
    state: str
    can_be_done: bool


@dataclass(frozen=True, slots=True)
class DutiesView:
    """What the page shows: what is to be done first, then what was missed, then what is over."""

    name: str
    code: str
    policy: str
    dates: tuple[tuple[str, date], ...]
    groups: tuple[tuple[str, tuple[ShownDuty, ...]], ...]


def view_of(told: ProjectDuties, policies: Policies, when: When) -> DutiesView:
    shown = [_shown(duty, told.project, policies, when) for duty in told.duties]
    undone = [each for each in shown if each.duty.outcome == MISSED and each.can_be_done]
    over = [each for each in shown if not each.can_be_done]
    groups = (
        ("待完成", _by_due(each for each in shown if each.duty.outcome == OPEN)),
        ("逾期未完成", _by_due(undone)),
        ("已完成与已取消", tuple(reversed(_by_due(over)))),
    )
    return DutiesView(
        name=told.name,
        code=told.project,
        policy=_policy(told, policies),
        dates=tuple((date_name(key), day) for key, day in sorted(told.dates.items())),
        groups=tuple(group for group in groups if group[1]),
    )


def _by_due(duties: Iterable[ShownDuty]) -> tuple[ShownDuty, ...]:
    return tuple(sorted(duties, key=lambda shown: shown.duty.due_at))


def _policy(told: ProjectDuties, policies: Policies) -> str:
    if told.policy is None:
        return "没有制度要求项目事项"
    pack = policies.packs.get((told.policy.pack, told.policy.version))
    return f"《{pack.title if pack else told.policy.pack}》{told.policy.version} 版"


def _shown(duty: Duty, project: str, policies: Policies, when: When) -> ShownDuty:
    department = policies.directory.department_of(duty.answerable, project)
    return ShownDuty(
        duty=duty,
        answerable=department.name if department else duty.answerable,
        state=_state(duty, when),
        can_be_done=duty.done_at is None and duty.outcome in (OPEN, MISSED),
    )


def _state(duty: Duty, when: When) -> str:
    if duty.done_at is not None:
        late = "（逾期）" if duty.outcome == MISSED else ""
        return f"{when.full(duty.done_at)} 完成{late}"
    if duty.outcome == DROPPED:
        reasons = {reason.value: name for reason, name in DROPPED_NAMES.items()}
        return f"已取消：{reasons.get(duty.note or '', duty.note)}"
    return when.countdown(duty.due_at)
