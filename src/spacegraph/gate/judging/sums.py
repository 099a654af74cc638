"""Find the sums that name a currency themselves, where their thing has another one or none."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.reading.values import name_currency
from spacegraph.gate.vocabulary.currencies import find_currency
from spacegraph.model.claims import Claim
from spacegraph.namespaces import SG

BESIDE: Final = {SG.amount: SG.currency, SG.valuation: SG.valuationCurrency}
"""The property that says in what a sum is counted."""
_CODES: Final = frozenset(BESIDE.values())
_ADVICE: Final = "settle which it is, then write digits alone and the currency beside them"


def find_clashes(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Triple, str, str]]:
    """Yield the statement of each such sum, what is wrong with it, and the way out."""
    sums: list[tuple[Claim, Triple, NamedNode, str]] = []
    said: dict[tuple[object, NamedNode], set[str]] = {}
    for claim in claims:
        for triple in claim.triples:
            property, value = triple.predicate, triple.object
            if not isinstance(value, Literal):
                continue
            if property in _CODES:
                code = find_currency(value.value) or value.value
                said.setdefault((triple.subject, property), set()).add(code)
            elif property in BESIDE and (named := name_currency(value.value)):
                sums.append((claim, triple, BESIDE[property], named))
    for claim, triple, beside, named in sums:
        codes = said.get((triple.subject, beside), set())
        if codes != {named}:
            stands = " and ".join(sorted(codes)) or "none"
            message = f"the sum names {named}, and the currency beside it is {stands}"
            yield claim, triple, message, _ADVICE
