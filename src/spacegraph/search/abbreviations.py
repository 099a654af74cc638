"""Guess what an abbreviation stands for that no name spells out.

Letters are taken in order from the starts of words and from within the word last begun: HFIPS is
HeFei Institutes of Physical Science. Chinese takes characters in order: 哈工大 is 哈尔滨工业大学.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

from spacegraph.search.chinese import has_han
from spacegraph.search.fold import STOPWORDS

_LENGTHS: Final = range(3, 9)
_LEAST_LIKENESS: Final = 0.55
_LEAST_OF_SHORT: Final = 0.7
_NEVER: Final = (-99, -99)


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Long names by their first letter, each with its number and its words."""

    names: Mapping[str, tuple[tuple[int, str], ...]]

    @classmethod
    def of(cls, names: Iterable[tuple[int, Sequence[str]]]) -> Self:
        """Take names as tokens; those without a number and of more than one word or syllable."""
        long: dict[str, dict[str, int]] = defaultdict(dict)
        for number, tokens in names:
            text = " ".join(tokens)
            chinese = has_han(text)
            if text.replace(" ", "").isalpha() and (chinese or len(tokens) > 1):
                long[text[0]].setdefault("".join(tokens) if chinese else text, number)
        return cls(
            {first: tuple((n, text) for text, n in texts.items()) for first, texts in long.items()}
        )

    def spell_out(self, short: str) -> Iterator[tuple[int, float]]:
        """Yield the names that a text may be short for, with a likeness up to 1."""
        if len(short) not in _LENGTHS or not short.isalpha():
            return
        chinese = has_han(short)
        least = 0.0 if chinese else _LEAST_OF_SHORT if len(short) < 4 else _LEAST_LIKENESS
        for number, text in self.names.get(short[0], ()):
            if _has_in_order(text, short):
                likeness = len(short) / len(text) if chinese else _likeness(short, text.split())
                if likeness >= least:
                    yield number, likeness


def _has_in_order(text: str, letters: str) -> bool:
    # No regular expression: one with so many gaps tries for minutes before it gives up.
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _likeness(short: str, words: Sequence[str]) -> float:
    """Multiply the share of letters that begin a word by the share of words that are begun."""

    @cache
    def begun(letter: int, word: int, place: int) -> tuple[int, int]:
        """Count the words, and those of weight, that the letters from one on begin at best."""
        if letter == len(short):
            return 0, 0
        best = _NEVER
        inside = words[word].find(short[letter], place)
        if inside >= 0:
            best = begun(letter + 1, word, inside + 1)
        for later in range(word + 1, len(words)):
            if words[later][0] == short[letter]:
                all_words, of_weight = begun(letter + 1, later, 1)
                best = max(best, (all_words + 1, of_weight + (words[later] not in STOPWORDS)))
        return best

    all_words, of_weight = begun(1, 0, 1)
    proper = sum(word not in STOPWORDS for word in words)
    if all_words < 0 or not proper:
        return 0.0
    return (all_words + 1) / len(short) * min((of_weight + 1) / proper, 1.0)
