"""What the keys that contracts carry are called, for whoever shows them to people."""

from shared.contracts.casework import Satisfaction, Side
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
