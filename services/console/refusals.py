"""What the console cannot show."""

from shared.domain import Refusal, RefusalKind


class ComplaintIsUnknown(Refusal):
    """No complaint has this number."""

    kind = RefusalKind.UNKNOWN
    zh = "没有编号为 {complaint} 的投诉"
    en = "There is no complaint {complaint}"


class OrderIsUnknown(Refusal):
    """The complaint has no supervision order of this number."""

    kind = RefusalKind.UNKNOWN
    zh = "投诉 {complaint} 没有编号为 {order} 的督办单"
    en = "Complaint {complaint} has no supervision order {order}"


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


class ProjectIsUnknown(Refusal):
    """No project has this code."""

    kind = RefusalKind.UNKNOWN
    zh = "没有代码为 {project} 的项目"
    en = "There is no project {project}"


class TimeIsUnreadable(Refusal):
    """A form holds something that is no time."""

    kind = RefusalKind.INVALID
    zh = "时间 {time} 无法识别，请写成 2026-08-14T16:00 的样子"
    en = "{time} is not a time: write it like 2026-08-14T16:00"


class FormIsForeign(Refusal):
    """Another site's page sent this form."""

    kind = RefusalKind.FORBIDDEN
    zh = "此表单不是从本工作台发出的，请从项目事项页面登记"
    en = "This form was not sent from the console: use the page of the project's duties"
