"""Read a query here before a server does, so that its mistakes are told as everywhere else."""

import re
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from spacegraph.errors import QueryError
from spacegraph.store.remote.text import NEVER, Text, for_check, refuse_engine_functions
from spacegraph.store.syntax import from_syntax_error
from spacegraph.store.tokens import place

_PLACE: Final = re.compile(r"error at (\d+):(\d+):")


@lru_cache(maxsize=64)
def check(query: str) -> Text:
    """Return the terminals of a query; a QueryError has the place of a syntax error.

    The engine has no parser apart from its evaluation, so it is given a query whose patterns are
    all false.
    """
    text = Text.of(query)
    refuse_engine_functions(text)
    altered, places = for_check(text)
    try:
        ox.Store().query(altered)
    except SyntaxError as error:
        raise from_syntax_error(_moved_back(error, query, altered, places), query) from None
    except RuntimeError as error:
        raise QueryError(str(error), hint="use the functions of SPARQL 1.1 §17.4") from error
    return text


def _moved_back(error: SyntaxError, query: str, altered: str, places: list[int]) -> SyntaxError:
    """Give an error the place that it has in the query as it was written."""
    match = _PLACE.search(str(error))
    if match is None:
        return error
    lines = altered.split("\n")[: int(match[1]) - 1]
    offset = sum(len(line) + 1 for line in lines) + int(match[2]) - 1
    inserted = 0
    for start in places:
        inserted += min(max(offset - inserted - start, 0), len(NEVER))
    line, column = place(query, min(offset - inserted, len(query)))
    return SyntaxError(_PLACE.sub(f"error at {line}:{column}:", str(error), count=1))
