"""The parts of a message that is about several goods: 外套大了一码，杯子到手是碎的.

Each good has the words from its mention to that of the next one, and the facts in them. What is said
before the first one, or of all together (都, 一起), belongs to every part, but for sums: those would
be counted twice. Once the parts are classified, those that tell a trouble of their own are kept.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, NamedTuple, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.extractor import OTHER
from bot.nlu.reading import Reading, Span, read

PARTS = "parts"
"""The property of a message that holds its parts."""

_GOODS = "goods"
_ALL_TOGETHER = re.compile(
    r"都是?(?:在|昨|今|前|上|\d)|一起(?:买|下单|拍|到|签收|收到)|一共|总共|全是在|同一(?:单|天|家)"
)
# Where and from whom the goods were bought is said once for all.
_OF_ALL = ("platform", "seller_is_trader")
_MONEY = re.compile(r"\d+\.\d{2}(?:-\d+\.\d{2})?")
# Words for one and the same thing.
_COMPUTER = ("笔记本", "电脑", "台式机")

Entity = Dict[Text, Any]


class _Stretch(NamedTuple):
    """A stretch of the text and the good that it is about; none where it is about all."""

    start: int
    end: int
    goods: str


def with_parts(messages: List[Message]) -> List[Message]:
    """The messages, each followed by its parts."""
    return [one for message in messages for one in (message, *(message.get(PARTS) or ()))]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class PartFinder(GraphComponent):
    """Gives a message that names several goods a part for each: a message of its own."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {}

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return []

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PartFinder:
        """Creates a new component (see parent class for full docstring)."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the examples whole, with one good each."""
        for message in training_data.training_examples:
            _take_out_other_goods(message)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the parts to each message that names several goods."""
        for message in messages:
            mentions = _take_out_other_goods(message)
            if len(mentions) > 1:
                message.set(PARTS, list(_parts(message, mentions)))
        return messages


def _take_out_other_goods(message: Message) -> List[Entity]:
    """Leaves one good among the entities. Returns all mentions of goods in order."""
    entities = message.get(ENTITIES, [])
    mentions = [entity for entity in entities if entity[ENTITY_ATTRIBUTE_TYPE] == _GOODS]
    others = [one for one in mentions if one.get(ENTITY_ATTRIBUTE_ROLE) == OTHER]
    if others:
        kept = [entity for entity in entities if entity not in others]
        message.set(ENTITIES, kept, add_to_output=True)
    return sorted(mentions, key=lambda entity: entity[ENTITY_ATTRIBUTE_START])


def _parts(message: Message, mentions: List[Entity]) -> Iterator[Message]:
    stretches = list(_stretches(read(message), mentions))
    names = list(dict.fromkeys(stretch.goods for stretch in stretches if stretch.goods))
    if len(names) < 2:
        return
    text = message.get(TEXT)
    for name in names:
        own = [stretch for stretch in stretches if stretch.goods == name]
        shared = [stretch for stretch in stretches if not stretch.goods]
        entities = [
            entity
            for entity in message.get(ENTITIES, [])
            if entity[ENTITY_ATTRIBUTE_TYPE] != _GOODS
            and (
                _is_in(entity, own)
                or entity[ENTITY_ATTRIBUTE_TYPE] in _OF_ALL
                or (_is_in(entity, shared) and not _is_money(entity))
            )
        ]
        said = "".join(text[stretch.start : stretch.end] for stretch in own)
        goods = {ENTITY_ATTRIBUTE_TYPE: _GOODS, ENTITY_ATTRIBUTE_VALUE: name}
        tokens = [
            token
            for token in message.get(TOKENS_NAMES[TEXT]) or ()
            if any(stretch.start <= token.start < stretch.end for stretch in own)
        ]
        yield Message({TEXT: said, ENTITIES: [goods, *entities], TOKENS_NAMES[TEXT]: tokens})


def _stretches(reading: Reading, mentions: List[Entity]) -> Iterator[_Stretch]:
    """The text from mention to mention; what precedes the first one is about all."""
    named: List[Tuple[int, str]] = []
    for mention in mentions:
        start, name = mention[ENTITY_ATTRIBUTE_START], mention[ENTITY_ATTRIBUTE_VALUE]
        clause = reading.clauses[reading.clause_at(start)]
        begins = named[-1][0] < clause.start if named else True
        known = next((known for _, known in named if _is_same(known, name)), name)
        named.append((clause.start if begins else start, known))
    if named[0][0]:
        yield _Stretch(0, named[0][0], "")
    ends = [start for start, _ in named[1:]]
    for (start, name), end in zip(named, [*ends, len(reading.text)], strict=True):
        together = next(_clauses_about_all(reading, start, end), end)
        yield _Stretch(start, together, name)
        if together < end:
            yield _Stretch(together, end, "")


def _clauses_about_all(reading: Reading, start: int, end: int) -> Iterator[int]:
    for clause in reading.clauses:
        inside: Span = clause
        if start < inside.start < end and _ALL_TOGETHER.search(
            reading.text, inside.start, inside.end
        ):
            yield inside.start


def _is_same(one: str, other: str) -> bool:
    """Whether two names are of one thing: 鞋 and 鞋子, 笔记本 and 电脑."""
    if one in other or other in one:
        return True
    return all(any(word in name for word in _COMPUTER) for name in (one, other))


def _is_in(entity: Entity, stretches: List[_Stretch]) -> bool:
    start, end = entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]
    return any(stretch.start <= start and end <= stretch.end for stretch in stretches)


def _is_money(entity: Entity) -> bool:
    return bool(_MONEY.fullmatch(str(entity[ENTITY_ATTRIBUTE_VALUE])))
