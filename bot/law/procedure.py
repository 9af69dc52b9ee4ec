"""The periods of complaint, mediation, insurance and suit: the same for all situations.

市场监督管理投诉举报处理办法 15, 23; 实施条例 46; 快递暂行条例 29; 人民调解法 33; 保险法 23; 民法典 188. People's
mediation itself has no statutory period, so none is given.
"""

from __future__ import annotations

from bot.law.advice import Deadline
from bot.law.deadlines import deadline_if_any
from bot.law.known import Known
from bot.law.statutes import cite


def procedure_deadlines(case: Known) -> list[Deadline]:
    """Those whose first day is known, and the limitation of actions."""
    complaint, purchase = case.complaint_day, case.purchase_day
    steps = (
        (
            "complaint_acceptance",
            "12315答复受不受理",
            "complaint_date",
            "投诉",
            complaint,
            "到期没有答复，可以打12315催办，或向上一级反映。",
            (cite("市场监督管理投诉举报处理办法", 15),),
        ),
        (
            "complaint_mediation",
            "12315调解完毕",
            "complaint_accepted_date",
            "受理",
            complaint,
            "到期谈不成，调解就终止，可以去法院起诉。鉴定检测的时间不算在内。",
            (cite("市场监督管理投诉举报处理办法", 23, paragraph=1, item=5),),
        ),
        (
            "carrier_reply",
            "快递公司答复",
            "carrier_complaint_date",
            "投诉",
            case.delivery_day,
            "到期不答复或不满意，可以向邮政管理部门申诉。",
            (cite("快递市场管理办法", 30),),
        ),
        (
            "judicial_confirmation",
            "一起去法院申请司法确认",
            "settlement_date",
            "协议生效",
            case.today,
            "过了这天，协议仍然有效，但不能再申请司法确认；对方不履行，只能起诉。",
            (cite("民事诉讼法", 205),),
        ),
        (
            "insurance_payment",
            "保险公司核定（最长）",
            "insurance_claim_date",
            "申请赔付",
            purchase,
            "到期不答复，可以向保险公司投诉，再向金融监管部门投诉。核定要赔、谈妥以后十日内赔付。",
            (),
        ),
    )
    found = [
        row
        for id_, name, fact, event, on, missed, further in steps
        if case.stated(fact) is not None
        for row in deadline_if_any(id_, name, id_, case.stated(fact), event, on, missed, *further)
    ]
    return [*found, *limitation(case)]


def limitation(case: Known) -> tuple[Deadline, ...]:
    """Until when one may sue (民法典 188)."""
    return deadline_if_any(
        "limitation",
        "向法院起诉",
        "limitation",
        case.stated("defect_found_date"),
        "知道权益受损",
        case.purchase_day,
        "过了时效再起诉，对方可以拿时效来抗辩。中间催告过、投诉过的，可以重新算。",
    )
