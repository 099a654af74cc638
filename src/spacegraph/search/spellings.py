"""Find the texts that differ from a given one by a few slips of the hand."""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

_SHORT: Final = 10
"""Texts of up to this length are compared by pairs of letters, longer ones by triples."""
_MOST_SLIPS: Final = 3
_MOST_CANDIDATES: Final = 400
_SPOILT: Final = 3
"""How many pairs one slip spoils at most: an exchange of neighbours."""


def tolerance(text: str) -> int:
    """Say how many slips a text of this length is granted; Chinese says more in less."""
    length = len(text) if text.isascii() else len(text) * 3 // 2
    if length < 5:
        return 0
    return 1 if length < 9 else 2 if length < 16 else _MOST_SLIPS


@dataclass(frozen=True, slots=True)
class Spellings:
    """Texts in the order of their length, with the places of their pairs and triples of letters.

    A slip is an insertion, deletion, replacement or exchange of neighbours (optimal string
    alignment distance).
    """

    texts: tuple[str, ...]
    numbers: NDArray[np.int32]
    starts: NDArray[np.int64]
    grams: Mapping[str, NDArray[np.int32]]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Take texts; `near` answers with their places in this sequence."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        ordered = tuple(texts[place] for place in order)
        lengths = np.array([len(text) for text in ordered], dtype=np.int64)
        longest = int(lengths[-1]) if ordered else 0
        grams: dict[str, array[int]] = defaultdict(lambda: array("i"))
        for place, text in enumerate(ordered):
            if len(text) <= _SHORT + _MOST_SLIPS:
                for gram in _grams(text, 2):
                    grams[gram].append(place)
            if len(text) > _SHORT - _MOST_SLIPS:
                for gram in _grams(text, 3):
                    grams[gram].append(place)
        return cls(
            texts=ordered,
            numbers=np.array(order, dtype=np.int32),
            starts=np.searchsorted(lengths, np.arange(longest + 2)),
            grams={gram: np.array(places, dtype=np.int32) for gram, places in grams.items()},
        )

    def near(self, text: str, slips: int) -> list[tuple[int, int]]:
        """Give the places of the texts within so many slips, and the slips of each."""
        if not slips or not self.texts:
            return []
        candidates = self._candidates(text, slips)
        if not candidates:
            return []
        distances = cdist(
            [text],
            [self.texts[place] for place in candidates],
            scorer=OSA.distance,
            score_cutoff=slips,
            dtype=np.uint8,
        )[0]
        found = [int(at) for at in np.flatnonzero(distances <= slips)]
        return [(int(self.numbers[candidates[at]]), int(distances[at])) for at in found]

    def _candidates(self, text: str, slips: int) -> list[int]:
        """Choose the texts of like length that share the most pairs or triples of letters."""
        last = len(self.starts) - 1
        low = int(self.starts[min(max(len(text) - slips, 0), last)])
        high = int(self.starts[min(len(text) + slips + 1, last)])
        size = 2 if len(text) <= _SHORT else 3
        asked = _grams(text, size)
        found = [self.grams[gram] for gram in asked if gram in self.grams]
        if not found or low == high:
            return []
        places = np.concatenate(found)
        counts = np.bincount(places[(places >= low) & (places < high)] - low)
        least = max(len(asked) - _SPOILT * slips, 1) if size == 2 else 1
        kept = np.flatnonzero(counts >= least)
        if len(kept) > _MOST_CANDIDATES:
            kept = kept[np.argsort(-counts[kept], kind="stable")[:_MOST_CANDIDATES]]
        return [int(place) + low for place in kept]


def _grams(text: str, size: int) -> set[str]:
    padded = f"^{text}$"
    return {padded[i : i + size] for i in range(len(padded) - size + 1)}
