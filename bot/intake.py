"""What a message adds to a case: `take(case, parsed, asked, today) -> Taken`; what a tap adds:
`confirm(case, facts, today) -> Taken`. Pure.

`parsed` is what NLU says of the message: `{"text", "intent", "intent_ranking", "entities"}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.case import FACTS, Case, Change, Choice, FreightPromise, Remedy, ReturnReason, Stage

SITUATION_THRESHOLD = 0.5
SURE_SITUATION = 0.8
REASON_BY_INTENT = {
    "no_reason": ReturnReason.CHANGED_MIND,
    "quality_defect": ReturnReason.DEFECT,
    "transit_damage": ReturnReason.TRANSIT_DAMAGE,
    "not_as_described": ReturnReason.NOT_AS_DESCRIBED,
    "wrong_item": ReturnReason.WRONG_ITEM,
}
FACT_BY_INTENT: dict[str, tuple[str, Any]] = {
    "prohibited_mail": ("courier_refused", True),
    "not_returnable": ("seller_denies_no_reason", True),
    "refund_delay": ("refund_delayed", True),
    "order_cancel": ("stage", Stage.NOT_SHIPPED),
    "exchange_repair": ("remedy", Remedy.EXCHANGE),
}
"""What a situation implies where the message does not say it in so many words."""
SITUATION_INTENTS = (*REASON_BY_INTENT, *FACT_BY_INTENT, "freight_insurance")

# Beyond these a figure is taken for a slip of the tongue or a joke, in yuan.
MOST_FOR_GOODS = Decimal(10_000_000)
MOST_FOR_A_FEE = Decimal(100_000)
# The rules on file begin with the amended 消费者权益保护法.
EARLIEST_DAY = date(2014, 3, 15)

_ORDINAL = re.compile(
    r"(?:我?选|就?是|应该是|属于)?第?\s*([1-9一二三四五])\s*[个种条项]?(?:吧|呢|啊|的)?[。.!]?"
)
_LAST = re.compile(r"(?:我?选|就?是)?最后(?:那|一)?(?:个|种|项|条)(?:吧|呢|啊)?")
_NONE_OF_THEM = re.compile(
    r"(?:这?几个|这些|以上|上面)?(?:都|全|哪个都)(?:不是|没有|没|不对|不符合)(?:啊|吧|呢)?[。.!]?"
)
# 可能吧, 好像没有, 记不太清: no answer to build on.
_HEDGE = re.compile(
    r"可能|好像|也许|或许|说不定|大概|估计|貌似|似乎|不太?(?:确定|肯定|记得|清楚|晓得|知道)|记不[太大]?清|没印象|忘记?了|说不[好准清]|搞不清|印象中"
)
_LONGEST_HEDGE = 14
# 不太清楚啊，他主页挂了…: what follows is a guess, however long.
_BEGINS_UNSURE = re.compile(
    r"(?:^|[,，。;；!！?？…\s])(?:我|这个?|那个?|具体|真的?|不过|但是?|可是|也|还|就|可|嗯+|额|呃|啊|哎|,|，)*"
    r"(?:不太?(?:确定|肯定|记得|清楚|晓得|知道|好说)|说不[好准清]|记不[太大]?清|搞不清|没印象)"
)
# 电池换过, 修过两次: what was done, not what the person wants.
_DONE_BEFORE = re.compile(r"被?(?:换|修|拆)过|被(?:人|他们?|商家|卖家)?(?:换|修|拆)了?")
# 扣15%, 按20%收折旧, 15%拆封费
_SHARE_DEDUCTED = re.compile(
    r"(?:扣|折旧|折损|(?:拆封|开箱|拆包|使用|磨损)费)[^,，。;；!！?？%]{0,8}?(?<![\d.])(\d{1,2}(?:\.\d+)?)%"
    r"|(?<![\d.])(\d{1,2}(?:\.\d+)?)%[^,，。;；!！?？]{0,4}?(?:折旧|折损|(?:拆封|开箱|拆包|使用|磨损)费)"
)
_SUPPOSED_SHARE = re.compile(r"如果|要是|假如|万一|假设")
_NAMES_GOODS = re.compile(r"(?:买|说|退)的(?:就|可|明明)?(?:是|不是)")
_SENT_INSTEAD = re.compile(r"发|寄|收到|到手|送")
_RANGE = re.compile(r"(\d+\.\d{2})-(\d+\.\d{2})")
_SUPPOSED = "supposed"
_ISO_DAY = re.compile(r"\d{4}-(\d{1,2})-(\d{1,2})")
_ORDINAL_DIGITS = "一二三四五"


@dataclass(frozen=True, slots=True)
class Taken:
    """The case after a message: what was learned, what was changed, and what was not believed.

    `doubts` are the facts not believed, each with the Chinese sentence that asks back; `understood`
    is False where the message added nothing, answered nothing and named no situation.
    """

    case: Case
    learned: tuple[str, ...]
    changes: tuple[Change, ...]
    doubts: dict[str, str]
    understood: bool


def take(
    case: Case,
    parsed: Mapping[str, Any],
    asked: tuple[str, ...],
    today: date,
    supposing: bool = False,
) -> Taken:
    """Merge a message into the case; `asked` are the facts of the question asked last.

    What the message only supposes (如果没拆呢) counts where `supposing`.
    """
    choice = named_choice(asked[0], parsed["text"]) if asked else None
    if choice is not None:
        return confirm(case, {asked[0]: choice.value}, today)
    intent = parsed["intent"]["name"] or ""
    if is_unsure(parsed["text"], asked):
        intent = "unsure"
    parsed = _as_said(parsed, supposing)
    renamed = renames(case, parsed)
    if renamed:
        parsed = _without_trouble(parsed)
        intent = "correct"
    done_before = _only_done_before(parsed["text"])
    if done_before:
        parsed = _without_exchange(parsed)
    situations = _situations(case, parsed)
    stated = _stated(parsed, situations)
    answered = _answers(case, parsed, intent, asked, stated)
    facts = stated | answered
    facts |= _from_situations(case, facts, situations)
    facts |= _estimated(parsed, asked)
    facts |= _deducted_share(case, parsed["text"], facts, supposing)
    if intent != "correct":
        facts = _without_passing_remarks(case, facts)

    doubts = _implausible(case, facts, today) | _impossible_days(parsed, asked)
    believed = {name: value for name, value in facts.items() if name not in doubts}
    merged = case.with_facts(
        believed | {"confidence": case.confidence | situations if situations else case.confidence}
    )
    open_facts = [f for f in asked if not FACTS[f].useful and getattr(merged, f) is None]
    unsure = open_facts if intent == "unsure" else []
    for fact in unsure:
        merged = merged.without(fact)
    said_before = done_before or _names_the_goods_again(case, parsed)
    understood = bool(facts or unsure or situations or said_before) or intent == "want_return"
    return _taken(case, merged, believed, doubts, understood)


def confirm(case: Case, facts: Mapping[str, Any], today: date) -> Taken:
    """Merge facts that the person confirmed into the case; `facts` are values as JSON of `Case`.

    Raises ValidationError where one is none of them.
    """
    read = Case().with_facts(dict(facts))
    told = {name: getattr(read, name) for name in facts}
    doubts = _implausible(case, told, today)
    believed = {name: value for name, value in told.items() if name not in doubts}
    return _taken(case, case.with_facts(believed), believed, doubts, understood=True)


def _taken(
    case: Case, merged: Case, believed: Mapping[str, Any], doubts: dict[str, str], understood: bool
) -> Taken:
    """What is different in `merged` of the facts that were `believed`."""
    before = case.model_dump()
    after = merged.model_dump()
    known = [name for name in believed if after[name] != before[name]]
    anew = [name for name in known if before[name] is not None and name != "estimates"]
    return Taken(
        case=merged,
        learned=tuple(name for name in known if name not in anew),
        changes=tuple(Change(fact=f, old=before[f], new=after[f]) for f in anew),
        doubts=doubts,
        understood=understood,
    )


def _without_passing_remarks(case: Case, facts: dict[str, Any]) -> dict[str, Any]:
    """Other goods named in passing do not replace the goods, nor does talk of the insurance that
    came with it replace the promise to bear the freight."""
    kept = {"goods"} if case.goods is not None else set()
    if case.return_freight_promise is FreightPromise.FREE_RETURN:
        kept.add("return_freight_promise")
    return {name: value for name, value in facts.items() if name not in kept}


def _as_said(parsed: Mapping[str, Any], supposing: bool) -> Mapping[str, Any]:
    """The message without what it only supposes, unless that is what counts."""
    if supposing:
        return parsed
    said = [entity for entity in parsed["entities"] if entity.get("role") != _SUPPOSED]
    return {**parsed, "entities": said}


def is_unsure(text: str, asked: tuple[str, ...]) -> bool:
    """Whether an answer to a question that the rules need is too vague to build on."""
    needed = bool(asked) and not FACTS[asked[0]].useful
    hedged = len(text) <= _LONGEST_HEDGE and bool(_HEDGE.search(text))
    return needed and (hedged or bool(_BEGINS_UNSURE.search(text)))


def renames(case: Case, parsed: Mapping[str, Any]) -> bool:
    """Whether the message says that the goods of the case are something else: 是手机不是电池."""
    named = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "goods"]
    if not case.goods or not named or case.goods in named[0]:
        return False
    denied = re.search(
        rf"(?:不是|并非|不系)[^,，。;；!！?？]{{0,4}}{re.escape(case.goods)}", parsed["text"]
    )
    return denied is not None and not _SENT_INSTEAD.search(parsed["text"])


def _names_the_goods_again(case: Case, parsed: Mapping[str, Any]) -> bool:
    named = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "goods"]
    return case.goods in named and bool(_NAMES_GOODS.search(parsed["text"]))


def _without_trouble(parsed: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message that only names the goods anew, without what a classifier read into 不是."""
    told = ("return_reason", "delivery_error", "mismatch", "defect")
    kept = [entity for entity in parsed["entities"] if entity["entity"] not in told]
    intent = {"name": "correct", "confidence": 1.0}
    return {**parsed, "intent": intent, "intent_ranking": [intent], "entities": kept}


