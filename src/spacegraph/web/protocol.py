"""Read the operations of the SPARQL 1.1 Protocol from requests (§2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl

from spacegraph.errors import Refused
from spacegraph.store.base import Dataset
from spacegraph.web.problems import Problem

_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_FIELDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Operation:
    """A query, the dataset that overrides its own, and the format asked for by name."""

    query: str
    dataset: Dataset
    format: str | None


def read_url(query_string: bytes) -> Operation | None:
    """Read a query by GET (§2.1.1); None where the URL has no query at all."""
    fields = _parse(query_string)
    _refuse_update(fields)
    if not any(name == "query" for name, _ in fields):
        if any(name.endswith("-graph-uri") for name, _ in fields):
            raise Problem(400, "there is a dataset but no query: add query=")
        return None
    return _operation(fields)


def read_body(content_type: str | None, query_string: bytes, body: bytes) -> Operation:
    """Read a query by POST, url-encoded (§2.1.2) or as it stands (§2.1.3)."""
    media_type, charset = _media_type(content_type)
    if media_type == _UPDATE:
        _refuse_update([("update", "")])
    if media_type not in (_FORM, _DIRECT) or charset not in ("utf-8", "us-ascii"):
        raise Problem(
            415,
            f"a query cannot be read from {content_type or 'a body without Content-Type'}. "
            f"Send it as {_DIRECT} or {_FORM}, in UTF-8",
            headers={"Accept-Post": f"{_DIRECT}, {_FORM}"},
        )
    url = _parse(query_string)
    fields = url + (_parse(body) if media_type == _FORM else [("query", _decode(body))])
    _refuse_update(fields)
    return _operation(fields)


def _operation(fields: list[tuple[str, str]]) -> Operation:
    queries = _values(fields, "query")
    if len(queries) != 1:
        found = f"{len(queries)} are here" if queries else "none is here"
        raise Problem(400, f"exactly one query parameter is needed, and {found} (Protocol §2.1)")
    formats = [*_values(fields, "format"), *_values(fields, "output")]
    return Operation(
        query=queries[0],
        dataset=Dataset(
            default=tuple(dict.fromkeys(_values(fields, "default-graph-uri"))),
            named=tuple(dict.fromkeys(_values(fields, "named-graph-uri"))),
        ),
        format=formats[0] if formats else None,
    )


def _values(fields: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in fields if key == name]


def _refuse_update(fields: Iterable[tuple[str, str]]) -> None:
    if any(name == "update" for name, _ in fields):
        raise Refused(
            "this is an update, and queries are answered here", hint="send facts to POST /claims"
        )


def _parse(encoded: bytes) -> list[tuple[str, str]]:
    """Decode name=value pairs; refuses what is not UTF-8 instead of guessing."""
    try:
        return parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
        )
    except ValueError as error:
        raise Problem(400, f"the parameters are not percent-encoded UTF-8 ({error})") from error


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"the query is not UTF-8 ({error})") from error


def _media_type(header: str | None) -> tuple[str, str]:
    """Split a Content-Type into media type and charset, UTF-8 where it names none."""
    message = Message()
    message["Content-Type"] = header or "application/octet-stream"
    charset = message.get_param("charset", "utf-8")
    return message.get_content_type(), str(charset).lower()
