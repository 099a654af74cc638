"""Make from a name the keys it is found by: as written, without its legal form, by its parts,
by pinyin, by initials; and the words it is found by in any order.
"""

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from spacegraph.search.chinese import has_han, simplify, spell, syllables
from spacegraph.search.fold import STOPWORDS, Folded, fold, join, shorten
from spacegraph.search.names import Name, Role
from spacegraph.search.numerals import CHINESE_NUMERAL


class Form(IntEnum):
    """How a key comes from its name."""

    FULL = 0
    CORE = 1
    PART = 2
    PINYIN = 3
    INITIALS = 4


@dataclass(frozen=True, slots=True)
class Key:
    """A compact key; `numbers` are those of the text it was made from.

    `inside` is what stood in the brackets that it was made from, compact; else empty.
    """

    text: str
    form: Form
    numbers: tuple[str, ...]
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of a name, its words, the words that its pinyin makes, and what it may be short
    for: the tokens of the whole and of what stands before a comma."""

    keys: tuple[Key, ...] = ()
    words: tuple[str, ...] = ()
    pinyin_words: tuple[str, ...] = ()
    heads: tuple[tuple[str, ...], ...] = ()


_BRACKETS: Final = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_SLASH: Final = re.compile(r"\s+/\s+")
_COMMA: Final = re.compile(r"[,，、]")
_REMARK: Final = re.compile(r"[a-z]|[0-9][0-9 ,–-]*$|[0-9]{4}\b|[0-9]+ [a-z]")
_CAMEL: Final = re.compile(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b")
_HUMP: Final = re.compile(r"[A-Z][a-z]+")
_LEAST_INITIALS: Final = 3
_MOST_SPELLINGS: Final = 4


def to_keys(name: Name) -> Keys:
    """Make the keys of a name; codes and identifiers have only the one they are written as."""
    folded = fold(name.text)
    if not folded.tokens:
        return Keys()
    full = Key(folded.compact, Form.FULL, folded.numbers)
    if _is_code(name):
        return Keys((full,))
    found = [full, *_variants(folded, Form.CORE), *_numerals(name.text)]
    outside, inside = to_parts(name.text)
    for part in outside:
        found += _part(fold(part))
    for part in inside:
        bracketed = fold(part)
        found += [replace(key, inside=bracketed.compact) for key in _part(bracketed)]
    heads = tuple(folded if head == name.text else fold(head) for head in _heads(name.text))
    for head in heads:
        found += _initials(head)
    best: dict[str, Key] = {}
    for key in found:
        if key.text and key.form <= best.setdefault(key.text, key).form:
            best[key.text] = key
    words = dict.fromkeys((*to_words(folded), *_humps(name.text)))
    return Keys(
        keys=tuple(best.values()),
        words=tuple(words),
        pinyin_words=_pinyin_words(folded),
        heads=tuple(dict.fromkeys(head.core().tokens for head in heads)),
    )


def to_words(folded: Folded) -> tuple[str, ...]:
    """Give the words of a text; Chinese, which writes no spaces, by pairs of characters."""
    if not folded.chinese:
        return folded.tokens
    words: list[str] = []
    for token in folded.tokens:
        if has_han(token):
            token = shorten(token)
        if has_han(token) and len(token) > 1:
            words += (token[i : i + 2] for i in range(len(token) - 1))
        else:
            words.append(token)
    return tuple(words)


def to_pinyin(folded: Folded) -> tuple[str, ...]:
    """Spell a text in pinyin without tones and spaces; empty where it holds no Chinese."""
    if not folded.chinese:
        return ()
    spelled: list[tuple[str, ...]] = [()]
    for token in folded.tokens:
        readings = (
            [without_umlaut("".join(reading)) for reading in spell(token)]
            if has_han(token)
            else [token]
        )
        spelled = [(*start, reading) for start in spelled for reading in readings]
        spelled = spelled[:_MOST_SPELLINGS]
    return tuple(dict.fromkeys(join(tokens) for tokens in spelled))


def without_umlaut(pinyin: str) -> str:
    """Write nü and lü, typed as nv and lv, in the way in which folding leaves them."""
    return pinyin.replace("nv", "nu").replace("lv", "lu")


def to_parts(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the names within a name: around brackets and a slash, and inside brackets.

    >>> to_parts("GalaxySpace-1 (Yinhe-1)"), to_parts("Gaofen-10 (replacement)")
    ((('GalaxySpace-1',), ('Yinhe-1',)), (('Gaofen-10',), ()))
    """
    outside = tuple(part.strip() for part in _SLASH.split(_BRACKETS.sub(" ", text)))
    inside = (part.strip() for found in _BRACKETS.findall(text) for part in _COMMA.split(found))
    return (
        () if outside == (text,) else outside,
        tuple(part for part in inside if part and not _REMARK.match(part)),
    )