def _deducted_share(
    case: Case, text: str, facts: Mapping[str, Any], supposing: bool
) -> dict[str, Any]:
    """The deduction that is told as a share of the price, in yuan, rounded half up to the fen."""
    share = _SHARE_DEDUCTED.search(unicodedata.normalize("NFKC", text))
    if share is None or (_SUPPOSED_SHARE.search(text) and not supposing):
        return {}
    found: dict[str, Any] = {"depreciation_claimed": True}
    price = facts.get("goods_price", case.goods_price)
    if price is not None and "depreciation" not in facts:
        sum_ = price * Decimal(share[1] or share[2]) / 100
        found["depreciation"] = sum_.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return found


def unplaced_amounts(parsed: Mapping[str, Any]) -> tuple[Decimal, ...]:
    """The sums in a message whose role is not known, in yuan."""
    return tuple(
        Decimal(entity["value"])
        for entity in parsed["entities"]
        if entity["entity"] == "amount" and not _RANGE.fullmatch(entity["value"])
    )


def _estimated(parsed: Mapping[str, Any], asked: tuple[str, ...]) -> dict[str, Any]:
    """The sums that are told as a range, 两三百, by fact, under the fact `estimates`."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    open_sums = [name for name in asked if name in _MONEY]
    for entity in parsed["entities"]:
        ends = _RANGE.fullmatch(str(entity["value"]))
        name = entity["entity"]
        if name == "amount" and len(open_sums) == 1:
            name = open_sums[0]
        if ends and name in _MONEY:
            found[name] = (Decimal(ends[1]), Decimal(ends[2]))
    return {"estimates": found} if found else {}


def _situations(case: Case, parsed: Mapping[str, Any]) -> dict[str, float]:
    """The situations that the classifier sees, by id, where its first choice is a situation.

    A story may begin on a weak first choice; a case under way takes a new situation only from a
    message that is surely one.
    """
    if parsed["intent"]["name"] not in SITUATION_INTENTS:
        return {}
    begun = case.return_reason is not None
    least = SURE_SITUATION if begun else SITUATION_THRESHOLD
    found = {
        row["name"]: round(float(row["confidence"]), 3)
        for row in parsed["intent_ranking"]
        if row["name"] in SITUATION_INTENTS and row["confidence"] >= least
    }
    if found or begun:
        return found
    return {parsed["intent"]["name"]: round(float(parsed["intent"]["confidence"]), 3)}


def _only_done_before(text: str) -> bool:
    """Whether an exchange or repair is spoken of only as what somebody did before: 电池换过."""
    left = _DONE_BEFORE.sub("", text)
    return left != text and not re.search("换|修", left)


def _without_exchange(parsed: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message as the classifier sees it where it does not ask for an exchange or a repair."""
    ranking = [row for row in parsed["intent_ranking"] if row["name"] != "exchange_repair"]
    intent = parsed["intent"]
    if intent["name"] == "exchange_repair":
        likely = [row for row in ranking if row["confidence"] >= SITUATION_THRESHOLD]
        intent = likely[0] if likely else {"name": "inform", "confidence": intent["confidence"]}
    return {**parsed, "intent": intent, "intent_ranking": ranking}


