"""Refuse an EXISTS of which Virtuoso has the value wrong.

What is tested is looked up in Virtuoso 7.2.5 by the values of the variables around it. It finds no
literal that has come through a subquery with a UNION or an OPTIONAL in it, that was computed or
listed, and nothing where a variable may be unbound. Literals of a pattern beside it are found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from spacegraph.errors import Refused
from spacegraph.store.remote.blocks import Block, variables
from spacegraph.store.remote.text import Text
from spacegraph.store.tokens import Kind, Token, place

_TEXTS: Final = frozenset(
    (
        *("CONTAINS", "LANG", "LANGMATCHES", "LCASE", "REGEX", "STR", "STRENDS", "STRLEN"),
        *("STRSTARTS", "UCASE"),
    )
)
"""Functions that read a literal as a text, whatever Virtuoso holds it as."""


@dataclass(slots=True)
class _Bound:
    """The variables that a block binds: those of `sure` in each of its solutions.

    Those of `plain` come from a pattern as they are, those of `things` are no literals.
    """

    sure: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)

    def join(self, other: "_Bound") -> None:
        self.sure |= other.sure
        self.plain |= other.plain
        self.things |= other.things

    def meet(self, other: "_Bound") -> None:
        self.sure &= other.sure
        self.plain &= other.plain
        self.things &= other.things


def refuse_guesses(text: Text, blocks: tuple[Block, ...]) -> None:
    """Refuse a query with an EXISTS whose value would be a guess."""
    listed = set[str]().union(*(block.listed for block in blocks))
    for block in blocks:
        if block.role != "exists" or block.around is None:
            continue
        seen, visible = _around(block)
        used, compared = _used(block)
        loose = used - seen.sure - _guarded(block) | used & listed
        doubtful = (loose | compared - seen.plain - seen.things) & visible
        if doubtful:
            line, column = place(text.query, block.start)
            raise Refused(
                f"line {line}, column {column}: {', '.join(sorted(doubtful))} may be unbound or no "
                "value of a pattern beside this EXISTS, which Virtuoso computes otherwise than the "
                "standard",
                hint="test it in the group that binds it, or ask another store; "
                "docs/stores.md tells more",
            )


def _around(block: Block) -> tuple[_Bound, set[str]]:
    """Return what is bound around a block, and all that may be."""
    found, visible = _Bound(), set[str]()
    inner, outer = block, block.around
    while outer is not None:
        found.join(_bound(outer))
        visible |= outer.binds(without=inner)
        if outer.role in ("select", "none"):
            break
        inner, outer = outer, outer.around
        if outer is not None and outer.role in ("select", "none"):
            break
    return found, visible


def _used(block: Block) -> tuple[set[str], set[str]]:
    """Return the variables of the patterns in an EXISTS, and those that may be literals there."""
    used, compared = set[str](), set[str]()
    for each in block.all_in():
        used |= each.stated
        compared |= each.objects
        for expression in (*each.conditions, *each.assignments):
            compared |= _compared(expression)
    return used, compared


def _compared(expression: Sequence[Token]) -> set[str]:
    """Return the variables of which the value itself is used, not a text taken from it."""
    found, functions = set[str](), [""]
    for before, token in pairwise(expression):
        if token.is_sign("("):
            functions.append(before.text.upper())
        elif token.is_sign(")"):
            functions.pop()
        elif token.kind is Kind.VARIABLE and functions[-1] not in _TEXTS:
            found |= variables([token])
    return found


def _guarded(block: Block) -> set[str]:
    """Return the variables of an EXISTS that is asked of bound ones only.

    So they are in `!BOUND(?x) || EXISTS { … }` and in `IF(BOUND(?x), EXISTS { … }, …)`.
    """
    found = set[str]()
    around = (*block.around.conditions, *block.around.assignments) if block.around else ()
    for expression in around:
        if expression[0].start < block.start < expression[-1].start:
            for index, token in enumerate(expression):
                before = expression[max(index - 2, 0) : index]
                asked = any(each.is_sign("!") or each.is_word("IF") for each in before)
                if asked and token.is_word("BOUND"):
                    found |= variables(expression[index + 2 : index + 3])
    return found


def _bound(block: Block) -> _Bound:
    own = block.role not in ("select", "none")
    found = _Bound(
        block.stated | block.given if own else set(),
        block.stated | block.given if own else set(),
        block.things | block.given if own else set(),
    )
    together: _Bound | None = None
    for inner in block.inside:
        if inner.role in ("minus", "exists", "none"):
            continue
        part = _bound(inner)
        if inner.role == "optional":
            found.plain |= part.plain
            continue
        if inner.role == "select":
            part.meet(_Bound(inner.names, inner.names if _is_plain(inner) else set(), inner.names))
        if together is None or not inner.joined:
            if together is not None:
                found.join(together)
            together = part
        else:
            together.meet(part)
    if together is not None:
        found.join(together)
    return found


def _is_plain(select: Block) -> bool:
    """Tell whether the literals of a subquery are found as they are."""
    return not any(
        block.role == "optional" or block.joined or block.assignments for block in select.all_in()
    )
