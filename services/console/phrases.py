"""Times, spans and kinds in Chinese words. Pure; the present is an argument."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.console.read_model.rows import PlanState, Status, Step
from shared.contracts.intake import Channel
from shared.contracts.names import CHANNEL_NAMES

WEEKDAYS = "一二三四五六日"
STATUSES = {
    Status.RECEIVED: "待分派",
    Status.IN_HAND: "办理中",
    Status.CARRIED_OUT: "待回访结案",
    Status.CLOSED: "已结案",
    Status.WITHDRAWN: "已撤诉",
}
STEPS = {
    Step.RECEIVED: "受理",
    Step.ASSIGNED: "分派",
    Step.CONTACTED: "联系客户",
    Step.CAUSE_FOUND: "查明原因",
    Step.PLANNED: "提出方案",
    Step.CARRIED_OUT: "实施",
    Step.REVISITED: "回访",
    Step.CLOSED: "结案",
}
PLAN_STATES = {
    PlanState.PROPOSED: "待批准",
    PlanState.APPROVED: "可以实施",
    PlanState.REJECTED: "已退回",
}
SERVICES = {
    "intake": "受理",
    "triage": "定级分派",
    "casework": "办理",
    "sla": "时限督办",
    "notify": "通知",
    "analytics": "分析",
    "console": "工作台",
}


def channel_name(channel: str) -> str:
    """A channel's word; one of a later release keeps its own name."""
    return CHANNEL_NAMES[Channel(channel)] if channel in list(Channel) else channel


def moment(instant: datetime, zone: ZoneInfo) -> str:
    """`2026年11月22日（周日） 15:30`."""
    local = instant.astimezone(zone)
    return f"{day(local.date())} {local:%H:%M}"


def day(local: date) -> str:
    return f"{local.year}年{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）"


def short_moment(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """As short as it can be understood today: `15:30`, `昨天 15:30`, `11月20日 15:30`."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    clock = f"{local:%H:%M}"
    match (local.date() - today).days:
        case 0:
            return f"今天 {clock}"
        case 1:
            return f"明天 {clock}"
        case -1:
            return f"昨天 {clock}"
    year = "" if local.year == today.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {clock}"


def span(length: timedelta | float) -> str:
    """A length of time in its two largest units; a number is seconds."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    minutes = int(abs(seconds) // 60)
    if minutes == 0:
        return "不到 1 分钟"
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} 天 {hours} 小时" if hours and days < 10 else f"{days} 天"
    if hours:
        return f"{hours} 小时 {rest} 分钟" if rest else f"{hours} 小时"
    return f"{rest} 分钟"


def countdown(due: datetime, now: datetime) -> str:
    """`还剩 3 小时`, or `已超时 2 天 4 小时`."""
    left = due - now
    return f"还剩 {span(left)}" if left > timedelta(0) else f"已超时 {span(left)}"
