"""Say why a thing was found, and how much that counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from spacegraph.search.chinese import has_han
from spacegraph.search.keys import Form, Key
from spacegraph.search.names import Name, Role


class Reason(StrEnum):
    """The way that led from the text to a name."""

    NAME = "name"
    CORE = "short form of a name"
    PART = "part of a name"
    START = "start of a name"
    WORDS = "words of a name"
    PINYIN = "pinyin"
    PINYIN_START = "start of the pinyin"
    PINYIN_WORDS = "words of the pinyin"
    INITIALS = "initials"
    SHORT = "abbreviation"
    SPELT = "written in pinyin"
    SOUND = "same sound"
    TYPO = "typo"
    OTHER_NUMBER = "other number"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name, by its number in the index, that one way led to."""

    name: int
    score: float
    reason: Reason


_ROLE_SCORES: Final[Mapping[Role, float]] = MappingProxyType(
    {
        Role.PREFERRED: 0.98,
        Role.LEGAL: 0.95,
        Role.ALIAS: 0.93,
        Role.CODE: 0.92,
        Role.FORMER: 0.90,
        Role.IDENTIFIER: 0.88,
    }
)
_FORM_LOSSES: Final[Mapping[Form, float]] = MappingProxyType(
    {Form.FULL: 0.0, Form.CORE: 0.055, Form.PART: 0.065}
)
_PINYIN_SCORE: Final = 0.85
_INITIALS_SCORE: Final = 0.72
CLEAR_INITIALS_SCORE: Final = 0.83
"""CZ-5B and CIOMP in capitals are as good as names, but another thing may really have them."""
_FORM_REASONS: Final[Mapping[Form, Reason]] = MappingProxyType(
    {
        Form.FULL: Reason.NAME,
        Form.CORE: Reason.CORE,
        Form.PART: Reason.PART,
        Form.PINYIN: Reason.PINYIN,
        Form.INITIALS: Reason.INITIALS,
    }
)

START_GAIN: Final = 0.12
"""What the start of a name counts more, the less of the name is missing."""
WORDS_SCORE: Final = 0.75
PINYIN_WORDS_SCORE: Final = 0.66
SPELT_LOSS: Final = 0.16
"""What it costs to write 遥感十五号 for a thing that the graph knows only as Yaogan 15."""
SPELT_START_LOSS: Final = 0.10
SPELT_WORDS_SCORE: Final = 0.64
SOUND_SCORE: Final = 0.60
SHORT_SCORE: Final = 0.36
SHORT_GAIN: Final = 0.2
"""What an abbreviation counts more, the closer it follows the starts of words."""
TYPO_SCORE: Final = 0.58
TYPO_LOSS: Final = 0.06
PINYIN_TYPO_SCORE: Final = 0.50
OTHER_NUMBER_SHARE: Final = 0.5
CERTAIN: Final = 0.84
"""From this score on a text is what a thing is called, and typos are not looked for."""
LIKELY: Final = 0.60
"""From this score on there is no need to guess at abbreviations, unless capitals call for it."""
DOUBTFUL: Final = 0.45
"""Below this score of the best hit, names with other numbers are worth a look."""
OTHER_NUMBER_CEILING: Final = 0.95
"""Names with other numbers stay below this share of the best name with the right ones."""
LEAST_SHARE: Final = 0.5
"""Hits that score less than this share of the best are noise."""


def exact_score(role: Role, key: Key) -> float:
    """Score a key that equals the text."""
    if key.form is Form.PINYIN:
        return _PINYIN_SCORE
    if key.form is Form.INITIALS:
        return CLEAR_INITIALS_SCORE if key.numbers else _INITIALS_SCORE
    bracketed = key.inside and role in (Role.PREFERRED, Role.LEGAL)
    written = _ROLE_SCORES[Role.ALIAS if bracketed else role]
    return written - _FORM_LOSSES[key.form]


def core_score(role: Role) -> float:
    """Score a name that equals the text but for legal forms."""
    return _ROLE_SCORES[role] - _FORM_LOSSES[Form.CORE]


def start_score(role: Role, key: Key) -> float:
    """Score a key that begins with the text, before what the share of it that is there adds."""
    if key.form is Form.INITIALS:
        return 0.0
    if key.form is Form.PINYIN:
        return 0.56
    if role in (Role.CODE, Role.IDENTIFIER) or key.inside:
        return 0.54
    return 0.70 - (0.005 if role is not Role.PREFERRED else 0.0) - _FORM_LOSSES[key.form] / 2


def exact_reason(form: Form) -> Reason:
    """Name the way of a key that equals the text."""
    return _FORM_REASONS[form]


def to_words(reason: Reason, name: Name) -> str:
    """Say in plain words why a name was found.

    >>> to_words(Reason.TYPO, Name("MinoSpace", Role.PREFERRED, "en"))
    'typo of “MinoSpace”'
    """
    quoted = name.text if has_han(name.text) else f"“{name.text}”"
    match reason:
        case Reason.NAME:
            return f"{_called(name)} {quoted}"
        case Reason.CORE:
            return f"short form of the {_called(name)} {quoted}"
        case Reason.PART | Reason.START | Reason.WORDS:
            return f"{reason.split()[0]} of the {_called(name)} {quoted}"
        case Reason.OTHER_NUMBER:
            return f"like {quoted}, which has another number"
        case Reason.SPELT:
            return f"{_called(name)} {quoted}, written in pinyin"
        case Reason.SOUND:
            return f"sounds like {quoted}"
        case _:
            return f"{reason} of {quoted}"


def _called(name: Name) -> str:
    if name.role is Role.FORMER and not name.language:
        return "former identifier"
    return str(name.role)
