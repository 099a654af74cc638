"""Rewrite a query so that a server sees our dataset in it: the settled facts and the claims.

A server may hold more than our facts, and its default graph may be the union of its graphs. So
each pattern outside GRAPH clauses is put into one of our graph, and each GRAPH clause is confined
to claims. Both are pieces of text at places that the grammar gives: `GRAPH <g> { … }` right inside
the outermost groups, where SPARQL 1.1 §18.6 evaluates what is in it with <g> as the active graph
and leaves the GRAPH clauses in it as they are; `FILTER(…)` right behind a clause of the same group.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from spacegraph.errors import Refused
from spacegraph.namespaces import BASE
from spacegraph.store.base import Dataset
from spacegraph.store.braces import Group, find_groups
from spacegraph.store.clauses import Prologue, read_prologue
from spacegraph.store.terms import iri_to_sparql
from spacegraph.store.tokens import Kind, Token, place, tokenise

CLAIMS: Final = f"{BASE}claim/"
"""How the names of all graphs begin that a query may name."""

SETTLED: Final = f"{BASE}graph/settled"
"""Where the settled facts are on a server whose default graph is the union."""

NOTHING: Final = f"{BASE}graph/nothing"
"""A graph without statements; it stands for every graph that is none of ours."""

NEVER: Final = " FILTER(false) "

_ENGINE_FUNCTIONS: Final = ("bif:", "sql:")
"""Functions of Virtuoso that reach its database and its machine."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a query may see: `default` None is the server's, `named` None all claims."""

    default: str | None
    named: tuple[str, ...] | None

    @classmethod
    def of(cls, dataset: Dataset, *, union: bool) -> "Sight":
        """See a dataset; refuses to merge graphs, which servers count twice (issue 4)."""
        if not dataset:
            return cls(SETTLED if union else None, None)
        if len(dataset.default) > 1:
            raise Refused(
                "several default graphs cannot be merged on a remote store, "
                "where a triple would count once in each",
                hint="name one default graph, and the others with FROM NAMED and GRAPH",
            )
        (default,) = dataset.default or (NOTHING,)
        return cls(_ours(default), tuple(map(_ours, dataset.named)))

    @classmethod
    def of_default(cls, iri: str) -> "Sight":
        """See one graph as the default graph, and all claims."""
        return cls(_ours(iri), None)

    def graph(self, iri: str) -> str:
        """Return the graph that a GRAPH clause sees under a name."""
        known = self.named is None or iri in self.named
        return _ours(iri) if known else NOTHING

    def condition(self, variable: str) -> str:
        """Write what must hold of the variable of a GRAPH clause."""
        if self.named is None:
            return f'STRSTARTS(STR({variable}), "{CLAIMS}")'
        names = ", ".join(map(iri_to_sparql, self.named))
        return f"{variable} IN ({names})" if names else "false"


@dataclass(frozen=True, slots=True)
class Text:
    """A query that the guard has let through, and its terminals."""

    query: str
    prologue: Prologue
    body: tuple[Token, ...]

    @classmethod
    def of(cls, query: str) -> "Text":
        tokens = tuple(tokenise(query))
        prologue = read_prologue(query, tokens)
        return cls(query, prologue, tokens[prologue.length :])


def for_server(text: Text, sight: Sight) -> str:
    """Write a query as the server is to see it; not a DESCRIBE, which has a way of its own."""
    edits = [*_dataset(text), *_short_construct(text)]
    for group in find_groups(text.body):
        if group.graph is not None:
            edits.append(_confined(text, group, group.graph, sight))
        if group.depth == 0 and group.role == "group" and sight.default:
            edits.append((group.opens + 1, group.opens + 1, f" GRAPH <{sight.default}> {{"))
            edits.append((group.closes, group.closes, "} "))
    return _edit(text.query, edits)


def for_check(text: Text) -> tuple[str, list[int]]:
    """Write a query so that an engine reads all of it and evaluates no pattern.

    Returns where in the query something (`NEVER`) was put in, too.
    """
    ends = sorted(
        group.closes
        for group in find_groups(text.body)
        if group.depth == 0 and group.role == "group" and not _is_short(text, group)
    )
    return _edit(text.query, [(end, end, NEVER) for end in ends]), ends


def described(text: Text) -> tuple[str, tuple[str, ...]]:
    """Take a DESCRIBE apart: a SELECT of what it describes ("" if there is none), and IRIs."""
    iris: list[str] = []
    names: list[str] = []
    end = len(text.query)
    for token in text.body[1:]:
        if token.kind in (Kind.IRI, Kind.PREFIXED):
            iris.append(text.prologue.expand(token))
        elif token.kind is Kind.VARIABLE or token.is_sign("*"):
            names.append(token.text)
        else:
            end = token.start
            break
    if not names:
        return "", tuple(iris)
    head = text.query[: text.body[0].start]
    return f"{head}SELECT {' '.join(names)} {text.query[end:]}", tuple(iris)


def refuse_engine_functions(text: Text) -> None:
    """Refuse what a server computes with its own means, SPARQL's apart."""
    for token in text.body:
        if token.kind not in (Kind.IRI, Kind.PREFIXED):
            continue
        if text.prologue.expand(token).lower().startswith(_ENGINE_FUNCTIONS):
            line, column = place(text.query, token.start)
            raise Refused(
                f"line {line}, column {column}: {token.text} is a function of the server alone",
                hint="use the functions of SPARQL 1.1 §17.4",
            )


def _confined(text: Text, group: Group, graph: Token, sight: Sight) -> "_Edit":
    if graph.kind is Kind.VARIABLE:
        return group.closes + 1, group.closes + 1, f" FILTER({sight.condition(graph.text)})"
    iri = sight.graph(text.prologue.expand(graph))
    return graph.start, graph.end, iri_to_sparql(iri)


def _dataset(text: Text) -> Iterator["_Edit"]:
    """Take the dataset clauses out: what they say is in the sight."""
    for index, token in enumerate(text.body):
        if token.is_word("FROM"):
            last = text.body[index + 1 + text.body[index + 1].is_word("NAMED")]
            yield token.start, last.end, ""


def _short_construct(text: Text) -> Iterator["_Edit"]:
    """Write `CONSTRUCT WHERE { … }` in full (§16.2.4): its short form holds no GRAPH."""
    for group in find_groups(text.body):
        if _is_short(text, group):
            start = text.body[0].end
            yield start, start, f" {text.query[group.opens : group.closes + 1]} "


def _is_short(text: Text, group: Group) -> bool:
    """Tell whether a group is template and pattern at once."""
    if not text.body[0].is_word("CONSTRUCT") or text.body[1].is_sign("{"):
        return False
    return group.opens == next(token.start for token in text.body if token.is_sign("{"))


_Edit = tuple[int, int, str]


def _ours(iri: str) -> str:
    return iri if iri.startswith(CLAIMS) else NOTHING


def _edit(text: str, edits: Iterable[_Edit]) -> str:
    """Put pieces in the place of others; at one place in the order in which they come."""
    pieces: list[str] = []
    position = 0
    for start, end, piece in sorted(edits, key=lambda edit: edit[:2]):
        pieces += text[position:start], piece
        position = end
    return "".join((*pieces, text[position:]))