def _is_code(name: Name) -> bool:
    slug = name.role in (Role.IDENTIFIER, Role.FORMER) and not name.language
    return slug or (name.role is Role.CODE and not any(char.islower() for char in name.text))


def _part(folded: Folded) -> list[Key]:
    whole = Key(folded.compact, Form.PART, folded.numbers)
    return [whole, *_variants(folded, Form.PART)]


def _variants(folded: Folded, form: Form) -> list[Key]:
    """Make the key without the legal form, and the pinyin with and without it."""
    core = folded.core()
    found = [Key(core.compact, form, core.numbers)]
    for spelled in (folded, core):
        found += [Key(sound, Form.PINYIN, spelled.numbers) for sound in to_pinyin(spelled)]
    return found


def _heads(text: str) -> tuple[str, ...]:
    """Give the texts whose initials people use: without brackets, and up to a comma."""
    bare = _BRACKETS.sub(" ", text).strip()
    return tuple(dict.fromkeys((bare, bare.split(",")[0])))


def _numerals(text: str) -> list[Key]:
    """Spell a Chinese name with its numerals as they are said: gushenxing er hao."""
    if text.isascii() or not CHINESE_NUMERAL.search(text):
        return []
    said = "".join(char for char in simplify(text).casefold() if char.isalnum())
    return [Key(sound, Form.PINYIN, ()) for sound in to_pinyin(Folded.of((said,)))]


def _initials(folded: Folded) -> list[Key]:
    """Take the initials of words, syllables and characters: LM-5B, CZ-5B, 长五B, CIOMP, WNXK."""
    found: list[Key] = []
    if folded.chinese and len(folded.tokens) == 2 and folded.numbers == folded.tokens[1:]:
        short = folded.tokens[0][0] + folded.tokens[1]
        found.append(Key(short, Form.INITIALS, folded.numbers))
    for tokens in dict.fromkeys((folded.tokens, folded.core().tokens)):
        kept = [token for token in tokens if token not in STOPWORDS]
        pinyin = all(has_han(token) or syllables(token) for token in kept if token.isalpha())
        for by_syllable in (False, True) if pinyin else (False,):
            letters = [_initial(token, by_syllable=by_syllable) for token in kept]
            counted = sum(len(each) for each in letters if each[:1].isalpha())
            if counted + bool(folded.numbers) >= _LEAST_INITIALS:
                found.append(Key(join(letters), Form.INITIALS, folded.numbers))
    return found


def _initial(token: str, *, by_syllable: bool) -> str:
    if token[0].isdigit():
        return token
    if has_han(token):
        return "".join(syllable[0] for syllable in spell(token)[0])
    cut = syllables(token) if by_syllable else ()
    return "".join(syllable[0] for syllable in cut) or token[0]


def _humps(text: str) -> tuple[str, ...]:
    """Give the words that a name in camel case is written from: Mino, Space."""
    return tuple(
        token
        for word in _CAMEL.findall(text)
        for hump in _HUMP.findall(word)
        for token in fold(hump).tokens
    )


def _pinyin_words(folded: Folded) -> tuple[str, ...]:
    """Give pairs of syllables, as people write them together: hangtian, keji."""
    if not folded.chinese:
        return ()
    words: list[str] = []
    for token in folded.tokens:
        if not has_han(token):
            words.append(token)
            continue
        read = [without_umlaut(syllable) for syllable in spell(token)[0]]
        words += [read[i] + read[i + 1] for i in range(len(read) - 1)] or read
    return tuple(dict.fromkeys(words))
