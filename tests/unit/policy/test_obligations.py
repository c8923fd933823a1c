"""Which time limits of zsy start when, and what ends them."""

from __future__ import annotations

import pytest

from shared.contracts.sla import ObligationKind
from shared.deadlines import Span
from shared.policy import ConditionFailed, Context, StartsFrom
from tests.unit.policy.regulations import complaint, library, zsy

# 2026-11-18 is a Wednesday; 2026-10-01 a holiday; 2026-10-10 a Saturday made up for one.
WEDNESDAY = "2026-11-18"


def started(channel: str, received: str) -> set[str]:
    rules = zsy().starting("complaint-received", complaint(channel, received))
    return {rule.key for rule in rules if rule.key.startswith("handover")}


@pytest.mark.parametrize(
    ("channel", "received", "handover"),
    [
        ("phone", f"{WEDNESDAY} 10:00", "handover-phone"),
        ("phone", f"{WEDNESDAY} 09:00", "handover-phone"),
        ("phone", f"{WEDNESDAY} 18:00", "handover-after-hours"),
        ("phone", f"{WEDNESDAY} 12:30", "handover-after-hours"),
        ("email", f"{WEDNESDAY} 17:59", "handover-email"),
        ("email", f"{WEDNESDAY} 07:00", "handover-after-hours"),
        ("email", f"{WEDNESDAY} 23:30", "handover-after-hours"),
        ("phone", "2026-11-21 10:00", "handover-holiday"),
        ("email", "2026-10-01 10:00", "handover-holiday"),
        ("visit", "2026-10-01 10:00", "handover-holiday"),
        ("phone", "2026-10-10 10:00", "handover-phone"),
        ("visit", f"{WEDNESDAY} 10:00", "handover-other-channel"),
        ("wechat", f"{WEDNESDAY} 22:00", "handover-other-channel"),
        ("letter", f"{WEDNESDAY} 10:00", "handover-other-channel"),
        ("web", f"{WEDNESDAY} 10:00", "handover-other-channel"),
    ],
)
def test_exactly_one_handover_limit_applies_by_channel_and_time(
    channel: str, received: str, handover: str
) -> None:
    assert started(channel, received) == {handover}


@pytest.mark.parametrize(
    ("key", "rule", "within"),
    [
        ("handover-phone", "zsy-5.1.5a", "1 h"),
        ("handover-email", "zsy-5.1.5b", "1 h"),
        ("handover-after-hours", "zsy-5.1.5c", "1 wh"),
        ("handover-holiday", "zsy-5.1.5d", "0 cd"),
        ("handover-other-channel", "zsy-5.1.1", "1 h"),
        ("preliminary-opinion", "zsy-5.2.4", "24 h"),
        ("important-state", "zsy-5.2.1b-notice", "1 wd"),
        ("unsolved-week", "zsy-3.3b", "7 cd"),
        ("unsolved-month", "zsy-3.3a", "1 month"),
    ],
)
def test_every_limit_has_the_span_of_its_article(key: str, rule: str, within: str) -> None:
    obligation = zsy().obligation(key)

    assert (obligation.rule, obligation.within) == (rule, Span.parse(within))


def test_the_handover_is_met_by_the_form_that_was_sent_and_by_no_other_notice() -> None:
    handover = zsy().obligation("handover-phone")

    assert handover.met_by("notice-sent", {"template": "handover-form"})
    assert not handover.met_by("notice-sent", {"template": "crisis-report"})
    assert not handover.met_by("notice-failed", {"template": "handover-form"})


def test_the_preliminary_opinion_is_owed_only_where_contact_details_were_left() -> None:
    reachable = complaint("phone", f"{WEDNESDAY} 10:00", has_contact=True)
    anonymous = complaint("phone", f"{WEDNESDAY} 10:00", has_contact=False)

    assert "preliminary-opinion" in keys("complaint-received", reachable)
    assert "preliminary-opinion" not in keys("complaint-received", anonymous)


def test_a_contact_without_the_opinion_does_not_meet_it() -> None:
    opinion = zsy().obligation("preliminary-opinion")

    assert not opinion.met_by("customer-contacted", {"preliminary_opinion": False})
    assert opinion.met_by("customer-contacted", {"preliminary_opinion": True})
    assert opinion.customer_limit
    assert opinion.starts_from is StartsFrom.RECEIVED


def test_a_withdrawn_complaint_cancels_what_is_open() -> None:
    assert all(
        rule.cancelled_by("complaint-withdrawn", {"reason": "已协商"}) for rule in zsy().obligations
    )


@pytest.mark.parametrize("trigger", ["graded", "escalated"])
@pytest.mark.parametrize("grade", [1, 2, 3, 4])
def test_the_marketing_manager_is_owed_the_state_of_grade_3_only(trigger: str, grade: int) -> None:
    started = keys(trigger, Context(event={"grade": grade}))

    assert ("important-state" in started) is (grade == 3)


def test_a_new_grade_cancels_the_report_on_grade_3() -> None:
    report = zsy().obligation("important-state")

    assert report.cancelled_by("escalated", {"grade": 2})
    assert not report.cancelled_by("graded", {"grade": 3})


@pytest.mark.parametrize("side", ["ours", "customer", "third-party"])
def test_the_week_and_the_month_count_only_where_the_cause_is_on_our_side(side: str) -> None:
    started = keys("cause-found", Context(event={"side": side}))

    assert started == ({"unsolved-week", "unsolved-month"} if side == "ours" else set())


def test_the_week_and_the_month_are_silent_and_count_from_receipt() -> None:
    for key in ("unsolved-week", "unsolved-month"):
        threshold = zsy().obligation(key)
        assert threshold.kind is ObligationKind.THRESHOLD
        assert threshold.starts_from is StartsFrom.RECEIVED
        assert not threshold.warn
        assert not threshold.tell_when_missed


def test_a_satisfied_customer_ends_the_week_and_a_dissatisfied_one_does_not() -> None:
    week = zsy().obligation("unsolved-week")

    assert week.met_by("revisited", {"satisfaction": "satisfied"})
    assert not week.met_by("revisited", {"satisfaction": "dissatisfied"})
    assert not week.met_by("revisited", {"satisfaction": "not-reached"})


def test_a_condition_that_lacks_a_value_fails_naming_rule_and_line() -> None:
    without_receipt = Context(complaint=complaint("phone", f"{WEDNESDAY} 10:00").complaint)

    with pytest.raises(ConditionFailed) as failed:
        zsy().starting("complaint-received", without_receipt)

    assert failed.value.rule == "zsy-5.1.5a"
    assert failed.value.where.startswith("zsy.yaml:")


def test_the_small_pack_owes_one_answer_within_15_working_days() -> None:
    pack = library().pack("answer-within", "1")
    (answer,) = pack.starting("complaint-received", Context())

    assert (answer.key, str(answer.within)) == ("answer", "15 wd")
    assert answer.met_by("customer-contacted", {})
    assert not (pack.notices or pack.supervision or answer.warn)


def keys(trigger: str, context: Context) -> set[str]:
    return {rule.key for rule in zsy().starting(trigger, context)}
