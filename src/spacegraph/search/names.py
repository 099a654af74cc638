"""Read from the graph what things are called."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.namespaces import BASE, DCTERMS, GEO, SCHEMA, SG, SKOS
from spacegraph.search.chinese import has_han
from spacegraph.store.base import Store

KINDS: Final = (
    "organisation",
    "vehicle",
    "programme",
    "mission",
    "spacecraft",
    "place",
    "launch",
    "contract",
    "cooperation",
    "policy",
    "funding",
)
"""The kinds that can be found, those that people mean first."""

EVENTS: Final = frozenset({"launch", "contract", "cooperation", "policy", "funding"})
"""The kinds whose names describe what happened, and hold the names of those who took part."""


class Role(StrEnum):
    """In which way a thing is called so."""

    PREFERRED = "name"
    LEGAL = "legal name"
    ALIAS = "other name"
    CODE = "code"
    FORMER = "former name"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One thing that a thing is called; `language` is as stored, empty for codes."""

    text: str
    role: Role
    language: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with all its names; `degree` counts the statements that point to it."""

    iri: str
    kind: str
    names: tuple[Name, ...]
    degree: int = 0

    @property
    def label(self) -> str:
        """The English name, else the Chinese one, else the id."""
        return self._preferred("en") or self.label_zh or self.iri.rsplit("/", 1)[-1]

    @property
    def label_zh(self) -> str:
        """The Chinese name; empty where there is none."""
        return self._preferred("zh")

    def _preferred(self, language: str) -> str:
        return min(
            (
                name.text
                for name in self.names
                if name.role is Role.PREFERRED and name.language.startswith(language)
            ),
            default="",
        )


_ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {
        SKOS.prefLabel.value: Role.PREFERRED,
        SCHEMA.legalName.value: Role.LEGAL,
        SKOS.altLabel.value: Role.ALIAS,
        SG.gcatCode.value: Role.CODE,
        SG.cosparId.value: Role.CODE,
        SG.noradId.value: Role.CODE,
        SG.launchTag.value: Role.CODE,
        DCTERMS.replaces.value: Role.FORMER,
    }
)
_LINKS: Final = (
    SG.participant,
    SCHEMA.about,
    SCHEMA.manufacturer,
    SG.owner,
    SG.provider,
    SG.launchVehicle,
    SG.launchSite,
    SG.place,
    SG.headquarters,
    SG.country,
    GEO.sfWithin,
    DCTERMS.isPartOf,
    SG.concernsMission,
    SG.launch,
)
# "CASC (1993-1999)", "China Aerospace Machinery and Electronics Corporation (to 2001)"
_PERIOD: Final = re.compile(
    r"\((?:(?:to|until|till|before|formerly)\b[^)]*|[0-9]{4}\s*[-–]\s*[0-9]{4})\)", re.IGNORECASE
)


def read_names(store: Store) -> tuple[Thing, ...]:
    """Read every thing that can be found, in the order of the IRIs."""
    names: dict[str, set[Name]] = defaultdict(set)
    for thing, property, value in store.select(_names_query()):
        if not isinstance(thing, NamedNode) or not isinstance(property, NamedNode):
            continue
        if kind_of(thing.value) in KINDS and isinstance(value, Literal | NamedNode):
            names[thing.value].add(_to_name(property.value, value))
    degrees = _read_degrees(store)
    return tuple(
        Thing(
            iri=iri,
            kind=kind_of(iri),
            names=tuple(sorted({*called, _identifier(iri)})),
            degree=degrees.get(iri, 0),
        )
        for iri, called in sorted(names.items())
    )


def kind_of(iri: str) -> str:
    """Return the kind that an IRI of ours names; empty for any other IRI."""
    kind, slash, local = iri.removeprefix(BASE).partition("/")
    return kind if slash and local and iri.startswith(BASE) else ""


def _names_query() -> str:
    properties = " ".join(f"<{iri}>" for iri in _ROLES)
    return (
        "SELECT ?thing ?property ?value WHERE "
        f"{{ VALUES ?property {{ {properties} }} ?thing ?property ?value }}"
    )


def _read_degrees(store: Store) -> dict[str, int]:
    links = " ".join(str(link) for link in _LINKS)
    counted = store.select(
        "SELECT ?thing (COUNT(?from) AS ?degree) WHERE "
        f"{{ VALUES ?link {{ {links} }} ?from ?link ?thing }} GROUP BY ?thing"
    )
    return {
        thing.value: int(count.value)
        for thing, count in counted
        if isinstance(thing, NamedNode) and isinstance(count, Literal)
    }


def _to_name(property: str, value: Literal | NamedNode) -> Name:
    if isinstance(value, NamedNode):
        return Name(value.value.rsplit("/", 1)[-1], Role.FORMER)
    role = _ROLES[property]
    if role is Role.ALIAS and _PERIOD.search(value.value):
        role = Role.FORMER
    return Name(value.value, role, value.language or ("zh" if has_han(value.value) else ""))


def _identifier(iri: str) -> Name:
    return Name(iri.rsplit("/", 1)[-1], Role.IDENTIFIER)