def _read(fact: str, value: Any) -> Any:
    """An entity's JSON value in the fact's type; None where it does not fit."""
    # Sums keep what was said, even if it is negative or absurd: `_implausible` asks back.
    kind = Decimal if fact in _MONEY else Case.model_fields[fact].annotation
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return None


def _is_money(fact: str) -> bool:
    return "Decimal" in str(Case.model_fields[fact].annotation)


_MONEY = tuple(fact for fact in FACTS if _is_money(fact))
_FEES = tuple(fact for fact in _MONEY if fact.endswith(("_fee", "_freight", "_payout")))
_DAYS = tuple(fact for fact in FACTS if fact.endswith("_date"))


def _stated(parsed: Mapping[str, Any], situations: Mapping[str, float]) -> dict[str, Any]:
    """The facts that the message states itself; of several values for one fact the last counts."""
    facts: dict[str, Any] = {}
    reasons: list[ReturnReason] = []
    for entity in parsed["entities"]:
        name = entity["entity"]
        if name not in FACTS:
            continue
        value = _read(name, entity["value"])
        if name == "return_reason" and value is not None:
            reasons.append(value)
        elif value is not None:
            facts[name] = value
    reason = _one_reason(reasons, situations)
    if reason is not None:
        facts["return_reason"] = reason
    return facts


