"""What a sum was paid for and what happened on a day, learnt from annotated examples.

The rules of `money.py` and `days.py` find the sums and days and propose a role for each. People tell
what happened in more ways than rules can list; so the proposal is one of the things, beside the words
around the sum or day, from which a linear classifier decides. What has no role that the law asks for is
left out. Examples say what is in them under `facts` in their metadata: all of it, so that what is not
there teaches as well.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Text, Tuple

import numpy as np
import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    METADATA,
    METADATA_EXAMPLE,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.corrections import is_supposed
from bot.nlu.cues import Cue, Cues, goods_words, load_table
from bot.nlu.extractor import CERTAIN, NO_ROLE, SUPPOSED
from bot.nlu.linear import Linear
from bot.nlu.reading import Reading, read

_FACTS = "facts"
_GOODS, _PRICE = "goods", "goods_price"
_MONEY, _DAYS = "MoneyExtractor", "DayExtractor"
# In an answer of a few words every sum and day is meant.
_SHORT = 15
# The difference of scores; measured on the examples, it costs no more precision than it gains recall.
_HARDLY_AGAINST = 0.6
_NUMERALS = re.compile(r"[\d一二三四五六七八九十]+")

Entity = Dict[Text, Any]
# A feature and how much it counts.
Features = Dict[str, float]


class _Kind(NamedTuple):
    """Sums or days: who finds them, and the words that tell their roles."""

    name: str
    cues: Cues


class _Model(NamedTuple):
    """A classifier of roles, and the row of each feature."""

    linear: Linear
    features: Dict[str, int]

    def speaks_for(self, features: Features) -> np.ndarray:
        """How much these features speak for each role."""
        known = [(self.features[f], value) for f, value in features.items() if f in self.features]
        rows, values = zip(*known, strict=True) if known else ((), ())
        return self.linear.weighed(np.array(rows, dtype=int), np.array(values, dtype=np.float32))

    def scores(self, spoken: np.ndarray) -> Dict[str, float]:
        """The score of each role, by what all features speak for."""
        scores = (spoken + self.linear.intercepts).tolist()
        return dict(zip(self.linear.classes, scores, strict=True))


def _best(scores: Dict[str, float], proposed: str) -> str:
    """The role that most speaks for; the proposed one where little speaks against it: a sum left out
    is worse than one too many, which somebody can put right."""
    best = max(scores, key=scores.__getitem__)
    if best == NO_ROLE and scores[best] - scores.get(proposed, -math.inf) < _HARDLY_AGAINST:
        return proposed
    return best


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
        DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,
    ],
    is_trainable=True,
)
class RoleClassifier(GraphComponent, EntityExtractorMixin):
    """Decides the role of each sum and day, and leaves out those without one."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The component's default config (see parent class for full docstring)."""
        return {
            "money": "bot/nlu/money.yml",
            "days": "bot/nlu/days.yml",
            "goods": "bot/law/goods.yml",
            # Inverse of regularisation strength.
            "C": 0.1,
        }

    @staticmethod
    def required_packages() -> List[Text]:
        """Any extra python dependencies required for this component to run."""
        return ["sklearn", "spacy"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """This file: Rasa itself looks at the class alone."""
        return Path(__file__).read_text(encoding="utf-8")

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Reads the words that tell roles."""
        words = load_table(config["money"])
        roles = {**words["roles"], _GOODS: goods_words(config["goods"])}
        self._kinds = {
            _MONEY: _Kind("money", Cues(roles)),
            _DAYS: _Kind("days", Cues(load_table(config["days"]))),
        }
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._models: Dict[str, _Model] = {}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RoleClassifier:
        """Creates a new untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples that say which facts are in them."""
        seen: Dict[str, List[Tuple[Features, str]]] = {name: [] for name in self._kinds}
        for example in training_data.training_examples:
            if not is_story(example):
                continue
            facts = example.get(METADATA)[METADATA_EXAMPLE][_FACTS]
            for name, kind in self._kinds.items():
                found = _found(example, name)
                roles = _right_roles(found, facts)
                reading = read(example)
                cues = kind.cues.find(reading.doc) if found else []
                shared = _of_the_message(reading, cues) if found else {}
                features = _of_each(reading, found, cues)
                seen[name] += [
                    (shared | own, role)
                    for entity, own, role in zip(found, features, roles, strict=True)
                    if entity.get(ENTITY_ATTRIBUTE_ROLE) != CERTAIN
                ]
        self._models = {
            name: _fit(examples, self._config["C"]) for name, examples in seen.items() if examples
        }
        self._persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Decides the roles in every training example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Decides the roles in each message."""
        for message in messages:
            others = [one for one in message.get(ENTITIES, []) if one[EXTRACTOR] not in self._kinds]
            decided = [one for name in self._kinds for one in self._decided(message, name)]
            message.set(ENTITIES, others + decided, add_to_output=True)
        return messages

    def _decided(self, message: Message, name: str) -> Iterator[Entity]:
        found = _found(message, name)
        if not found:
            return
        kind, model, reading = self._kinds[name], self._models.get(name), read(message)
        cues = kind.cues.find(reading.doc)
        proposed = [entity[ENTITY_ATTRIBUTE_TYPE] for entity in found]
        scores: List[Dict[str, float]] = [{role: 0.0} for role in proposed]
        if model is not None:
            shared = model.speaks_for(_of_the_message(reading, cues))
            for index, own in enumerate(_of_each(reading, found, cues)):
                if found[index].get(ENTITY_ATTRIBUTE_ROLE) != CERTAIN:
                    scores[index] = model.scores(shared + model.speaks_for(own))
        things = {reading.text[cue.start : cue.end] for cue in cues if cue.name == _GOODS}
        roles = [_best(*pair) for pair in zip(scores, proposed, strict=True)]
        if len(reading.text) <= _SHORT:
            pairs = zip(roles, proposed, strict=True)
            roles = [first if role == NO_ROLE else role for role, first in pairs]
        if len(things) < 2:
            roles = _of_one_thing(found, scores, roles)
        for entity, role in zip(found, roles, strict=True):
            if role != NO_ROLE:
                told = {key: entity[key] for key in entity if key != ENTITY_ATTRIBUTE_ROLE}
                place = entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]
                if is_supposed(reading.text, *place):
                    told[ENTITY_ATTRIBUTE_ROLE] = SUPPOSED
                yield {**told, ENTITY_ATTRIBUTE_TYPE: role}

    def _persist(self) -> None:
        """Saves what was learnt as plain JSON and numbers."""
        with self._model_storage.write_to(self._resource) as directory:
            for name, model in self._models.items():
                words = {"roles": model.linear.classes, "features": list(model.features)}
                rasa.shared.utils.io.dump_obj_as_json_to_file(directory / f"{name}.json", words)
                model.linear.save(directory / f"{name}.npz")

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RoleClassifier:
        """Loads a trained component (see parent class for full docstring)."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            for name in classifier._kinds:
                if not (directory / f"{name}.json").exists():
                    continue
                words = rasa.shared.utils.io.read_json_file(directory / f"{name}.json")
                features = {feature: row for row, feature in enumerate(words["features"])}
                linear = Linear.load(directory / f"{name}.npz", words["roles"])
                classifier._models[name] = _Model(linear, features)
        return classifier


def is_story(example: Message) -> bool:
    """Whether an example says which facts are in it."""
    return _FACTS in (example.get(METADATA, {}).get(METADATA_EXAMPLE) or {})


def _found(message: Message, extractor: str) -> List[Entity]:
    """What one extractor found, in the order of the text."""
    entities = message.get(ENTITIES, [])
    found = [one for one in entities if one[EXTRACTOR] == extractor]
    if extractor == _MONEY:
        # 1.12签收, 12月25下单: no sums.
        days = [one for one in entities if one[EXTRACTOR] == _DAYS]
        found = [one for one in found if not any(_overlap(one, day) for day in days)]
    return sorted(found, key=lambda one: one[ENTITY_ATTRIBUTE_START])


def _overlap(one: Entity, other: Entity) -> bool:
    return (
        one[ENTITY_ATTRIBUTE_START] < other[ENTITY_ATTRIBUTE_END]
        and other[ENTITY_ATTRIBUTE_START] < one[ENTITY_ATTRIBUTE_END]
    )


def _of_one_thing(
    found: List[Entity], scores: List[Dict[str, float]], roles: List[str]
) -> List[str]:
    """The roles with what is said twice told once, and one price: a message about one thing has one."""
    roles, told = list(roles), set()
    for index, entity in enumerate(found):
        fact = roles[index], str(entity[ENTITY_ATTRIBUTE_VALUE])
        if fact in told:
            roles[index] = NO_ROLE
        told.add(fact)
    prices = [index for index, role in enumerate(roles) if role == _PRICE]
    for index in sorted(prices, key=lambda index: _lead(scores[index]))[:-1]:
        others = {role: score for role, score in scores[index].items() if role != _PRICE}
        roles[index] = max(others, key=others.__getitem__, default=_PRICE)
    return roles


def _lead(scores: Dict[str, float]) -> float:
    """By how much a sum is the price rather than anything else."""
    others = [score for role, score in scores.items() if role != _PRICE]
    return scores.get(_PRICE, 0.0) - max(others, default=-math.inf)


def _right_roles(found: List[Entity], facts: Dict[str, Any]) -> List[str]:
    """The role of each found sum or day; each annotated one counts once, where its proposal is right
    first."""
    roles = [NO_ROLE] * len(found)
    for fact, values in facts.items():
        for value in values if isinstance(values, list) else [values]:
            fitting = [
                index
                for index, entity in enumerate(found)
                if str(entity[ENTITY_ATTRIBUTE_VALUE]) == value and roles[index] == NO_ROLE
            ]
            proposed = [i for i in fitting if found[i][ENTITY_ATTRIBUTE_TYPE] == fact]
            for index in (proposed or fitting)[:1]:
                roles[index] = fact
    return roles


def _fit(examples: List[Tuple[Features, str]], inverse_strength: float) -> _Model:
    numbers: Dict[str, int] = {}
    columns = np.array(
        [numbers.setdefault(name, len(numbers)) for features, _ in examples for name in features]
    )
    values = np.array([value for features, _ in examples for value in features.values()])
    begins = np.cumsum([0, *(len(features) for features, _ in examples)])
    matrix = csr_matrix((values, columns, begins), shape=(len(examples), len(numbers)))
    # What occurs once teaches nothing about other messages.
    kept = np.flatnonzero(np.bincount(columns, minlength=len(numbers)) > 1)
    names = np.array(list(numbers), dtype=object)[kept]
    linear = Linear.fit(matrix[:, kept], [role for _, role in examples], inverse_strength)
    return _Model(linear, {name: row for row, name in enumerate(names)})


# What is seen of a sum or day


def _of_the_message(reading: Reading, cues: List[Cue]) -> Features:
    """What is the same for all sums or days of a message."""
    words = _sequences("anywhere", reading.text, (2,), 0.25)
    return words | {f"cue={cue.name}": 0.5 for cue in cues}


def _of_each(reading: Reading, found: List[Entity], cues: List[Cue]) -> List[Features]:
    values = [_size(entity) for entity in found]
    return [
        {
            **_of_the_words(reading, entity),
            **_of_the_cues(reading, entity, cues),
            **_of_the_others(reading, index, found, values),
        }
        for index, entity in enumerate(found)
    ]


def _size(entity: Entity) -> float:
    """Yuan, or the number of a day."""
    value = str(entity[ENTITY_ATTRIBUTE_VALUE])
    if value.count("-") == 2:
        return float(value.replace("-", ""))
    return float(value.rpartition("-")[0] or value)


def _sequences(tag: str, text: str, lengths: Iterable[int], weight: float = 1) -> Features:
    return {
        f"{tag}:{text[start : start + length]}": weight
        for length in lengths
        for start in range(len(text) - length + 1)
    }


def _of_the_words(reading: Reading, entity: Entity) -> Features:
    text = reading.text
    start, end = entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]
    index = reading.clause_at(start)
    clauses = [text[clause.start : clause.end] for clause in reading.clauses]
    clause = reading.clauses[index]
    features: Features = {f"proposed={entity[ENTITY_ATTRIBUTE_TYPE]}": 2}
    for length in range(1, 5):
        features[f"right before{length}={text[max(start - length, 0) : start]}"] = 1
        features[f"right after{length}={text[end : end + length]}"] = 1
    features |= _sequences("before", text[clause.start : start][-12:], (1, 2, 3))
    features |= _sequences("after", text[end : clause.end][:10], (1, 2, 3))
    if index:
        features |= _sequences("clause before", clauses[index - 1][-12:], (2, 3), 0.5)
    if index + 1 < len(clauses):
        features |= _sequences("clause after", clauses[index + 1][:10], (2, 3), 0.5)
    features[f"form={_NUMERALS.sub('#', text[start:end])}"] = 1
    return features


def _of_the_cues(reading: Reading, entity: Entity, cues: List[Cue]) -> Features:
    start, end = entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]
    clause = reading.clause_at(start)
    before = [cue for cue in cues if cue.end <= start][::-1]
    after = [cue for cue in cues if cue.start >= end]
    features: Features = {}
    for side, near in (("before", before), ("after", after)):
        for number, cue in enumerate(near[:3]):
            here = reading.clause_at(cue.start) == clause
            features[f"cue {side}{number}={cue.name}, {here}"] = 1
            features[f"word {side}{number}={reading.text[cue.start : cue.end]}"] = 1
        for cue in near[:1]:
            away = start - cue.end if side == "before" else cue.start - end
            features[f"cue {side}={cue.name}, {min(away, 6) // 2} away"] = 1
    return features


def _of_the_others(
    reading: Reading, index: int, found: List[Entity], values: List[float]
) -> Features:
    roles = [entity[ENTITY_ATTRIBUTE_TYPE] for entity in found]
    value = values[index]
    features: Features = {
        f"number={min(index, 3)}": 1,
        f"of={min(len(found), 4)}": 1,
        f"size={int(math.log10(max(value, 1)) * 2)}": 1,
        f"largest={value == max(values)}": 1,
        f"smallest={value == min(values)}": 1,
        f"cents={value != int(value)}": 1,
    }
    features |= {f"other={role}": 1 for i, role in enumerate(roles) if i != index}
    if index:
        features[f"previous={roles[index - 1]}"] = 1
        begin = found[index - 1][ENTITY_ATTRIBUTE_END]
        between = reading.text[begin : found[index][ENTITY_ATTRIBUTE_START]]
        features |= _sequences("between", between[-8:], (1, 2))
    if index + 1 < len(found):
        features[f"next={roles[index + 1]}"] = 1
    return features
