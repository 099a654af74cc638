"""Write every numeral of a name in Arabic digits: Chinese, Roman, ordinals, pinyin."""

import re
from typing import Final

_DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
}
_UNITS: Final = {"十": 10, "百": 100}
_NUMERAL: Final = "[零〇○一二三四五六七八九十百]"
CHINESE_NUMERAL: Final = re.compile(_NUMERAL)
_COUNTER: Final = "[号院所厂型期组部局室批次代颗基星]"

# 朱雀二号, 第五研究院, 067基地, 长征五 (still being typed): but not 三江, 九天微星, 四维图新.
_CHINESE: Final = re.compile(
    f"(?<=第){_NUMERAL}+|{_NUMERAL}+(?={_COUNTER})|(?<=[遥0-9]){_NUMERAL}+"
    f"|(?<=[^\\W\\d_a-z]){_NUMERAL}+(?=[a-z]?$)|{_NUMERAL}{{3,}}"
)
_STEM: Final = re.compile(r"(?<=[0-9])(?:号\s*)?([甲乙丙丁戊己])")
_STEMS: Final = dict(zip("甲乙丙丁戊己", "abcdef", strict=True))
_PINYIN_STEM: Final = re.compile(r"(?<=[0-9])\s*hao\s*(jia|yi|bing|ding)\b")
_FROM_PINYIN_STEM: Final = {"jia": "a", "yi": "b", "bing": "c", "ding": "d"}

_FROM_PINYIN: Final = {
    "ling": "零",
    "yi": "一",
    "er": "二",
    "san": "三",
    "si": "四",
    "wu": "五",
    "liu": "六",
    "qi": "七",
    "ba": "八",
    "jiu": "九",
    "shi": "十",
}
_PINYIN_PART: Final = re.compile("|".join(_FROM_PINYIN))
_PINYIN: Final = re.compile(rf"\b(?:(?:{'|'.join(_FROM_PINYIN)})\s?){{1,3}}(?=hao\b)")
_MARK: Final = re.compile(r"(?<=[0-9])([a-z]?)\s*(?:号|hao\b)\s*")
_FLIGHT: Final = re.compile(r"遥\s*(?=[0-9])")
_NTH: Final = re.compile("第(?=[0-9])")
_ORDINAL: Final = re.compile(r"\b([0-9]+)(?:st|nd|rd|th)\b")

_WORDS: Final = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "sixth": "6",
    "seventh": "7",
    "eighth": "8",
    "ninth": "9",
    "tenth": "10",
    "eleventh": "11",
    "twelfth": "12",
    # A single I, V or X is a letter more often than a number; xi is a syllable.
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
}


def to_digits(text: str) -> str:
    """Rewrite the numerals of a folded text.

    >>> to_digits("长征二号丙"), to_digits("朱雀二号遥十二"), to_digits("tianhui si hao")
    ('长征2c', '朱雀2 y12', 'tianhui 4 ')
    """
    if not text.isascii():
        text = _CHINESE.sub(lambda found: _value(found.group()), text)
        text = _STEM.sub(lambda found: _STEMS[found.group(1)], _NTH.sub("", text))
        text = _FLIGHT.sub("y", text)
    if "hao" in text or "号" in text:
        text = _PINYIN.sub(_from_pinyin, text)
        text = _PINYIN_STEM.sub(lambda found: _FROM_PINYIN_STEM[found.group(1)], text)
        text = _MARK.sub(r"\1 ", text)
    return _ORDINAL.sub(r"\1", text)


def word_to_digits(word: str) -> str:
    """Rewrite an English ordinal or a Roman numeral; leave any other word."""
    return _WORDS.get(word, word)


def _from_pinyin(found: re.Match[str]) -> str:
    parts = (_FROM_PINYIN[part] for part in _PINYIN_PART.findall(found.group()))
    return _value("".join(parts))


def _value(numeral: str) -> str:
    """Read a Chinese numeral: by place (二〇二五) or by units (二十五)."""
    if not any(char in _UNITS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total = digit = 0
    for char in numeral:
        if char in _UNITS:
            total += max(digit, 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return str(total + digit)