def _one_reason(
    reasons: list[ReturnReason], situations: Mapping[str, float]
) -> ReturnReason | None:
    """The reason of the return; None where a defect and a change of mind are both named and the
    classifier does not clearly prefer one: then the person is asked."""
    named = list(dict.fromkeys(reasons))
    if len(named) <= 1:
        return named[0] if named else None
    if ReturnReason.CHANGED_MIND not in named:
        order = (
            ReturnReason.WRONG_ITEM,
            ReturnReason.TRANSIT_DAMAGE,
            ReturnReason.NOT_AS_DESCRIBED,
            ReturnReason.DEFECT,
        )
        return next(reason for reason in order if reason in named)
    scores = {
        REASON_BY_INTENT[i]: score for i, score in situations.items() if i in REASON_BY_INTENT
    }
    clear = [reason for reason in named if reason in scores]
    return clear[0] if len(clear) == 1 else None


def _from_situations(
    case: Case, facts: Mapping[str, Any], situations: Mapping[str, float]
) -> dict[str, Any]:
    """What the classified situations imply, where nobody has said otherwise."""
    implied: dict[str, Any] = {}
    if case.return_reason is None and "return_reason" not in facts:
        reasons = {i: score for i, score in situations.items() if i in REASON_BY_INTENT}
        both_sides = "no_reason" in reasons and len(reasons) > 1
        if reasons and not both_sides:
            implied["return_reason"] = REASON_BY_INTENT[max(reasons, key=lambda i: reasons[i])]
    if facts.get("dangerous") and "return_reason" not in facts and not implied:
        implied["return_reason"] = case.return_reason or ReturnReason.DEFECT
    told = case.model_copy(update=dict(facts))
    if facts.get("lost_in_transit") and case.return_reason is None and not implied:
        implied["return_reason"] = facts.get("return_reason", ReturnReason.TRANSIT_DAMAGE)
    for intent, (fact, value) in FACT_BY_INTENT.items():
        if intent in situations and getattr(told, fact) is None:
            supposed = told.model_copy(update={fact: value})
            if len(supposed.contradictions()) == len(told.contradictions()):
                implied[fact] = value
    return implied


def _answers(
    case: Case,
    parsed: Mapping[str, Any],
    intent: str,
    asked: tuple[str, ...],
    stated: Mapping[str, Any],
) -> dict[str, Any]:
    """What the message says as an answer to the question asked last."""
    if not asked:
        return _placed_by_elimination(case, parsed, intent, stated)
    facts: dict[str, Any] = {}
    fact = asked[0]
    if fact not in stated:
        facts |= _yes_or_no(fact, intent) or _none_of_them(fact, parsed["text"])
    if intent == "correct":
        return facts | _placed_by_elimination(case, parsed, intent, stated)
    free_days = [e["value"] for e in parsed["entities"] if e["entity"] == "date"]
    free = ((_MONEY, list(unplaced_amounts(parsed))), (_DAYS, free_days))
    for kind, values in free:
        open_facts = [name for name in asked if name in kind and name not in stated]
        # Fewer answers than questions would be guesswork.
        if len(values) >= len(open_facts):
            read = zip(open_facts, (_read(kind[0], value) for value in values), strict=False)
            facts |= {name: value for name, value in read if value is not None}
    return facts


