"""A pack whose parts are well formed but do not hold together is refused."""

from __future__ import annotations

import pytest

from shared.policy import load_pack
from tests.unit.policy.breaking import CHINESE, broken, faults_of

WARNING = """\
    warn: ["50%"]
    warned: [department]
"""
REST = "    otherwise: {rule: small-1b, label: 其他}\n"
SECOND_CONDITION = "    conditions: [{rule: small-1b, label: 其他, when: facts.late}]\n"
COUNTED = "{by: [category], distinct: complainant, within: 1 month}"


def notice(key: str, on: str) -> str:
    words = "channel: email, subject: 又, body: 又"
    return f"notices:\n  - {{key: {key}, rule: small-5, on: {on}, to: [manager], {words}}}\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (REST, SECOND_CONDITION, "takes all else"),
        (REST, "", "either `conditions` or `otherwise`"),
        ("- grade: 2", "- grade: 1", "each once"),
        (
            "on: deadline-approaching",
            "on: deadline-missed",
            "no notice is `on: deadline-approaching`",
        ),
        (
            WARNING,
            "    on_miss: {tell: [manager]}\n",
            "no notice is `on: deadline-missed`",
        ),
        (
            WARNING,
            "    kind: threshold\n    on_miss: {tell: [manager]}\n",
            "a threshold neither warns",
        ),
        (
            "facts:\n",
            f"facts:\n  n: {{type: bool, label: 数, counted: {COUNTED}}}\n",
            "a counted fact must be of type int",
        ),
        (
            "facts:\n",
            "facts:\n  n: {type: int, label: 数, set_by: [reopened]}\n",
            "`value` must be of type int",
        ),
        (
            "facts:\n",
            "facts:\n  grade: {type: int, label: 级别}\n",
            "the system's own",
        ),
        ("notices:\n", notice("loop", on="notice-sent"), "would never end"),
        ("notices:\n", notice("warning", on="graded"), "used twice"),
        (
            "closing:\n",
            "approvals: {plan: [{grade: 3, rule: small-6, proposed_by: manager}]}\nclosing:\n",
            "there is no grade 3",
        ),
        (
            'hours: {mon-fri: ["09:00-18:00"]}',
            'hours: {mon-fri: ["09:00-18:00"], fri: ["09:00-12:00"]}',
            "fri is given twice",
        ),
        ("09:00-18:00", '09:00-13:00", "12:00-18:00', "overlap"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(old: str, new: str, reason: str) -> None:
    (fault,) = faults_of(broken(old, new))

    assert reason in fault.english
    assert CHINESE.search(fault.chinese)


def metric(*, key: str = "paid", **said: str) -> str:
    words = ", ".join(f"{name}: {value}" for name, value in said.items())
    return f"  - {{key: {key}, rule: small-8, title: 指标, {words}}}\n"


@pytest.mark.parametrize(
    ("metrics", "path", "reason"),
    [
        (metric(sum="[cost, nothing]"), "metrics[0].sum[1]", "no fact `nothing`"),
        (metric(sum="[late]"), "metrics[0].sum[0]", "has no sum"),
        (metric(counts="\"facts.who == 'x'\""), "metrics[0].counts", "list its `words`"),
        (
            metric(where="\"facts.who != ''\"", counts="facts.late"),
            "metrics[0].where",
            "list its `words`",
        ),
        (metric(sum="[cost]") + metric(counts="facts.late"), "metrics[1].key", "used twice"),
    ],
)
def test_an_indicator_that_cannot_be_counted_is_refused(
    metrics: str, path: str, reason: str
) -> None:
    free_text = "facts:\n  who: {type: string, label: 何人}\n"
    text = broken("facts:\n", free_text).replace("closing:\n", f"metrics:\n{metrics}closing:\n")

    (fault,) = faults_of(text)

    assert reason in fault.english
    assert CHINESE.search(fault.chinese)
    assert fault.path == path


def supervised(milestones: str, notices: str = "") -> str:
    """The small pack with supervision orders and the notices that they need."""
    terms = f"milestones: [{milestones}], urging: {{tell: [manager]}}"
    order = "{key: grave, rule: small-7, label: 重大, when: facts.grade == 1}"
    section = (
        "supervision:\n"
        f"  terms: {{issued_by: engineering, to: department, {terms}}}\n"
        f"  orders: [{order}]\n"
    )
    told = notice("issued", on="supervision-order-issued") + notice("late", on="milestone-missed")
    worded = told.replace("notices:\n", "")
    return broken("closing:\n", section + "closing:\n").replace("notices:\n", "notices:\n" + worded)


PLAN = "{key: plan, name: 方案, within: 2 wd}"


def test_two_nodes_of_one_key_are_refused() -> None:
    (fault,) = faults_of(supervised(f"{PLAN}, {PLAN}"))

    assert "`plan` is used twice" in fault.english
    assert fault.path == "supervision.terms.milestones[1].key"


def test_a_missed_deadline_is_no_progress_of_an_order() -> None:
    (fault,) = faults_of(supervised(PLAN.replace("}", ", met_by: [deadline-missed]}")))

    assert "reaches no milestone" in fault.english


@pytest.mark.parametrize(
    ("old", "new", "fragment"),
    [
        ("starts: complaint-received", "starts: supervision-order-issued", "starts"),
        ("cancelled_by: [complaint-withdrawn]", "cancelled_by: [obligation-met]", "cancelled_by"),
        ("{event: customer-contacted, when: event.preliminary_opinion}", "milestone-met", "met_by"),
    ],
)
def test_a_clock_cannot_wait_for_what_the_clocks_themselves_tell(
    old: str, new: str, fragment: str
) -> None:
    (fault,) = faults_of(broken(old, new))

    assert "told by the deadlines themselves" in fault.english
    assert CHINESE.search(fault.chinese)
    assert fragment in fault.path


def test_a_clock_can_start_with_a_missed_deadline() -> None:
    text = broken("starts: complaint-received", "starts: [complaint-received, deadline-missed]")

    pack = load_pack(text, file="small.yaml", calendars={})

    assert pack.obligation("answer").starts == ("complaint-received", "deadline-missed")


def test_a_threshold_that_changes_no_fact_is_refused() -> None:
    text = broken(WARNING, "    kind: threshold\n").replace(", after: answer", "")

    (fault,) = faults_of(text)

    assert "this threshold changes nothing" in fault.english
