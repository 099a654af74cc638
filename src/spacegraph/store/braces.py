"""Find the groups of a query by its brackets: which are patterns, and of which graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as Choice

from spacegraph.store.tokens import Kind, Token

Role = Choice["group", "graph", "template", "values"]


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of braces by its offsets; `depth` counts the braces around it.

    `graph` is the term of a GRAPH clause.
    """

    role: Role
    depth: int
    opens: int
    closes: int
    graph: Token | None = None


def find_groups(body: tuple[Token, ...]) -> Iterator[Group]:
    """Yield every closed group of a query whose prologue is taken off, inner ones first."""
    standing: list[tuple[Role, Token, Token | None]] = []
    brackets: list[int] = []
    before_bracket = -1
    for index, token in enumerate(body):
        if token.is_sign("("):
            brackets.append(index)
        elif token.is_sign(")") and brackets:
            before_bracket = brackets.pop() - 1
        elif token.is_sign("{"):
            role = _role(body, index, before_bracket)
            standing.append((role, token, body[index - 1] if role == "graph" else None))
        elif token.is_sign("}") and standing:
            role, opening, graph = standing.pop()
            yield Group(role, len(standing), opening.start, token.start, graph)


def _role(body: tuple[Token, ...], index: int, before_bracket: int) -> Role:
    """Tell what the brace at an index opens (SPARQL 1.1 §19.8: [10], [58], [61], [64], [65])."""
    before = body[index - 1] if index else None
    further = body[index - 2] if index > 1 else None
    if before is None:
        return "group"
    if before.is_word("CONSTRUCT"):
        return "template"
    if before.kind is Kind.VARIABLE and further is not None and further.is_word("VALUES"):
        return "values"
    if before.is_sign(")") and before_bracket >= 0 and body[before_bracket].is_word("VALUES"):
        return "values"
    if further is not None and further.is_word("GRAPH"):
        return "graph"
    return "group"
