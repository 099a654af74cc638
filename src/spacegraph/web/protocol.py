"""Read the operations of the SPARQL 1.1 Protocol from requests (§2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from spacegraph.store.base import Dataset
from spacegraph.web.forms import URLENCODED, parse_fields, refuse_length
from spacegraph.web.problems import Problem
from spacegraph.web.sent import read_media_type

_DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_TAKEN: Final = (_DIRECT, UPDATE, URLENCODED)


@dataclass(frozen=True, slots=True)
class Operation:
    """A query, the dataset that overrides its own, and the format asked for by name."""

    query: str
    dataset: Dataset
    format: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """An update, and the dataset that stands for its USING clauses."""

    update: str
    dataset: Dataset


@lru_cache(maxsize=64)
def read_url(query_string: bytes) -> Operation | None:
    """Read a query by GET (§2.1.1); None where the URL has no query at all."""
    fields = parse_fields(query_string)
    if _values(fields, "update"):
        raise Problem(400, "an update is sent by POST (Protocol §2.2)")
    if not any(name == "query" for name, _ in fields):
        if any(name.endswith("-graph-uri") for name, _ in fields):
            raise Problem(400, "there is a dataset but no query: add query=")
        return None
    return _operation(fields)


def read_body(content_type: str | None, query_string: bytes, body: bytes) -> Operation | Change:
    """Read what is sent by POST: in a form (§2.1.2, §2.2.1) or as it stands (§2.1.3, §2.2.2)."""
    media_type = read_media_type(content_type, _TAKEN)
    if media_type not in _TAKEN:
        raise Problem(
            415,
            f"a query cannot be read from {content_type or 'a body without Content-Type'}. "
            f"Send it as {', '.join(_TAKEN)}",
            headers={"Accept-Post": ", ".join(_TAKEN)},
        )
    refuse_length(body)
    url = parse_fields(query_string)
    if media_type == URLENCODED:
        fields = url + parse_fields(body)
    else:
        fields = [*url, ("update" if media_type == UPDATE else "query", _decode(body))]
    return _change(fields) if _values(fields, "update") else _operation(fields)


def _change(fields: list[tuple[str, str]]) -> Change:
    updates = _values(fields, "update")
    if len(updates) != 1 or _values(fields, "query"):
        raise Problem(400, "exactly one update is needed, and no query beside it (Protocol §2.2)")
    if any(name in ("default-graph-uri", "named-graph-uri") for name, _ in fields):
        raise Problem(400, "the dataset of an update is given by using-graph-uri (Protocol §2.2.3)")
    return Change(updates[0], _dataset(fields, "using-graph-uri", "using-named-graph-uri"))


def _operation(fields: list[tuple[str, str]]) -> Operation:
    queries = _values(fields, "query")
    if len(queries) != 1:
        found = f"{len(queries)} are here" if queries else "none is here"
        raise Problem(400, f"exactly one query parameter is needed, and {found} (Protocol §2.1)")
    formats = [*_values(fields, "format"), *_values(fields, "output")]
    return Operation(
        query=queries[0],
        dataset=_dataset(fields, "default-graph-uri", "named-graph-uri"),
        format=formats[0] if formats else None,
    )


def _dataset(fields: Iterable[tuple[str, str]], default: str, named: str) -> Dataset:
    pairs = tuple(fields)
    return Dataset(
        default=tuple(dict.fromkeys(_values(pairs, default))),
        named=tuple(dict.fromkeys(_values(pairs, named))),
    )


def _values(fields: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in fields if key == name]


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"the query is not UTF-8 ({error})") from error
