"""Keep the variables of a query in their scope on Virtuoso, or refuse the query.

In Virtuoso 7.2.5 a condition sees what groups around its own bind, contrary to SPARQL 1.1 §18.2;
and the condition of an OPTIONAL is dropped where nothing but itself asks for a variable that is
bound before, which is made good by a condition in the group around it that always holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from spacegraph.errors import Refused
from spacegraph.store.remote_text import Text
from spacegraph.store.tokens import Kind, Token, place

_SOUND: Final = frozenset(
    (
        *("CONTAINS", "FALSE", "LANG", "LANGMATCHES", "LCASE", "REGEX", "STR"),
        *("STRENDS", "STRLEN", "STRSTARTS", "TRUE", "UCASE"),
    )
)
"""What a condition of OPTIONAL may compute from what is bound before: the rest is wrong there."""

_Role = Literal["group", "optional", "minus", "exists", "select", "none"]


@dataclass(slots=True, eq=False)
class _Group:
    """A pair of braces: the variables that it binds itself, and the expressions in it."""

    role: _Role
    around: "_Group | None"
    end: int = 0
    names: set[str] = field(default_factory=set)
    conditions: list[Sequence[Token]] = field(default_factory=list)
    assignments: list[Sequence[Token]] = field(default_factory=list)
    inside: "list[_Group]" = field(default_factory=list)

    def binds(self, without: "_Group | None" = None) -> set[str]:
        """Return what a solution of it may bind, or of all in it but one group."""
        names = set(self.names)
        for group in self.inside:
            if group is not without and group.role not in ("minus", "exists"):
                names |= group.names if group.role == "select" else group.binds()
        return names

    def binds_around(self) -> set[str]:
        """Return what the groups around it may bind, out to the end of its SELECT."""
        names, inner, group = set[str](), self, self.around
        while group is not None and group.role not in ("select", "none"):
            names |= group.binds(without=inner)
            inner, group = group, group.around
        return names

    @property
    def tested(self) -> bool:
        """Whether it is in an EXISTS, where variables have the values of what is tested."""
        return self.role == "exists" or (self.around is not None and self.around.tested)


def in_scope(text: Text) -> Text:
    """Write a query so that its conditions see what they must, or refuse it."""
    _refuse_guesses(text)
    needed: dict[int, set[str]] = {}
    for group in _groups(text.body):
        if group.tested or group.around is None:
            continue
        own, around = group.binds(), group.binds_around()
        before = group.around.binds(without=group) if group.role == "optional" else set[str]()
        for condition in group.conditions:
            foreign = (_variables(condition) - own) & around
            if foreign - before or (foreign and not _is_sound(condition)):
                raise _refusal(text, condition, foreign)
            if foreign:
                needed.setdefault(group.around.end, set()).update(foreign)
        for assignment in group.assignments:
            if foreign := (_variables(assignment) - own) & around:
                raise _refusal(text, assignment, foreign)
    query = text.query
    for end in sorted(needed, reverse=True):
        asked = " ".join(f"FILTER(BOUND({n}) || !BOUND({n}))" for n in sorted(needed[end]))
        query = f"{query[:end]} {asked} {query[end:]}"
    return Text.of(query) if needed else text


def _refuse_guesses(text: Text) -> None:
    """Refuse `EXISTS { ?s ?p ?o }` as a value: of a literal it is false at times, or no SQL.

    Where no subquery groups the values it is right.
    """
    if not any(token.is_word("GROUP") for token in text.body):
        return
    for index, token in enumerate(text.body[:-3]):
        before = text.body[index - 1 - text.body[index - 1].is_word("NOT")]
        if not token.is_word("EXISTS") or before.is_word("FILTER"):
            continue
        if all(each.kind is Kind.VARIABLE for each in text.body[index + 2 : index + 5]):
            line, column = place(text.query, token.start)
            raise Refused(
                f"line {line}, column {column}: EXISTS with a property that varies, as a value "
                "in a query that groups, is computed by Virtuoso otherwise than the standard",
                hint="name the property, or ask another store; docs/stores.md tells more",
            )


def _groups(tokens: Sequence[Token]) -> Iterator[_Group]:
    """Yield every group once all of the query is read."""
    found = [_Group("none", None)]
    group, behind = found[0], 0
    for index, token in enumerate(tokens):
        if token.is_word("FILTER", "BIND"):
            behind = _end(tokens, index + 1)
            kept = group.conditions if token.is_word("FILTER") else group.assignments
            if token.is_word("BIND"):
                group.names.add(f"?{tokens[behind - 2].text[1:]}")
            kept.append(tokens[index + 1 : behind - 3 * token.is_word("BIND")])
        elif token.is_sign("{"):
            inner = _Group(_role(tokens, index), group)
            group.inside.append(inner)
            found.append(inner)
            group = inner
            if inner.role == "select":
                inner.names.update(_selected(tokens, index))
        elif token.is_sign("}") and group.around is not None:
            group.end, group = token.start, group.around
        elif token.kind is Kind.VARIABLE and index >= behind and group.role != "select":
            group.names.add(f"?{token.text[1:]}")
    yield from found


def _role(tokens: Sequence[Token], index: int) -> _Role:
    before = tokens[index - 1]
    if tokens[index + 1].is_word("SELECT"):
        return "select"
    for word, role in (("OPTIONAL", "optional"), ("MINUS", "minus"), ("EXISTS", "exists")):
        if before.is_word(word):
            return role  # type: ignore[return-value]
    return "none" if before.is_word("CONSTRUCT") else "group"


def _selected(tokens: Sequence[Token], begin: int) -> set[str]:
    """Return what a subquery gives to the group around it."""
    clause, depth = begin + 1, 0
    while depth or not tokens[clause].is_sign("{"):
        depth += tokens[clause].is_sign("(") - tokens[clause].is_sign(")")
        clause += 1
    if any(token.is_sign("*") for token in tokens[begin : begin + 4]):
        clause = _end(tokens, clause)
    return _variables(tokens[begin:clause])


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


def _variables(tokens: Sequence[Token]) -> set[str]:
    return {f"?{token.text[1:]}" for token in tokens if token.kind is Kind.VARIABLE}


def _is_sound(condition: Sequence[Token]) -> bool:
    return not any(
        (token.kind is Kind.WORD and not token.is_word(*_SOUND))
        or (token.kind in (Kind.IRI, Kind.PREFIXED) and following.is_sign("("))
        for token, following in pairwise(condition)
    )


def _refusal(text: Text, tokens: Sequence[Token], names: set[str]) -> Refused:
    line, column = place(text.query, tokens[0].start)
    named = ", ".join(sorted(names))
    return Refused(
        f"line {line}, column {column}: {named} is bound outside the group of this expression, "
        "which Virtuoso computes otherwise than the standard",
        hint="bind it in the same group too, or ask another store; docs/stores.md tells more",
    )
