"""Words of made-up customers and of those who answer them: plausible, and nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Matter:
    """What people of one category complain of, and what is found and done about it.

    `causes` are by the side that answers for them; `handler` is who sees to it.
    """

    handler: str
    said: tuple[str, ...]
    causes: MappingProxyType[str, tuple[str, ...]]
    plans: tuple[str, ...]
    results: tuple[str, ...]


def _causes(
    ours: tuple[str, ...], customer: str, third_party: str
) -> MappingProxyType[str, tuple[str, ...]]:
    return MappingProxyType({"ours": ours, "customer": (customer,), "third-party": (third_party,)})


MATTERS = MappingProxyType(
    {
        "engineering-quality": Matter(
            "工程部 陈亮",
            (
                "主卧飘窗漏水，下雨天墙面渗水起皮，报修两次只刷了一层漆，雨后照样渗。",
                "卫生间地面空鼓，踩上去有响声，要求返工重做防水。",
                "客厅顶板有一条约两米长的裂缝，担心结构安全，请派人来看。",
                "入户门变形关不严，门窗五金松动，保修期内请更换。",
                "厨房下水管道反味堵塞，疏通三次不到一周又堵，需要查清原因。",
                "外墙涂料大片脱落，掉到一楼院子里，怕砸到人。",
            ),
            _causes(
                ("施工收口不到位，报修时只做了表面处理", "交底遗漏，未按图施工"),
                "业主装修时改动了原有做法",
                "分包单位用材不合格，已通知整改",
            ),
            (
                "拆除受损部位，按原设计返工，监理复验后恢复饰面，质保两年。",
                "更换损坏部件，逐户复查同楼栋同部位。",
                "安排厂家检测，出具报告后更换部件，期间提供临时措施。",
            ),
            ("已按方案完成，业主现场验收签字。", "已整改完毕，复查无异常。"),
        ),
        "planning-design": Matter(
            "设计部 沈遥",
            (
                "交付的户型图纸与样板间不一致，阳台少了四十公分，采光差很多。",
                "楼下规划了垃圾收集点，正对卧室窗户，当时的规划图上没有标。",
                "变电站离我家楼栋间距太近，夜里低频声音影响休息。",
            ),
            _causes(
                ("图纸变更后未告知已签约客户",),
                "对图纸理解有误，已现场说明",
                "供电部门的设施，已发函协调",
            ),
            ("出具变更说明与复测数据，上门解释并协商补偿。", "调整设施位置，增设隔声与绿化遮挡。"),
            ("书面答复已送达，客户收悉。", "已按调整方案施工完毕。"),
        ),
        "sales-management": Matter(
            "销售部 唐悦",
            (
                "置业顾问承诺送车位使用权，签约后不认账，合同里也没写。",
                "约定的产权证办证时间已过三个月，每次问都说再等等。",
                "宣传页写有双语幼儿园，到了交房时间却变成商业，涉嫌虚假宣传。",
                "认购后贷款没批下来，定金迟迟不退，要求给个说法。",
            ),
            _causes(
                ("销售说辞未经审核", "资料归集不全，办证报送延误"),
                "客户提交的材料不齐",
                "银行审批政策调整",
            ),
            ("由销售经理上门说明并致歉，三日内给出书面答复。", "专人跟进办理，每周告知进度。"),
            ("书面答复已送达，客户收悉。", "款项已退回客户账户。"),
        ),
        "property-management": Matter(
            "物业公司 方志远",
            (
                "电梯一周停了三次，老人被困二十分钟，物业没有说明原因。",
                "夜里消防通道停满车，保安不管，出了事谁负责？",
                "小区监控坏了两个月，电动车被盗查不到，物业费却照收。",
                "绿化养护没人管，公共区域垃圾堆了好几天。",
            ),
            _causes(
                ("维保计划未执行，巡检记录缺失", "夜班巡逻点位安排不足"),
                "车辆为业主访客临时停放",
                "维保单位响应超时，已约谈",
            ),
            ("更换故障部件，恢复季度维保并公示记录。", "增派夜班巡逻，划线并张贴告示。"),
            ("已整改完毕，复查无异常。", "设备恢复运行，维保记录已公示。"),
        ),
        "customer-service": Matter(
            "客户服务部 许宁",
            (
                "打客服电话咨询维修进度，接线员态度差，反复推诿让我找别的部门。",
                "登记以后一直不接电话，答复敷衍，要求书面道歉。",
            ),
            _causes(("未按规范回访，话术不当",), "客户留的号码有误", "外呼线路故障"),
            ("主管致电致歉，当事人复训，指定专人跟进。",),
            ("已致歉并取得谅解，培训记录归档。",),
        ),
        "other": Matter(
            "综合管理部 潘峰",
            (
                "小区门口市政道路施工，扬尘很大，请协调周边环境的治理。",
                "装修推荐的合作商拖延工期，请贵司督促合作单位。",
            ),
            _causes(("合作单位管理不到位",), "合同由客户自行签订", "市政工程影响，已发函协调"),
            ("发函协调并跟进，每周向客户反馈。",),
            ("协调完成，客户知悉。",),
        ),
    }
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
AGENT = "接线专员 林晓"
SPECIALIST = "客户服务专员 苏禾"
APPROVER = "营销部经理 宋岚"
REVISITS = MappingProxyType(
    {
        "satisfied": "客户表示认可，希望以后主动告知进度。",
        "neutral": "客户基本接受结果。",
        "dissatisfied": "客户认为处理太慢，不满意。",
        "not-reached": "三次致电无人接听，改日再访。",
    }
)
