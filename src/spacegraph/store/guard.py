"""Read a query before the engine does: its form, its dataset, and what it must not do.

A query is judged by its tokens. In the grammar of SPARQL 1.1 (§19.8) a SERVICE clause begins with
the keyword SERVICE, a dataset clause with FROM, an update with one of the update keywords, and
none of these keywords has another place: where the keyword token is absent, so is the clause in
the parse tree. The engine parses without tokens, character by character, and reads some texts as
clauses that the grammar does not (`FROMNAMED<x>`, `service:x { }`, `?a<1)SERVICE?x#>`). They are
refused here as well, so that the two readings never differ.
"""

import re
import threading
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Final

from spacegraph.errors import QueryError
from spacegraph.namespaces import PREFIXES
from spacegraph.store.base import Dataset
from spacegraph.store.clauses import Prologue, read_dataset, read_prologue
from spacegraph.store.federation import Service, read_services
from spacegraph.store.keywords import FORMS, UNSTABLE, UPDATES, WORDS
from spacegraph.store.results import Form
from spacegraph.store.tokens import Kind, Token, at, tokenise

MAX_BYTES: Final = 256 * 1024
"""How long a query may be; saved questions have 2 KB, a VALUES of 2,000 IRIs 130 KB."""

MAX_TOKENS: Final = 50_000
"""How many words and signs a query may have; each takes some microseconds to look at."""

SHORT: Final = 4096
"""Up to how many characters a text is read in no time."""

MAX_DEPTH: Final = 100
"""How deep brackets may nest; the engine's parser overflows its stack near 3,000."""

_TURN: Final = threading.Lock()

_HIDING: Final = re.compile(r"\).*(service|from).*#", re.IGNORECASE)
_OPEN: Final = frozenset({"(", "{", "[", "{|", "<<"})
_CLOSE: Final = frozenset({")", "}", "]", "|}", ">>"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a query says of itself; `stable` if the same facts always give the same answer.

    Queries of one `shape` differ at most in the names of variables, in strings, in numbers of the
    same length, in spaces and comments.
    """

    form: Form
    dataset: Dataset
    stable: bool
    shape: int
    services: tuple[Service, ...] = ()


def read(query: str, hosts: frozenset[str] = frozenset()) -> Reading:
    """Read a query, or refuse it: too long, too deep, no query, or a SERVICE not of some hosts.

    Long texts are read one at a time, so that they take turns with everything else.
    """
    with _TURN if len(query) > SHORT else nullcontext():
        return _read(query, hosts)


@lru_cache(maxsize=64)
def _read(query: str, hosts: frozenset[str]) -> Reading:
    tokens = screen(query, MAX_BYTES)
    prologue = read_prologue(query, tokens)
    refuse_prefixes(query, tokens, prologue)
    services = read_services(query, tokens, prologue, hosts)
    body = tokens[prologue.length :]
    form = _read_form(query, body)
    return Reading(
        form=form,
        dataset=read_dataset(query, body, prologue),
        stable=not services and not any(token.is_word(*UNSTABLE) for token in tokens),
        shape=_outline(body),
        services=services,
    )


def screen(text: str, most_bytes: int) -> tuple[Token, ...]:
    """Split a query or an update into tokens; refuses what no text here may hold."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > most_bytes:
        raise QueryError(
            f"the text has {size:,} bytes, more than {most_bytes:,}",
            hint="split it; long lists of values go into several",
        )
    tokens = tuple(islice(tokenise(text), MAX_TOKENS + 1))
    if len(tokens) > MAX_TOKENS:
        raise QueryError(
            f"the text has more than {MAX_TOKENS:,} words and signs",
            hint="split it; long lists of values go into several",
        )
    _refuse_depth(text, tokens)
    _refuse_words(text, tokens)
    _refuse_hidden(text, tokens)
    return tokens


def _outline(tokens: Iterable[Token]) -> int:
    """Reduce a query to what makes it long or short, as far as its text tells that.

    Which variables are the same counts, and how long a number is: a LIMIT of 10 is not one of
    1,000,000.
    """
    names: dict[str, int] = {}
    outline: list[object] = []
    for token in tokens:
        if token.kind in (Kind.VARIABLE, Kind.BLANK):
            outline.append(names.setdefault(token.text[1:], len(names)))
        elif token.kind is Kind.NUMBER:
            outline.append((token.kind, len(token.text)))
        else:
            outline.append(token.kind if token.kind is Kind.STRING else token.text.upper())
    return hash(tuple(outline))


def _read_form(query: str, body: tuple[Token, ...]) -> Form:
    if not body:
        raise QueryError("the query is empty", hint="write SELECT, ASK, CONSTRUCT or DESCRIBE")
    first = body[0]
    word = first.text.upper()
    if first.is_word(*UPDATES):
        raise at(
            query,
            first,
            f"this is an update ({word}), and queries are answered here",
            "begin with SELECT, ASK, CONSTRUCT or DESCRIBE; new facts go to POST /claims",
        )
    if not first.is_word(*FORMS):
        raise at(
            query,
            first,
            f"a query cannot begin with {first.text!r}",
            "begin with SELECT, ASK, CONSTRUCT or DESCRIBE",
        )
    return Form(word)


def _refuse_depth(query: str, tokens: tuple[Token, ...]) -> None:
    depth = 0
    for token in tokens:
        if token.kind is not Kind.SIGN:
            continue
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth > MAX_DEPTH:
            raise at(
                query,
                token,
                f"brackets are nested deeper than {MAX_DEPTH}",
                "flatten the query",
            )


def _refuse_words(query: str, tokens: tuple[Token, ...]) -> None:
    for token in tokens:
        if token.kind is Kind.WORD and token.text.upper() not in WORDS:
            near = get_close_matches(token.text.upper(), WORDS, n=1)
            raise at(
                query,
                token,
                f"{token.text!r} is no word of SPARQL",
                f"did you mean {near[0]}?" if near else "a string needs quotes, a variable a ?",
            )


def refuse_prefixes(query: str, tokens: tuple[Token, ...], prologue: Prologue) -> None:
    """Refuse a prefixed name whose prefix is not declared."""
    for token in tokens:
        prefix = token.text.partition(":")[0]
        if token.kind is Kind.PREFIXED and prefix not in prologue.prefixes:
            known = PREFIXES.get(prefix)
            raise at(
                query,
                token,
                f"the prefix {prefix + ':'!r} is not declared",
                f"begin the query with PREFIX {prefix}: <{known or '…'}>",
            )


def _refuse_hidden(query: str, tokens: tuple[Token, ...]) -> None:
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        if _hides_clause(before, token, after):
            raise at(
                query,
                token,
                f"{token.text!r} can be read as a SERVICE or FROM clause",
                "use another prefix, or write ) in an IRI as %29 and spaces around <",
            )


def _hides_clause(before: Token | None, token: Token, after: Token | None) -> bool:
    if token.kind is Kind.PREFIXED:
        named = before is not None and before.is_word("GRAPH", "FROM", "NAMED")
        opens = after is not None and after.is_sign("{")
        return opens and not named and "service" in token.text.partition(":")[0].lower()
    # `?a<?b)service#>` and a line end, where < compares: only a comment can hold the >.
    return token.kind is Kind.IRI and bool(_HIDING.search(token.text))
