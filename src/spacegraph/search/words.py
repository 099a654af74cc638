"""Find names by their words, in any order."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from spacegraph.search.chinese import has_han
from spacegraph.search.fold import LEGAL, STOPWORDS
from spacegraph.search.spellings import Spellings, tolerance

_MOST_COMPLETIONS: Final = 200
_MOST_WORDS: Final = 24
_SLIGHT: Final = 0.15
"""The weight of legal forms and of words like «of», beside the weight their rarity gives them."""
_COMPLETED: Final = 0.85
_NUMBER_COMPLETED: Final = 0.5
_MISSPELT: Final = 0.8
_UNKNOWN: Final = -1.0

Found = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of one name, and the number of that name."""

    name: int
    words: tuple[str, ...]
    pinyin: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well sheets match, each by its number: the shares, by weight, of the words asked for
    that it has, and of its words that were asked for."""

    sheets: NDArray[np.int64]
    asked: NDArray[np.float32]
    held: NDArray[np.float32]
    misspelt: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Every word with the sheets it stands on; rare words weigh more."""

    vocabulary: tuple[str, ...]
    numbers: Mapping[str, int]
    postings: tuple[NDArray[np.int32], ...]
    weights: NDArray[np.float32]
    sheet_weights: NDArray[np.float32]
    sheets: tuple[Sheet, ...]
    names: NDArray[np.int32]
    pinyin: NDArray[np.bool_]
    spellings: Spellings

    @classmethod
    def of(cls, sheets: Sequence[Sheet]) -> Self:
        """Index sheets."""
        places: dict[str, array[int]] = defaultdict(lambda: array("i"))
        for number, sheet in enumerate(sheets):
            for word in sheet.words:
                places[word].append(number)
        vocabulary = tuple(sorted(places))
        postings = tuple(np.array(places[word], dtype=np.int32) for word in vocabulary)
        weights = np.array(
            [
                _rarity(len(sheets), len(found)) * _importance(word)
                for word, found in zip(vocabulary, postings, strict=True)
            ],
            dtype=np.float32,
        )
        sheet_weights = np.full(len(sheets), 1e-6, dtype=np.float32)
        for weight, found in zip(weights, postings, strict=True):
            sheet_weights[found] += weight
        return cls(
            vocabulary=vocabulary,
            numbers={word: number for number, word in enumerate(vocabulary)},
            postings=postings,
            weights=weights,
            sheet_weights=sheet_weights,
            sheets=tuple(sheets),
            names=np.array([sheet.name for sheet in sheets], dtype=np.int32),
            pinyin=np.array([sheet.pinyin for sheet in sheets], dtype=np.bool_),
            spellings=Spellings.of(vocabulary),
        )

    def match(self, words: Sequence[str]) -> Coverage:
        """Match words to sheets; the last word may be unfinished, and numbers must all be there."""
        asked = np.zeros(len(self.sheets), dtype=np.float32)
        held = np.zeros(len(self.sheets), dtype=np.float32)
        possible = np.ones(len(self.sheets), dtype=np.bool_)
        misspelt = False
        weights: list[float] = []
        words = words[:_MOST_WORDS]
        only_numbers = all(word[0].isdigit() for word in words)
        for place, word in enumerate(words):
            options = self._options(words, place)
            if not options and tolerance(word) and word.isalpha() and word.isascii():
                options = self._misspellings(word)
                misspelt = misspelt or bool(options)
            number = word[0].isdigit()
            weight = 0.0 if number and not only_numbers else self._weight(word, options)
            weights.append(weight)
            quality, matched = self._mark(options)
            asked += max(weight, 0.0) * quality
            held += matched
            if number:
                possible &= quality > 0
        known = [weight for weight in weights if weight > 0]
        # A word that is nowhere weighs as much as the others do, and nothing makes up for it.
        unknown = weights.count(_UNKNOWN) * float(np.mean(known)) if known else 0.0
        total = np.float32(sum(known) + unknown + 1e-6)
        sheets = np.flatnonzero(possible & (asked > 0))
        return Coverage(
            sheets=sheets,
            asked=asked[sheets] / total,
            held=np.minimum(held[sheets] / self.sheet_weights[sheets], np.float32(1)),
            misspelt=misspelt,
        )

    def _mark(self, options: Iterable[Found]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Give each sheet the value of the best option that stands on it, plain and weighted."""
        quality = np.zeros(len(self.sheets), dtype=np.float32)
        matched = np.zeros(len(self.sheets), dtype=np.float32)
        for option, value in sorted(options, key=lambda option: option[1]):
            quality[self.postings[option]] = value
            matched[self.postings[option]] = self.weights[option] * value
        return quality, matched

    def _options(self, words: Sequence[str], place: int) -> list[Found]:
        """List the known words that answer the one asked for, and how well each does."""
        word = words[place]
        around = [words[place - 1] + word] if place else []
        if place + 1 < len(words):
            around.append(word + words[place + 1])
        whole = [word, *(joined for joined in around if joined.isalpha())]
        options = [(self.numbers[each], 1.0) for each in whole if each in self.numbers]
        if place + 1 == len(words):
            options += self._completions(word)
        return options

    def _completions(self, word: str) -> list[Found]:
        if len(word) < 2 and not has_han(word) and not word.isdigit():
            return []
        value = _NUMBER_COMPLETED if word[0].isdigit() else _COMPLETED
        start = bisect_left(self.vocabulary, word)
        end = bisect_left(self.vocabulary, word + "\U0010ffff", lo=start)
        return [
            (number, value)
            for number in range(start, min(end, start + _MOST_COMPLETIONS))
            if self.vocabulary[number] != word
        ]

    def _misspellings(self, word: str) -> list[Found]:
        return [
            (number, _MISSPELT / slips)
            for number, slips in self.spellings.near(word, min(tolerance(word), 2))
        ]

    def _weight(self, word: str, options: Sequence[Found]) -> float:
        if word in self.numbers:
            return float(self.weights[self.numbers[word]])
        if options:
            return max(float(self.weights[number]) for number, _ in options)
        return _UNKNOWN


def _rarity(sheets: int, holding: int) -> float:
    return float(np.log1p(sheets / holding))


def _importance(word: str) -> float:
    return _SLIGHT if word in STOPWORDS or word in LEGAL else 1.0
