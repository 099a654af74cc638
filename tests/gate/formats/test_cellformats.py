"""What a spreadsheet shows of a number, by its number format."""

import pytest

from spacegraph.gate.formats.cellformats import Shown, read_format


@pytest.mark.parametrize(
    ("code", "shown", "currency"),
    [
        ("General", Shown.NUMBER, ""),
        ("#,##0.00_ ", Shown.NUMBER, ""),
        ("0.00E+00", Shown.NUMBER, ""),
        ("[Red]0.00", Shown.NUMBER, ""),
        ('_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', Shown.NUMBER, ""),
        ("0.00%", Shown.PERCENT, ""),
        ("yyyy/mm/dd", Shown.DAY, ""),
        ("[$-409]d-mmm-yy;@", Shown.DAY, ""),
        ("[$-411]ge.m.d", Shown.DAY, ""),
        ('yyyy"年"m"月"d"日"', Shown.DAY, ""),
        ('yyyy"年"m"月"', Shown.MONTH, ""),
        ("mmm-yy", Shown.MONTH, ""),
        ("yyyy", Shown.YEAR, ""),
        ("d-mmm", Shown.YEARLESS, ""),
        ("mmmm", Shown.YEARLESS, ""),
        ("h:mm:ss AM/PM", Shown.TIME, ""),
        ("[h]:mm", Shown.TIME, ""),
        ('0" million"', Shown.WORDED, ""),
        ("0\\ \\k\\g", Shown.WORDED, ""),
        ("#,##0,,", Shown.SCALED, ""),
        ('0.0,"k"', Shown.SCALED, ""),
        ('[>=1000000]0.0,,"M";0', Shown.SCALED, ""),
        (";;;", Shown.HIDDEN, ""),
        ("$#,##0", Shown.NUMBER, "USD"),
        ("[$€-407] #,##0.00", Shown.NUMBER, "EUR"),
        ("_-* #,##0.00 [$USD]_-", Shown.NUMBER, "USD"),
        ('"¥"#,##0', Shown.NUMBER, "CNY"),
        ("[$¥-411]#,##0", Shown.NUMBER, "JPY"),
        ('#,##0"元"', Shown.NUMBER, "CNY"),
    ],
)
def test_a_code_tells_what_is_shown(code: str, shown: Shown, currency: str) -> None:
    look = read_format(164, code)
    assert (look.shown, look.currency) == (shown, currency)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, Shown.NUMBER), (10, Shown.PERCENT), (14, Shown.DAY), (16, Shown.YEARLESS),
     (17, Shown.MONTH), (20, Shown.TIME), (57, Shown.LOCAL)],
)  # fmt: skip
def test_built_in_formats_go_by_their_number(number: int, shown: Shown) -> None:
    assert read_format(number, "").shown is shown


def test_a_format_of_several_parts_is_read_by_the_sign_of_the_number() -> None:
    code = '0;0" below";0%'
    assert [read_format(164, code, sign).shown for sign in (1, -1, 0)] == [
        Shown.NUMBER,
        Shown.WORDED,
        Shown.PERCENT,
    ]
