"""Read the head of a query: its prologue (SPARQL 1.1 §4.1) and its dataset clauses (§13.2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final
from urllib.parse import urljoin

from spacegraph.errors import QueryError, Refused
from spacegraph.store.base import Dataset
from spacegraph.store.terms import is_iri
from spacegraph.store.tokens import Kind, Token, at

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_PLX: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Prologue:
    """The BASE and PREFIX declarations, and how many tokens they take."""

    length: int
    base: str
    prefixes: Mapping[str, str]

    def expand(self, token: Token) -> str:
        """Write the IRI of a token in full; a relative one stays so without a BASE."""
        if token.kind is Kind.IRI:
            return urljoin(self.base, _decode(token.text[1:-1]))
        prefix, _, local = token.text.partition(":")
        return self.prefixes[prefix] + _PLX.sub(r"\1", local)


NO_PROLOGUE: Final = Prologue(0, "", MappingProxyType({}))


def read_prologue(
    query: str, tokens: tuple[Token, ...], before: Prologue = NO_PROLOGUE
) -> Prologue:
    """Read the declarations that tokens begin with, and add them to those that stand already."""
    base, prefixes, index = before.base, dict(before.prefixes), 0
    while index < len(tokens):
        token, *following = tokens[index : index + 3]
        kinds = [each.kind for each in following]
        if token.is_word("BASE") and kinds[:1] == [Kind.IRI]:
            base = urljoin(base, _decode(following[0].text[1:-1]))
            index += 2
        elif token.is_word("VERSION") and kinds[:1] == [Kind.STRING]:
            index += 2
        elif token.is_word("PREFIX") and kinds == [Kind.PREFIXED, Kind.IRI]:
            name, _, local = following[0].text.partition(":")
            if local:
                raise at(query, following[0], "a prefix ends with its colon")
            prefixes[name] = urljoin(base, _decode(following[1].text[1:-1]))
            index += 3
        elif token.is_word("BASE", "VERSION", "PREFIX"):
            raise at(query, token, f"this {token.text} is incomplete", "write PREFIX name: <iri>")
        else:
            break
    return Prologue(index, base, MappingProxyType(prefixes))


def read_dataset(query: str, body: tuple[Token, ...], prologue: Prologue) -> Dataset:
    """Read every FROM and FROM NAMED of a query whose prologue is taken off."""
    _refuse_glued(query, body)
    default: dict[str, None] = {}
    named: dict[str, None] = {}
    for index, token in enumerate(body):
        if not token.is_word("FROM"):
            continue
        graphs, position = default, index + 1
        if position < len(body) and body[position].is_word("NAMED"):
            graphs, position = named, index + 2
        if position >= len(body) or body[position].kind not in (Kind.IRI, Kind.PREFIXED):
            raise at(query, token, "FROM needs the IRI of a graph", "write FROM <iri>")
        graphs[prologue.expand(body[position])] = None
    dataset = Dataset(tuple(default), tuple(named))
    check_dataset(dataset)
    return dataset


def check_dataset(dataset: Dataset) -> None:
    """Refuse names that cannot be a graph's: relative ones, and files of this machine.

    Every other IRI names a graph of this store, an empty one where there is none: nothing is
    ever fetched.
    """
    for iri in (*dataset.default, *dataset.named):
        if iri.lower().startswith("file:"):
            raise Refused(f"<{iri}> is a file, and no files are read", hint="name a graph")
        if not is_iri(iri):
            raise QueryError(
                f"<{iri}> is no absolute IRI, so it names no graph", hint="write it in full"
            )


def _refuse_glued(query: str, body: tuple[Token, ...]) -> None:
    """Refuse prefixed names where none can stand: the engine reads `from:x {` as FROM :x."""
    if not body or (body[0].is_word("DESCRIBE") and not (len(body) > 1 and body[1].is_sign("*"))):
        return
    depth = 0
    template = body[0].is_word("CONSTRUCT") and len(body) > 1 and body[1].is_sign("{")
    for before, token in pairwise(body):
        if not depth and not template and (token.is_sign("{") or token.is_word("WHERE")):
            return
        if token.kind is Kind.SIGN:
            depth += (token.text in "{(") - (token.text in "})")
            template = template and depth > 0
        elif token.kind is Kind.PREFIXED and not depth and not before.is_word("FROM", "NAMED"):
            raise at(query, token, f"{token.text!r} cannot stand here", "write FROM <iri>")


def _decode(iri: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), iri)
