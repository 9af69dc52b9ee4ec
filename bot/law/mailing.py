"""What everybody who sends goods back has to know about prohibited and restricted mail.

邮政法 75, 快递暂行条例 53, 危险化学品安全法 83, 治安管理处罚法 36. Never helps to hide what is in a parcel.
"""

from __future__ import annotations

from bot.law.advice import Caution
from bot.law.known import Known
from bot.law.statutes import cite

NEVER_RENAME = "换包装、改品名来寄不行，谁教的都千万别照做。"
STOP_USING = "先停用、别寄，放到远离火源的地方。"


def mailing_warnings(case: Known) -> list[Caution]:
    """Say truly what is in the parcel, and ask before sending, where the goods or the story call for it."""
    listed = case.kind is not None and case.kind.mail is not None
    if not (listed or case.courier_refused or case.dangerous or case.misdeclaring_suggested):
        return []
    told_to = NEVER_RENAME if case.misdeclaring_suggested else ""
    found = [
        Caution(
            id="never_misdeclare",
            text=f"{told_to}寄件要如实说是什么。改名、夹带、瞒报是违法的，可能被罚，出了事还要赔。",
            basis=(
                cite("邮政法", 75, paragraph=2),
                cite("快递暂行条例", 53, paragraph=2),
                cite("危险化学品安全法", 83, paragraph=2),
                cite("治安管理处罚法", 36),
                cite("民法典", 825),
                cite("民法典", 828),
            ),
        )
    ]
    if case.kind is not None and case.kind.mail == "restricted" and not case.courier_refused:
        text = f"{case.kind.name}不是每家快递都收，以快递企业现场验视为准，寄之前先问。"
        found.append(Caution(id="restricted_mail", text=text))
    return found
