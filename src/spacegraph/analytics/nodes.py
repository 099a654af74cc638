"""What a network says of each of its nodes: names, kind, sector and province."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from spacegraph.namespaces import BASE, DCTERMS, GEO, ORG, PROV, RDF, SCHEMA, SG, SKOS
from spacegraph.store.base import Store

CHUNK: Final = 500
"""How many IRIs one VALUES block carries; 500 IRIs are about 30 kB of query."""

SECTORS: Final = (
    "state",
    "commercial",
    "provincial",
    "academic",
    "foreign",
    "investor",
    "other",
)
"""Every sector, in the order of tables and legends."""

_BY_CLASS: Final = {
    SG.RegionalGovernment.value: "provincial",
    SG.University.value: "academic",
    SG.CommercialFirm.value: "commercial",
    SG.StateEnterprise.value: "state",
    SG.ResearchInstitute.value: "state",
    SG.GovernmentAgency.value: "state",
    SG.MilitaryBody.value: "state",
}
_CAPITALS: Final = re.compile(r"[A-Z][A-Z0-9-]{1,7}")
_FOREIGN_KINDS: Final = frozenset(
    {"foreign-firm", "foreign-agency", "foreign-government", "intergovernmental"}
)


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in a network; what is not known is empty.

    `founded` is the first day on which it can have been founded, `dissolved` the last on which
    it can have been dissolved, as ISO text.
    """

    iri: str
    label: str = ""
    label_zh: str = ""
    kind: str = ""
    sector: str = "other"
    country: str = ""
    province: str = ""
    acronym: str = ""
    founded: str = ""
    dissolved: str = ""

    @property
    def name(self) -> str:
        """The English name, else the Chinese one, else the last part of the IRI."""
        return self.label or self.label_zh or self.iri.rsplit("/", 1)[-1]


def sector(kind: str, classes: frozenset[str], country: str) -> str:
    """Place an organisation in one of `SECTORS`.

    Foreign is what is of a foreign or intergovernmental kind, or has a country other than China
    (Hong Kong and Macau bodies carry CN). Within China the class decides: regional governments
    are provincial, universities academic, firms commercial; state enterprises, research
    institutes (most are academies of state groups that build and launch), agencies and military
    bodies are state. An investor without another class is investor. The rest is other.
    """
    if kind in _FOREIGN_KINDS or country not in ("", "CN"):
        return "foreign"
    for name, found in _BY_CLASS.items():
        if name in classes:
            return found
    return "investor" if kind == "investor" else "other"


