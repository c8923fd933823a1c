"""What the console cannot show."""

from shared.domain import Refusal, RefusalKind


class ComplaintIsUnknown(Refusal):
    """No complaint has this number."""

    kind = RefusalKind.UNKNOWN
    zh = "没有编号为 {complaint} 的投诉"
    en = "There is no complaint {complaint}"


class TraceIsUnknown(Refusal):
    """No service knows this trace."""

    kind = RefusalKind.UNKNOWN
    zh = "没有找到链路 {trace}"
    en = "There is no trace {trace}"


class MonthIsUnreadable(Refusal):
    """A month is written as 2026-11."""

    kind = RefusalKind.UNKNOWN
    zh = "月份 {month} 无法识别，请写成 2026-11 的样子"
    en = "{month} is not a month: write it like 2026-11"
