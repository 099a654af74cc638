"""Turn terms into what a reader sees: text, its language, and where it leads."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.graph.facts.entity import Label, Money
from spacegraph.namespaces import XSD, to_curie
from spacegraph.pages.links import Link, Links
from spacegraph.pages.words import Language
from spacegraph.store.base import Term

_NUMBERS: Final = frozenset({XSD.decimal, XSD.integer, XSD.double})
_SCALES: Final = {
    "en": ((Decimal(10**9), "bn"), (Decimal(10**6), "m")),
    "zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A text in a language (empty: the page's own), with a second name and a link."""

    text: str
    language: str = ""
    second: str = ""
    second_language: str = ""
    link: Link | None = None


def show(term: Term, label: Label, links: Links) -> Shown:
    """Show a term: a thing by its names, a literal by its value."""
    if isinstance(term, NamedNode):
        return show_thing(term.value, label, links)
    if not isinstance(term, Literal):
        return Shown(str(term))
    if term.datatype in _NUMBERS:
        return Shown(to_number(term.value))
    if term.language:
        return Shown(term.value, _tag(term.language))
    return Shown(term.value)


def show_thing(iri: str, label: Label, links: Links) -> Shown:
    """Show a thing by its name in the language of the page, then in the other one."""
    name = label.best(links.language)
    if not name:
        return Shown(to_curie(iri), link=links.iri(iri))
    second = label.other(links.language)
    foreign = name != (label.zh if links.language == "zh" else label.en)
    other = "en" if links.language == "zh" else "zh-Hans"
    return Shown(
        name,
        other if foreign else "",
        second,
        other if second else "",
        links.iri(iri),
    )


def to_number(text: str) -> str:
    """Group the digits of a number; anything else is returned as it stands."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number) < 10_000 or "e" in text.lower():
        return text
    return f"{number:,}"


def to_dollars(money: Money, language: Language) -> str:
    """Write US dollars to three digits in the large units of a language; empty where unknown."""
    if money.dollars is None:
        return ""
    for scale, unit in _SCALES[language]:
        if money.dollars >= scale:
            return f"{float(f'{money.dollars / scale:.3g}'):,g} {unit}"
    return f"{money.dollars:,.0f}"


def _tag(language: str) -> str:
    return "zh-Hans" if language.lower() in ("zh", "zh-hans") else language
