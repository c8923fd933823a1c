"""Notices 通知: who is told what, on which event, by which channel, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from shared.domain import Immutable
from shared.policy.about_projects import PROJECT_WORDS, is_about_projects
from shared.policy.conditions import Expression
from shared.policy.faults import TextProblem, fault, text_fault
from shared.policy.fields import EventName, Key, Recipient, RuleId, condition, events_named
from shared.policy.vocabulary import Scope

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BRACE = re.compile(r"[{}]")
_MAX_TEXT = 4000

ALWAYS = frozenset(
    {
        "number",
        "title",
        "text",
        "project",
        "category",
        "channel",
        "received_at",
        "customer_name",
        "customer_contact",
        "department",
        "leader",
        "grade",
        "grade_name",
        "evidence",
        "policy",
        "rule",
        "link",
    }
)
"""What may be said in every notice; what is not known yet reads as a dash."""

_OBLIGATION = frozenset({"due", "obligation", "answerable", "late"})
_ORDER = frozenset({"order_number", "order_reason", "milestones"})
_MILESTONE = frozenset({"order_number", "milestone", "due", "late"})
WITH_EVENT: Mapping[str, frozenset[str]] = {
    "complaint-received": frozenset({"taken_by", "taken_by_contact"}),
    "responsibility-assigned": frozenset({"due"}),
    "responsibility-disputed": frozenset({"reason", "decided_by"}),
    "responsibility-decided": frozenset({"reason", "decided_by"}),
    "found-out-of-scope": frozenset({"reason"}),
    "step-taken": frozenset({"step", "note"}),
    "promise-made": frozenset({"promise", "due", "note"}),
    "progress-told": frozenset({"note", "expected"}),
    "complaint-repeated": frozenset({"repeated_text", "times"}),
    "customer-urged": frozenset({"repeated_text"}),
    "escalated": frozenset({"previous_grade_name"}),
    "plan-proposed": frozenset({"plan", "approver"}),
    "plan-rejected": frozenset({"reason"}),
    "solution-carried-out": frozenset({"result"}),
    "case-closed": frozenset({"summary"}),
    "reopened": frozenset({"reason"}),
    "obligation-started": _OBLIGATION,
    "obligation-extended": _OBLIGATION | {"first_due", "reason"},
    "deadline-approaching": _OBLIGATION,
    "deadline-missed": _OBLIGATION,
    "supervision-order-issued": _ORDER,
    "supervision-ground-added": frozenset({"order_number", "order_reason", "added_reason"}),
    "milestones-agreed": _ORDER,
    "milestone-met": _MILESTONE | {"progress"},
    "milestone-missed": _MILESTONE,
    "milestone-urged": _MILESTONE | {"rung"},
    "milestone-extended": _MILESTONE | {"first_due", "reason"},
    "supervision-order-closed": frozenset({"order_number", "result"}),
}
"""What may be said besides in the notice on one kind of event."""


class NoticeChannel(StrEnum):
    """How a notice travels."""

    EMAIL = "email"
    WECHAT = "wechat"
    SMS = "sms"


class PlaceholderHasNoValue(LookupError):
    """A notice cannot be worded: a value that its words need was not given."""


def allowed_placeholders(events: Iterable[str]) -> frozenset[str]:
    """What the words of a notice on these events may name; all of them are about complaints, or
    all about projects."""
    events = tuple(events)
    if is_about_projects(events):
        return frozenset.intersection(*(PROJECT_WORDS.get(event, ALWAYS) for event in events))
    extra = [WITH_EVENT.get(event, frozenset()) for event in events]
    return ALWAYS | (frozenset.intersection(*extra) if extra else frozenset())


def _check_words(words: str, info: ValidationInfo) -> str:
    events = events_named(info.data)
    problems = list(_wrong_placeholders(words, allowed_placeholders(events), events))
    if problems:
        raise text_fault(problems)
    return words


def _wrong_placeholders(
    words: str, allowed: frozenset[str], events: Iterable[str]
) -> Iterable[TextProblem]:
    about = (
        ("关于项目的通知", "notice about a project")
        if is_about_projects(events)
        else ("此通知", "notice")
    )
    for number, line in enumerate(words.splitlines(), start=1):
        for found in _PLACEHOLDER.finditer(line):
            if found[1] not in allowed:
                known = "、".join(sorted(allowed))
                yield TextProblem(
                    number,
                    found.start() + 1,
                    f"{about[0]}不能使用占位符 {found[0]}；可用：{known}",
                    f"the placeholder {found[0]} may not be used in this {about[1]};"
                    f" allowed: {known}",
                )
        blanked = _PLACEHOLDER.sub(lambda found: " " * len(found[0]), line)
        for brace in _BRACE.finditer(blanked):
            yield TextProblem(
                number,
                brace.start() + 1,
                "多余的花括号；占位符写作 {number}",
                "a stray brace; a placeholder is written {number}",
            )


def _of_one_kind(events: tuple[str, ...]) -> tuple[str, ...]:
    if is_about_projects(events) and not all(is_about_projects([event]) for event in events):
        raise fault(
            "一条通知不能既关于投诉又关于项目，请分成两条",
            "one notice cannot be about complaints and about projects: make it two",
        )
    return events


Words = Annotated[str, Field(min_length=1, max_length=_MAX_TEXT), AfterValidator(_check_words)]


class NoticeRule(Immutable):
    """One notice of the pack; `key` is the template name that NoticeSent carries.

    `to` names recipients: `department` and `leader-in-charge` (of the responsible department),
    `customer`, a post, a department, or `event.tell`: those whom the event itself names.
    """

    key: Key
    rule: RuleId
    on: Annotated[tuple[EventName, ...], Field(min_length=1), AfterValidator(_of_one_kind)]
    when: Annotated[Expression | None, condition(Scope.FACTS, Scope.COMPLAINT, Scope.EVENT)] = None
    to: tuple[Recipient, ...] = Field(min_length=1)
    channel: NoticeChannel
    subject: Words
    body: Words
    proposal: bool = False

    def addressed(self, values: Mapping[str, object]) -> NoticeRule:
        """This notice with those filled in whom the event names; nobody is named twice."""
        to = tuple(dict.fromkeys([name for to in self.to for name in _named_by(to, values)]))
        return self if to == self.to else self.model_copy(update={"to": to})

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The values that its words need, each once, in order of appearance."""
        return _placeholders_in(self.subject, self.body)

    def render(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Subject and body with the values filled in, exactly as they are.

        Values are never read as templates. A subject stays one line, whatever a customer wrote.
        Raises PlaceholderHasNoValue.
        """
        try:
            # What else the format language knows was refused when the pack was loaded.
            return self.subject.format_map(_OnOneLine(values)), self.body.format_map(values)
        except KeyError:
            missing = ", ".join(name for name in self.placeholders if name not in values)
            raise PlaceholderHasNoValue(f"{self.key} ({self.rule}) needs {missing}") from None


class _OnOneLine(dict[str, str]):
    """Values without their line breaks; only those that are asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __missing__(self, name: str) -> str:
        return " ".join(self._values[name].split())


@lru_cache(maxsize=1024)
def _placeholders_in(*words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in words for name in _PLACEHOLDER.findall(one)))


def _named_by(recipient: str, values: Mapping[str, object]) -> tuple[str, ...]:
    if not recipient.startswith("event."):
        return (recipient,)
    try:
        listed = values[recipient]
    except KeyError:
        return ()
    return tuple([str(name) for name in listed]) if isinstance(listed, tuple | list) else ()
