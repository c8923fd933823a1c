"""What no single field can show: whether a pack holds together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.contracts.sla import ObligationKind
from shared.policy.duty_checks import check_duties
from shared.policy.metric_checks import check_metrics
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.supervision import OrderTerms
from shared.policy.vocabulary import GRADE
from shared.policy.yaml_source import Path


def check_pack(pack: Pack) -> Iterator[Problem]:
    """Everything in a well-formed pack that contradicts itself."""
    if GRADE in pack.facts:
        yield Problem(
            ("facts", GRADE),
            "事实 grade 由系统给出，不能另行声明",
            "the fact `grade` is the system's own and cannot be declared",
        )
    yield from _grades(pack)
    yield from _repeated_milestones(pack)
    yield from _obligations(pack)
    yield from _somebody_is_told(pack)
    yield from _approvals_and_reports(pack)
    yield from check_duties(pack)
    yield from check_metrics(pack)
    for i, notice in enumerate(pack.notices):
        if any(event.startswith("notice-") for event in notice.on):
            yield Problem(
                ("notices", i, "on"),
                "通知不能由通知事件引发，否则会无休止地发送",
                "a notice about notices would never end",
            )


def _grades(pack: Pack) -> Iterator[Problem]:
    numbers = [grade.grade for grade in pack.grades]
    if numbers != sorted(set(numbers)):
        yield Problem(
            ("grades",),
            "级别须从最重（1）到最轻排列，不得重复",
            "grades go from the gravest (1) to the lightest, each once",
        )
    *graver, last = pack.grades
    if last.otherwise is None or any(grade.otherwise for grade in graver):
        yield Problem(
            ("grades",),
            "最后一级（且仅最后一级）须用 otherwise 收纳其余投诉",
            "the last grade, and only it, takes all else by `otherwise`",
        )


def _repeated_milestones(pack: Pack) -> Iterator[Problem]:
    for path, keys in _milestone_keys(pack):
        for i, key in enumerate(keys):
            if key in keys[:i]:
                yield Problem(
                    (*path, i, "key"), f"key“{key}”重复", f"the key `{key}` is used twice"
                )


def _milestone_keys(pack: Pack) -> Iterator[tuple[Path, Sequence[str]]]:
    """The nodes of each terms that the author wrote."""
    if pack.supervision is None:
        return
    written: list[tuple[Path, OrderTerms]] = [(("supervision", "terms"), pack.supervision.terms)]
    for i, order in enumerate(pack.supervision.orders):
        if order.terms is not pack.supervision.terms:
            written.append((("supervision", "orders", i, "terms"), order.terms))
    for path, terms in written:
        yield (*path, "milestones"), [milestone.key for milestone in terms.milestones]


def _obligations(pack: Pack) -> Iterator[Problem]:
    named = {fact.after for fact in pack.facts.values()}
    for i, rule in enumerate(pack.obligations):
        if rule.kind is ObligationKind.THRESHOLD and rule.key not in named:
            yield Problem(
                ("obligations", i, "key"),
                f"没有事实以 after: {rule.key} 引用此临界点，它不会起任何作用",
                f"no fact says `after: {rule.key}`, so this threshold changes nothing",
            )
        for j, step in enumerate(rule.warn):
            if rule.within is not None and not step.fits(rule.within):
                yield Problem(
                    ("obligations", i, "warn", j),
                    f"预警时点 {step} 的单位与时限 {rule.within} 不相配",
                    f"the warning step {step} cannot be measured on {rule.within}",
                )


def _somebody_is_told(pack: Pack) -> Iterator[Problem]:
    """Naming who hears of something needs a notice that says it."""
    worded = {event for notice in pack.notices for event in notice.on}
    wanted: list[tuple[str, Path]] = []
    for i, rule in enumerate(pack.obligations):
        if rule.warned:
            wanted.append(("deadline-approaching", ("obligations", i, "warned")))
        if rule.on_miss:
            wanted.append(("deadline-missed", ("obligations", i, "on_miss")))
    if pack.supervision:
        wanted.append(("supervision-order-issued", ("supervision", "terms")))
        wanted.append(("milestone-missed", ("supervision", "terms", "urging")))
    for event, path in wanted:
        if event not in worded:
            yield Problem(
                path,
                f"写明了告知谁，却没有 on: {event} 的通知可发",
                f"somebody is to be told, but no notice is `on: {event}`",
            )


def _approvals_and_reports(pack: Pack) -> Iterator[Problem]:
    known = {grade.grade for grade in pack.grades}
    seen: set[int] = set()
    for i, approval in enumerate(pack.approvals.plan):
        path: Path = ("approvals", "plan", i, "grade")
        if approval.grade not in known:
            yield _unknown_grade(path, approval.grade)
        if approval.grade in seen:
            yield Problem(
                path, f"级别 {approval.grade} 重复", f"grade {approval.grade} is given twice"
            )
        seen.add(approval.grade)
    for i, report in enumerate(pack.reports):
        for j, grade in enumerate(report.grades):
            if grade not in known:
                yield _unknown_grade(("reports", i, "grades", j), grade)


def _unknown_grade(path: Path, grade: int) -> Problem:
    return Problem(path, f"制度没有级别 {grade}", f"there is no grade {grade}")
