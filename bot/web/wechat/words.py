"""What the advisor's answers and the channel itself say in WeChat, and the numbers that come back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.evidence.store import MOST_PICTURES
from bot.rasa import Button, Reply
from bot.web.wechat.splitting import LIMIT_BYTES, size, split

_MOST_OF_QUESTION = 1000
"""Bytes of a question with its choices, which stay together; a longer one is text like any other."""
_MOST_SHOWN = 900
"""Bytes of what was heard, shown again. A minute of speech takes less."""

_WELCOME = (
    "你好，我是退货参谋。网购退货，运费、保价费这些钱该谁出，我一笔一笔帮你算，并告诉你依据哪一条。\n\n"
    "用平常话{how}就行，比如：“鞋子昨天签收的，不喜欢想退，运费谁出？”\n"
    "{also}\n\n"
    "我是机器人，不收费。我给的是信息参考，不是律师意见。\n"
    "想把说过的、发过的都删掉，回复“删除”。"
)
WELCOME = _WELCOME.format(how="说", also="也可以发语音，或者发订单、聊天、面单的截图。")
UNSUPPORTED = "这种消息我看不了。请打字、发语音，或者发图片。"

# An account that is not certified may not fetch pictures.
WELCOME_WITHOUT_PICTURES = _WELCOME.format(how="说", also="也可以发语音。图片在这里收不了。")
UNSUPPORTED_WITHOUT_PICTURES = "这种消息我看不了。请打字，或者发语音。"

# 微信客服 gives the sound of what somebody said and no text, so nobody is invited to speak.
WELCOME_TYPING = _WELCOME.format(
    how="打字", also="也可以发订单、聊天、面单的截图。这里我听不了语音。"
)
UNSUPPORTED_TYPING = "这种消息我看不了。请打字，或者发图片。"
NO_VOICE = "这里我听不了语音，请打字告诉我。"

STILL_THINKING = "还在算…… 过几秒回复“1”查看结果。"
NOT_READY = "还没算好。再过几秒，回复“1”查看结果。"
WHICH_SUM = "这个数是哪笔钱，还是在选什么？是钱，就写成“运费1元”；要看没看完的，回复“结果”。现在没有要选的。"
NOTHING_WAITING = "没有要选的，也没有要接着看的。还想问什么，直接说就行。"
EARLIER_UNSEEN = "前面还有答案没送到，回复“结果”查看。"

VOICE_EMPTY = "这条语音我没听清。请再说一遍，或者打字告诉我。"
UNCONFIRMED = "刚才语音或图片里的，你没有确认，没算进去。要算，打字告诉我。"
CONFIRMED = "好，图里读到的都记下了。"
VOICE_AGAIN = "好，刚才那条不算。请再说一遍，或者打字告诉我。"

PICTURE_KEPT = "图收好了，算作证据。里面没读到能用的金额和日期，要是有，请打字告诉我。"
PICTURE_WRONG = "好，读到的不算，图还留着作证据。正确的金额和日期，请打字告诉我。"
PICTURE_REFUSED = "这张图我收不了，可能是太大、坏了，或者格式不对。请截个图再发一次。"
PICTURE_GONE = "这张图已经过期，我没能取到。请再发一次。"
TOO_MANY_PICTURES = (
    f"图片放满了，最多放{MOST_PICTURES}张，这张没有收下。图里要紧的内容，请打字告诉我。"
)

CONFIRM_DELETE = (
    "真的要删吗？你说过的话、发过的图片、算好的结果都会删掉，找不回来。\n"
    "要删，回复“确认删除”。不删，不用管这条。"
)
NOT_DELETED = "好，没删，都还在。"
DELETED = "都删掉了，找不回来了。以后有事，直接跟我说就行。"


def heard(text: str) -> str:
    """What speech recognition made of a voice message, before the answer to it."""
    return f"我听到的是：“{_shown(text)}”"


def voice_confirm(text: str, amounts: Sequence[str]) -> str:
    """Asks whether what was heard is right, with the sums in it."""
    sums = _shown("、".join(amounts))
    return f"{heard(text)}\n里面的金额：{sums}。\n对吗？回复数字：\n1 对\n2 不对，我重说"


def picture_found(facts: Sequence[tuple[str, str]]) -> str:
    """Asks whether what was read in a picture is right: (退货运费, 27元) …"""
    rows = "\n".join(f"· {name}：{shown}" for name, shown in facts)
    return f"图收好了，算作证据。读到：\n{rows}\n对吗？回复数字：\n1 都对\n2 不对"


def picture_unavailable(page: str | None) -> str:
    """The account may not fetch pictures; `page` is the address of a page that takes them."""
    typed = "我在这里取不到图片。图里要紧的内容，请打字告诉我。"
    return f"{typed}\n也可以打开网页发图：\n{page}" if page else typed


def choices_of(replies: Sequence[Reply]) -> list[Button]:
    """The choices that `messages_of` numbers, from 1."""
    asked = _asked(replies)
    return asked.buttons if asked else []


def messages_of(
    replies: Sequence[Reply],
    link: str | None,
    *,
    follow_up: bool,
    before: str = "",
    notice: str = "",
) -> list[str]:
    """The replies in messages of at most LIMIT_BYTES, none of them empty.

    With `follow_up` they are sent one after the other, and the question with its numbered choices is
    the end. Without it only the first one is sent: it has the question, too, and says how to get the
    next one. A new or changed advice brings the `link` (at most 500 bytes) into the first message. `before` stands
    before everything; `notice` (one sentence) comes with the question.
    """
    asked = _asked(replies)
    body = _joined(before, *(reply.text for reply in replies if reply is not asked))
    question = _question(asked) if asked else ""
    if size(question) > _MOST_OF_QUESTION:
        body, question = _joined(body, question), ""
    question = _joined(question, notice)
    # Not to a letter or to reasons: who copies those would copy the link, too.
    advised = any(reply.card for reply in replies)
    more = f"完整说明、信件、期限日历，都在这里：\n{link}" if link and advised else ""
    whole = _joined(body, more, question)
    if size(whole) <= LIMIT_BYTES:
        return [whole] if whole else []
    return _all_sent(body, more, question) if follow_up else _on_request(body, more, question)


def _all_sent(body: str, more: str, question: str) -> list[str]:
    first, *rest = split(body, first=LIMIT_BYTES - _added(more))
    *parts, last = [_joined(first, more), *rest]
    ended = _joined(last, question)
    return [*parts, ended] if size(ended) <= LIMIT_BYTES else [*parts, last, question]


def _on_request(body: str, more: str, question: str) -> list[str]:
    ending = _joined(more, question)
    # There are fewer parts than characters.
    room = LIMIT_BYTES - _added(_left(len(body)))
    first, *rest = split(body, room, room - _added(ending))
    parts = [_joined(first, ending), *rest]
    left = range(len(rest), -1, -1)
    return [_joined(part, _left(n) if n else "") for part, n in zip(parts, left, strict=True)]


def _left(parts: int) -> str:
    return f"（还有{parts}段，回复“继续”看下一段）"


def _added(text: str) -> int:
    """How many bytes a text takes at the end of another one."""
    return size(_joined("·", text)) - size("·")


def _joined(*texts: str) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())


def _asked(replies: Sequence[Reply]) -> Reply | None:
    """The question that is open after the replies."""
    return next((reply for reply in reversed(replies) if reply.buttons or reply.question), None)


def _question(reply: Reply) -> str:
    """The question, with numbered lines in place of the choices that it names in brackets."""
    if not reply.buttons:
        return reply.text
    titles = [button.title for button in reply.buttons]
    text = reply.text.strip().removesuffix(f"（{' / '.join(titles)}）")
    numbered = (f"{number} {title}" for number, title in enumerate(titles, start=1))
    return "\n".join([text, "回复数字或文字：", *numbered]).strip()


def _shown(text: str) -> str:
    text = text.strip().rstrip("。")
    return text if size(text) <= _MOST_SHOWN else f"{split(text, _MOST_SHOWN)[0]}……"


_ONE_TO_NINE = "一二三四五六七八九"
_WRITTEN_OUT = (*_ONE_TO_NINE, "十", *(f"十{one}" for one in _ONE_TO_NINE), "二十")
_SMALL_NUMBERS = {name: n for n, said in enumerate(_WRITTEN_OUT, 1) for name in (said, str(n))}
_SMALL_NUMBER = "(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_SO = "(?:我?选择?|就?是|回复)?"
_CHOSEN = (
    re.compile(rf"{_SO} ?第? ?\(?{_SMALL_NUMBER}[\ufe0f\u20e3]*\)? ?[吧、.,。!]?"),
    # 2个 alone may count things.
    re.compile(rf"{_SO} ?[第选] ?{_SMALL_NUMBER} ?[个项种条] ?[吧、.,。!]?"),
)


def number_in(text: str) -> int | None:
    """The number, 1 to 20, that is all the text says: 2, ２, ②, 二, 第2个, 选2, "2、"; else None."""
    # Also makes ② and ⒉ what they stand for.
    said = unicodedata.normalize("NFKC", text).strip()
    match = _CHOSEN[0].fullmatch(said) or _CHOSEN[1].fullmatch(said)
    return _SMALL_NUMBERS.get(match["number"]) if match else None


_NARROW = str.maketrans("０１２３４５６７８９．％￥", "0123456789.%¥")
_ONES = "一二两三四五六七八九"
_HAN = f"零〇{_ONES}十百千万亿"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[百千万亿]\d?)?)"
_WRITTEN = f"[{_ONES}十][{_HAN}]{{0,20}}(?:点[{_HAN}]{{1,20}})?"
_BEGIN = rf"(?<![\d第几{_HAN}])(?<!\d[.,])"
# 27 of these is no sum.
_COUNTED = (
    r"[多来几余]?\s*(?:[天日号月年周岁点时秒个件条双台次位张页章款项期趟遍斤克码米寸层楼倍度级种瓶盒袋箱套根支口颗片份组户名辆%]"
    r"|分(?!钱)|小时|公[斤里分]|成?新|人(?!民币)|本(?!来)|只(?![退剩给赔收补肯])|折(?!旧))"
)
_CHANGE = (
    rf"(?:零?(?:\d{{1,2}}|[{_ONES}半])(?![\d{_HAN}])(?:[毛角](?:[\d{_ONES}]分?)?|分(?!钟))?"
    rf"(?!\s*{_COUNTED}))?"
)
_UNIT = rf"(?:(?:块|元(?!旦)){_CHANGE}|[毛角](?![衣形度落色])(?:[\d{_ONES}]分?)?|分(?=钱))钱?"
_MARKED = rf"{_BEGIN}(?:¥\s?{_ARABIC}|(?:{_ARABIC}|{_WRITTEN})[多来几余]?\s?{_UNIT})"
# Without a unit: 27, 27.5, 1,234, 3千5, 一百二, 两百多, 二十七. 十一 is a holiday.
_UNMARKED = (
    rf"{_BEGIN}(?<!分之)(?<![A-Za-z:/-])(?<![A-Za-z] )"
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{2,7}}|\d{{1,7}}\.\d+|\d+(?:\.\d+)?[百千万]\d?"
    rf"|[{_ONES}][{_HAN}]{{0,20}}[十百千万][{_HAN}]{{0,20}}|十[二三四五六七八九])"
    rf"[多来几余]?(?![\d{_HAN}]|[.,]\d|\s?[A-Za-z]|[:/-])(?!\s*{_COUNTED})"
)
_AMOUNT = re.compile(f"{_MARKED}|{_UNMARKED}")
_NO_SUMS = re.compile(
    "|".join(
        (
            r"双\s?(?:十[一二]|1[12])|(?<![\d.,])(?:618|3\.15)(?![\d块元]|\.\d|\s块)",
            # Lines of authorities, telephones, couriers.
            r"(?<!\d)(?:123(?:0[056]|1[35]|45|48|5[68])|100(?:00|10|86)|95[35]\d\d)(?!\d|\s?[块元])",
            r"(?<!\d)(?:1[3-9]\d|400|800)[- ]?\d{3,4}[- ]?\d{4}(?!\d)",
            r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}",
            r"(?:单号|尾号|编号|货号|工号|型号|电话|手机号|号码|密码|邮编)(?:是|为|[:：])?\s*[\dA-Za-z]+",
            rf"百分之[\d.点{_HAN}]+",
            # Nothing at all; together; from beginning to end.
            rf"一[分毛]钱?(?=[都也不没])|一块(?![钱\d{_ONES}零半，。、！？]|$)|一五一十",
        )
    )
)


def amounts_in(text: str) -> tuple[str, ...]:
    """The sums in recognised speech, as they are said: 27块, 二十七块五, 一百二, 两百多; each once.

    A number without a unit counts where it is not plainly something else: rather one too many is
    confirmed than one misheard.
    """
    text = _NO_SUMS.sub(lambda match: "■" * len(match.group()), text.translate(_NARROW))
    return tuple(dict.fromkeys(match.group() for match in _AMOUNT.finditer(text)))
