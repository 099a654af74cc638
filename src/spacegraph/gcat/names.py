"""Names of bodies, brought to a form in which two spellings of one name are equal."""

import re
import unicodedata

_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_SPACE = re.compile(r"(?<=[\u3400-\u9fff）]) (?=[\u3400-\u9fff（])")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_BRACKETS = re.compile(r"[(（\[][^)）\]]*[)）\]]")
_FIRM_ZH = re.compile(r"(集团)?(股份)?(有限)?(责任)?公司$")
_FIRM_EN = re.compile(
    r"[\s,.]*\b(co|company|corp|corporation|ltd|limited|inc|yg|gmbh|llc|pty|sarl|sa|se)\b\.?$", re.I
)
_WORDS = {
    "inst": "institute",
    "insitute": "institute",
    "int": "institute",
    "tech": "technology",
    "technol": "technology",
    "univ": "university",
    "u": "university",
    "univesity": "university",
    "sat": "satellite",
    "sci": "science",
    "acad": "academy",
    "res": "research",
    "app": "application",
    "apps": "application",
    "dev": "development",
    "dvpt": "development",
    "info": "information",
    "telecom": "telecommunications",
    "comms": "communications",
    "eng": "engineering",
    "dept": "department",
    "ctr": "center",
    "centre": "center",
    "chinese": "china",
}
_DROPPED = frozenset({"the", "of", "and", "for", "co", "ltd", "corp", "company", "limited", "inc"})


def is_chinese(name: str) -> bool:
    """Tell whether a name holds a Han character."""
    return _HAN.search(name) is not None


def is_latin(name: str) -> bool:
    """Tell whether all letters of a name are Latin, with or without accents."""
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and all("LATIN" in unicodedata.name(letter, "") for letter in letters)


def tidy(name: str) -> str:
    """Take out stray spaces, also between Han characters, and write digits in half width."""
    text = " ".join(name.translate(_DIGITS).split()).strip(" ,;")
    return _HAN_SPACE.sub("", text)


def plain_name(name: str) -> str:
    """Take a firm's name without its legal form and without what stands in brackets."""
    text = _BRACKETS.sub(" ", name)
    if is_chinese(text):
        return _FIRM_ZH.sub("", text.replace(" ", "")).strip()
    while (shorter := _FIRM_EN.sub("", text.strip())) != text:
        text = shorter
    return " ".join(text.split()).strip(" ,.;-")


def name_key(name: str) -> str:
    """Return the form in which spellings of one name are equal; empty for what is too short.

    >>> name_key("Beijing Inst. of Technology") == name_key("Beijing Institute of Technology")
    True
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    if is_chinese(text):
        key = re.sub(r"[^\w]", "", _FIRM_ZH.sub("", re.sub(r"[\s;；。]", "", text)))
        return key if len(key) > 3 else ""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_text.replace("&", " and ").replace("'", ""))
    key = " ".join(_WORDS.get(word, word) for word in words if word not in _DROPPED)
    return key if len(key) > 3 else ""
