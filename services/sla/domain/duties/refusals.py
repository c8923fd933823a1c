"""What sla refuses about projects."""

from shared.domain import Refusal, RefusalKind


class ProjectIsNotWatched(Refusal):
    """The regulation asks nothing about this project, or nobody has told its dates."""

    kind = RefusalKind.UNKNOWN
    zh = "项目 {project} 没有项目事项，请核对项目代码和组织文件中的日期"
    en = "The project {project} has no duties: check its code and its dates in the directory"


class DutyIsUnknown(Refusal):
    """The project has no such duty."""

    kind = RefusalKind.UNKNOWN
    zh = "项目 {project} 没有项目事项 {key}，现有：{known}"
    en = "The project {project} has no duty {key}; it has: {known}"


class DutyWasDropped(Refusal):
    """The duty fell away; there is nothing to report."""

    zh = "项目事项“{name}”已取消"
    en = "The duty {name} was dropped"


class DoneLiesAhead(Refusal):
    """What is done was done by now."""

    kind = RefusalKind.INVALID
    zh = "完成时间 {done_at} 晚于当前时间"
    en = "It cannot have been done at {done_at}, which lies ahead"


class DoneBeforeItBegan(Refusal):
    """Each time of a duty that comes again begins when the time before has ended."""

    kind = RefusalKind.INVALID
    zh = "“{name}”第 {occurrence} 次自 {started_at} 起，完成时间不能更早；请写明是第几次"
    en = "{name} no. {occurrence} began {started_at}: say which occurrence was done before that"


class WhichTimeIsMeant(Refusal):
    """Before a time was due that is done already, something else is reported of the same duty."""

    zh = (
        "“{name}”第 {done} 次已完成，所报时间仍在该次期限内；"
        "如指第 {following} 次，请写明 occurrence: {following}"
    )
    en = (
        "{name} no. {done} is done, and was not due yet at that time: "
        "say occurrence: {following} if no. {following} is meant"
    )


class HomeWasTakenOver(Refusal):
    """The home has been taken over; nobody need be reminded any more."""

    zh = "{household} 已办理交付"
    en = "{household} has been taken over already"


class TakenOverForNoReason(Refusal):
    """A reason is given by whoever does not take over."""

    kind = RefusalKind.INVALID
    zh = "已办理交付的，不填写原因"
    en = "Give a reason only where the home was not taken over"
