"""The ways that lead from a query to names, each on its own."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spacegraph.search import reasons
from spacegraph.search.index import Entry, Index
from spacegraph.search.keys import Form
from spacegraph.search.query import Query
from spacegraph.search.reasons import Candidate, Reason
from spacegraph.search.spellings import tolerance

Allowed = NDArray[np.bool_] | None
"""Which things may be found, by number; None allows all."""

_LEAST_ASKED: Final = 0.4
_WRONG_NUMBER: Final = 0.06


def by_name(index: Index, query: Query) -> Iterator[Candidate]:
    """Find keys that equal the query, whole or without its legal form."""
    for reading in query.readings:
        for entry in index.table.equal(reading.compact):
            if entry.key.form is Form.PINYIN and query.chinese:
                continue
            score = entry.score
            if entry.key.form is Form.INITIALS and query.text.isupper():
                score = reasons.CLEAR_INITIALS_SCORE
            yield Candidate(entry.name, score, reasons.exact_reason(entry.key.form))
        core = reading.core()
        if core != reading and core.tokens:
            for entry in index.table.equal(core.compact):
                if entry.key.form <= Form.PART:
                    score = reasons.core_score(index.names[entry.name].role)
                    yield Candidate(entry.name, min(entry.score, score), Reason.CORE)


def by_sound(index: Index, query: Query) -> Iterator[Candidate]:
    """Find names by their pinyin; with a Chinese query, names in pinyin and of the same sound.

    What has a Chinese name is met by its Latin one only where the characters fit: 北航 is
    Beihang (北京航空航天大学), 陕西 is no Shanxi (山西省).
    """
    for sound in query.sounds:
        for entry in index.table.equal(sound):
            if entry.key.numbers != query.numbers:
                continue
            if entry.key.form is not Form.PINYIN:
                named = index.things[index.thing_of[entry.name]].label_zh
                fits = query.chinese and (not named or _is_within(query, named))
                if fits and entry.key.form is not Form.INITIALS:
                    yield Candidate(entry.name, entry.score - reasons.SPELT_LOSS, Reason.SPELT)
            elif query.chinese:
                yield Candidate(entry.name, reasons.SOUND_SCORE, Reason.SOUND)
            else:
                yield Candidate(entry.name, entry.score, Reason.PINYIN)


def by_start(index: Index, query: Query, allowed: Allowed, limit: int) -> Iterator[Candidate]:
    """Find names that begin with the query, the nearly finished and the prominent first."""
    for start in dict.fromkeys(reading.compact for reading in query.readings):
        for entry, score in _starting(index, start, query.numbers, allowed, 5 * limit):
            pinyin = entry.key.form is Form.PINYIN
            yield Candidate(entry.name, score, Reason.PINYIN_START if pinyin else Reason.START)
    if query.chinese and len(query.readings[0].compact) > 1:
        latin = _latin(index, allowed)
        for start in query.sounds:
            for entry, score in _starting(index, start, query.numbers, latin, 5 * limit):
                if entry.key.form is not Form.PINYIN:
                    yield Candidate(entry.name, score - reasons.SPELT_START_LOSS, Reason.SPELT)


def _starting(
    index: Index, start: str, numbers: tuple[str, ...], allowed: Allowed, count: int
) -> Iterator[tuple[Entry, float]]:
    if not start:
        return
    span = index.table.starting(start)
    things = index.thing_of[index.table.names[span]]
    share = np.float32(len(start)) / index.table.lengths[span].astype(np.float32)
    scores = index.table.starts[span] + np.float32(reasons.START_GAIN) * share
    scores += index.standing[things]
    scores[index.table.starts[span] == 0] = 0
    if allowed is not None:
        scores[~allowed[things]] = 0
    for place in _best(scores, count):
        entry = index.table.entries[span.start + place]
        wrong = numbers and not _continues(numbers, entry.key.numbers)
        yield entry, float(scores[place]) - (_WRONG_NUMBER if wrong else 0.0)


def by_words(index: Index, query: Query, allowed: Allowed, limit: int) -> Iterator[Candidate]:
    """Find names that have the words of the query in any order, or most of them."""
    yield from _with_words(index, query.words, allowed, 5 * limit)
    for each in _with_words(index, query.spoken, _latin(index, allowed), 5 * limit):
        score = each.score * reasons.SPELT_WORDS_SCORE / reasons.WORDS_SCORE
        yield Candidate(each.name, score, Reason.SPELT)


def _with_words(
    index: Index, words: Sequence[str], allowed: Allowed, count: int
) -> Iterator[Candidate]:
    if not words or not index.words.sheets:
        return
    coverage = index.words.match(words)
    sheets = coverage.sheets
    names = index.words.names[sheets]
    things = index.thing_of[names]
    pinyin = index.words.pinyin[sheets]
    top = reasons.TYPO_SCORE if coverage.misspelt else reasons.WORDS_SCORE
    scores = coverage.asked * (0.75 + 0.25 * coverage.held)
    scores *= np.where(pinyin, min(top, reasons.PINYIN_WORDS_SCORE), top)
    scores += index.standing[things] - np.float32(0.03)
    scores[coverage.asked < _LEAST_ASKED] = 0
    if allowed is not None:
        scores[~allowed[things]] = 0
    for place in _best(scores, count):
        reason = Reason.PINYIN_WORDS if pinyin[place] else Reason.WORDS
        reason = Reason.TYPO if coverage.misspelt else reason
        yield Candidate(int(names[place]), float(scores[place]), reason)


def _latin(index: Index, allowed: Allowed) -> Allowed:
    latin = ~index.named_in_chinese
    return latin if allowed is None else latin & allowed


def by_typo(index: Index, query: Query) -> Iterator[Candidate]:
    """Find names that differ from the query by slips of the hand, but not by a number."""
    sounds = () if query.chinese else query.sounds
    for text in dict.fromkeys((query.readings[0].compact, *sounds)):
        for place, slips in index.spellings.near(text, tolerance(text)):
            entry = index.table.entries[index.spelt[place]]
            pinyin = entry.key.form is Form.PINYIN
            if entry.key.numbers != query.numbers:
                continue
            top = reasons.PINYIN_TYPO_SCORE if pinyin else reasons.TYPO_SCORE
            likeness = 1 - slips / max(len(text), len(entry.key.text))
            thing = int(index.thing_of[entry.name])
            score = top * likeness + float(index.standing[thing])
            yield Candidate(entry.name, score, Reason.TYPO)


def by_abbreviation(index: Index, query: Query) -> Iterator[Candidate]:
    """Find long names that the query may be short for."""
    for number, likeness in index.abbreviations.spell_out(query.readings[-1].compact):
        thing = int(index.thing_of[number])
        score = reasons.SHORT_SCORE + reasons.SHORT_GAIN * likeness + float(index.standing[thing])
        yield Candidate(number, score, Reason.SHORT)


def _is_within(query: Query, chinese: str) -> bool:
    """Tell whether all characters of a query stand in a name, in their order."""
    rest = iter(chinese)
    return all(char in rest for char in query.readings[0].compact)


def _best(scores: NDArray[np.float32], count: int) -> list[int]:
    """Return the places of the highest scores above nothing, the best first."""
    places = np.flatnonzero(scores > 0)
    if len(places) > count:
        places = places[np.argpartition(-scores[places], count)[:count]]
    return [int(place) for place in places[np.argsort(-scores[places], kind="stable")]]


def _continues(asked: tuple[str, ...], held: tuple[str, ...]) -> bool:
    """Tell whether the numbers of a name begin with those asked for: 1 02 with 1, but not 10."""
    return held[: len(asked)] == asked
