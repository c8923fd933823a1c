"""What a span's name says, in Chinese. Names that follow no pattern of ours stay as they are."""

from __future__ import annotations

EVENTS = {
    "complaint-received": "投诉受理",
    "complaint-acknowledged": "受理回执",
    "complaint-repeated": "再次投诉",
    "customer-urged": "客户催办",
    "complaint-withdrawn": "撤诉",
    "classified": "归类",
    "graded": "定级",
    "escalated": "升级",
    "facts-changed": "认定事实",
    "responsibility-assigned": "分派责任部门",
    "responsibility-disputed": "责任争议",
    "responsibility-decided": "责任裁定",
    "found-out-of-scope": "不属受理范围",
    "customer-contacted": "联系客户",
    "cause-found": "查明原因",
    "step-taken": "办理步骤",
    "promise-made": "约定时限",
    "progress-told": "告知进展",
    "plan-proposed": "提出方案",
    "plan-approved": "方案批准",
    "plan-rejected": "方案退回",
    "solution-carried-out": "方案实施",
    "revisited": "回访",
    "reopened": "重新办理",
    "case-closed": "结案",
    "obligation-started": "时限开始",
    "obligation-met": "按时完成",
    "obligation-cancelled": "时限取消",
    "obligation-paused": "时限中止",
    "obligation-resumed": "时限恢复",
    "obligation-extended": "延期",
    "deadline-approaching": "预警",
    "deadline-missed": "超时",
    "supervision-order-issued": "签发督办单",
    "supervision-ground-added": "追加督办事由",
    "milestones-agreed": "商定节点",
    "milestone-met": "节点完成",
    "milestone-missed": "节点逾期",
    "milestone-urged": "节点催办",
    "milestone-extended": "节点延期",
    "milestone-recounted": "节点重新计算",
    "supervision-order-closed": "督办单办结",
    "notice-sent": "通知发出",
    "notice-failed": "通知未送达",
}

WORK = {
    "receive complaint": "登记投诉",
    "import complaints": "导入投诉",
    "import batch": "导入一批",
    "repeat complaint": "登记再次投诉",
    "urge": "登记催办",
    "withdraw complaint": "登记撤诉",
    "classify": "归类",
    "assign": "指定责任部门",
    "dispute responsibility": "提出责任争议",
    "decide responsibility": "裁定责任",
    "set grade": "人工定级",
    "state facts": "认定事实",
    "contact customer": "记录联系客户",
    "find cause": "记录原因",
    "take step": "记录办理步骤",
    "make promise": "记录约定",
    "tell progress": "记录进展告知",
    "file open letter": "登记公开信",
    "propose plan": "提出方案",
    "approve plan": "批准方案",
    "reject plan": "退回方案",
    "carry out": "记录实施",
    "revisit": "记录回访",
    "close case": "结案",
    "reopen case": "重新办理",
    "issue supervision order": "签发督办单",
    "agree milestones": "商定节点",
    "reach milestone": "记录节点完成",
    "close supervision order": "办结督办单",
    "extend obligation": "延期",
    "pause obligations": "中止时限",
    "resume obligations": "恢复时限",
    "watch timer": "时限到点",
    "supervision-order timer": "督办节点到点",
    "send mail": "发送邮件",
}


def in_words(name: str) -> str:
    """`publish graded` becomes `发布“定级”`, `sla hears graded` becomes `接到“定级”`."""
    match name.split(" "):
        case ["publish", event] if event in EVENTS:
            return f"发布“{EVENTS[event]}”"
        case [_, "hears", event] if event in EVENTS:
            return f"接到“{EVENTS[event]}”"
        case _:
            return WORK.get(name, name)
