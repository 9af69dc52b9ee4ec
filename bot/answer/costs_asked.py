"""Which costs a question is about: 检测费谁出, 那个拆封费该不该我出."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASKS = re.compile(
    r"谁(?:来|该|要)?(?:出|付|承担|掏|买单|负担)|该不该|应不应该|要不要(?:我|出|付)|能不能(?:扣|收)|[可合]以?不可以(?:扣|收)"
    r"|(?:合理|合法|对|出|付|扣|收|算|给|退)(?:不合理|不合法)?(?:吗|么|嘛)|怎么算|凭什么|算谁的|[?？]"
)
_DEDUCTION = re.compile(r"拆封费|开箱费|拆包费|使用费|磨损费|折损费")
_NAMES = {
    "inspection_fee": r"(?:检测|鉴定|检验|质检|送检)费",
    "depreciation": rf"折旧费?|{_DEDUCTION.pattern}",
    "pickup_fee": r"(?:取件|上门)费",
    "handling_fee": r"(?:搬运|拆装|搬楼|上楼|拆机|拆卸)费",
    "repair_fee": r"(?:维修|修理)费",
    "insurance_fee": r"保价费",
    "cancellation_fee": r"取消费|取消(?:订单)?的?手续费|违约金",
    "payment_fee": r"(?:信用卡|刷卡|分期|花呗|白条)的?手续费",
    "gift_price": r"赠品款",
}
_NAMED = re.compile("|".join(f"(?P<{cost}>{words})" for cost, words in _NAMES.items()))
# What no rule of ours is about.
_UNKNOWN = re.compile(
    r"(?:手续|服务|安装|误工|包装|清洁|清洗|整理|仓储|保管|停车|加急|打包|入库|翻新|资料|律师|人工|交通|路桥)费"
)


@dataclass(frozen=True, slots=True)
class CostsAsked:
    """The costs that a question names: by their ids, and in the person's words where no rule is."""

    named: tuple[str, ...]
    unknown: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.named or self.unknown)


def costs_asked(text: str) -> CostsAsked:
    """The costs that `text` asks about; none where it asks nothing."""
    if not _ASKS.search(text):
        return CostsAsked((), ())
    named = [match.lastgroup or "" for match in _NAMED.finditer(text)]
    unknown = _UNKNOWN.findall(_NAMED.sub("", text))
    return CostsAsked(tuple(dict.fromkeys(named)), tuple(dict.fromkeys(unknown)))


def deduction_name(text: str) -> str | None:
    """What the person calls a deduction for wear, where it is another word."""
    match = _DEDUCTION.search(text)
    return match.group() if match else None
