"""What the keys that contracts carry are called, for whoever shows them to people."""

from shared.contracts.casework import Satisfaction, Side
from shared.contracts.duties import Dropped
from shared.contracts.intake import Channel

CHANNEL_NAMES = {
    Channel.PHONE: "电话",
    Channel.WECHAT: "微信",
    Channel.EMAIL: "邮件",
    Channel.VISIT: "来访",
    Channel.LETTER: "来信",
    Channel.WEB: "网络",
}
SIDE_NAMES = {Side.OURS: "我方", Side.CUSTOMER: "客户", Side.THIRD_PARTY: "第三方"}
SATISFACTION_NAMES = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.NEUTRAL: "一般",
    Satisfaction.DISSATISFIED: "不满意",
    Satisfaction.NOT_REACHED: "未联系上",
}
DROPPED_NAMES = {
    Dropped.DATE_REMOVED: "组织文件中已无所依据的日期",
    Dropped.NOT_ASKED: "现行制度不再要求",
    Dropped.OVER: "已到截止日期",
    Dropped.COUNTED_ANEW: "所依据的日期变动，改从下一次起算",
    Dropped.PROJECT_GONE: "组织文件中已无此项目",
}
_DATE_NAMES = {
    "sales-start": "开盘日期",
    "completion": "竣工日期",
    "delivery": "交付日期",
    "delivery-end": "集中交付结束日期",
}


def date_name(key: str) -> str:
    """What a date of a project is called; the directory may have others than the usual ones."""
    return _DATE_NAMES.get(key, f"项目日期 {key} ")
