"""Reads a law file (YAML) into typed rows. What is malformed is named by file and line, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

LAW = Path(__file__).parent
ROOT = LAW.parent.parent

T = TypeVar("T")
Place = tuple[str | int, ...]
"""Where something stands within a file: keys, and positions in lists."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[int, Field(gt=0)]


class LawFileError(ValueError):
    """A law file is malformed; the message says in which file and line, and what is wrong."""


class Row(BaseModel):
    """What a law file holds at one place: just these keys, of just these types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class LawFile(Generic[T]):
    """What a law file says, and on which line it says it."""

    path: Path
    data: T
    _lines: dict[Place, int]

    def error(self, place: Place, problem: str) -> LawFileError:
        """The error to raise for what is wrong at this place."""
        gap = "" if problem.startswith("（") else " "
        return _error(self.path, self._lines[place], f"{_named(place)}{gap}{problem}")


def read(path: Path, type_: type[T]) -> LawFile[T]:
    """The file as rows of this type. Raises LawFileError."""
    lines: dict[Place, int] = {}
    data = _Reader(path, lines).value(_root(path), ())
    try:
        return LawFile(path, TypeAdapter(type_).validate_python(data), lines)
    except ValidationError as error:
        raise _malformed(path, lines, error.errors()[0]) from None


def _error(path: Path, line: int, problem: str) -> LawFileError:
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return LawFileError(f"{shown} 第{line}行：{problem}")


def _root(path: Path) -> Node:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _error(path, 1, f"读不了这个文件（{error.strerror}）") from None
    try:
        root: Node | None = yaml.compose(raw.decode("utf-8-sig"), yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "不是 UTF-8 编码的文字") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _error(
            path,
            mark.line + 1 if mark else 1,
            "YAML 写法不对：看看缩进、冒号后面的空格、引号和括号有没有配对",
        ) from None
    except yaml.YAMLError:
        raise _error(path, 1, "有 YAML 不允许的控制字符") from None
    if root is None:
        raise _error(path, 1, "文件是空的")
    return root


class _Reader:
    """Turns the nodes of a file into plain values and notes the line of each."""

    def __init__(self, path: Path, lines: dict[Place, int]) -> None:
        self._path = path
        self._lines = lines
        self._seen: set[int] = set()
        self._scalars = SafeConstructor()

    def value(self, node: Node, place: Place) -> Any:
        line = node.start_mark.line + 1
        self._lines.setdefault(place, line)
        if id(node) in self._seen:
            raise _error(self._path, line, "不能用别名（&、*），请把内容写出来")
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return dict(self._pairs(node, place))
        if isinstance(node, SequenceNode):
            return [self.value(child, (*place, i)) for i, child in enumerate(node.value)]
        return self._scalar(node, line)

    def _pairs(self, node: MappingNode, place: Place) -> Iterator[tuple[Any, Any]]:
        first: dict[Any, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise _error(self._path, line, "键要写成文字")
            key = self._scalar(key_node, line)
            if key in first:
                raise _error(
                    self._path,
                    line,
                    f"{_named((*place, str(key)))} 写了两次（第{first[key]}行已有）",
                )
            first[key] = self._lines[*place, str(key)] = line
            yield key, self.value(value_node, (*place, str(key)))

    def _scalar(self, node: Node, line: int) -> Any:
        try:
            return self._scalars.construct_object(node)
        except yaml.YAMLError:
            raise _error(self._path, line, f"不认识的标记 {node.tag}") from None
        except (ValueError, LookupError, AttributeError):  # what PyYAML lets through
            raise _error(self._path, line, f"没有 {node.value} 这样的日期或数") from None


_TYPES = {
    "string_type": "要写成文字",
    "int_type": "要写成整数",
    "date_type": "要写成日期，如 2024-07-01",
    "bool_type": "要写成 true 或 false",
    "list_type": "要写成列表",
    "tuple_type": "要写成列表",
    "dict_type": "要写成“键: 值”",
    "model_type": "要写成“键: 值”",
    "decimal_type": "要写成数",
    "decimal_parsing": "要写成数",
    "decimal_max_places": "最多两位小数",
    "finite_number": "要写成数",
    "string_too_short": "是空的",
    "too_short": "是空的",
}


def _malformed(path: Path, lines: dict[Place, int], error: ErrorDetails) -> LawFileError:
    kind, told = error["type"], error.get("ctx", {})
    at = tuple(_key(part) for part in error["loc"] if part != "[key]")
    line = next(lines[at[:end]] for end in range(len(at), -1, -1) if at[:end] in lines)
    if kind == "missing":
        return _error(path, line, f"{_named(at[:-1])} 缺少 {at[-1]}")
    if kind == "extra_forbidden":
        problem = "是不认识的键"
    elif kind in ("literal_error", "enum"):
        problem = "只能是 " + "、".join(re.findall("'(.*?)'", told["expected"]))
    elif kind == "greater_than":
        problem = f"要大于 {told['gt']}"
    elif kind == "greater_than_equal":
        problem = "不能是负数"
    elif kind == "value_error":
        problem = str(told["error"])
    else:
        problem = _TYPES.get(kind, "写得不对")
    return _error(path, line, f"{_named(at)} {problem}")


def _key(part: str | int) -> str | int:
    """As the file has it: pydantic names a day by its repr."""
    day = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", str(part))
    return str(date(*map(int, day.groups()))) if day else part


def _named(place: Place) -> str:
    """articles 第3条 的 gist"""
    if not place:
        return "文件"
    words = [f"第{part + 1}条" if isinstance(part, int) else part for part in place]
    if len(words) > 1 and isinstance(place[-1], str):
        words[-1] = f"的 {words[-1]}"
    return " ".join(words)
