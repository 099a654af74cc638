"""What a page about a thing says: its facts, each with the claims and sources it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from spacegraph.model.dates import PartialDate
from spacegraph.store.base import Term


@dataclass(frozen=True, slots=True)
class Label:
    """A name in English and Chinese; either may be empty."""

    en: str = ""
    zh: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def best(self, language: str) -> str:
        """Return the name in a language (`en` or `zh`), else in the other one."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def other(self, language: str) -> str:
        """Return the name in the other language where it differs from the best one."""
        second = self.en if language == "zh" else self.zh
        return second if second != self.best(language) else ""


NO_LABEL: Final = Label()


@dataclass(frozen=True, slots=True)
class Source:
    """A page or document; `reliability` is a (best) to d, empty where it is not rated."""

    iri: NamedNode
    address: str = ""
    title: str = ""
    publisher: str = ""
    issued: PartialDate | None = None
    reliability: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim that states a value; `confidence` is stated, probable or doubtful."""

    claim: NamedNode
    sources: tuple[Source, ...] = ()
    confidence: str = "stated"


class Standing(StrEnum):
    """How a value came to be held true."""

    CLAIMED = "claimed"
    CONTESTED = "contested"
    DERIVED = "derived"


class Criterion(StrEnum):
    """What decided between two values of a single-valued property; see `graph.settle`."""

    REFINED = "refined"
    CONFIDENCE = "confidence"
    COMPANION = "companion"
    RELIABILITY = "reliability"
    PUBLICATION = "publication"
    PRECISION = "precision"
    ORDER = "order"


_SENTENCES: Final[Mapping[Criterion, str]] = MappingProxyType(
    {
        Criterion.REFINED: "it says the same less precisely",
        Criterion.CONFIDENCE: "its claim is {other}, the other one {kept}",
        Criterion.COMPANION: "it belongs to another value of {kept}, which was not chosen",
        Criterion.RELIABILITY: "its best source is rated {other}, the other one {kept}",
        Criterion.PUBLICATION: "its source was published {other}, the other one {kept}",
        Criterion.PRECISION: "it is less precise",
        Criterion.ORDER: "nothing tells the two apart; the first in lexical order stands",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one value stands and another does not: the criterion, and what each had of it."""

    criterion: Criterion
    kept: str = ""
    other: str = ""

    def __str__(self) -> str:
        words = {"kept": self.kept or "unknown", "other": self.other or "unknown"}
        return _SENTENCES[self.criterion].format(**words)


@dataclass(frozen=True, slots=True)
class Value:
    """One value, or the subject of an incoming fact. `when` dates the thing it names."""

    term: Term
    label: Label = NO_LABEL
    evidence: tuple[Evidence, ...] = ()
    standing: Standing = Standing.CLAIMED
    when: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that claims state and the graph does not hold true, and why."""

    value: Value
    reason: Reason

    @property
    def agrees(self) -> bool:
        """Tell whether it says the same as the settled value, only less precisely."""
        return self.reason.criterion is Criterion.REFINED


@dataclass(frozen=True, slots=True)
class Facts:
    """The values of one predicate; `total` counts those that are not listed as well."""

    predicate: NamedNode
    label: Label
    values: tuple[Value, ...]
    total: int
    alternatives: tuple[Alternative, ...] = ()

    @property
    def contested(self) -> bool:
        """Tell whether claims disagree about it."""
        return any(not each.agrees for each in self.alternatives)


@dataclass(frozen=True, slots=True)
class Event:
    """A date in the life of a thing: its own (`thing` None), or of something linked to it."""

    date: PartialDate
    what: Label
    thing: Value | None = None
    role: Label = NO_LABEL


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as stated, its kind (`qualifier`), and US dollars where the year has a rate."""

    thing: Value
    role: Label
    amount: Decimal
    currency: str
    qualifier: Label = NO_LABEL
    dollars: Decimal | None = None
    date: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple of a claim; `stands` tells whether the graph holds it true."""

    subject: Value
    predicate: NamedNode
    label: Label
    value: Value
    stands: bool


@dataclass(frozen=True, slots=True)
class Entity:
    """Everything a page says about one thing; `replaced_by` is set for a former IRI only."""

    iri: NamedNode
    label: Label
    kind: NamedNode | None
    kind_label: Label
    types: tuple[NamedNode, ...] = ()
    outgoing: tuple[Facts, ...] = ()
    incoming: tuple[Facts, ...] = ()
    timeline: tuple[Event, ...] = ()
    money: tuple[Money, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    replaced_by: NamedNode | None = None
    sources: tuple[Source, ...] = ()

    def facts(self, predicate: NamedNode) -> Facts | None:
        """Return the outgoing facts of a predicate."""
        return next((each for each in self.outgoing if each.predicate == predicate), None)
