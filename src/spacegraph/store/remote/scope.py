"""Keep the variables of a query in their scope on Virtuoso, or refuse the query.

In Virtuoso 7.2.5 a condition sees what groups around its own bind, contrary to SPARQL 1.1 §18.2;
and the condition of an OPTIONAL is dropped where nothing but itself asks for a variable that is
bound before, which is made good by a condition in the group around it that always holds.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from spacegraph.errors import Refused
from spacegraph.store.remote.blocks import find_blocks, variables
from spacegraph.store.remote.existence import refuse_guesses
from spacegraph.store.remote.text import Text
from spacegraph.store.tokens import Kind, Token, place

_SOUND: Final = frozenset(
    (
        *("CONTAINS", "FALSE", "LANG", "LANGMATCHES", "LCASE", "REGEX", "STR"),
        *("STRENDS", "STRLEN", "STRSTARTS", "TRUE", "UCASE"),
    )
)
"""What a condition of OPTIONAL may compute from what is bound before: the rest is wrong there."""


def in_scope(text: Text) -> Text:
    """Write a query so that its conditions see what they must, or refuse it."""
    blocks = find_blocks(text.body)
    refuse_guesses(text, blocks)
    needed: dict[int, set[str]] = {}
    for group in blocks:
        if group.tested or group.around is None:
            continue
        own, around = group.binds(), group.binds_around()
        before = group.around.binds(without=group) if group.role == "optional" else set[str]()
        for condition in group.conditions:
            foreign = (variables(condition) - own) & around
            if foreign - before or (foreign and not _is_sound(condition)):
                raise _refusal(text, condition, foreign)
            if foreign:
                needed.setdefault(group.around.end, set()).update(foreign)
        for assignment in group.assignments:
            if foreign := (variables(assignment) - own) & around:
                raise _refusal(text, assignment, foreign)
    query = text.query
    for end in sorted(needed, reverse=True):
        asked = " ".join(f"FILTER(BOUND({n}) || !BOUND({n}))" for n in sorted(needed[end]))
        query = f"{query[:end]} {asked} {query[end:]}"
    return Text.of(query) if needed else text


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
