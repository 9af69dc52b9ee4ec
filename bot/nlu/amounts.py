"""How sums of money are written: 328、￥1,299、12块8、一百二十块五、1.2万、两百来块, and ranges: 两三百, 15到18块.

What lies a little above a number (三十几, 八百多) is that number. Vague sums (几十块), other currencies and
numbers that count or name something else (7天, 第二个, 2026年, 订单号) are no amounts.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Iterator, List, NamedTuple, Optional, Tuple

from bot.nlu.numerals import CHINESE, to_number


class Amount(NamedTuple):
    """A sum and where it stands; `marked` if it has a mark of currency, else it may be any number.

    A range has its lower end as `value` and its upper end as `most`.
    """

    value: Decimal
    start: int
    end: int
    marked: bool
    most: Optional[Decimal] = None


_ONE_TO_NINE = "一二两三四五六七八九"
# Well-formed, so that 四百四一对 ends before 一对. Bounded, so that a page of digits takes no longer than a page
# of words.
_ONES = f"[{_ONE_TO_NINE}俩仨]"
_TENS = f"(?:{_ONES}?十{_ONES}?|[廿卅]{_ONES}?)"
_HUNDREDS = f"{_ONES}?百(?:零{_ONES}|{_TENS}|{_ONES})?"
_THOUSANDS = f"{_ONES}?千(?:零(?:{_TENS}|{_ONES})|{_HUNDREDS}|{_ONES})?"
_BELOW = f"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|{_ONES})"
_WRITTEN = (
    f"(?:{_BELOW}?万(?:零?(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|{_ONES}))?亿?|{_BELOW}亿"
    f"|{_THOUSANDS}|{_HUNDREDS}|{_TENS}|[零〇{_ONE_TO_NINE}]{{2,20}}|{_ONES})"
)
# Three digits before the first comma are likely two sums: 189,159. A ¥ before them says that they are one.
_GROUPED = (
    r"(?<!\d)(?<!\d\.)(?:\d{1,2}|(?<=¥)\d{3}|(?<=¥ )\d{3}|\d{3}(?=,000))"
    r"(?:,\d{3}){1,6}(?:\.\d{1,6})?(?!\d)"
)
_NUMERAL = (
    rf"(?:{_GROUPED}"
    r"|(?<!\d)(?<!\d\.)\d{1,20}(?:\.\d{1,6})?(?:[百千万亿]{1,3}\d?(?!\d)|[kw]\d?(?![\da-z充快功]))?"
    rf"|(?<![{CHINESE}]){_WRITTEN}(?:点[{CHINESE}]{{1,6}})?)"
)
_YUAN = r"(?:块|元(?!旦)|圆(?!通)|蚊(?!子|香|帐)|r(?![a-z])|人民币)"
# A little more than the number.
_MORE = "(?:[来多余把几]|出头)"
_FOREIGN = rf"(?:美元|美金|美刀|日元|日币|韩元|欧元?|英镑|港币|港元|刀(?![片具{CHINESE}]))"

_NOT_MONEY = re.compile(
    "|".join(
        (
            r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?",
            r"\d{1,2}:\d{2}",
            r"\d{1,6}[/+*×]\d{1,6}",
            r"(?:1[3-9]\d|400|800)[- ]?\d{3,4}[- ]?\d{4}(?!\d)",
            r"(?<!\d)(?:12315|12345|12306|12348|12358)(?!\d)",
            rf"第[\d{CHINESE}]{{1,8}}",
            r"双\s?(?:十[一二]|1[12])",
            rf"(?:周|星期|礼拜)[{_ONE_TO_NINE}]",
            # The platform.
            r"(?<![\d花付价了])1688(?=上|拿|买|批|拍|下单|进|订|平台|网|店|的店)|(?<=在)1688(?!\d|块|元)",
            r"618(?=买|大促|活动|期间|当天|那天|那会|抢|囤|下单|入手|拍)",
            rf"百分之(?:[\d.]{{1,6}}|百|{_TENS}|{_ONES}点{_ONES}|{_ONES})|[\d{CHINESE}.]{{1,6}}\s?(?:%|个?百分点|个点|巴仙)",
            # 88号6幢1203室
            r"(?:幢|栋|单元|号楼|座)\s?\d{1,5}|\d{1,5}室",
            rf"千万(?=别|不|要|记|小心)|(?<![{CHINESE}])万一(?!千)|一共|百亿补贴|一分钱|一毛(?:钱|不)|一块钱(?=都|也|不|没)",
            # 几十块, 几块
            rf"(?<![十百千万])几[十百千万\d]{{0,4}}{_YUAN}?",
            rf"{_NUMERAL}\s?{_FOREIGN}|(?:[$€£]|hk\$|usd)\s?\d[\d,.]*",
        )
    ),
    re.IGNORECASE,
)
# 壹佰陆拾圆整, as on receipts: only with a unit, for 陆 is a word as well.
_FORMAL = re.compile(
    r"[壹贰叁肆伍陆柒捌玖零]*(?:[壹贰叁肆伍陆柒捌玖][拾佰仟]零?)+[壹贰叁肆伍陆柒捌玖]?"
)
_FROM_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
# 10-15块, 十到十五块, 15块到18块钱
_FROM_TO = re.compile(
    rf"(?P<least>{_NUMERAL})\s?{_YUAN}?(?:钱)?\s?(?:[-~—到至]|或者?|还是)\s?(?P<most>{_NUMERAL})\s?"
    rf"(?P<yuan>{_YUAN}(?:钱)?(?:之间)?|之间(?!的?天))?",
    re.IGNORECASE,
)
# Without a mark of currency 35到40 is a range of sums only where both are of one size.
_LEAST_OF_RANGE, _WIDEST_RANGE = 5, 4
# 两三百, 七八十块, 十五六块, 三五块
_ABOUT = re.compile(
    rf"(?<![{CHINESE}\d第])(?P<tens>[{_ONE_TO_NINE}]?[十百千万])?(?P<least>[{_ONE_TO_NINE}])(?P<most>[{_ONE_TO_NINE}])"
    rf"(?P<unit>[十百千万]{{0,2}})(?P<yuan>{_YUAN}(?:钱)?)?"
)
_MARKED = re.compile(
    rf"(?P<minus>[负-])?(?:(?P<mark>¥|rmb|人民币)\s?)?(?P<minus2>-)?(?P<number>{_NUMERAL})"
    rf"{_MORE}?\s?(?:(?P<yuan>{_YUAN})|(?P<dime>毛|角)(?=钱|\d分?|[,。;!?的]|$))?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<!\d)(?<!\d\.)(?P<minus>[负-])?(?P<number>{_NUMERAL}){_MORE}?", re.IGNORECASE
)
# What follows 12块: 8, 8毛, 8毛5, 85, 五, 半.
_CHANGE = re.compile(
    rf"(?P<fen>\d{{2}})(?!\d)|(?:零(?=.[毛角]))?(?P<dime>\d|[{_ONE_TO_NINE}半])(?:(?P<named>毛|角)(?P<cent>\d|[{_ONE_TO_NINE}])?分?)?"
)
_COUNTED = re.compile(
    # 买280只退251, 来12回20: neither counts anything.
    rf"\s*(?:只(?![退回剩给赔补肯能要收付花有到认打拿值够用穿戴开看试])|回(?![\d{CHINESE}]|来|去|给|程)|"
    r"的?尺?码|[天日号月年周岁点时秒个件条双台本次家位张页章款项类期版趟遍吨升寸码米层楼倍度届代成瓦伏种瓶盒袋箱套根支把口颗块"
    r"片样幅辆桶罐对副卷枚斤级季型星礼小%a-z]|人(?!家|工|民币)|公[斤里分升]|千克|毫|厘|克(?!扣)|分(?:钟|之|期|米)|摄氏|平[方米]|世纪|部(?!分)"
    r"|名(?!义)|份(?!额)|组|户|粒|滴|串|排|面(?!膜|霜)|架|间|节|连|选|折(?![旧损价])|合一|无理由|包(?!邮))",
    re.IGNORECASE,
)
# 块 counts flat things as well.
_PIECE = re.compile(
    r"(?:手?表|地[毯垫砖]|布|[肥香]皂|电池|硬盘|蛋糕|砖|玻璃|板|屏|显[示卡]|内存|滑板|毛巾|面膜|抹布|瓷砖|木|石|玉|肉|牛排|披萨|巧克力"
    r"|窗帘|垫|镜|画|主板|菜板|案板|桌布|牌)"
)
# 一块 means "together" unless money is clearly meant.
_TOGETHER = re.compile(r"(?:钱|[,。;!?]|$)")
_LABEL = re.compile(
    r"(?:尾号|单号|订单号?|编号|电话|号码|手机号|型号|微信号?|qq|版本|代码|密码|邮编|货号|款号)\s?[:是为]?\s?$",
    re.IGNORECASE,
)
_LONGEST_LABEL = 12
_LATIN_BEFORE = re.compile(r"(?<![a-z])(?!(?:yfx?|rmb)\s?$)[a-z]+\s?$", re.IGNORECASE)
# Longer ones are numbers of orders and telephones.
_LONGEST_BARE = 7
_BLANK = "■"


def find_amounts(text: str) -> List[Amount]:
    """The amounts of the text in order, and the bare numbers that may be some."""
    text = _FORMAL.sub(lambda match: match.group().translate(_FROM_FORMAL), text)
    text = _NOT_MONEY.sub(lambda match: _BLANK * len(match.group()), text)
    found: List[Amount] = []
    for kind in (_ranges, _marked, _bare):
        more = list(kind(text))
        for amount in more:
            text = text[: amount.start] + _BLANK * (amount.end - amount.start) + text[amount.end :]
        found += more
    return sorted(found, key=lambda amount: amount.start)


def _ranges(text: str) -> Iterator[Amount]:
    for match in _FROM_TO.finditer(text):
        least, most = to_number(match["least"]), to_number(match["most"])
        if least is not None and most is not None:
            least *= _shared_unit(match["least"], match["most"])
            marked = bool(match["yuan"])
            if least < most and (marked or _are_sums(least, most, text, match)):
                yield Amount(least, match.start(), match.end(), marked, most)
    for match in _ABOUT.finditer(text):
        tens, unit = match["tens"] or "", match["unit"]
        # 一百七八: the tens of a hundred need not be named.
        next_to = match["most"] == _ONE_TO_NINE[_ONE_TO_NINE.index(match["least"]) + 1 :][:1]
        sized = unit or (tens[-1:] in tuple("百千万") and next_to)
        if not match["yuan"] and (not sized or _COUNTED.match(text, match.end())):
            continue
        least, most = (
            to_number(tens + match["least"] + unit),
            to_number(tens + match["most"] + unit),
        )
        if least is not None and most is not None and least < most:
            yield Amount(least, match.start(), match.end(), bool(match["yuan"]), most)


def _are_sums(least: Decimal, most: Decimal, text: str, match: "re.Match[str]") -> bool:
    """Whether a range without a mark of currency may be one of sums: 35到40, not 15到16号 or 3-5."""
    near = least >= _LEAST_OF_RANGE and most <= _WIDEST_RANGE * least
    return (
        near
        and not _COUNTED.match(text, match.end())
        and text[max(match.start() - 1, 0) : match.start()] not in tuple(".月/:-")
    )


def _shared_unit(least: str, most: str) -> int:
    """两到三百: the hundreds count for both."""
    unit = most[-1]
    shared = unit in "百千万" and least[-1] not in "十百千万" and len(least) == 1
    return {"百": 100, "千": 1000, "万": 10_000}[unit] if shared else 1


def _marked(text: str) -> Iterator[Amount]:
    end = 0
    while match := _MARKED.search(text, end):
        end = match.end()
        value = to_number(match["number"])
        if value is None or not (match["mark"] or match["yuan"] or match["dime"]):
            continue
        if match["dime"]:
            value /= 10
        change, change_end = _change(text, end) if match["yuan"] else (None, end)
        if change is not None:
            value, end = value + change, change_end
        elif match["yuan"] == "块" and _counts_pieces(match["number"], text, end):
            continue
        end += len("钱") if text.startswith("钱", end) else 0
        yield Amount(_signed(value, match["minus"] or match["minus2"]), match.start(), end, True)


def _change(text: str, position: int) -> Tuple[Optional[Decimal], int]:
    """The dimes and cents that follow the yuan, and where they end."""
    match = _CHANGE.match(text, position)
    if match is None:
        return None, position
    if match["fen"]:
        value = Decimal(match["fen"]) / 100
    else:
        value = _digit(match["dime"]) / 10 + _digit(match["cent"]) / 100
    rest = text[match.end() :]
    if match["cent"] and text[match.end() - 1] != "分" and _COUNTED.match(rest):
        # 十块零八毛|一本
        return value - _digit(match["cent"]) / 100, match.start("cent")
    counts_something = not match["named"] and not rest[:1].isspace() and _COUNTED.match(rest)
    goes_on = (
        rest[:1].isdigit()
        or (rest[:1] == "分" and not match["named"])
        or (rest[:1] in tuple(CHINESE) and not _COUNTED.match(rest[1:]))
    )
    if counts_something or goes_on:
        return None, position
    return value, match.end()


def _digit(numeral: Optional[str]) -> Decimal:
    if numeral is None:
        return Decimal(0)
    return Decimal(5) if numeral == "半" else to_number(numeral) or Decimal(0)


def _counts_pieces(number: str, text: str, end: int) -> bool:
    """Whether 块 counts things (两块地毯) or means together (一块退)."""
    if number == "一":
        return not _TOGETHER.match(text, end)
    return bool(_PIECE.match(text, end))


def _bare(text: str) -> Iterator[Amount]:
    for match in _BARE.finditer(text):
        value = to_number(match["number"])
        digits = match["number"].partition(".")[0].replace(",", "")
        if value is None or len(digits) > _LONGEST_BARE or _COUNTED.match(text, match.end()):
            continue
        before = text[max(match.start() - _LONGEST_LABEL, 0) : match.start()]
        if _LABEL.search(before) or _LATIN_BEFORE.search(before):
            continue
        yield Amount(_signed(value, match["minus"]), match.start(), match.end(), False)


def _signed(value: Decimal, minus: Optional[str]) -> Decimal:
    return -value if minus else value
