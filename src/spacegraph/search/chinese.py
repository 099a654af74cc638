"""Read Chinese: simplified script, pinyin syllables, and where Latin letters spell pinyin."""

import re
from functools import lru_cache
from itertools import islice, product
from typing import Final

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

# hk2s knows all that t2s knows and the Hong Kong forms (衞, 着) besides.
_TO_SIMPLIFIED: Final = OpenCC("hk2s")

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN: Final = re.compile(f"[{HAN}]")

# Characters of names that are read in two ways, where pypinyin knows only the phrases of its list.
_READINGS: Final = {
    "长": ("zhang",),
    "重": ("chong", "zhong"),
    "行": ("hang", "xing"),
    "朝": ("chao", "zhao"),
    "乐": ("le", "yue"),
    "调": ("diao", "tiao"),
    "盛": ("sheng", "cheng"),
    "传": ("chuan", "zhuan"),
    "会": ("hui", "kuai"),
    "都": ("du", "dou"),
    "藏": ("zang", "cang"),
    "大": ("da", "dai"),
    "绿": ("lv", "lu"),
}
# Alone pypinyin reads 长 as zhang; in names (长光, 长征, 长安) it is chang.
_RATHER: Final = {"长": "chang"}
_MOST_READINGS: Final = 4
# The words of names recur: remembering them halves the time in which an index is made.
_REMEMBERED: Final = 8192

# An initial and the finals that follow it (Hanyu Pinyin, GB/T 16159; ü as v or u).
_TABLE: Final = """
- a ai an ang ao e ei en er o ou
b a ai an ang ao ei en eng i ian iao ie in ing o u
c a ai an ang ao e en eng i ong ou u uan ui un uo
ch a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
d a ai an ang ao e ei eng i ia ian iao ie ing iu ong ou u uan ui un uo
f a an ang ei en eng o ou u
g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j i ia ian iang iao ie in ing iong iu u uan ue un
k a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo
l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo v ve
m a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo v ve
p a ai an ang ao ei en eng i ian iao ie in ing o ou u
q i ia ian iang iao ie in ing iong iu u uan ue un
r an ang ao e en eng i ong ou u uan ui un uo
s a ai an ang ao e en eng i ong ou u uan ui un uo
sh a ai an ang ao e en eng i ou u ua uai uan uang ui un uo
t a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
w a ai an ang ei en eng o u
x i ia ian iang iao ie in ing iong iu u uan ue un
y a an ang ao e i in ing o ong ou u uan ue un
z a ai an ang ao e ei en eng i ong ou u uan ui un uo
zh a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
"""
_SPOKEN: Final = frozenset(
    line.split()[0].strip("-") + final
    for line in _TABLE.strip().splitlines()
    for final in line.split()[1:]
)
_LONGEST: Final = max(map(len, _SPOKEN))


def has_han(text: str) -> bool:
    """Tell whether a text holds a Chinese character."""
    return not text.isascii() and bool(_HAN.search(text))


def simplify(text: str) -> str:
    """Write traditional characters in simplified script; leave everything else."""
    simplified: str = _TO_SIMPLIFIED.convert(text)
    return simplified


@lru_cache(_REMEMBERED)
def spell(text: str) -> tuple[tuple[str, ...], ...]:
    """Give the toneless syllables of a run of Chinese characters, likeliest reading first.

    A character too rare for the dictionary stands for itself.

    >>> spell("长光")
    (('chang', 'guang'), ('zhang', 'guang'))
    """
    read = lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)
    if len(read) != len(text):
        return (tuple(read),)
    choices = [
        tuple(dict.fromkeys((_RATHER.get(char, syllable), syllable, *_READINGS.get(char, ()))))
        for char, syllable in zip(text, read, strict=True)
    ]
    return tuple(islice(product(*choices), _MOST_READINGS))


@lru_cache(_REMEMBERED)
def syllables(word: str) -> tuple[str, ...]:
    """Cut a Latin word into pinyin syllables; empty where it cannot be pinyin.

    >>> syllables("zhuque")
    ('zhu', 'que')
    >>> syllables("ceres")
    ()
    """
    # From the end, so that every place is looked at once: xianxianxian can be cut in many ways.
    ends: dict[int, int] = {len(word): len(word)}
    for start in range(len(word) - 1, -1, -1):
        for end in range(min(start + _LONGEST, len(word)), start, -1):
            if end in ends and word[start:end] in _SPOKEN:
                ends[start] = end
                break
    if 0 not in ends:
        return ()
    found: list[str] = []
    start = 0
    while start < len(word):
        found.append(word[start : ends[start]])
        start = ends[start]
    return tuple(found)
