"""What sla refuses."""

from shared.domain import Refusal, RefusalKind


class ComplaintIsNotWatched(Refusal):
    """No watch has this complaint number."""

    kind = RefusalKind.UNKNOWN
    zh = "没有编号为 {number} 的投诉时限"
    en = "No deadlines are watched for a complaint {number}"


class ComplaintIsClosed(Refusal):
    """The case is closed or the complaint withdrawn; nothing is owed on it."""

    zh = "投诉 {number} 已办结或撤诉"
    en = "Complaint {number} is closed or withdrawn"


class ObligationIsUnknown(Refusal):
    """The complaint has no such obligation."""

    kind = RefusalKind.UNKNOWN
    zh = "投诉 {number} 没有时限 {key}，现有：{known}"
    en = "Complaint {number} has no obligation {key}; it has: {known}"


class ObligationIsOver(Refusal):
    """The obligation ended; its time cannot be changed any more."""

    zh = "时限“{name}”已结束，不能再延期"
    en = "The obligation {name} has ended and cannot be extended"


class DeadlineHasPassed(Refusal):
    """More time is asked for too late: it must be before expiry."""

    zh = "时限“{name}”已于 {due} 到期，延期须在到期前申请"
    en = "The obligation {name} was due {due}; an extension must be asked for before that"


class ThresholdIsNotOwed(Refusal):
    """Nobody owes a threshold, so nobody can be given more time for it."""

    zh = "“{name}”是临界点，不是应办事项，不能延期"
    en = "{name} is a threshold that nobody owes; it cannot be extended"


class ObligationIsPaused(Refusal):
    """The due time is unknown while the clock stands still."""

    zh = "时限“{name}”正在中止，请先恢复"
    en = "The obligation {name} is paused: resume it first"


class ExtensionIsNotLater(Refusal):
    """An extension must end after the present due time."""

    kind = RefusalKind.INVALID
    zh = "延期应晚于当前到期时间 {due}"
    en = "An extension must end after the present due time, {due}"


class ApproverIsNotThePost(Refusal):
    """The regulation names the post that may extend this obligation."""

    kind = RefusalKind.FORBIDDEN
    zh = "按制度，时限“{name}”的延期须由岗位 {post} 批准"
    en = "Under the regulation an extension of {name} is approved by the post {post}"


class EitherUntilOrBy(Refusal):
    """A time is given either as an instant or as a span, not both and not neither."""

    kind = RefusalKind.INVALID
    zh = "{first} 与 {second} 须填写其一"
    en = "Give one of {first} and {second}"


class TimeIsUnusable(Refusal):
    """A span or an instant cannot be counted with."""

    kind = RefusalKind.INVALID
    zh = "{reason_zh}"
    en = "{reason_en}"


class CursorIsUnreadable(Refusal):
    """A cursor is what an earlier page gave as `next`, and nothing else."""

    kind = RefusalKind.INVALID
    zh = "cursor 应为上一页的 next"
    en = "A cursor is the `next` of the page before"


class PauseReasonIsUnknown(Refusal):
    """The regulation allows no pause for this reason."""

    kind = RefusalKind.INVALID
    zh = "制度不允许以“{reason}”为由中止，可用：{known}"
    en = "The regulation allows no pause for {reason}; it allows: {known}"


class NothingToPause(Refusal):
    """No open obligation is paused by this reason."""

    zh = "投诉 {number} 没有可因“{reason}”中止的时限"
    en = "Complaint {number} has no running obligation that {reason} pauses"


class NothingToResume(Refusal):
    """No obligation is paused for this reason."""

    zh = "投诉 {number} 没有因“{reason}”中止的时限"
    en = "Complaint {number} has no obligation that is paused for {reason}"


class RegulationKnowsNoSupervision(Refusal):
    """The governing regulation has no supervision orders."""

    zh = "制度《{pack}》没有督办"
    en = "The regulation {pack} has no supervision orders"


class DepartmentIsUnknown(Refusal):
    """Nobody is responsible yet, so nobody can be supervised."""

    zh = "投诉 {number} 尚未确定责任部门，请先分派"
    en = "No department is responsible for complaint {number} yet: assign one first"


class OrderIsOpenAlready(Refusal):
    """A complaint has at most one open supervision order."""

    zh = "投诉 {number} 已有未办结的督办单 {order}"
    en = "Complaint {number} has the open supervision order {order} already"


class OrderIsUnknown(Refusal):
    """No supervision order has this number."""

    kind = RefusalKind.UNKNOWN
    zh = "没有编号为 {order} 的督办单"
    en = "There is no supervision order {order}"


class OrderIsClosed(Refusal):
    """The supervision order has ended."""

    zh = "督办单 {order} 已办结"
    en = "Supervision order {order} is closed"


class MilestoneIsUnknown(Refusal):
    """The supervision order has no such milestone."""

    kind = RefusalKind.UNKNOWN
    zh = "督办单 {order} 没有节点 {key}，现有：{known}"
    en = "Supervision order {order} has no milestone {key}; it has: {known}"


class MilestoneIsNamedTwice(Refusal):
    """Two milestones of one order bear one key."""

    kind = RefusalKind.INVALID
    zh = "节点 {key} 出现两次"
    en = "The milestone {key} is given twice"


class MilestoneIsOver(Refusal):
    """A milestone that was reached or missed is not agreed anew."""

    zh = "节点 {key} 已完成或已逾期，不能重新商定；请另立节点"
    en = "The milestone {key} was reached or missed and cannot be agreed anew: add another"


class MilestoneCannotBeExtended(Refusal):
    """A milestone that was reached or missed is given no more time."""

    zh = "节点“{name}”已完成或已逾期，不能再延期"
    en = "The milestone {name} was reached or missed and cannot be extended"


class MilestoneLiesBehind(Refusal):
    """A milestone is agreed for a time that has passed."""

    kind = RefusalKind.INVALID
    zh = "节点 {key} 的时间 {due} 不晚于当前时间"
    en = "The time of milestone {key}, {due}, does not lie ahead"
