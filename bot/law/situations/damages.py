"""What is paid on top of the refund: fraud, unsafe food, and a seller's own promise.

消费者权益保护法 55 (three times the price, at least the floor), 食品安全法 148 (ten times),
网络消费纠纷规定（一）10 and 消费者权益保护法 44 (promises above the law), 实施条例 49 (mere label
slips, swindles). The base is the price, without freight; the refund is separate. Numbers in
`parameters.yml`.
"""

from __future__ import annotations

from decimal import Decimal

from bot.case import Mismatch, ReturnReason
from bot.law.advice import Burden, Caution, Deadline, Share
from bot.law.deadlines import deadline_if_any
from bot.law.known import Known
from bot.law.parameters import NotInForceYet, parameter
from bot.law.said import said
from bot.law.shares import agreed, on_condition, seller, statutory
from bot.law.situations.seller_side import under_consumer_law
from bot.law.statutes import cite


@said("食品不符合安全标准")
def is_unsafe_food(case: Known) -> bool:
    return bool(case.food_unsafe) and case.kind is not None and case.kind.food


@said("描述不符")
def is_mismatch(case: Known) -> bool:
    return case.return_reason is ReturnReason.NOT_AS_DESCRIBED


@said("是假货，或者有证据说明商家故意骗人")
def may_be_fraud(case: Known) -> bool:
    return case.mismatch is Mismatch.COUNTERFEIT or bool(case.deception)


@said("法定的增加赔偿")
def _at_least(case: Known, times: str, floor: str) -> Decimal | None:
    """So many times the price, but not less than the floor, in yuan; None if the price is unknown
    or the law of that day is not on file."""
    price: Decimal | None = case.goods_price
    if price is None:
        return None
    try:
        multiple, least = (parameter(name, case.purchase_day).value for name in (times, floor))
    except NotInForceYet:
        return None
    due: Decimal = max(price * multiple, least)
    return due


def punitive_damages(case: Known) -> Share | None:
    """Is something due on top of the refund?"""
    if not under_consumer_law(case):
        return None
    if is_unsafe_food(case) and case.stated("deception") is not False:
        return on_condition(
            seller(
                _at_least(case, "food_damages_times", "food_damages_floor"),
                statutory,
                cite("食品安全法", 148, paragraph=2),
                reason="吃的不符合食品安全标准，商家明知还卖，可以要求价款十倍（或损失三倍），"
                "不到一千元按一千元。标签小毛病、不影响安全也不误导人的不算。",
            ),
            "能证明商家明知的",
        )
    if not is_mismatch(case):
        return None
    by_law = _at_least(case, "fraud_damages_times", "fraud_damages_floor")
    promised = _promised(case)
    if promised is not None and (by_law is None or promised > by_law):
        return promise(case, promised)
    if may_be_fraud(case):
        return on_condition(
            seller(
                by_law,
                statutory,
                cite("消费者权益保护法", 55, paragraph=1),
                cite("侵害消费者权益行为处罚办法", 16),
                reason="商家欺诈的，退款以外再赔价款的三倍，不到五百元按五百元。只按价款算，不含运费。"
                "能不能认定欺诈，要看证据。",
            ),
            "能认定商家欺诈的",
        )
    return None


def promise(case: Known, promised: Decimal) -> Share:
    """The seller promised more than the law gives (假一赔十)."""
    return on_condition(
        seller(
            promised,
            agreed,
            cite("网络消费纠纷规定（一）", 10),
            cite("消费者权益保护法实施条例", 12),
            reason="商家自己承诺的赔偿比法定的高，就按承诺赔。",
        ),
        "符合承诺写的条件的",
    )


@said("按承诺赔的钱")
def _promised(case: Known) -> Decimal | None:
    times, price = case.stated("promised_multiple"), case.stated("goods_price")
    return None if times is None or price is None else price * times


def warnings(case: Known) -> list[Caution]:
    """What is easily overstated where goods are not as described, and what spoils the proof."""
    if case.mismatch is Mismatch.COUNTERFEIT:
        return [
            Caution(
                id="keep_counterfeit",
                text="没有鉴定、没有封存之前，先别把东西寄回去：寄走了就没有证据，冒牌货本身也在禁寄之列。",
                basis=(cite("邮政法", 24),),
            )
        ]
    if under_consumer_law(case) and not case.deception:
        return [
            Caution(
                id="no_triple_without_fraud",
                text="三倍赔偿要能证明商家欺诈。标签、参数写错一点、不影响质量也不误导人的，一般够不上。",
                basis=(
                    cite("消费者权益保护法", 55, paragraph=1),
                    cite("消费者权益保护法实施条例", 49),
                ),
            )
        ]
    return []


def burden(case: Known) -> list[Burden]:
    if not under_consumer_law(case):
        return []
    return [
        Burden(
            "要三倍赔偿的，先拿出被骗的证据；执法时有些情形要商家证明自己没有骗人",
            "consumer",
            (cite("侵害消费者权益行为处罚办法", 16), cite("民事诉讼法", 67)),
        )
    ]


def deadlines(case: Known) -> list[Deadline]:
    """Until when the contract may be avoided for fraud (民法典 148, 152)."""
    if not may_be_fraud(case):
        return []
    return list(
        deadline_if_any(
            "revocation",
            "以受欺诈为由撤销合同",
            "revocation",
            case.stated("defect_found_date"),
            "知道被骗",
            case.purchase_day,
            "过了这天，不能再以欺诈为由撤销合同；退货和赔偿可以按质量不符去要。",
            cite("民法典", 148),
        )
    )
