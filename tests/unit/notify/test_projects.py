"""Notices about a project's duties and handovers: whom they reach, and in which words."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.notify import projects
from services.notify.notice import NOTICE, Notice, Obstacle
from services.notify.queue import NOTICES
from services.notify.reactions import Planning
from services.notify.wording import NOT_KNOWN, Wording
from shared.clock import SteppedClock
from shared.contracts import ABOUT_PROJECTS, Message
from shared.contracts.asyncapi import example_of
from shared.contracts.duties import DutyDroppedV1, DutyMissedV1, DutyStartedV1, HandoverRefusedV1
from shared.contracts.intake import Customer
from shared.event_store.memory import MemoryStore
from shared.policy.about_projects import PROJECT_WORDS
from shared.subscriber import Subscription
from tests.unit.sla.projects import DATES, governed, handing_over

NOW = datetime.fromisoformat("2026-08-18T00:00:05+08:00")
LIBRARY = governed(jy=DATES)
WORDING = Wording(LIBRARY, ZoneInfo("Asia/Shanghai"), "https://huiyin.example")


def told(kind: type[Any], **changes: Any) -> Any:
    """The published example, of the project and under the regulation of these tests."""
    data = example_of(kind)["data"] | {
        "project": "jy",
        "project_name": "静园",
        "policy": {"pack": "handing-over", "version": "1"},
    }
    return kind.model_validate_json(json.dumps(data)).model_copy(update=changes)


class Notify:
    def __init__(self) -> None:
        self.store = MemoryStore([NOTICE])
        planning = Planning(policies=LIBRARY, wording=WORDING, clock=SteppedClock(NOW))
        self._subscription = Subscription("notify", planning.handlers())

    async def hears(self, contract: Any) -> list[Notice]:
        async with self.store.transaction() as unit:
            await self._subscription.handle(Message("one", contract, sequence=1), unit)
        async with self.store.transaction() as unit:
            rows = await unit.rows.find(NOTICES, order_by=("place",))
        found = [await self.store.load(NOTICE, row.notice_id) for row in rows]
        return [notice for notice in found if notice is not None]


@pytest.mark.parametrize("kind", ABOUT_PROJECTS, ids=lambda kind: kind.EVENT)
def test_every_placeholder_that_a_pack_may_use_has_a_value(kind: type[Any]) -> None:
    values = projects.values(told(kind), "h-n", handing_over(), WORDING)

    assert set(values) == PROJECT_WORDS[kind.EVENT]
    assert all(values.values())


async def test_a_missed_duty_reaches_whom_the_regulation_names() -> None:
    missed = told(DutyMissedV1, tell=("manager", "department"), late_s=3600.0 * 25)
    notices = await Notify().hears(missed)

    letters = [notice.letter for notice in notices]
    assert [(letter.recipient_name, letter.address) for letter in letters] == [
        ("营销部经理", "manager@minghu.example"),
        ("营销部", "m@minghu.example"),
    ]
    assert letters[0].subject == "交付启动：成立交付工作组 2026年8月17日 24:00"
    assert letters[0].body == "静园 营销部 25 小时 0 分钟 第 1 次"
    assert letters[0].number == "jy"


async def test_the_department_is_the_one_answerable_for_the_duty() -> None:
    (notice,) = await Notify().hears(told(DutyStartedV1))

    assert notice.letter.address == "m@minghu.example"
    assert "https://huiyin.example/projects/jy/duties" in notice.letter.body


async def test_nobody_is_told_where_the_regulation_does_not_say_so() -> None:
    assert await Notify().hears(told(DutyDroppedV1)) == []


async def test_an_owner_is_reminded_by_mail_and_named_nowhere_else() -> None:
    (notice,) = await Notify().hears(told(HandoverRefusedV1, times=2))

    letter = notice.letter
    assert (letter.recipient_name, letter.address) == ("客户", "chen@owner.example")
    assert (letter.subject, letter.body) == ("静园 3-1-1201", "陈女士 第 2 次 h-urge")


async def test_an_owner_who_gave_a_reason_is_not_reminded() -> None:
    assert await Notify().hears(told(HandoverRefusedV1, reason="外墙渗漏")) == []


async def test_an_owner_without_an_address_cannot_be_reminded() -> None:
    (notice,) = await Notify().hears(told(HandoverRefusedV1, customer=Customer(name="陈女士")))

    assert notice.setback is not None
    assert notice.setback.obstacle is Obstacle.NO_ADDRESS


async def test_of_a_notice_about_a_project_nothing_is_told() -> None:
    """It belongs to no complaint, and those who follow complaints must not stumble over it."""
    notify = Notify()
    await notify.hears(told(HandoverRefusedV1, customer=Customer(name="陈女士")))

    assert await notify.store.outbox.peek(10) == ()


def test_what_is_not_known_reads_as_a_dash() -> None:
    values = projects.values(told(HandoverRefusedV1), "h-n", handing_over(), WORDING)

    assert values["reason"] == NOT_KNOWN
