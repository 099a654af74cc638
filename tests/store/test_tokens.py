"""Texts split into the terminals of SPARQL 1.1 §19.8, the longest match first."""

import pytest

from spacegraph.errors import QueryError
from spacegraph.store.tokens import Kind, place, tokenise


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in tokenise(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<http://example.org/>", Kind.IRI),
        ("<>", Kind.IRI),
        ('"a"', Kind.STRING),
        ("'a'", Kind.STRING),
        (r'"a\"b\\"', Kind.STRING),
        ('"""a"b""c\n"""', Kind.STRING),
        ("'''a'b\n'''", Kind.STRING),
        (r'"蓝"', Kind.STRING),
        ("?x", Kind.VARIABLE),
        ("$x1", Kind.VARIABLE),
        ("?1", Kind.VARIABLE),
        ("?蓝", Kind.VARIABLE),
        ("_:b", Kind.BLANK),
        ("_:0.a", Kind.BLANK),
        ("@zh-Hans", Kind.LANGUAGE),
        ("a:b", Kind.PREFIXED),
        ("a:", Kind.PREFIXED),
        (":", Kind.PREFIXED),
        (":b", Kind.PREFIXED),
        ("a.b:c.d", Kind.PREFIXED),
        ("a:%20", Kind.PREFIXED),
        (r"a:b\-c\.", Kind.PREFIXED),
        ("a:b:c", Kind.PREFIXED),
        ("a:1", Kind.PREFIXED),
        ("1", Kind.NUMBER),
        ("1.5", Kind.NUMBER),
        (".5", Kind.NUMBER),
        ("1e5", Kind.NUMBER),
        ("1.e-5", Kind.NUMBER),
        ("SELECT", Kind.WORD),
        ("GROUP_CONCAT", Kind.WORD),
        ("&&", Kind.SIGN),
        ("^^", Kind.SIGN),
        ("{|", Kind.SIGN),
    ],
)
def test_one_terminal(text: str, kind: Kind) -> None:
    assert kinds(text) == [(kind.value, text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a:b.", ["a:b", "."]),
        ("_:b.", ["_:b", "."]),
        ("?x.?y", ["?x", ".", "?y"]),
        ("1.", ["1", "."]),
        ("?a<?b", ["?a", "<", "?b"]),
        ("?a <?b> ?c", ["?a", "<?b>", "?c"]),
        ("''''b'''", ["''''b'''"]),
        ("'' 'a'", ["''", "'a'"]),
        ("# SERVICE\nASK", ["ASK"]),
        ("<a#b>", ["<a#b>"]),
        ('"#"', ['"#"']),
        ("ASK{}#SERVICE", ["ASK", "{", "}"]),
        ("1SERVICE", ["1", "SERVICE"]),
        ('"x"@en.SERVICE', ['"x"', "@en", ".", "SERVICE"]),
        ("a:b.SERVICE", ["a:b.SERVICE"]),
    ],
)
def test_the_longest_match_wins(text: str, parts: list[str]) -> None:
    assert [part for _, part in kinds(text)] == parts


@pytest.mark.parametrize("text", ['"open', "'open", '"a\nb"', r'"\q"', "`", "\x00", "\ufeff"])
def test_what_is_no_terminal_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        kinds(f"ASK\n  {text}")
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_place_counts_lines_and_columns_from_one() -> None:
    assert place("a\nbc", 0) == (1, 1)
    assert place("a\nbc", 3) == (2, 2)


@pytest.mark.parametrize("unit", ["a.", "a:.", '"""', "'\\n", "<", "(", "_:a.", "%20", "a-", "?"])
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    """A quadratic pattern would keep this busy for minutes."""
    text = unit * (100_000 // len(unit))
    try:
        assert sum(1 for _ in tokenise(text)) > 0
    except QueryError as error:
        assert error.line == 1
