"""Parameters of saved questions: what a value must look like, and which term it becomes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process, utils

from spacegraph.errors import NotFound, QueryError
from spacegraph.model.identifiers import is_slug
from spacegraph.namespaces import (
    BASE,
    CONCEPT,
    DCTERMS,
    RDFS,
    SCHEMA,
    SG,
    SKOS,
    XSD,
    concept,
    from_curie,
    thing,
)
from spacegraph.store.base import Store
from spacegraph.store.terms import is_iri, to_sparql

THINGS: Final[Mapping[str, tuple[str, NamedNode]]] = {
    "organisation": ("organisation", SG.Organisation),
    "place": ("place", SG.Place),
    "province": ("place", SG.Province),
    "contract": ("contract", SG.Contract),
    "cooperation": ("cooperation", SG.Cooperation),
    "funding": ("funding", SG.FundingRound),
    "launch": ("launch", SG.Launch),
    "mission": ("mission", SG.Mission),
    "vehicle": ("vehicle", SG.LaunchVehicle),
    "policy": ("policy", SG.Policy),
    "programme": ("programme", SG.Programme),
    "source": ("source", SG.Source),
    "spacecraft": ("spacecraft", SG.Spacecraft),
}
"""Types whose values are things: the path segment of the IRI, and the class."""

CONCEPT_OF: Final = "concept:"
ANY: Final = "thing"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A slot of a question. `type` is a key of `THINGS` or `SCALARS`, `thing` or `concept:SCHEME`.

    A value left out means any.
    """

    name: str
    type: str
    description: str
    required: bool = False
    description_zh: str = ""


Term = NamedNode | Literal

_LONGEST: Final = 2_000
_COMPARED: Final = 100
"""How much of an unknown id is compared with all that are known."""


def is_type(name: str) -> bool:
    """Tell whether a header may use this type."""
    scheme = name.removeprefix(CONCEPT_OF)
    return name in THINGS or name in SCALARS or name == ANY or (scheme != name and is_slug(scheme))


def to_term(store: Store, parameter: Parameter, value: str) -> Term:
    """Turn the text of a value into its term.

    Things may be given as id, CURIE or IRI (sources also by their address) and must be in the
    store: NotFound names the nearest. Anything else that does not fit is a QueryError.
    """
    text = value.strip()
    if not text:
        raise _unfit(parameter, value, "leave it out to mean any")
    if len(text) > _LONGEST:
        raise _unfit(parameter, f"{text[:40]}…", f"write up to {_LONGEST:,} characters")
    if parameter.type in SCALARS:
        return SCALARS[parameter.type](parameter, text)
    if parameter.type.startswith(CONCEPT_OF):
        return _concept(store, parameter, text)
    return _thing(store, parameter, text)


def _year(parameter: Parameter, text: str) -> Literal:
    if not re.fullmatch("[0-9]{4}", text):
        raise _unfit(parameter, text, "write a year as four digits, e.g. 2025")
    return Literal(str(int(text)), datatype=XSD.integer)


def _date(parameter: Parameter, text: str) -> Literal:
    try:
        day = date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        raise _unfit(parameter, text, "write a day as YYYY-MM-DD, e.g. 2025-05-18")
    return Literal(day.isoformat(), datatype=XSD.date)


def _integer(parameter: Parameter, text: str) -> Literal:
    if not re.fullmatch("-?[0-9]{1,18}", text):
        raise _unfit(parameter, text, "write a whole number in digits, e.g. 10")
    return Literal(str(int(text)), datatype=XSD.integer)


def _text(parameter: Parameter, text: str) -> Literal:
    if len(text) > 200 or not text.isprintable():
        raise _unfit(parameter, text[:40], "write up to 200 characters in one line")
    return Literal(text)


SCALARS: Final[Mapping[str, Callable[[Parameter, str], Literal]]] = {
    "year": _year,
    "date": _date,
    "integer": _integer,
    "text": _text,
}
"""Types whose values are literals; a year is an integer, to be compared with YEAR()."""


