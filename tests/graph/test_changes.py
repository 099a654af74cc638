"""The changes kept beside a store lead from one generation to the next."""

from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from spacegraph.graph.changes import FOLDER, Changes, Step

A, B = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")
FIRST = Quad(A, B, Literal('two "words"\n', language="en"), DefaultGraph())
SECOND = Quad(BlankNode("x"), B, A, NamedNode("https://example.org/claim"))


def test_a_step_is_found_by_where_it_begins(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    changes.note(Step.of("aa", "bb", [FIRST], []))
    changes.note(Step.of("bb", "cc", [SECOND], [FIRST]))
    step = changes.after("bb")
    assert step
    assert step.after == "cc"
    assert step.quads() == ([SECOND], [FIRST])
    assert changes.after("cc") is None


def test_the_last_of_two_that_begin_alike_counts(tmp_path: Path) -> None:
    """The first was never committed: its manifest could not be written."""
    changes = Changes(tmp_path)
    changes.note(Step.of("aa", "bb", [FIRST], []))
    changes.note(Step.of("aa", "cc", [SECOND], []))
    step = changes.after("aa")
    assert step
    assert step.after == "cc"


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    for number in range(100):
        changes.note(Step.of(f"{number:x}", f"{number + 1:x}", [FIRST], []))
    assert changes.after("0") is None
    assert changes.after(f"{99:x}")
    assert len(list((tmp_path / FOLDER).iterdir())) == 32


def test_what_is_too_long_or_named_oddly_is_not_kept(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    long = Quad(A, B, Literal("x" * (5 << 20)), DefaultGraph())
    changes.note(Step.of("aa", "bb", [long], []))
    changes.note(Step.of("../aa", "bb", [FIRST], []))
    assert not list(tmp_path.rglob("*"))
    assert changes.after("aa") is None
    assert changes.after("../aa") is None
    assert changes.after("*") is None


def test_a_damaged_one_is_none(tmp_path: Path) -> None:
    changes = Changes(tmp_path)
    changes.note(Step.of("aa", "bb", [FIRST], []))
    (file,) = (tmp_path / FOLDER).iterdir()
    file.write_text(file.read_text()[:-9])
    assert changes.after("aa") is None
