"""Fold a text to the tokens that names are compared by.

Case, diacritics, width, script, punctuation, numerals and common spelling variants are evened out,
for names and queries alike. A number keeps the letter behind it: 2C is one token.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from spacegraph.search.chinese import HAN, has_han, simplify
from spacegraph.search.numerals import to_digits, word_to_digits

_TOKENS: Final = re.compile(f"[0-9]++(?:[a-z](?![a-z]))?|[a-z]+|[{HAN}]+|[^\\W\\d_a-z{HAN}]+")
_SIDE_BY_SIDE: Final = re.compile(r"([0-9][a-z]?) (?=[0-9])")
# Letters that Unicode does not decompose, and marks that are no word boundary.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "&": " and "}
    | dict.fromkeys("'’‘ʼ`´·•", "")
)
_SPELLINGS: Final = {
    "co": "company",
    "corp": "corporation",
    "ltd": "limited",
    "inc": "incorporated",
    "tech": "technology",
    "technologie": "technology",
    "centre": "center",
    "defence": "defense",
    "organisation": "organization",
    "programme": "program",
    "intl": "international",
    "natl": "national",
    "univ": "university",
    "inst": "institute",
    "acad": "academy",
    "sci": "science",
    "dept": "department",
    "lab": "laboratory",
}
LEGAL: Final = frozenset(
    {
        "company",
        "corporation",
        "limited",
        "incorporated",
        "group",
        "holding",
        "llc",
        "plc",
        "gmbh",
        "ag",
        "sa",
        "jsc",
        "bv",
        "pte",
        "province",
    }
)
"""Words that say what form a body has; they seldom make the difference."""
_LEGAL_HAN: Final = re.compile(
    "(?:集团|控股|股份|有限责任|有限|总)*公司$|(?:集团|控股|股份)+$|有限合伙$|合伙企业$"
    "|(?<=..)(?:省|市|(?:壮族|回族|维吾尔)?自治区)$"
)
# 航天科工 is 中国航天科工集团; but 中国卫星 is not 卫星.
_NATION: Final = re.compile("^中国(?=.{4})")
_CLASS: Final = frozenset({"satellite", "weixing", "rocket", "spacecraft", "xing", "zu"})
_CLASS_HAN: Final = re.compile("(?:运载火箭|火箭|卫星|星|组)$")
STOPWORDS: Final = frozenset({"the", "of", "and", "for", "in", "on", "to", "a", "an", "de", "la"})


@dataclass(frozen=True, slots=True)
class Folded:
    """The tokens of a text, in its order.

    `numbers` are those among them, each with its letter: names that differ there are two things.
    """

    tokens: tuple[str, ...]
    numbers: tuple[str, ...]
    chinese: bool

    @classmethod
    def of(cls, tokens: Iterable[str]) -> Self:
        """Take tokens; empty ones are left out."""
        kept = tuple(token for token in tokens if token)
        return cls(
            tokens=kept,
            numbers=tuple(token for token in kept if token[0].isdigit()),
            chinese=has_han("".join(kept)),
        )

    @property
    def compact(self) -> str:
        """The tokens as one text, which makes iSpace and i-Space equal."""
        return join(self.tokens) if len(self.numbers) > 1 else "".join(self.tokens)

    def core(self) -> "Folded":
        """Leave out legal forms, and next to a number the words for what it numbers."""
        # A number of four digits or more is a year or a unit, no serial number.
        numbered = any(len(number) < 4 for number in self.numbers)
        if not (numbered or self.chinese or LEGAL.intersection(self.tokens)):
            return self
        return Folded.of(_strip(token, numbered=numbered) for token in self.tokens)


def join(tokens: Sequence[str]) -> str:
    """Write tokens as one text; a point keeps numbers apart: Gaofen-1 02 is not Gaofen-12.

    >>> join(("gaofen", "1", "2")), join(("long", "march", "5b"))
    ('gaofen1.2', 'longmarch5b')
    """
    return _SIDE_BY_SIDE.sub(r"\1.", " ".join(tokens)).replace(" ", "")


def fold(text: str, *, typing: bool = False) -> Folded:
    """Fold a name or a query; `typing` leaves the last word as it stands, for it may go on.

    >>> fold("Zhuque-2E").tokens == fold("ZHUQUE 2 e").tokens
    True
    >>> fold("朱雀二號").tokens
    ('朱雀', '2')
    """
    text = unicodedata.normalize("NFKC", text)
    if has_han(text):
        text = simplify(text)
    text = text.casefold().translate(_LETTERS)
    if not text.isascii():
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
    found = _join(_TOKENS.findall(to_digits(text)))
    last = len(found) - 1 if typing else len(found)
    return Folded.of(
        _even(token) if place < last or token[0].isdigit() else token
        for place, token in enumerate(found)
    )


def _join(found: list[str]) -> list[str]:
    """Put a letter that stands alone behind a number to it: CZ-2 C is CZ-2C; but not Y2."""
    joined: list[str] = []
    for place, token in enumerate(found):
        alone = len(token) == 1 and "a" <= token <= "z"
        counts = place + 1 < len(found) and found[place + 1][0].isdigit()
        if alone and not counts and joined and joined[-1].isdigit():
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def _even(token: str) -> str:
    """Give a token its one spelling: no leading zeros, no plural, no abbreviated legal form."""
    if token[0].isdigit():
        short = token.lstrip("0")
        return short if short[:1].isdigit() else f"0{short}"
    if len(token) > 4 and token.endswith("s") and not token.endswith(("ss", "us")):
        token = f"{token[:-3]}y" if token.endswith("ies") else token[:-1]
    return word_to_digits(_SPELLINGS.get(token, token))


def shorten(chinese: str) -> str:
    """Write a research institute and an academy as people do: 38所, 五院."""
    return chinese.replace("研究所", "所").replace("研究院", "院")


def _strip(token: str, *, numbered: bool) -> str:
    if token in LEGAL or (numbered and token in _CLASS):
        return ""
    if has_han(token):
        token = shorten(_LEGAL_HAN.sub("", _NATION.sub("", token)))
        return _CLASS_HAN.sub("", token) if numbered else token
    return token