def _concept(store: Store, parameter: Parameter, text: str) -> NamedNode:
    scheme = parameter.type.removeprefix(CONCEPT_OF)
    given = concept(scheme, text) if is_slug(text) else _iri(text)
    known = store.select(
        f"SELECT ?concept ?code WHERE {{ ?concept {to_sparql(SKOS.inScheme)} "
        f"{to_sparql(NamedNode(f'{CONCEPT}{scheme}'))} ; {to_sparql(SKOS.notation)} ?code }} "
        "ORDER BY ?concept"
    )
    if given is not None and any(found == given for found, _ in known):
        return given
    codes = [code.value for _, code in known if isinstance(code, Literal)]
    raise _unfit(parameter, text, f"write one of: {', '.join(codes)}")


def _thing(store: Store, parameter: Parameter, text: str) -> NamedNode:
    segment, kind = THINGS.get(parameter.type, ("", None))
    given = thing(segment, text) if segment and is_slug(text) else _iri(text)
    if given is not None:
        node, class_ = to_sparql(given), to_sparql(kind) if kind else "?class"
        found = store.select(
            "SELECT DISTINCT ?thing WHERE { "
            f"{{ VALUES ?thing {{ {node} }} ?thing a {class_} }} "
            f"UNION {{ {node} {to_sparql(DCTERMS.isReplacedBy)} ?thing . ?thing a {class_} }} "
            f"UNION {{ ?thing {to_sparql(SCHEMA.url)} {node} ; a {class_} }} "
            "} ORDER BY ?thing LIMIT 1"
        )
        for (node_found,) in found:
            if isinstance(node_found, NamedNode):
                return node_found
    raise _missing(parameter, text, *_nearest(store, text, kind))


def _iri(text: str) -> NamedNode | None:
    full = from_curie(text)
    return NamedNode(full) if is_iri(full) else None


def _nearest(
    store: Store, text: str, kind: NamedNode | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the three nearest things, and each with its name."""
    if kind is None:
        return (), ()
    named = store.select(
        f"SELECT ?thing ?name WHERE {{ ?thing a {to_sparql(kind)} . OPTIONAL {{ ?thing "
        f"{to_sparql(RDFS.label)}|{to_sparql(SKOS.altLabel)}|{to_sparql(DCTERMS.title)} ?name }} }}"
        " ORDER BY ?thing STR(?name)"
    )
    names: dict[str, list[str]] = {}
    for node, name in named:
        if isinstance(node, NamedNode):
            identifier = node.value.rsplit("/", 1)[-1]
            known = names.setdefault(identifier, [identifier])
            if isinstance(name, Literal):
                known.append(name.value)
    pairs = [(identifier, name) for identifier, known in names.items() for name in known]
    sought = from_curie(text).removeprefix(BASE).rsplit("/", 1)[-1][:_COMPARED]
    matches = process.extract(
        sought,
        [name for _, name in pairs],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=30,
        score_cutoff=55,
    )
    near = tuple(dict.fromkeys(pairs[position][0] for _, _, position in matches))[:3]
    return near, tuple(
        f"{identifier} ({names[identifier][1]})" if len(names[identifier]) > 1 else identifier
        for identifier in near
    )


def _missing(
    parameter: Parameter, text: str, near: tuple[str, ...], described: tuple[str, ...]
) -> NotFound:
    if described:
        hint = f"did you mean {' or '.join(described)}?"
    elif parameter.type == ANY:
        hint = "write a CURIE such as organisation:minospace, or a whole IRI"
    else:
        hint = f"write the id, CURIE or IRI of a {parameter.type}"
    return NotFound(
        f"{parameter.name} = {text!r}: no {parameter.type} of that name", hint=hint, nearest=near
    )


def _unfit(parameter: Parameter, value: str, hint: str) -> QueryError:
    noun = parameter.type.removeprefix(CONCEPT_OF)
    article = "an" if noun[0] in "aeiou" else "a"
    return QueryError(f"{parameter.name} = {value!r} is not {article} {noun}", hint=hint)
