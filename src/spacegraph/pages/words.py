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


def say(key: str, language: Language, **values: object) -> str:
    """Return the words of a key, with the values put in."""
    text = WORDS[key][language]
    return text.format(**values) if values else text


def to_language(code: str | None) -> Language:
    """Read `?lang=`; anything but Chinese is English."""
    return "zh" if code is not None and code.lower().startswith("zh") else "en"
