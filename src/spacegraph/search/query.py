"""Understand what was typed."""

import re
from dataclasses import dataclass
from typing import Final

from spacegraph.search.chinese import has_han, syllables
from spacegraph.search.fold import Folded, fold
from spacegraph.search.keys import to_pinyin, to_words, without_umlaut

LONGEST: Final = 200
"""What is typed beyond this many characters is not looked at: no name is longer than 160."""
_TONED: Final = re.compile(r"([a-zü]+:?)([1-5])(?![0-9])")
_SPACE: Final = re.compile(r"[\s'’-]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A text in the forms in which it can meet a key.

    `readings` are the ways to fold it, the likeliest first. `sounds` are its pinyin where it is
    Chinese, else itself as pinyin; `spoken` are the words of a Chinese text in pinyin.
    """

    text: str
    readings: tuple[Folded, ...]
    words: tuple[str, ...]
    sounds: tuple[str, ...]
    spoken: tuple[str, ...]
    chinese: bool

    @classmethod
    def of(cls, text: str) -> "Query":
        """Read a text."""
        text = text.strip()[:LONGEST]
        typed = fold(text, typing=True)
        if typed.tokens and not typed.tokens[-1].strip("0"):
            # A zero before the digit that is still to come: Gaofen-1 0(2).
            typed = Folded.of(typed.tokens[:-1])
        readings = [fold(text), typed]
        if toneless := _without_tones(text):
            readings.insert(0, fold(toneless))
        chinese = has_han(text)
        sounds = [without_umlaut(reading.compact) for reading in readings]
        spoken: list[str] = []
        if chinese:
            spellings = (readings[0], readings[0].core())
            sounds = [sound for folded in spellings for sound in to_pinyin(folded)]
            spoken = [(*to_pinyin(Folded.of((word,))), word)[0] for word in readings[0].tokens]
        return cls(
            text=text,
            readings=tuple(dict.fromkeys(readings)),
            words=to_words(readings[0]),
            sounds=tuple(dict.fromkeys(sounds)),
            spoken=tuple(spoken),
            chinese=chinese,
        )

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the text."""
        return self.readings[0].numbers

    def without_numbers(self) -> "Query":
        """Ask the same without its numbers."""
        return Query.of(" ".join(word for word in self.readings[0].tokens if not word[0].isdigit()))


def _without_tones(text: str) -> str:
    """Take the tone digits off pinyin (wei1 na4 xing1 kong1); empty where it is something else."""
    bare = _SPACE.sub("", text.casefold())
    found = _TONED.findall(bare)
    written = "".join(syllable + tone for syllable, tone in found)
    spoken = [syllable.replace("ü", "v").replace("u:", "v") for syllable, _ in found]
    if len(found) < 2 or written != bare or not all(syllables(each) for each in spoken):
        return ""
    return " ".join(spoken)
