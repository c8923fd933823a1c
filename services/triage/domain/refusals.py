"""What triage refuses."""

from shared.domain import Refusal, RefusalKind


class AssessmentIsUnknown(Refusal):
    """No complaint of this number has been assessed."""

    kind = RefusalKind.UNKNOWN
    zh = "没有编号为 {number} 的投诉；若刚刚受理，请稍后再试"
    en = "There is no complaint {number} here; if it was only just received, try again shortly"


class AssessmentIsClosed(Refusal):
    """The case is closed; it must be taken up again before it can be judged anew."""

    zh = "投诉 {number} 已结案，请先重新办理再修改"
    en = "Complaint {number} is closed: reopen its case first"


class ComplaintIsWithdrawn(Refusal):
    """The customer took the complaint back; there is nothing left to judge."""

    zh = "投诉 {number} 已撤诉，不能再修改"
    en = "Complaint {number} was withdrawn and cannot be changed"


class NobodyIsNamed(Refusal):
    """A grade is set by a person who answers for it by name."""

    kind = RefusalKind.FORBIDDEN
    zh = "人工定级须注明经办人：请在请求头 X-Actor 中填写姓名"
    en = "A grade is set by a named person: give a name in the X-Actor header"


class GradeIsUnknown(Refusal):
    """The governing regulation has no such grade (投诉级别)."""

    kind = RefusalKind.INVALID
    zh = "制度 {pack} 没有 {grade} 级，可选：{known}"
    en = "Regulation {pack} has no grade {grade}; it has {known}"


class CategoryIsUnknown(Refusal):
    """The governing regulation has no such category (投诉分类)."""

    kind = RefusalKind.INVALID
    zh = "制度 {pack} 没有分类 {category}，可选：{known}"
    en = "Regulation {pack} has no category {category}; it has {known}"


class DepartmentIsUnknown(Refusal):
    """The directory has no such department (责任部门)."""

    kind = RefusalKind.INVALID
    zh = "没有部门 {department}，可选：{known}"
    en = "There is no department {department}; there are {known}"


class NobodyDecides(Refusal):
    """The governing regulation names nobody who decides on disputes (责任争议)."""

    zh = "制度 {pack} 没有规定责任争议由谁裁定，请直接指定责任部门"
    en = "Regulation {pack} names nobody who decides disputes: assign a department instead"


class NotTheResponsibleDepartment(Refusal):
    """Only the department that is responsible can reject the responsibility."""

    kind = RefusalKind.FORBIDDEN
    zh = "责任部门是{department}（{code}），只有该部门可以提出责任争议"
    en = "Only the responsible department, {department} ({code}), may dispute it"


class ResponsibilityIsDisputed(Refusal):
    """The responsibility is disputed already."""

    zh = "责任已有争议，待{post}裁定"
    en = "The responsibility is disputed already; {post} is to decide"


class ResponsibilityIsSettled(Refusal):
    """A dispute was decided on this department; it does not begin anew."""

    zh = "责任已裁定由{department}承担，不能再次提出争议"
    en = "It was decided that {department} is responsible: that is not disputed again"


class NothingIsDisputed(Refusal):
    """There is no dispute to decide."""

    zh = "投诉 {number} 的责任没有争议，无须裁定"
    en = "The responsibility for {number} is not disputed"


class PostMayNotDecide(Refusal):
    """The regulation names another post to decide disputes."""

    kind = RefusalKind.FORBIDDEN
    zh = "责任争议由{post}裁定，岗位代码 {code}"
    en = "Disputes are decided by {post}, post code {code}"


class NoFactIsStated(Refusal):
    """Facts were to be stated, and none is."""

    kind = RefusalKind.INVALID
    zh = "请至少填写一项事实"
    en = "State at least one fact"


class FactIsDerived(Refusal):
    """The system finds this fact itself, from events or by counting; nobody can state it."""

    kind = RefusalKind.INVALID
    zh = "事实“{label}”（{fact}）由系统得出，不能人工填写"
    en = "The fact {fact} is found by the system and cannot be stated"
