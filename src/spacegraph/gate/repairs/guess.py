"""Guess which id, controlled value or term was meant, and say nothing where it is not plain."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import NamedNode
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from spacegraph.gate.knowledge.duplicates import bearers
from spacegraph.gate.knowledge.known import Known
from spacegraph.gate.vocabulary.kinds import split
from spacegraph.namespaces import thing

_SURE: Final = 85.0
_MARGIN: Final = 8.0
"""How alike, out of 100, a guess must be, and by how much more than the next best."""

_SHORT: Final = 5
"""From how many letters on one slip of the pen still leaves a word that can be recognised."""


def best(wanted: str, choices: Mapping[str, str]) -> str:
    """Return the key whose text is most like what is wanted; empty where that is not plain.

    A number is never guessed: kinetica-1-y7 is no slip for kinetica-1-y4.
    """
    plain = _plain(wanted)
    digits = re.sub(r"\D", "", plain)
    texts = {key: _plain(text) for key, text in choices.items()}
    fitting = {key: text for key, text in texts.items() if re.sub(r"\D", "", text) == digits}
    slips = [key for key, text in fitting.items() if OSA.distance(plain, text) == 1]
    if len(slips) == 1 and len(plain) >= _SHORT:
        return slips[0]
    scored = sorted(((fuzz.ratio(plain, text), key) for key, text in fitting.items()), reverse=True)
    if not scored or scored[0][0] < _SURE:
        return ""
    rivals = [score for score, key in scored if texts[key] != texts[scored[0][1]]]
    return scored[0][1] if not rivals or scored[0][0] - rivals[0] >= _MARGIN else ""


def guess_thing(node: NamedNode, known: Known) -> NamedNode | None:
    """Return the thing that an id which names nothing was meant for."""
    moved = known.replaced([node])
    if node in moved:
        return moved[node]
    kind, local = split(node)
    near = {each.value: split(each)[1] for each in known.nearest(node)}
    found = best(local, near)
    return NamedNode(found) if found else guess_named(kind, local.replace("-", " "), known)


def guess_named(kind: str, name: str, known: Known) -> NamedNode | None:
    """Return the one thing of a kind that bears a name or has it as id."""
    if not kind:
        return None
    named = sorted(bearers(known.store, {(kind, name)}).get((kind, name), ()), key=str)
    if len(named) == 1:
        return named[0]
    local = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    exists = bool(local) and bool(known.things([thing(kind, local)]))
    return thing(kind, local) if exists and not named else None


def guess_concept(
    text: str, concepts: Iterable[NamedNode], labels: Mapping[NamedNode, str]
) -> NamedNode | None:
    """Return the controlled value that a text was meant for, by its code or its label."""
    allowed = tuple(concepts)
    codes = {each.value: each.value.rsplit("/", 1)[-1] for each in allowed}
    names = {each.value: labels.get(each, "") for each in allowed}
    exact = {
        iri
        for texts in (codes, names)
        for iri, known in texts.items()
        if _plain(known) == _plain(text)
    }
    if len(exact) == 1:
        return NamedNode(exact.pop())
    found = best(text, codes)
    # A word that begins exactly one code and is most of it: «launch» for launch-service.
    starting = [iri for iri, code in codes.items() if _plain(code).startswith(_plain(text) + " ")]
    if not found and len(starting) == 1 and len(text) >= 4:
        found = starting[0]
    return NamedNode(found) if found else None


def _plain(text: str) -> str:
    return " ".join(re.split(r"[\s_/-]+", text.strip().lower()))
