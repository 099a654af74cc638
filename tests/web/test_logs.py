"""One line a request, for programs or people; nothing in it that is nobody's business."""

import errno
import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx
import pytest

from spacegraph.web.logs import REQUEST, JsonLines, Lines, Sentences, set_up


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that this process logs meanwhile, as JSON lines."""
    stream = StringIO()
    root, ours = logging.getLogger(), logging.getLogger("spacegraph")
    handlers, levels = root.handlers, (root.level, ours.level)
    set_up("json", stream)
    yield stream
    root.handlers[0].close()
    root.handlers = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def lines(log: StringIO) -> list[dict[str, Any]]:
    """Wait for what was logged so far."""
    logging.getLogger().handlers[0].close()
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_a_line(log: StringIO, client: httpx.Client) -> None:
    query = "ASK { <http://example.org/secret-query> ?p ?o }"
    headers = {"X-Request-ID": "trace-43", "Authorization": "Bearer secret-token"}
    body = client.get("/sparql", params={"query": query}, headers=headers).content
    (line,) = (each for each in lines(log) if each.get("request") == "trace-43")
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "spacegraph.access",
        "message": "request",
        "request": "trace-43",
        "method": "GET",
        "route": "/sparql",
        "status": 200,
        "bytes": len(body),
        "whole": True,
        "generation": "first",
    }
    assert "secret" not in log.getvalue()
    assert "127.0.0.1" not in log.getvalue()


def test_an_error_nobody_expected_is_told_without_its_message(
    log: StringIO, client: httpx.Client
) -> None:
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["request"] == answer.headers["x-request-id"]
    failed = next(each for each in lines(log) if each["level"] == "error")
    assert failed["request"] == answer.headers["x-request-id"]
    assert failed["error"] == "ZeroDivisionError"
    assert any(place.endswith(" fail") for place in failed["places"])
    assert "secret reason" not in log.getvalue()
    assert sys.prefix not in log.getvalue()


def test_problems_name_their_request(client: httpx.Client) -> None:
    answer = client.get("/nothing", headers={"X-Request-ID": "trace-44"})
    assert answer.json()["request"] == "trace-44"
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_terminal_gets_sentences() -> None:
    fields = {
        "request": "r1",
        "method": "GET",
        "route": "/sparql",
        "status": 200,
        "ms": 12.5,
        "bytes": 3412,
        "whole": False,
        "generation": "g",
    }
    access = _record("spacegraph.access", "request", fields=fields)
    told = Sentences().format(access)
    assert told.endswith("GET /sparql 200 broken off 12.5 ms 3,412 bytes r1")
    token = REQUEST.set("r2")
    try:
        assert Sentences().format(_record("x", "gone")).endswith("error: gone (request r2)")
    finally:
        REQUEST.reset(token)


def test_a_terminal_gets_whole_tracebacks() -> None:
    try:
        raise ValueError("the reason")
    except ValueError:
        record = _record("x", "it failed")
        record.exc_info = sys.exc_info()
    assert "ValueError: the reason" in Sentences().format(record)
    assert "the reason" not in JsonLines().format(record)


def test_nobody_waits_for_a_reader_that_hangs() -> None:
    """Lines beyond the ten thousand that wait are dropped, and their number is told."""
    hanging = _Hanging()
    handler = Lines(hanging)
    handler.setFormatter(JsonLines())
    handler.emit(_record("x", "first"))
    hanging.reached.wait(30)
    for _ in range(10_050):
        handler.emit(_record("x", "more"))
    hanging.released.set()
    handler.close()
    assert '"50 lines of the log were dropped, since nobody took them"' in hanging.getvalue()


def test_a_full_disk_does_not_end_the_log() -> None:
    stream = _Full()
    handler = Lines(stream)
    handler.setFormatter(JsonLines())
    handler.emit(_record("x", "lost"))
    stream.reached.wait(30)
    handler.emit(_record("x", "told"))
    handler.close()
    assert '"message": "told"' in stream.getvalue()
    assert '"1 lines of the log were dropped, since nobody took them"' in stream.getvalue()


class _Full(StringIO):
    """A stream on a disk that has no room for the first write."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()

    def write(self, text: str) -> int:
        if self.reached.is_set():
            return super().write(text)
        self.reached.set()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _Hanging(StringIO):
    """A stream whose reader has gone to sleep."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.released = threading.Event()

    def write(self, text: str) -> int:
        self.reached.set()
        self.released.wait(30)
        return super().write(text)


def _record(name: str, message: str, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.ERROR, "", 0, message, (), None)
    record.__dict__.update(extra)
    return record
