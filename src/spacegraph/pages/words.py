"""The words of the interface in English and Chinese; the table itself is `words.yaml`."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import yaml

Language = Literal["en", "zh"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
TAGS: Final[Mapping[Language, str]] = MappingProxyType({"en": "en", "zh": "zh-Hans"})

_FILE: Final = Path(__file__).resolve().with_name("words.yaml")

WORDS: Final[Mapping[str, Mapping[Language, str]]] = MappingProxyType(
    yaml.safe_load(_FILE.read_text(encoding="utf-8"))
)

COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    yaml.safe_load(_FILE.with_name("columns.yaml").read_text(encoding="utf-8"))
)
"""Headings of the columns of answers in Chinese, by the variable of the query."""

RULES: Final[Mapping[str, str]] = MappingProxyType(
    yaml.safe_load(_FILE.with_name("rules.yaml").read_text(encoding="utf-8"))
)
"""What the shapes say in Chinese, by the message as it stands in them."""


class Count(int):
    """A number that is put in with its noun: `{number:row|rows}`."""

    def __format__(self, nouns: str) -> str:
        one, _, many = nouns.partition("|")
        return f"{int(self)} {one if self == 1 else many}" if many else f"{int(self)}"


def say(key: str, language: Language, **values: object) -> str:
    """Return the words of a key, with the values put in."""
    text = WORDS[key][language]
    given = {name: Count(each) if type(each) is int else each for name, each in values.items()}
    return text.format(**given) if given else text


def to_language(code: str | None) -> Language:
    """Read `?lang=`; anything but Chinese is English."""
    return "zh" if code is not None and code.lower().startswith("zh") else "en"