def describe(store: Store, iris: Sequence[str]) -> dict[str, Node]:
    """Look up nodes; every IRI asked for is a key, in the order given."""
    names = values_of(store, iris, f"?node {SKOS.prefLabel} ?value")
    others = values_of(store, iris, f"?node {SKOS.altLabel} ?value")
    kinds = values_of(store, iris, f"?node {ORG.classification}|{SG.placeKind} ?value")
    classes = values_of(store, iris, f"?node {RDF.type} ?value")
    countries = values_of(store, iris, f"?node {SG.country}/{SG.countryCode} ?value")
    seats = values_of(
        store,
        iris,
        f"{{ ?node {SG.headquarters} ?seat . ?seat {GEO.sfWithin}* ?value }} UNION "
        f"{{ ?node {GEO.sfWithin} ?seat . ?seat {GEO.sfWithin}* ?value }} UNION "
        f"{{ ?node a {SG.Province} BIND(?node AS ?value) }} ?value a {SG.Province}",
    )
    founded = values_of(store, iris, f"?node {SCHEMA.foundingDate} ?any ; {SG.earliest} ?value")
    dissolved = values_of(store, iris, f"?node {SCHEMA.dissolutionDate} ?any ; {SG.latest} ?value")
    return {
        iri: _node(
            iri,
            [value for value in names[iri] if isinstance(value, Literal)],
            [value.value for value in others[iri]],
            [_local(value) for value in kinds[iri]],
            frozenset(value.value for value in classes[iri]),
            [value.value for value in countries[iri]],
            [_local(value) for value in seats[iri]],
            [value.value for value in founded[iri]],
            [value.value for value in dissolved[iri]],
        )
        for iri in iris
    }


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sources of claims (IRIs, sorted), and the addresses and titles of these sources."""

    sources: Mapping[str, tuple[str, ...]]
    addresses: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]


def evidence(store: Store, claims: Sequence[str]) -> Evidence:
    """Look up the sources of claims; a source without a title is not among the titles."""
    cited = values_of(store, claims, f"?node {PROV.wasDerivedFrom} ?value")
    wanted = sorted({value.value for found in cited.values() for value in found})
    pages = values_of(store, wanted, f"?node {SCHEMA.url} ?value")
    titles = values_of(store, wanted, f"?node {DCTERMS.title} ?value")
    return Evidence(
        sources={claim: tuple(sorted(value.value for value in cited[claim])) for claim in claims},
        addresses={
            source: tuple(sorted({value.value for value in pages[source]})) for source in wanted
        },
        titles={source: titles[source][0].value for source in wanted if titles[source]},
    )


def found(store: Store, pattern: str) -> tuple[str, ...]:
    """List the IRIs that a pattern of ?value finds, sorted."""
    rows = store.select(f"SELECT DISTINCT ?value WHERE {{ {pattern} }}").rows
    return tuple(sorted(value.value for (value,) in rows if isinstance(value, NamedNode)))


def codes(store: Store, pattern: str) -> tuple[str, ...]:
    """List the last parts of the IRIs that a pattern of ?value finds, sorted."""
    return tuple(sorted(iri.rsplit("/", 1)[-1] for iri in found(store, pattern)))


def values_of(
    store: Store, iris: Sequence[str], pattern: str
) -> defaultdict[str, list[NamedNode | Literal]]:
    """Find the values of each IRI by a pattern of ?node and ?value, in a fixed order."""
    found: defaultdict[str, list[NamedNode | Literal]] = defaultdict(list)
    for chunk in _chunks(iris):
        values = " ".join(str(NamedNode(iri)) for iri in chunk)
        query = f"SELECT DISTINCT ?node ?value WHERE {{ VALUES ?node {{ {values} }} {pattern} }}"
        for node, value in store.select(query).rows:
            if isinstance(node, NamedNode) and isinstance(value, NamedNode | Literal):
                found[node.value].append(value)
    for values_of_node in found.values():
        values_of_node.sort(key=str)
    return found


def _chunks(iris: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(iris), CHUNK):
        yield iris[start : start + CHUNK]


def _node(
    iri: str,
    names: list[Literal],
    others: list[str],
    kinds: list[str],
    classes: frozenset[str],
    countries: list[str],
    provinces: list[str],
    founded: list[str],
    dissolved: list[str],
) -> Node:
    """Take the first of each, in lexical order, so that the same facts give the same node."""
    english = [name.value for name in names if (name.language or "").startswith("en")]
    chinese = [name.value for name in names if (name.language or "").startswith("zh")]
    kind = next(iter(kinds), "") or iri.removeprefix(BASE).split("/", 1)[0]
    country = next(iter(countries), "")
    return Node(
        iri=iri,
        label=next(iter(english), ""),
        label_zh=next(iter(chinese), ""),
        kind=kind,
        sector=sector(kind, classes, country),
        country=country,
        province=next(iter(provinces), ""),
        acronym=_acronym(iri, others),
        founded=next(iter(founded), ""),
        dissolved=next(reversed(dissolved), ""),
    )


def _acronym(iri: str, others: list[str]) -> str:
    """Choose the other name that is spelt like the id, else the shortest in capitals."""
    found = sorted((name for name in others if _CAPITALS.fullmatch(name)), key=len)
    own = [name for name in found if name.lower() == iri.rsplit("/", 1)[-1]]
    return next(iter(own + found), "")


def _local(term: NamedNode | Literal) -> str:
    return term.value.rsplit("/", 1)[-1]
