"""Complaints told one by one, so that every state there is can be seen the first time one looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`steps` are (working days ago, time of day, what); day 0 is the last that is over.

    `said` is the place of the customer's words among those of the category.
    """

    state: str
    category: str
    name: str
    project: str
    channel: str = "phone"
    said: int = 0
    facts: Mapping[str, bool | int] = field(default_factory=dict)
    reachable: bool = True
    side: str = "ours"
    satisfaction: str = "satisfied"
    steps: tuple[tuple[int, str, str], ...] = ()


CASES = (
    Case(
        state="刚受理，等待联系",
        category="property-management",
        name="罗女士",
        project="lnsj",
        channel="wechat",
    ),
    Case(
        state="已联系，正在查原因",
        category="planning-design",
        name="郭先生",
        project="gsyj",
        steps=((0, "10:12", "received"), (0, "14:20", "contact")),
    ),
    Case(
        state="方案待批准",
        category="sales-management",
        name="朱女士",
        project="bjyh",
        said=1,
        facts={"outside_help_needed": True},
        steps=(
            (3, "09:40", "received"),
            (3, "11:05", "contact"),
            (2, "15:30", "cause"),
            (0, "16:45", "plan"),
        ),
    ),
    Case(
        state="方案被退回",
        category="planning-design",
        name="高先生",
        project="yql",
        said=2,
        facts={"lawsuit_possible": True},
        steps=(
            (5, "14:10", "received"),
            (5, "15:50", "contact"),
            (4, "10:30", "cause"),
            (2, "11:20", "plan"),
            (1, "09:50", "reject"),
        ),
    ),
    Case(
        state="已超时，无人联系",
        category="engineering-quality",
        name="何女士",
        project="gsyj",
        channel="web",
        said=3,
        steps=((3, "09:25", "received"), (1, "20:15", "urge")),
    ),
    Case(
        state="重大投诉，督办中",
        category="engineering-quality",
        name="林女士",
        project="lnsj",
        said=0,
        facts={"media_exposed": True},
        steps=(
            (6, "09:35", "received"),
            (5, "09:05", "contact"),
            (5, "16:10", "cause"),
            (4, "10:20", "plan"),
            (3, "10:05", "approve"),
            (2, "20:40", "urge"),
        ),
    ),
    Case(
        state="集体投诉，节点已逾期",
        category="property-management",
        name="马先生",
        project="bjyh",
        channel="visit",
        facts={"collective_persons": 6},
        steps=((8, "10:15", "received"), (8, "11:40", "contact"), (3, "14:00", "cause")),
    ),
    Case(
        state="一周未解决而升级",
        category="engineering-quality",
        name="徐先生",
        project="mhhy",
        said=1,
        steps=(
            (9, "09:20", "received"),
            (9, "13:50", "contact"),
            (7, "15:15", "cause"),
            (5, "10:00", "plan"),
            (3, "19:30", "repeat"),
        ),
    ),
    Case(
        state="不满意，继续处理",
        category="customer-service",
        name="孙女士",
        project="mhhy",
        satisfaction="dissatisfied",
        steps=(
            (6, "11:10", "received"),
            (6, "14:30", "contact"),
            (5, "09:45", "cause"),
            (5, "10:30", "plan"),
            (3, "16:00", "carry-out"),
            (1, "15:20", "revisit"),
        ),
    ),
    Case(
        state="结案后又投诉，重新办理",
        category="engineering-quality",
        name="胡先生",
        project="yql",
        said=4,
        steps=(
            (15, "09:15", "received"),
            (15, "11:00", "contact"),
            (14, "10:40", "cause"),
            (14, "14:25", "plan"),
            (11, "15:40", "carry-out"),
            (9, "10:10", "revisit"),
            (9, "10:35", "close"),
            (1, "18:50", "repeat"),
            (0, "09:55", "contact"),
        ),
    ),
    Case(
        state="已撤诉",
        category="other",
        name="郑先生",
        project="mhhy",
        said=1,
        steps=((4, "13:35", "received"), (4, "16:15", "contact"), (2, "10:25", "withdraw")),
    ),
    Case(
        state="已实施，待回访",
        category="sales-management",
        name="梁女士",
        project="lnsj",
        said=3,
        side="customer",
        steps=(
            (4, "10:50", "received"),
            (4, "15:10", "contact"),
            (3, "09:30", "cause"),
            (2, "11:15", "plan"),
            (0, "15:35", "carry-out"),
        ),
    ),
    Case(
        state="回访未联系上",
        category="planning-design",
        name="宋先生",
        project="mhhy",
        said=1,
        side="third-party",
        satisfaction="not-reached",
        steps=(
            (7, "09:55", "received"),
            (7, "14:05", "contact"),
            (6, "10:15", "cause"),
            (5, "16:30", "plan"),
            (2, "10:05", "carry-out"),
            (0, "11:30", "revisit"),
        ),
    ),
    Case(
        state="匿名来信，无从联系",
        category="property-management",
        name="",
        project="yql",
        channel="letter",
        said=2,
        reachable=False,
        steps=((2, "15:45", "received"), (1, "10:30", "cause")),
    ),
)
