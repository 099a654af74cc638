"""Read a query as blocks: its pairs of braces, what each binds, and the expressions in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from spacegraph.store.tokens import Kind, Token

Role = Literal["group", "optional", "minus", "exists", "select", "none"]

_ENDS: Final = (".", ";", ",", "]", ")", "{", "}")


@dataclass(slots=True, eq=False)
class Block:
    """A pair of braces.

    `names` are the variables it binds itself, or those a subquery gives. Of the triples directly
    in it `stated` are all variables, `things` those that are no literals since they are a subject,
    a property or a graph, and `objects` the others. `given` are bound to IRIs that the query names,
    `listed` stand in a VALUES with literals.
    `joined` says that it stands behind UNION, `behind` is where the last expression in it ends.
    """

    role: Role
    around: "Block | None"
    start: int = 0
    end: int = 0
    joined: bool = False
    names: set[str] = field(default_factory=set)
    stated: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    conditions: list[Sequence[Token]] = field(default_factory=list)
    assignments: list[Sequence[Token]] = field(default_factory=list)
    inside: "list[Block]" = field(default_factory=list)
    behind: int = 0

    def binds(self, without: "Block | None" = None) -> set[str]:
        """Return what a solution of it may bind, or of all in it but one block."""
        names = set(self.names)
        for block in self.inside:
            if block is not without and block.role not in ("minus", "exists"):
                names |= block.names if block.role == "select" else block.binds()
        return names

    def binds_around(self) -> set[str]:
        """Return what the blocks around it may bind, out to the end of its SELECT."""
        names, inner, block = set[str](), self, self.around
        while block is not None and block.role not in ("select", "none"):
            names |= block.binds(without=inner)
            inner, block = block, block.around
        return names

    def all_in(self) -> "Iterator[Block]":
        """Yield it and every block in it."""
        yield self
        for block in self.inside:
            yield from block.all_in()

    @property
    def tested(self) -> bool:
        """Whether it is in an EXISTS, where variables have the values of what is tested."""
        return self.role == "exists" or (self.around is not None and self.around.tested)


def find_blocks(tokens: Sequence[Token]) -> tuple[Block, ...]:
    """Return every block of a query; the first is the query itself."""
    block = Block("none", None)
    found = [block]
    for index, token in enumerate(tokens):
        if token.is_sign("{"):
            inner = Block(_role(tokens, index), block, token.start)
            inner.joined = tokens[index - 1].is_word("UNION")
            block.inside.append(inner)
            found.append(inner)
            block = inner
            if inner.role == "select":
                inner.names.update(_selected(tokens, index))
        elif token.is_sign("}") and block.around is not None:
            block.end, block = token.start, block.around
        elif index < block.behind:
            continue
        elif token.is_word("FILTER", "BIND"):
            block.behind = _end(tokens, index + 1)
            if token.is_word("BIND"):
                _assign(block, tokens[index + 1 : block.behind])
            else:
                block.conditions.append(tokens[index + 1 : block.behind])
        elif token.is_word("VALUES"):
            _list(block, tokens, index + 1)
        elif token.kind is Kind.VARIABLE and block.role != "select":
            _state(block, tokens, index)
    return tuple(found)


def variables(tokens: Iterable[Token]) -> set[str]:
    """Return the variables among some tokens."""
    return {_name(token) for token in tokens if token.kind is Kind.VARIABLE}


def _state(block: Block, tokens: Sequence[Token], index: int) -> None:
    """Take note of a variable of a triple, or of GRAPH; an object is what nothing follows."""
    name, before = _name(tokens[index]), tokens[index - 1]
    block.names.add(name)
    block.stated.add(name)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    ended = following is None or any(map(following.is_sign, _ENDS))
    word = following is not None and following.kind is Kind.WORD and following.text != "a"
    if before.is_word("GRAPH") or not (ended or word):
        block.things.add(name)
    elif not before.is_sign("+") and not before.is_sign("*"):
        # What a path of any length leads to is found, whatever Virtuoso holds it as.
        block.objects.add(name)


def _assign(block: Block, tokens: Sequence[Token]) -> None:
    """Take note of what stands behind BIND, with its brackets."""
    name = _name(tokens[-2])
    block.names.add(name)
    block.assignments.append(tokens[:-3])
    if len(tokens) == 5 and tokens[1].kind in (Kind.IRI, Kind.PREFIXED):
        block.given.add(name)


def _list(block: Block, tokens: Sequence[Token], begin: int) -> None:
    """Take note of what stands behind VALUES: its variables, and whether all values are IRIs."""
    opens = next(n for n in range(begin, len(tokens)) if tokens[n].is_sign("{"))
    block.behind = _end(tokens, opens)
    names = variables(tokens[begin:opens])
    block.names |= names
    values = [token for token in tokens[opens : block.behind] if token.kind is not Kind.SIGN]
    if all(token.kind in (Kind.IRI, Kind.PREFIXED) or token.is_word("UNDEF") for token in values):
        block.things |= names
        if not any(token.is_word("UNDEF") for token in values):
            block.given |= names
    else:
        block.listed |= names


def _role(tokens: Sequence[Token], index: int) -> Role:
    before = tokens[index - 1]
    if tokens[index + 1].is_word("SELECT"):
        return "select"
    for word, role in (("OPTIONAL", "optional"), ("MINUS", "minus"), ("EXISTS", "exists")):
        if before.is_word(word):
            return role  # type: ignore[return-value]
    return "none" if before.is_word("CONSTRUCT") else "group"


def _selected(tokens: Sequence[Token], begin: int) -> set[str]:
    """Return what a subquery gives to the block around it."""
    clause, depth = begin + 1, 0
    while depth or not tokens[clause].is_sign("{"):
        depth += tokens[clause].is_sign("(") - tokens[clause].is_sign(")")
        clause += 1
    if any(token.is_sign("*") for token in tokens[begin : begin + 4]):
        clause = _end(tokens, clause)
    return variables(tokens[begin:clause])


def _end(tokens: Sequence[Token], begin: int) -> int:
    """Return the index behind the first bracket that opens and its closing."""
    depth, end = 0, begin
    while end < len(tokens):
        depth += tokens[end].is_sign("(") + tokens[end].is_sign("{")
        closes = tokens[end].is_sign(")") or tokens[end].is_sign("}")
        depth, end = depth - closes, end + 1
        if closes and depth == 0:
            break
    return end


def _name(token: Token) -> str:
    return f"?{token.text[1:]}"
