"""Days and what happened on them.

A day is written out (2026年1月2日, 1月2号, 14号), told from today (昨天, 三天前, 上周五) or a feast (双十一).
A day without a year is the latest one that is not after today; a day that is said to come (明天) comes
out as such, and so does a day that no calendar has (2月30号): somebody can ask back. Vague days (元旦前,
国庆那几天, 月底) are left out.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Text, Tuple, Union

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.nlu.corrections import is_denied, is_repaired
from bot.nlu.cues import Cue, Cues, load_table
from bot.nlu.extractor import FACT_EXTRACTOR, NO_ROLE, Fact, FactExtractor
from bot.nlu.numerals import to_number
from bot.nlu.reading import Reading, as_document

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_YEAR = r"(?:(?P<year>20\d\d|\d\d)年|(?P<said_year>前年|去年|今年|明年))?的?"
# Words that make a day vague, or the beginning of a span.
_VAGUE = re.compile(
    r"(?:以前|之前|以后|之后|前(?![天面台])|后(?![来悔天面])|左右|前后|期间|那几天|那阵|附近|假期|放假|之间|[-~]\d|到\d+[号日]"
    r"|到(?:周|星期|礼拜|今天|昨天|现在))"
)
_YEARS_AGO = {"前年": 2, "去年": 1, "今年": 0, "明年": -1}
# The last four: Cantonese.
_DAYS_AGO = {
    "大前": 3,
    "前": 2,
    "昨": 1,
    "今": 0,
    "明": -1,
    "后": -2,
    "大后": -3,
    **dict.fromkeys("琴寻噚㖊", 1),
}
_WEEKS_AGO = {"上上": 2, "上": 1, "这": 0, "本": 0, "下": -1}
_MONTHS_AGO = {"上上": 2, "上": 1, "这": 0, "本": 0, "当": 0, "下": -1}
_WEEKDAYS = "一二三四五六日"
# Days.
_LATELY = 60
# Characters.
_NEAR = 8
_UNIT_AFTER = re.compile(
    r"\s?(?:[元块折斤克米寸万%倍分度年月个毛升吨号码周匹次成级]|公[斤里分]|千克|厘|小时|天|kg|cm|mm|ml|gb?|l)",
    re.IGNORECASE,
)
# Words of what happens on days, a few characters after one or right before it.
_HAPPENED_AFTER = re.compile(
    r"[^\d,。;!?元块¥费价]{0,7}?"
    r"(?:[签到拿取送拍订申坏断裂漏投催退换寄修]|收(?!费)|下的?单|买|付[的款]|定[的做]|打(?:的|了)?12|告|报案|反映|发现|开始|受理|立案|入手|通知"
    r"|提|就?找|跟|联系|晚|那[天单]|当天)",
    re.IGNORECASE,
)
_HAPPENED_BEFORE = re.compile(
    r"(?:签收|收货|收到|到货|送达|下单|付款|发货|申请(?:退[款货])?|坏|买|到|要退|投诉|立案|受理|日期|时间|我)[了的]?(?:是|在|于|为|[—:\s])*$"
)
_FEASTS = {
    "双11": (11, 11),
    "双12": (12, 12),
    "618": (6, 18),
    "元旦": (1, 1),
    "国庆": (10, 1),
    "五一": (5, 1),
    "圣诞": (12, 25),
    "圣诞夜": (12, 24),
    "平安夜": (12, 24),
    "跨年": (12, 31),
    "女神": (3, 8),
    "38": (3, 8),
}

# A day that no calendar has is kept as it was said: 2026-02-30.
Day = Union[date, str]
Resolve = Callable[["re.Match[str]", date], Optional[Day]]


def _number(numeral: str) -> int:
    return 1 if numeral in "元正" else int(to_number(numeral) or 0)


def _day(year: int, month: int, day: int) -> Optional[date]:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_as_said(year: int, month: int, day: int) -> Day:
    return _day(year, month, day) or f"{year}-{month:02}-{day:02}"


def _full(match: "re.Match[str]", today: date) -> Day:
    return _day_as_said(int(match["year"]), int(match["month"]), int(match["day"]))


def _month_and_day(match: "re.Match[str]", today: date) -> Optional[Day]:
    groups = match.groupdict()
    month, day = _number(match["month"]), _number(match["day"])
    if groups.get("year"):
        return _day_as_said(2000 + int(match["year"]) % 100, month, day)
    if groups.get("said_year"):
        return _day_as_said(today.year - _YEARS_AGO[match["said_year"]], month, day)
    found = _latest_in_year(month, day, today)
    # Without 日 or 号 an impossible day may be no day at all.
    named = match.group()[-1] in "日号"
    return found or (_day_as_said(today.year, month, day) if named else None)


def _lately(match: "re.Match[str]", today: date) -> Optional[Day]:
    """1.12 is a day beside words that tell what happened, and not one of long ago; else a number."""
    found = _month_and_day(match, today)
    if match.group()[-1] in "日号" or match["said_year"]:
        return found
    before = match.string[max(match.start() - _NEAR, 0) : match.start()]
    if _PRICE_BEFORE.search(before) or _UNIT_AFTER.match(match.string, match.end()):
        return None
    told = _HAPPENED_AFTER.match(match.string, match.end()) or _HAPPENED_BEFORE.search(before)
    lately = isinstance(found, date) and (today - found).days <= _LATELY
    return found if told and lately else None


def _latest_in_year(month: int, day: int, today: date) -> Optional[date]:
    # The 29th of February may be eight years away.
    candidates = (_day(year, month, day) for year in range(today.year, today.year - 9, -1))
    return next((found for found in candidates if found and found <= today), None)


def _day_of_month(match: "re.Match[str]", today: date) -> Optional[Day]:
    day = _number(match["day"])
    which = match.groupdict().get("which")
    if which:
        year, month = _months_before(today, _MONTHS_AGO[which])
        return _day_as_said(year, month, day)
    months = (_months_before(today, back) for back in range(12))
    candidates = (_day(year, month, day) for year, month in months)
    return next((found for found in candidates if found and found <= today), None)


def _months_before(today: date, months: int) -> Tuple[int, int]:
    index = today.year * 12 + today.month - 1 - months
    return index // 12, index % 12 + 1


def _ago(match: "re.Match[str]", today: date) -> Optional[date]:
    unit = match["unit"]
    if match["count"] == "半":
        return today - timedelta(days=15) if unit == "月" else None
    count = _number(match["count"])
    if unit == "月":
        year, month = _months_before(today, count)
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today - timedelta(days=count * (1 if unit in "天日" else 7))


def _told(match: "re.Match[str]", today: date) -> Optional[date]:
    return today - timedelta(days=_DAYS_AGO[match["told"]])


def _weekday(match: "re.Match[str]", today: date) -> Optional[date]:
    named = match["weekday"].replace("天", "日").replace("7", "日")
    index = int(named) - 1 if named.isdigit() else _WEEKDAYS.index(named)
    of_this_week = today + timedelta(days=index - today.weekday())
    if match["which"]:
        return of_this_week - timedelta(weeks=_WEEKS_AGO[match["which"]])
    return of_this_week if of_this_week <= today else of_this_week - timedelta(weeks=1)


def _feast(match: "re.Match[str]", today: date) -> Optional[date]:
    name = (
        match["feast"]
        .replace(" ", "")
        .replace("十一", "11")
        .replace("十二", "12")
        .replace("六一八", "618")
    )
    month, day = _FEASTS[name]
    if match["said_year"]:
        found = _day(today.year - _YEARS_AGO[match["said_year"]], month, day)
    else:
        found = _latest_in_year(month, day, today)
    if found and match["many"]:
        # 元旦前两天
        found += timedelta(days=_number(match["many"]) * (1 if match["side"] == "后" else -1))
    return found


# In the order in which they are tried: what one has read is no more to be read by the next.
_KINDS: List[Tuple["re.Pattern[str]", Resolve]] = [
    (
        re.compile(
            r"(?<!\d)(?P<year>20[23]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
        ),
        _full,
    ),
    (
        re.compile(
            r"(?P<year>20\d\d)\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})(?!\d)\s?[日号]?"
        ),
        _full,
    ),
    (
        re.compile(
            rf"{_YEAR}(?<![\d一二三四五六七八九十])(?P<month>{_NUMBER}|元|正)月份?的?(?P<day>{_NUMBER})"
            r"(?:[日号]|(?![天个月年\d块元毛斤公件%多几]))"
        ),
        _month_and_day,
    ),
    (
        re.compile(
            r"(?P<said_year>去年|今年)?(?<![\d.¥/])(?P<month>1[0-2]|0?[1-9])[./-](?P<day>3[01]|[12]\d|0?[1-9])(?![\d./])[日号]?"
        ),
        _lately,
    ),
    (
        re.compile(
            rf"(?:(?P<which>上上|上|这|本|当|下)个?月的?|(?<![\d月.第一二三四五六七八九十百]))(?P<day>{_NUMBER})"
            r"(?:号(?!电池|色|码|楼|线|店(?![里家])|机|链接|桌|仓(?!库)|床|柜|门|字|球)|日(?!内|之内|无|期|退|起|元|游|常))"
        ),
        _day_of_month,
    ),
    (
        re.compile(
            r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?P<unit>天|日|周|星期|礼拜|月)[以之]?前(?![面台])"
        ),
        _ago,
    ),
    (
        re.compile(
            r"(?P<told>大前|大后|前|昨|今|明|后|琴|寻|噚|㖊)(?:天|日|晚上?|儿个?|个儿?|早上?|朝|夜)(?!天)"
            r"(?:晚上|早上|下午|上午|中午|夜里)?"
        ),
        _told,
    ),
    (
        re.compile(
            r"(?P<which>上上|上|这|本|下)?个?(?<![每一两三四五六七八九十半几\d])(?:周|星期|礼拜)"
            r"(?P<weekday>[一二三四五六日天1-7])(?![年岁个期周])"
        ),
        _weekday,
    ),
    (
        re.compile(
            r"(?P<said_year>前年|去年|今年)?的?(?P<feast>双\s?(?:十一|11|十二|12)|六一八|(?<![\d¥.])618(?![\d元块.])"
            r"|元旦|国庆|(?<![一二三四五六七八九十百])五一(?![一二三四五六七八九十百])|圣诞夜|圣诞(?![树帽老袜装礼])|平安夜|跨年(?=那|当|夜|晚)|女神(?=节)"
            r"|(?<!\d)38(?=节))节?(?:当天|那天|当晚|夜|晚上?|(?P<side>前|后)头?(?P<many>[一二两三])天)?"
        ),
        _feast,
    ),
]

# 12月25下单,28签收: a bare number that something happened on, where another day is told before it.
_BARE_DAY = re.compile(
    r"(?<=[,、。;\s收到单请])(?P<day>3[01]|[12]\d|[1-9])"
    r"(?=(?:就|才|又|我|也)?(?:签收|签的|申请|收到|收的货|到货|到的|下单|下的单|受理|拿到|提的|点的退|投诉))"
)
# 当天就申请退货, 第二天坏了: told from a day before it in the text; 收货第二天 from that of the arrival,
# wherever it is.
_FOLLOWING = re.compile(
    r"(?:(?P<arrival>签收|收到|收货|到货|到手|拿到)(?:货|了|后|的|以后|之后)*)?"
    r"(?P<span>(?P<same>当[天日晚]|同[日一]天?|那天|即(?=发现)|当场|即刻|(?:几|十|五|\d{1,2})分钟(?=内|就|不到)|半小?个?[小钟]时?(?=内|就|不到)|晚上(?=开箱|翻|拆|发现))|(?P<next>第二天|次日|隔天|隔日|翌日|转天)"
    r"|第(?P<count>[三四五六七八九十]|[3-9])天)(?:晚上|早上|下午|上午|中午|夜里)?"
)

# 签收8天了: the time that has gone by since something happened.
_ELAPSED = re.compile(
    r"(?<!没)(?<!没有)(?<!未)(?P<event>签收|收到|收货|(?<!收)到货|到手|到家|送到|拿到|收回去|到(?:他|他们|人家|商家|卖家|店家|对方|仓库)手里|收了|到了|买来|买回来"
    r"|买了|买|下单|付款)"
    r"(?:货|东西|退货|退件|快递|手|了|也|都|有|已经?|才|刚|整整|[用穿戴放]了?|使用了?)*"
    r"(?P<span>(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)个?(?P<unit>天|周|星期|礼拜|月))"
    r"(?=[了就才坏还也没想]|发现|$|[,。;!? ])"
)
_OR = re.compile(r"(?:签收|收到|到|买|下单)?的?,?(?:还是|或者?是?|要么)")
_BESIDE = re.compile(r"\s?(?:晚上|早上|下午|上午|中午)?的?\s?")
# A number after one of these is money or a share, though it looks like a day.
_PRICE_BEFORE = re.compile(r"(?:花了?|付了?|价|费|要|(?<!签)收|共|才|只|赔了?|补了?|有)\s?$")
# Words between a day and what happened on it.
_LINK = re.compile(
    r"(?:日期|时间|那天|当天|日子|[是的在于为:才就刚我给\s]|已经|快递|晚上|早上|下午|上午|中午)*"
)
_SELLER_BEFORE = re.compile(
    r"(?:商家|卖家|店家|店铺|仓库|对方|厂家|他们?|那边|退货|退件)(?!说|讲|发)[^,。;!?]{0,12}$"
)
_RECEIVES = re.compile(r"收到|签收|收货|签的")


@dataclass
class _Day:
    """A day on its way to its role."""

    value: Day
    start: int
    end: int
    month_open: bool = False
    role: str = "date"
    # How many days after another one: after that of the arrival, else after the last one before it.
    after: Optional[int] = None
    after_arrival: bool = False


@DefaultV1Recipe.register(FACT_EXTRACTOR, is_trainable=False)
class DayExtractor(FactExtractor):
    """Finds days with what happened on them."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {"words": "bot/nlu/days.yml"}

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Reads the words that tell what happened."""
        self._cues = Cues(load_table(config["words"]))

    def find(self, reading: Reading) -> Iterable[Fact]:
        """The days of the message, each with its role or as `date`."""
        named = _find_days(reading.text, reading.today)
        elapsed = list(self._find_elapsed(reading))
        days = sorted([*named, *elapsed], key=lambda day: day.start)
        if not days:
            return []
        following = list(_find_following(reading.text, days))
        days = sorted([*days, *following], key=lambda day: day.start)
        cues = [cue for cue in self._cues.find(reading.doc) if cue.name != "none"]
        for clause in reading.clauses:
            inside = [day for day in days if clause.start <= day.start < clause.end]
            around = [cue for cue in cues if clause.start <= cue.start < clause.end]
            _assign_roles(inside, around, reading.text[: clause.end])
        days = _told_from_another(days, reading.today)
        days = _without_corrected(days, reading.text)
        return [Fact(day.role, str(day.value), day.start, day.end) for day in days]

    def _find_elapsed(self, reading: Reading) -> Iterator[_Day]:
        for match in _ELAPSED.finditer(reading.text):
            value = _ago(match, reading.today)
            cues = self._cues.find(as_document(match["event"]))
            if value and cues:
                start, end = match.span("span")
                event = cues[0]._replace(start=match.start("event"), end=match.end("event"))
                yield _Day(value, start, end, False, _role(event, reading.text))


def _find_days(text: str, today: date) -> List[_Day]:
    days = []
    for pattern, resolve in _KINDS:
        for match in pattern.finditer(text):
            value = resolve(match, today)
            vague = _VAGUE.match(text, match.end())
            priced = match.group().isdigit() and _PRICE_BEFORE.search(text[: match.start()])
            if value and not vague and not priced:
                month_open = resolve is _day_of_month and not match["which"]
                days.append(_Day(value, match.start(), match.end(), month_open))
        text = pattern.sub(lambda match: "■" * len(match.group()), text)
    if days:
        first = min(day.start for day in days)
        for match in _BARE_DAY.finditer(text, first):
            day = _day_of_month(match, today)
            if day and not _PRICE_BEFORE.search(text[: match.start()]):
                days.append(_Day(day, match.start(), match.end(), month_open=True))
    days.sort(key=lambda day: day.start)
    days = _without_alternatives(days, text)
    for first, second in pairwise(days):
        if second.month_open and isinstance(first.value, date) and isinstance(second.value, date):
            second.value = _next_such_day(second.value.day, first.value, today) or second.value
    return days


def _without_alternatives(days: List[_Day], text: str) -> List[_Day]:
    """28号还是29号: neither is known."""
    open_ones = [
        one
        for pair in pairwise(days)
        if _OR.fullmatch(text[pair[0].end : pair[1].start])
        for one in pair
    ]
    return [day for day in days if day not in open_ones]


def _find_following(text: str, days: List[_Day]) -> Iterator[_Day]:
    """The days that are told from others, without their values."""
    for match in _FOLLOWING.finditer(text):
        start, end = match.span("span")
        inside = any(day.start < end and start < day.end for day in days)
        # 元旦当天, 1月2号第二天: no other day.
        beside = any(_BESIDE.fullmatch(text[day.end : start]) for day in days if day.end <= start)
        beside = beside and bool(match["same"])
        if inside or beside or (not match["arrival"] and start < days[0].end):
            continue
        after = 0 if match["same"] else 1 if match["next"] else _number(match["count"]) - 1
        yield _Day("", start, end, after=after, after_arrival=bool(match["arrival"]))


def _told_from_another(days: List[_Day], today: date) -> List[_Day]:
    """The days with the values of those that are told from others; those from none are left out."""
    known: List[_Day] = []
    arrivals = [day for day in days if day.role == "signed_date" and day.after is None]
    for day in days:
        if day.after is not None:
            anchors = arrivals[:1] if day.after_arrival else known[-1:]
            if not anchors or not isinstance(anchors[0].value, date):
                continue
            value = anchors[0].value + timedelta(days=day.after)
            if value > today:
                continue
            day.value = value
            if day.role == "date":
                # Whether it is a fact at all is for `roles.py` to say.
                day.role = NO_ROLE
        known.append(day)
    return known


def _next_such_day(day: int, after: date, today: date) -> Optional[date]:
    """11月12日收货，14日申请: the second day is told as one after the first."""
    months = (_months_before(after, -ahead) for ahead in range(2))
    candidates = (_day(year, month, day) for year, month in months)
    return next((found for found in candidates if found and after <= found <= today), None)


def _assign_roles(days: List[_Day], cues: List[Cue], text: str) -> None:
    """Gives the days of one clause their roles; `text` ends with the clause."""
    cues = [cue for cue in cues if _says_something(cue, text)]
    for index, day in enumerate(days):
        begin = days[index - 1].end if index else 0
        end = days[index + 1].start if index + 1 < len(days) else len(text)
        before = [cue for cue in cues if begin <= cue.start and cue.end <= day.start]
        after = [cue for cue in cues if day.end <= cue.start and cue.end <= end]
        cue = _nearest(day, before, after, text, days[index + 1 : index + 2])
        if cue is not None and day.role == "date":
            day.role = _role(cue, text)


def _says_something(cue: Cue, text: str) -> bool:
    """到 alone tells of the arrival only at the end of its clause."""
    return text[cue.start : cue.end] != "到" or not text[cue.end : cue.end + 1].isalnum()


def _nearest(
    day: _Day, before: List[Cue], after: List[Cue], text: str, following: List[_Day]
) -> Optional[Cue]:
    led = before[-1] if before and _LINK.fullmatch(text[before[-1].end : day.start]) else None
    closed = after[0] if after and _LINK.fullmatch(text[day.end : after[0].start]) else None
    leads_next = (
        closed is not None
        and bool(following)
        and bool(_LINK.fullmatch(text[closed.end : following[0].start]))
    )
    # 下单11月1号到货11月3号: the word after the day belongs to the next one.
    if led and (closed is None or leads_next):
        return led
    return closed or (after[0] if after else before[-1] if before else None)


def _role(cue: Cue, text: str) -> str:
    by_seller = _RECEIVES.search(text[cue.start : cue.end]) and _SELLER_BEFORE.search(
        text[: cue.start]
    )
    return "seller_received_date" if by_seller else cue.name


def _without_corrected(days: List[_Day], text: str) -> List[_Day]:
    """不是昨天，是前天: the second takes the role of the first."""
    kept = list(days)
    for first, second in pairwise(days):
        denied = is_denied(text, first.start)
        if not denied and not is_repaired(text[first.end : second.start]):
            continue
        if second.role in ("date", first.role):
            second.role = first.role if first.role != "date" else second.role
            kept.remove(first)
    if len(kept) > 1:
        kept = [day for day in kept if not is_denied(text, day.start)]
    return kept