def _placed_by_elimination(
    case: Case, parsed: Mapping[str, Any], intent: str, stated: Mapping[str, Any]
) -> dict[str, Any]:
    """A correction without a role ("不对，是120") means the only sum that is known."""
    amounts = unplaced_amounts(parsed)
    known = [fact for fact in _MONEY if getattr(case, fact) is not None]
    if intent == "correct" and len(amounts) == len(known) == 1 and not stated:
        return {known[0]: amounts[0]}
    return {}


def named_choice(fact: str, text: str) -> Choice | None:
    """The choice of a question that the text names, by its words or its number."""
    choices = FACTS[fact].choices
    for choice in choices:
        if _letters(text) == _letters(choice.title):
            return choice
    text = text.strip()
    match = _ORDINAL.fullmatch(text)
    if choices and _LAST.fullmatch(text):
        return choices[-1]
    if match is None:
        return None
    digit = match.group(1)
    index = _ORDINAL_DIGITS.find(digit) if digit in _ORDINAL_DIGITS else int(digit) - 1
    return choices[index] if index < len(choices) else None


def _letters(text: str) -> str:
    """The text without punctuation and blanks, which NLU may have changed."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _yes_or_no(fact: str, intent: str) -> dict[str, Any]:
    values = [choice.value for choice in FACTS[fact].choices]
    if intent == "affirm" and True in values:
        return {fact: True}
    if intent == "deny" and False in values:
        return {fact: False}
    if intent == "deny" and FreightPromise.NONE in values:
        return {fact: FreightPromise.NONE}
    return {}


def _none_of_them(fact: str, text: str) -> dict[str, Any]:
    """都不是, where a choice stands for that."""
    values = [choice.value for choice in FACTS[fact].choices]
    none = next((value for value in values if value == "none"), None)
    return {fact: none} if none is not None and _NONE_OF_THEM.fullmatch(text.strip()) else {}


def _impossible_days(parsed: Mapping[str, Any], asked: tuple[str, ...]) -> dict[str, str]:
    """1月32号: NLU hands on what was said, and no calendar has it."""
    doubts: dict[str, str] = {}
    for entity in parsed["entities"]:
        said = _ISO_DAY.fullmatch(str(entity["value"]))
        if entity["entity"] not in (*_DAYS, "date") or not said:
            continue
        if _read(_DAYS[0], entity["value"]) is not None:
            continue
        name = entity["entity"] if entity["entity"] in _DAYS else _asked_day(asked)
        month, day = said.groups()
        doubts[name] = f"没有{int(month)}月{int(day)}日这一天，{FACTS[name].name}是哪天？"
    return doubts


def _asked_day(asked: tuple[str, ...]) -> str:
    return next((name for name in asked if name in _DAYS), "signed_date")


def _implausible(case: Case, facts: Mapping[str, Any], today: date) -> dict[str, str]:
    """The facts that are not believed, each with the sentence that asks back."""
    doubts: dict[str, str] = {}
    for name in _MONEY:
        if name not in facts:
            continue
        most = MOST_FOR_A_FEE if name in _FEES else MOST_FOR_GOODS
        if facts[name] < 0:
            doubts[name] = f"{FACTS[name].name}不会是负数，实际是多少？"
        elif facts[name] > most:
            doubts[name] = f"{FACTS[name].name}好像太大了，实际是多少元？"
        elif facts[name] != facts[name].quantize(Decimal("0.01")):
            doubts[name] = f"{FACTS[name].name}请说到分，比如12.80元。"
    for name in _DAYS:
        if name not in facts:
            continue
        if facts[name] > today:
            doubts[name] = f"{FACTS[name].name}（{facts[name]}）还没到，实际是哪天？"
        elif facts[name] < EARLIEST_DAY:
            doubts[name] = f"{FACTS[name].name}（{facts[name]}）太久远了，那时的规定我这里没有。"
    believed = {name: value for name, value in facts.items() if name not in doubts}
    for found in case.model_copy(update=believed).contradictions():
        doubts |= {name: found.text for name in found.facts if name in believed}
    return doubts
