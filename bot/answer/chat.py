"""Advice and questions as chat text: the answer first, then why, then what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from bot.answer.facts import in_words
from bot.case import FACTS, Case, Change
from bot.law.advice import Advice, Bearer, Condition, Deadline, Question, Share, Strength
from bot.law.shares import COST_NAMES
from bot.law.statutes import Citation
from bot.law.wording import BEARER_NAMES, share_sentence, yuan

STRENGTH_NAMES = {
    Strength.STATUTORY: "法律写明",
    Strength.INFERRED: "由法条推出",
    Strength.AGREED: "按约定",
    Strength.NEGOTIABLE: "可以谈",
}
STEP_TITLES = {
    "seller": "找商家",
    "platform": "找平台",
    "carrier": "找快递",
    "12315": "找12315",
    "mediation": "调解",
    "court": "起诉",
}
CHANNEL_NAMES = {
    "platform": "申请平台介入",
    "carrier": "向快递投诉",
    "12315": "12315投诉（双方同意才调解）",
    "mediation": "消协或人民调解（不收费）",
    "court": "向收货地法院起诉",
}


def advice_text(advice: Advice) -> str:
    """The whole advice, short enough for a chat: the JSON has all steps in full, `why_text` all articles."""
    blocks = [
        advice.headline,
        _titled("谁出什么", [_share_line(share) for share in advice.shares]),
        *[_condition_block(condition) for condition in advice.conditions],
        _titled("期限", _deadline_lines(advice)),
        _titled("怎么做", _step_lines(advice)),
        _titled("商家可能会说", _objection_lines(advice)),
        _titled("证据", [f"{'；'.join(advice.evidence)}。", *_burden_lines(advice)]),
        _titled("注意", [f"· {warning.text}" for warning in advice.warnings]),
        f"想看法条，回复“为什么”。{advice.disclaimer}",
    ]
    return "\n\n".join(block for block in blocks if block)


def question_text(question: Question) -> str:
    """The question; what can be tapped can also be typed."""
    if not question.choices:
        return question.text
    titles = " / ".join(choice.title for choice in question.choices)
    return f"{question.text}（{titles} / 不清楚）"


def is_update(old: Advice, new: Advice) -> bool:
    """Whether it is enough to say what is different: the situations are the same."""
    return [s.id for s in old.situations] == [s.id for s in new.situations]


def update_text(old: Advice, new: Advice) -> str:
    """What is different now; the advice that went before is not said again."""
    lines = [new.headline]
    before = {share.cost: share for share in old.shares}
    for share in new.shares:
        previous = before.pop(share.cost, None)
        if previous is None:
            lines.append(_share_line(share))
        elif _differs(previous, share):
            lines.append(f"· 原来：{share_sentence(previous)}")
            lines.append(_share_line(share).replace("· ", "· 现在：", 1))
    if not new.conditions:
        lines += [f"· 不再涉及：{share.name}。" for share in before.values()]
    elif new.conditions != old.conditions:
        lines += [_condition_block(condition) for condition in new.conditions]
    due = {d.id: d.due for d in old.deadlines}
    lines += [
        line
        for d, line in zip(_told(new), _deadline_lines(new), strict=True)
        if d.due and due.get(d.id) != d.due
    ]
    said = {warning.text for warning in old.warnings}
    lines += [f"· {w.text}" for w in new.warnings if w.id != "presumed" and w.text not in said]
    if len(lines) == 1:
        lines.append("费用的分担没有变。")
    return "\n".join(lines)


def varied_text(before: Advice, after: Advice) -> str:
    """What would be different in a case that is only supposed."""
    if is_update(before, after):
        return update_text(before, after)
    shares = _titled("谁出什么", [_share_line(share) for share in after.shares])
    return "\n".join([after.headline, shares, *map(_condition_block, after.conditions)])


def unchanged_text(advice: Advice) -> str:
    """After a message that added nothing: the answer once more, and where its reasons are."""
    return f"结论没有变：{advice.headline}想看依据，回复“为什么”。"


def costs_text(
    named: Sequence[str], unknown: Sequence[str], advice: Advice, supposed: Advice
) -> str:
    """Who bears the costs that are asked about: `named` by id, `unknown` in the person's words.

    `supposed` is the advice as it would be if each of them came up.
    """
    lines = []
    for cost in named:
        told = _shares_for(cost, advice)
        would = told or _shares_for(cost, supposed)
        begin = "" if told else "要是真有这笔："
        lines += [f"{begin}{_share_line(share).removeprefix('· ')}" for share in would]
        if not would:
            lines.append(_not_worked_out(COST_NAMES[cost]))
    return "\n".join([*lines, *map(_not_worked_out, unknown)])


def _shares_for(cost: str, advice: Advice) -> list[Share]:
    shares = [*advice.shares, *_shares_of(advice.conditions)]
    found = [share for share in shares if share.cost == cost]
    return list({share_sentence(share): share for share in found}.values())


def _not_worked_out(name: str) -> str:
    return (
        f"{name}这笔，我这里还算不了，不敢乱说该谁出。"
        "先请商家写明凭什么收；说不清的，可以打12315问。"
    )


def steps_text(advice: Advice) -> str:
    """What to do, in order, with the channels beyond the seller in full."""
    rows = [
        f"{number}. {STEP_TITLES[step.channel]}：{step.text}"
        + (f"可以这样说：“{step.say}”" if step.say else "")
        for number, step in enumerate(advice.steps, start=1)
    ]
    deadlines = _titled("期限", _deadline_lines(advice))
    return "\n".join(["一步一步来，前一步谈成了就不用走后一步。", *rows, deadlines]).rstrip()


def together_text(advices: Sequence[Advice]) -> str:
    """What each side pays for all goods together; empty where no sum is known."""
    paid: dict[Bearer, Decimal] = {}
    unknown = False
    for share in (share for advice in advices for share in advice.shares):
        unknown = unknown or share.split is None
        for bearer, amount in (share.split or {}).items():
            paid[bearer] = paid.get(bearer, Decimal(0)) + amount
    sums = [
        f"{BEARER_NAMES[b]}{yuan(amount)}"
        if b is Bearer.NEGOTIABLE
        else f"{BEARER_NAMES[b]}出{yuan(amount)}"
        for b, amount in paid.items()
    ]
    if not sums:
        return ""
    goods = "、".join(advice.goods for advice in advices if advice.goods)
    left_out = "还不知道金额的没算进去。" if unknown else ""
    return f"合起来（{goods}）：{'，'.join(sums)}，退回的货款也在里面。{left_out}"


def supposition_text(case: Case, facts: Iterable[str]) -> str:
    """假设：退货原因是“质量有问题”。"""
    told = [name for name in facts if name in FACTS and getattr(case, name) is not None]
    named = "；".join(f"{FACTS[name].name}{_say(name, getattr(case, name))}" for name in told)
    return f"假设：{named}。"


def why_text(advice: Advice) -> str:
    """The trace: each cost with its reason and its articles, and what the articles mean."""
    blocks = []
    for share in [*advice.shares, *_shares_of(advice.conditions)]:
        rows = [f"{share_sentence(share)}（{_sure(share)}）", share.reason]
        rows += _article_lines(share.basis)
        blocks.append("\n".join(rows))
    seen = {row for share in advice.shares for row in share.basis}
    rest = [row for d in advice.deadlines for row in d.basis if row not in seen]
    if rest:
        blocks.append("\n".join(["期限的依据", *_article_lines(dict.fromkeys(rest))]))
    shown = next((a for share in advice.shares for a in share.basis), None)
    if shown is not None:
        blocks.append(f"想看条文原文，说“{shown.law}第{shown.article}条原文”。")
    return "\n\n".join([*blocks, advice.disclaimer])


def changes_text(changes: Iterable[Change]) -> str:
    """已改：退货运费 150元 → 120元。"""
    rows = [f"{FACTS[c.fact].name} {_say(c.fact, c.old)} → {_say(c.fact, c.new)}" for c in changes]
    return f"已改：{'；'.join(rows)}。"


def _say(fact: str, value: Any) -> str:
    words = in_words(fact, value)
    quoted = isinstance(value, bool) or value in [choice.value for choice in FACTS[fact].choices]
    return f"“{words}”" if quoted else words


def _differs(old: Share, new: Share) -> bool:
    def told(share: Share) -> tuple[object, ...]:
        return share.split, share.bearer, share.strength, share.range, share.reason

    return told(old) != told(new)


def _titled(title: str, lines: list[str]) -> str:
    return "\n".join([f"【{title}】", *lines]) if lines else ""


def _share_line(share: Share) -> str:
    text = f"· {share_sentence(share)}（{_sure(share)}）。{share.reason}"
    if share.range is not None:
        if share.range.seller is not None:
            low, high = share.range.seller
            text += f"商家出{yuan(low)}到{yuan(high)}都有得谈。"
        if share.range.precedent is not None:
            text += f"参考个案：{share.range.precedent.text}"
    return text


def _sure(share: Share) -> str:
    said = STRENGTH_NAMES[share.strength]
    return f"{share.condition}；{said}" if share.condition else said


def _condition_block(condition: Condition) -> str:
    return "\n".join([f"【要看】{condition.question}", *_branch_lines(condition, "")])


def _branch_lines(condition: Condition, indent: str) -> list[str]:
    rows = []
    for branch in condition.branches:
        shares = "。".join(share_sentence(share) for share in branch.shares)
        said = shares or branch.headline.rstrip("。")
        rows.append(f"{indent}· 如果“{branch.title}”：{said}。")
        for inner in branch.conditions:
            rows.append(f"{indent}　再看：{inner.question}")
            rows += _branch_lines(inner, indent + "　")
    return rows


def _deadline_lines(advice: Advice) -> list[str]:
    return [f"· {d.name}：{d.counted}{'（已过）' if d.passed else ''}。" for d in _told(advice)]


def _told(advice: Advice) -> list[Deadline]:
    """Without the three years to sue while nobody knows from when: the last step names them."""
    return [d for d in advice.deadlines if d.due is not None or d.id != "limitation"]


def _step_lines(advice: Advice) -> list[str]:
    """The steps with the seller in full; the channels behind in one line, in their order."""
    near = [step for step in advice.steps if step.channel == "seller"]
    rows = [
        f"{number}. {step.text}" + (f"可以这样说：“{step.say}”" if step.say else "")
        for number, step in enumerate(near, start=1)
    ]
    far = dict.fromkeys(CHANNEL_NAMES[s.channel] for s in advice.steps if s.channel != "seller")
    rows.append(f"{len(rows) + 1}. 谈不拢：{' → '.join(far)}。")
    return rows


def _objection_lines(advice: Advice) -> list[str]:
    """The strongest one; the JSON has all."""
    return [f"“{o.seller_says}”\n你可以答：“{o.answer}”" for o in advice.objections[:1]]


def _burden_lines(advice: Advice) -> list[str]:
    return [f"· {burden.point}。" for burden in advice.burden]


def _shares_of(conditions: Iterable[Condition]) -> list[Share]:
    return [
        share
        for condition in conditions
        for branch in condition.branches
        for share in [*branch.shares, *_shares_of(branch.conditions)]
    ]


def _article_lines(basis: Iterable[Citation]) -> list[str]:
    return [f"依据{a.label}（{a.in_force}起施行）：{a.gist}" for a in basis]
