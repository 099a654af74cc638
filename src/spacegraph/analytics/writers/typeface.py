"""The typeface that a page carries, so that Chinese names show on a machine that has none."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache, lru_cache
from io import BytesIO
from typing import Any, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path

FAMILY: Final = "Report Sans"
"""The name of the embedded part of Noto Sans SC; a whole Noto Sans on the machine stays another."""

_TABLES: Final = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")
"""Positioning, vertical writing and variants: no page here uses them."""


def font_face(text: str) -> str:
    """Give the rule that embeds what a page needs, empty for a page without any such letter."""
    letters = covered(text)
    if not letters:
        return ""
    data = b64encode(subset(letters)).decode("ascii")
    return (
        f'@font-face {{ font-family: "{FAMILY}"; font-display: block; '
        f'src: url("data:font/otf;base64,{data}") format("opentype"); }}'
    )


def covered(text: Iterable[str]) -> str:
    """Give the letters of a text that the typeface has, each once and sorted."""
    return "".join(sorted(letter for letter in set(text) if ord(letter) in _letters()))


@lru_cache(maxsize=32)
def subset(letters: str) -> bytes:
    """Cut the typeface to some letters, as OpenType.

    It is not compressed: outlines compress by a fifth, and the bytes of a compressor depend on
    its version, where a report is to be the same bytes everywhere.
    """
    options = Options(
        desubroutinize=True,
        drop_tables=list(_TABLES),
        glyph_names=False,
        hinting=False,
        layout_features=[],
        name_IDs=[0, 1, 2, 14],
        recalc_timestamp=False,
    )
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    found = BytesIO()
    with _font() as font:
        subsetter.subset(font)
        font.save(found)
    return found.getvalue()


@cache
def width(letter: str) -> float:
    """Give how far a letter reaches, in heights of the typeface; 1 for one that it has not."""
    advance: float = _letters().get(ord(letter), 1.0)
    return advance


@cache
def _letters() -> dict[int, float]:
    """Give the width of every letter that the typeface has."""
    with _font() as font:
        widths, high = font["hmtx"], font["head"].unitsPerEm
        return {letter: widths[glyph][0] / high for letter, glyph in font.getBestCmap().items()}


def _font() -> Any:
    return TTFont(sans_path(), lazy=True, recalcTimestamp=False)
