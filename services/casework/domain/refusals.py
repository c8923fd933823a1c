"""What casework refuses."""

from shared.domain import Refusal, RefusalKind


class CaseIsUnknown(Refusal):
    """No complaint of this number is being handled."""

    kind = RefusalKind.UNKNOWN
    zh = "没有编号为 {number} 的投诉；若刚刚受理，请稍后再试"
    en = "There is no complaint {number} here; if it was only just received, try again shortly"


class CaseIsClosed(Refusal):
    """The case is closed; it must be taken up again before anything is done about it."""

    zh = "投诉 {number} 已结案，请先重新办理"
    en = "Case {number} is closed: reopen it first"


class ComplaintIsWithdrawn(Refusal):
    """The customer took the complaint back; there is nothing left to do."""

    zh = "投诉 {number} 已撤诉，不再办理"
    en = "Complaint {number} was withdrawn; nothing more is done about it"


class CaseIsOpen(Refusal):
    """Only a closed case can be taken up again."""

    zh = "投诉 {number} 正在办理中，无须重新办理"
    en = "Case {number} is open already"


class CaseIsNotGraded(Refusal):
    """Who must approve a plan depends on the grade, which is not known yet."""

    zh = "投诉 {number} 尚未定级，请稍后再提出方案"
    en = "Case {number} is not graded yet: try again shortly"


class TimeLiesAhead(Refusal):
    """Something is said to have happened later than now."""

    kind = RefusalKind.INVALID
    zh = "时间 {instant} 晚于当前时间"
    en = "The time {instant} lies in the future"


class TimeLiesBeforeReceipt(Refusal):
    """Something is said to have happened before the complaint came in."""

    kind = RefusalKind.INVALID
    zh = "时间 {instant} 早于受理时间 {received_at}"
    en = "The time {instant} is before the complaint was received, {received_at}"


class TimeIsPast(Refusal):
    """A time is promised or expected that is over already."""

    kind = RefusalKind.INVALID
    zh = "时间 {instant} 应晚于当前时间"
    en = "The time {instant} must lie in the future"


class TimeIsTooFar(Refusal):
    """A time is promised or expected so far ahead that it must be a slip of the pen."""

    kind = RefusalKind.INVALID
    zh = "时间 {instant} 距今超过十年，请核对年份"
    en = "The time {instant} is more than ten years ahead: check the year"


class StepIsUnknown(Refusal):
    """The governing regulation asks for no such step (办理步骤)."""

    kind = RefusalKind.INVALID
    zh = "制度 {pack} 没有步骤 {step}，可选：{known}"
    en = "Regulation {pack} has no step {step}; it has {known}"


class PromiseIsUnknown(Refusal):
    """The governing regulation knows no such promise (约定时限)."""

    kind = RefusalKind.INVALID
    zh = "制度 {pack} 没有约定 {promise}，可选：{known}"
    en = "Regulation {pack} has no promise {promise}; it has {known}"


class OpenLetterIsRefused(Refusal):
    """Some of the complaints that an open letter names cannot be answered by it; none was."""

    zh = "公开信未登记，{count} 件投诉不能归档：{reasons_zh}"
    en = "The letter was not filed: {count} case(s) cannot take it: {reasons_en}"


class PlanIsMissing(Refusal):
    """No handling plan lies on the table."""

    zh = "投诉 {number} 尚未提出处理方案，请先提出方案"
    en = "Case {number} has no handling plan: propose one first"


class PlanNeedsNoApproval(Refusal):
    """The regulation asks nobody's approval for a plan of this grade."""

    zh = "{grade} 级投诉的处理方案无须审批，可直接实施"
    en = "A plan of grade {grade} needs no approval: carry it out"


class PlanIsNotApproved(Refusal):
    """The plan may not be carried out before the post that must agree has agreed."""

    zh = "处理方案须由{post}审批通过后方可实施"
    en = "The plan must be approved by {post} before it is carried out"


class PlanWasRejected(Refusal):
    """A plan that was sent back cannot be decided on again."""

    zh = "处理方案已退回，请重新提出方案"
    en = "The plan was rejected: propose another"


class PlanIsApproved(Refusal):
    """A plan that was approved is not sent back; another may be proposed instead."""

    zh = "处理方案已审批通过；如需更改，请重新提出方案"
    en = "The plan is approved: to change it, propose another"


class PostMayNotApprove(Refusal):
    """Another post approves plans of this grade."""

    kind = RefusalKind.FORBIDDEN
    zh = "{grade} 级投诉的处理方案由{post}审批，岗位代码 {code}"
    en = "A plan of grade {grade} is decided on by {post}, post code {code}"


class SolutionIsNotCarriedOut(Refusal):
    """The customer is revisited about a result."""

    zh = "处理方案尚未实施，请先登记处理结果再回访"
    en = "Nothing was carried out yet: record the result before the revisit"


class CustomerIsDissatisfied(Refusal):
    """The customer rejected the result in the last revisit."""

    zh = "客户回访不满意，不能结案：请继续处理并再次回访"
    en = "The customer is dissatisfied: go on handling and revisit before closing"


class ClosingConditionsAreUnmet(Refusal):
    """The regulation demands more before a case is closed (结案条件)."""

    zh = "尚不能结案：{conditions_zh}"
    en = "The case cannot be closed yet: {conditions_en} not met"
