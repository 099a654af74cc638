"""Recall over the data that ship, by the rules and figures of the benchmark.

The thresholds lie below what is measured (see `benchmarks/search_recall.py`), so that new data
does not break the build and a broken search does.
"""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from spacegraph.namespaces import BASE
from spacegraph.search.index import Index
from spacegraph.search.names import Thing

GUESSED = "held out"
"""Abbreviations that no name spells out: some cannot be known, they are judged by themselves."""


@pytest.fixture(scope="module")
def shipped_index(shipped: tuple[Thing, ...]) -> Index:
    return Index.of(shipped)


@pytest.fixture(scope="module")
def results(
    benchmark: ModuleType, shipped: tuple[Thing, ...], shipped_index: Index
) -> Iterator[list[Any]]:
    yield benchmark.measure(shipped, shipped_index)


def of_rule(results: list[Any], rule: str) -> list[Any]:
    return [result for result in results if result.trial.rule == rule]


def test_there_are_enough_queries_of_every_rule(benchmark: ModuleType, results: list[Any]) -> None:
    assert len(results) >= 600
    for rule, _, _ in benchmark.RULES:
        assert len(of_rule(results, rule)) >= 40, rule


def test_recall(benchmark: ModuleType, results: list[Any]) -> None:
    known = [result for result in results if result not in of_rule(results, GUESSED)]
    assert benchmark.recall(known, 5) >= 0.95
    assert benchmark.recall(known, 1) >= 0.90
    assert benchmark.recall(of_rule(results, GUESSED), 5) >= 0.6


def test_no_rule_is_left_behind(benchmark: ModuleType, results: list[Any]) -> None:
    for rule in {result.trial.rule for result in results} - {GUESSED}:
        assert benchmark.recall(of_rule(results, rule), 5) >= 0.9, rule


def test_written_queries_find_what_is_meant(
    benchmark: ModuleType, shipped: tuple[Thing, ...], results: list[Any]
) -> None:
    known = {thing.iri.removeprefix(BASE) for thing in shipped}
    for row in benchmark.read_rows(benchmark.TESTS / "queries.csv"):
        assert set(row["id"].split(" | ")) <= known, row
    assert benchmark.recall(of_rule(results, "written"), 5) >= 0.95


def test_near_misses_are_not_confused(
    benchmark: ModuleType, shipped: tuple[Thing, ...], shipped_index: Index
) -> None:
    rows = benchmark.read_rows(benchmark.TESTS / "near_misses.csv")
    known = {thing.iri.removeprefix(BASE) for thing in shipped}
    assert len(rows) >= 60
    assert {row[side] for row in rows for side in "ab"} <= known
    assert benchmark.confusions(shipped_index, rows) == []
