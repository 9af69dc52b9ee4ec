"""The thing that the dispute is about."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bot.nlu.corrections import is_denied
from bot.nlu.cues import Cue, Cues, goods_words
from bot.nlu.extractor import FACT_EXTRACTOR, OTHER, PART, Fact, FactExtractor
from bot.nlu.reading import Reading

_BOUGHT = r"(?:买|网购|购买|购入|入手|拍下|拍|下单|抢到?|订购|订|淘)(?:回来|到)?(?:了|的|过|咗)?"
_MEASURES = "个件双台把幅条本瓶盒箱套张只副部辆款顶块袋支架盏罐桶床口组面对根包盆棵株串枚打捆卷份"
# What may follow the name of a thing, and so ends it.
_FOLLOWING = (
    "花|才|不|没|想|退|是|要|结果|的时候|有|到|昨|今|前|上|回来|给|送"
    "|用|我|他|她|它|商家|卖家|客服|就|还|但|可|收|也|都|来|寄|快递|戴"
    "|穿|买|价|运费|颜色|质量|尺|太|说|发|打|开|拆|里|老|得|看|试|跟"
    "|嫌|这|那|写|页面|包邮|嘛|呢|啊|呀|了|当|底|头|全|一|二|两|三|四"
    "|五|六|七|八|九|十|坏|变|烂|碎|漏|断|裂|掉|褪|缩|起"
)
# 买了个保险柜: a thing that no list of ours holds.
_THING = re.compile(
    rf"(?:(?:{_BOUGHT}|退掉?(?![款货])|送)(?:[一二两三四五六俩仨几\d]|十几)?[{_MEASURES}]|买的)"
    r"(?P<thing>[一-龥a-zA-Z]{2,10}?)"
    rf"(?=$|[,。;!?、:()\s\d¥]|{_FOLLOWING})"
)
_NO_THING = re.compile(
    r"^(?:是|有|不|没|很|太|都|就|还)|东西|商品|时候|那天|当天|人家|运费|保价|保险(?![柜箱盒])|退货|订单|包裹|快递|无理由|质量|颜色|尺码|理由"
)
# A mention that is part of something else, or no thing at all: 带刀片, 手机上, 用手机拍.
_PART_BEFORE = re.compile(
    r"(?:带着?|含有?|里头?有|里面有|用|拿|装|附赠?|送的?|赠品?|配|垫着?|当|作|像|跟|比|和|塞进?|包着?|换成|写[成着]?|说是|当成"
    r"|品名|寄|名|放进?|在|进)$"
)
# 手机13812345678
_PHONE_AFTER = re.compile(r"[:是]?\s?1\d{10}")
_PART_AFTER = re.compile(
    r"(?:号|上(?!面)|端|里|app|拍|话费|支付|屏保|店|铺|行业|类目|工厂|厂家|费|尾号|银行|盒子|架子|味)",
    re.IGNORECASE,
)
# 手机壳 is no 手机.
_MADE_FOR = re.compile(
    r"(?:壳|套|罩|架(?!子)|膜(?!撕)|贴|挂件|支架|配件|收纳|专用|清洁剂|内胆|滤芯|垫)"
)
# What is named beside a thing has no case of its own: 跟家里的裤子不搭, 发来的是拖鞋.
_BESIDE = re.compile(
    r"(?:跟|配|搭|比|像|家里|原来|以前|之前|上次|平时|我的|自己的|别人|人家|换成|发来|发成|发了|寄来|其实是|变成|当成|送了?我?|附|赠"
    r"|说有|说是|带有?|属于|算是?|挂|放|盖|装|卖|不如|改|剩|收到的?是|是个?|里)[^,。;!?]{0,3}$"
)
# What a device is made of or comes with, unless it was bought beside it: 手机和充电器.
_DEVICE = re.compile(r"(?:机|电脑|笔记本|平板|车|手表|手环|音箱|电视|阅读器|投影仪|玩具)$")
_PARTS_OF_A_DEVICE = re.compile(r"锂?电池|电瓶|屏幕|充电器|数据线|主板|显卡|摄像头|键盘")
_BOUGHT_BESIDE = re.compile(r"(?:和|跟|以?及|还有|外?加|、)(?:一?[个块条根])?")
# 红米k70, 小米14: phones that are called by their model. 小米10斤 is none.
_PHONE = "手机"
_PHONE_MODEL = re.compile(
    r"iphone\s?(?:\d{1,2}|x[rs]?|se)?(?:\s?(?:pro|plus|max|mini))*"
    r"|(?:红米|redmi|小米|荣耀|华为|oppo|vivo|一加|真我|realme|iqoo|魅族)\s?"
    r"(?:(?:mate|nova|note|reno|find|[a-z])\s?[a-z]?\d{1,3}|\d{2,3})"
    rf"(?:\s?(?:pro|plus|ultra|max|turbo|[a-z](?![a-z])))*(?![\da-z.元块钱斤号天日月年%寸吋升{_MEASURES}])",
    re.IGNORECASE,
)
_AFTER_PURCHASE = re.compile(rf"{_BOUGHT}[^,。;!?]{{0,10}}$")


@DefaultV1Recipe.register(FACT_EXTRACTOR, is_trainable=False)
class GoodsExtractor(FactExtractor):
    """Finds the thing that was bought, in the words of the person."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {"goods": "bot/law/goods.yml"}

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Reads the words for things that matter to the law."""
        self._cues = Cues({"goods": goods_words(config["goods"])})

    def find(self, reading: Reading) -> Iterable[Fact]:
        """The thing that the message is about first, and the others that may have a case of their own."""
        text = reading.text
        listed = [
            _whole(cue, text) for cue in self._cues.find(reading.doc) if _is_word(cue, reading)
        ]
        named = sorted([*listed, *_phone_models(text, listed)], key=lambda cue: cue.start)
        mentions = _without_parts([cue for cue in named if not _is_part(cue, text)], text)
        bought = [cue for cue in mentions if _is_bought(cue, text)]
        thing = bought[0] if bought else self._unlisted(reading, named)
        if thing is None and mentions:
            thing = mentions[0]
        if thing is not None:
            word = _name(thing, text)
            alone = _PARTS_OF_A_DEVICE.fullmatch(word) and thing not in bought
            yield Fact("goods", word, thing.start, thing.end, PART if alone else None)
            for other in mentions:
                if other != thing and not _BESIDE.search(text[: other.start]):
                    yield Fact("goods", _name(other, text), other.start, other.end, OTHER)

    def _unlisted(self, reading: Reading, listed: List[Cue]) -> Optional[Cue]:
        for match in _THING.finditer(reading.text):
            thing = Cue("goods", match.start("thing"), match.end("thing"))
            known = any(cue.start < thing.end and thing.start < cue.end for cue in listed)
            if not known and not _NO_THING.search(match["thing"]):
                return thing
        return None


def _is_word(cue: Cue, reading: Reading) -> bool:
    """Whether a word of one character stands as a word: 书缺页, but not 说明书."""
    if cue.end - cue.start > 1:
        return True
    return any(word.start == cue.start and word.end == cue.end for word in reading.words)


def _whole(cue: Cue, text: str) -> Cue:
    """手机壳 for 手机, where the mention goes on to name a thing made for it."""
    further = _MADE_FOR.match(text, cue.end)
    return cue._replace(end=further.end()) if further else cue


def _name(cue: Cue, text: str) -> str:
    return _PHONE if cue.name == _PHONE else text[cue.start : cue.end]


def _phone_models(text: str, listed: List[Cue]) -> Iterable[Cue]:
    """The phones that are named by their model alone; 小米14手机壳 is none."""
    for match in _PHONE_MODEL.finditer(text):
        further = any(match.start() < cue.end and cue.start <= match.end() for cue in listed)
        if not further and not _MADE_FOR.match(text, match.end()):
            yield Cue(_PHONE, match.start(), match.end())


def _without_parts(mentions: List[Cue], text: str) -> List[Cue]:
    """The things without the parts of a device that is one of them: 手机的电池被换过."""
    words = {cue: _name(cue, text) for cue in mentions}
    parts = [cue for cue in mentions if _PARTS_OF_A_DEVICE.fullmatch(words[cue])]
    devices = [cue for cue in mentions if cue not in parts and _DEVICE.search(words[cue])]
    if not devices:
        return mentions
    apart = {
        words[part]
        for part in parts
        if any(_BOUGHT_BESIDE.fullmatch(text[d.end : part.start]) for d in devices)
        or (part.start < devices[0].start and _is_bought(part, text))
    }
    return [cue for cue in mentions if cue not in parts or words[cue] in apart]


def _is_part(cue: Cue, text: str) -> bool:
    return bool(
        _PART_BEFORE.search(text[: cue.start])
        or _PART_AFTER.match(text, cue.end)
        or _PHONE_AFTER.match(text, cue.end)
        or is_denied(text, cue.start)
    )


def _is_bought(cue: Cue, text: str) -> bool:
    return bool(_AFTER_PURCHASE.search(text[: cue.start]))
