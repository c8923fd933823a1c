"""What intake refuses."""

from shared.domain import Refusal, RefusalKind


class ComplaintIsUnknown(Refusal):
    """No complaint has this number."""

    kind = RefusalKind.UNKNOWN
    zh = "没有编号为 {number} 的投诉"
    en = "There is no complaint {number}"


class ComplaintIsWithdrawn(Refusal):
    """The customer took the complaint back; nothing more can be said on it."""

    zh = "投诉 {number} 已撤诉，请登记新的投诉"
    en = "Complaint {number} was withdrawn: register a new one"


class TimeLiesAhead(Refusal):
    """Something is said to have happened later than now."""

    kind = RefusalKind.INVALID
    zh = "时间 {instant} 晚于当前时间；若为此刻，请留空"
    en = "The time {instant} lies in the future; leave it out to mean now"


class TimeLiesBeforeReceipt(Refusal):
    """Something is said to have happened before the complaint came in."""

    kind = RefusalKind.INVALID
    zh = "时间 {instant} 早于受理时间 {received_at}"
    en = "The time {instant} is before the complaint was received, {received_at}"


class AnswerIsWantedTooEarly(Refusal):
    """An answer is wanted by a time at which the complaint had not come in yet."""

    kind = RefusalKind.INVALID
    zh = "要求答复的时间 {instant} 应晚于受理时间 {received_at}"
    en = "The answer is wanted by {instant}, which is not after the receipt at {received_at}"


class NothingWasSaid(Refusal):
    """A complaint needs words."""

    kind = RefusalKind.INVALID
    zh = "投诉内容不能为空"
    en = "The complaint has no words"


class CategoryIsUnknown(Refusal):
    """The governing regulation has no such category (投诉分类)."""

    kind = RefusalKind.INVALID
    zh = "制度 {pack} 没有分类 {category}，可选：{known}"
    en = "Regulation {pack} has no category {category}; it has {known}"


class FactIsDerived(Refusal):
    """The system finds this fact itself, from events or by counting; nobody can state it."""

    kind = RefusalKind.INVALID
    zh = "事实“{label}”（{fact}）由系统得出，不能填写"
    en = "The fact {fact} is found by the system and cannot be stated"


class SourceIsMissing(Refusal):
    """A number of another system is given, but not of which: two systems may both have a 17."""

    kind = RefusalKind.INVALID
    zh = "填写 external_ref 时须同时填写 source（来源系统）"
    en = "With `external_ref` goes `source`, the system whose number it is"


class LineIsTaken(Refusal):
    """Two rows of a file bear the same number of their source and say different things."""

    kind = RefusalKind.INVALID
    zh = "编号与第 {line} 行相同而内容不同"
    en = "has the same reference as line {line}, and other content"


class MappingIsUnknown(Refusal):
    """An import names no mapping that is kept with the policies, and brings none."""

    kind = RefusalKind.INVALID
    zh = "请上传列映射 mapping，或用 mapping_name 指定已有的：{known}"
    en = "Send a `mapping` file, or name a kept one as `mapping_name`: {known}"
