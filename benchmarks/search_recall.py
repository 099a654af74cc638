"""Measure how often the search finds what is meant, how fast, and whether it confuses neighbours.

    python benchmarks/search_recall.py [--store FOLDER] [--misses]

Queries are made from the names of a built store by rules that the search does not know:

slip        one letter dropped, doubled, exchanged with the next, or hit beside its key (QWERTY)
two slips   two of them in a name of 16 letters or more
traditional a table of characters written by hand, in the forms used in Taiwan; the search
            converts the other way by OpenCC
toned       pinyin with tone marks or tone digits (pypinyin's TONE and TONE3), in words as printed;
            the search knows syllables without tones only
order       the words of a name shuffled
word less   a word left out; word more: a word added that people add
suffix      a legal form cut off by patterns of this file
start       the first two thirds of a name, as in type-ahead
glyph       one Chinese character left out or exchanged with its neighbour
held out    an abbreviation, searched for in an index from which it was taken out before; what is
            no more to be found than guessed counts as a miss all the same
former      names and identifiers that things had before
written     queries in `tests/search/queries.csv` that were written by hand

The names are drawn by turns from all kinds. A query counts for every thing of the same name.
"""

import argparse
import csv
import random
import re
import statistics
import string
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from spacegraph.namespaces import BASE
from spacegraph.search.index import Index
from spacegraph.search.names import Name, Role, Thing, read_names
from spacegraph.search.search import search
from spacegraph.store.embedded import EmbeddedStore

SEED = 20261120
TESTS = Path(__file__).resolve().parent.parent / "tests" / "search"
EACH = 60
"""Queries per rule, where the names give so many."""

TRADITIONAL = dict(
    zip(
        "国号卫学业长团术发电间东资产机动区验军华与测创网实亚应红尔队遥联进济总计阳龙设际络庆广试质员蓝兰汉"
        "划复备经数银维园滨苏宁组飞达装绘会统兴云规线轨办监连图务双关舱极责参导据气载开跃证点驭环绵战仪场门张"
        "庄鸿宫带训练厂运体视群湾来时丝伙简钢丰吕纳级仓欧肃护扬讯头农无锡厦烟别内两于适怀梦践问纪爱织宽处后"
        "谋采购医挥侦万师砖铂邮铖腾远矿顺观报风权软荣协财亿转舰谱寻继润闻沪厅诺恒镭刚麦凤县壮贵淀阴萨辽临闵"
        "宾岛乌鲁齐郑义险贴费暂础审则标准见鸟台粤",
        "國號衛學業長團術發電間東資產機動區驗軍華與測創網實亞應紅爾隊遙聯進濟總計陽龍設際絡慶廣試質員藍蘭漢"
        "劃復備經數銀維園濱蘇寧組飛達裝繪會統興雲規線軌辦監連圖務雙關艙極責參導據氣載開躍證點馭環綿戰儀場門張"
        "莊鴻宮帶訓練廠運體視群灣來時絲夥簡鋼豐呂納級倉歐肅護揚訊頭農無錫廈煙別內兩於適懷夢踐問紀愛織寬處後"
        "謀採購醫揮偵萬師磚鉑郵鋮騰遠礦順觀報風權軟榮協財億轉艦譜尋繼潤聞滬廳諾恆鐳剛麥鳳縣壯貴澱陰薩遼臨閔"
        "賓島烏魯齊鄭義險貼費暫礎審則標準見鳥臺粵",
        strict=True,
    )
)
LEGAL = re.compile(
    r",?\s+(?:(?:Co|Corp|Corporation|Company|Ltd|Limited|Inc|Group|LLC)\b[.,]*\s*)+$"
    r"|(?:集团)?(?:股份|有限责任|有限)+公司$|集团公司$|集团$"
)
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NOISE = ("China", "company", "Beijing", "space", "headquarters")
HAS_DIGIT = re.compile(r"[0-9]").search
ANY = random.Random(SEED)
HAS_NUMERAL = re.compile("[零一二三四五六七八九十]").search
ABBREVIATION = re.compile(r"[A-Z]{3,8}")


@dataclass(frozen=True, slots=True)
class Trial:
    """A query and the things that it may mean."""

    rule: str
    text: str
    meant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Result:
    """Where the first thing that was meant stood: from 1; 0 where it did not."""

    trial: Trial
    place: int
    first: str


def slip(text: str, chance: random.Random) -> str:
    """Misspell a letter; digits stay, since another digit is another thing."""
    places = [
        i
        for i in range(1, len(text) - 1)
        if text[i].isascii() and text[i].isalpha() and not HAS_DIGIT(text[i - 1 : i + 2])
    ]
    place = chance.choice(places)
    match chance.randrange(4):
        case 0:
            return text[:place] + text[place + 1 :]
        case 1:
            return text[:place] + text[place] + text[place:]
        case 2 if text[place + 1].isalpha() and text[place + 1] != text[place]:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        case _:
            return text[:place] + _beside(text[place].lower(), chance) + text[place + 1 :]


def _beside(letter: str, chance: random.Random) -> str:
    row = next((row for row in KEYBOARD if letter in row), string.ascii_lowercase)
    at = row.index(letter)
    return chance.choice(row[max(at - 1, 0) : at] + row[at + 1 : at + 2])


def two_slips(text: str, chance: random.Random) -> str:
    """Misspell two letters far from each other."""
    half = len(text) // 2
    return slip(text[:half], chance) + slip(text[half:], chance)


def traditional(text: str, _: random.Random) -> str:
    """Write Chinese as in Taiwan."""
    written = text.replace("制造", "製造")
    return "".join(TRADITIONAL.get(char, char) for char in written)


def toned(text: str, chance: random.Random) -> str:
    """Spell in toned pinyin, with marks or digits, one word for two characters."""
    style = chance.choice((Style.TONE, Style.TONE3))
    read = lazy_pinyin(text, style=style)
    if style is Style.TONE3:
        return " ".join(read)
    return " ".join("".join(read[i : i + 2]) for i in range(0, len(read), 2))


def order(text: str, chance: random.Random) -> str:
    """Turn the words around."""
    words = text.split()
    shuffled = words[:]
    while shuffled == words:
        chance.shuffle(shuffled)
    return " ".join(shuffled)


def word_less(text: str, chance: random.Random) -> str:
    """Leave out one word, not the first: it is what one remembers."""
    words = text.split()
    del words[chance.randrange(1, len(words))]
    return " ".join(words)


def word_more(text: str, chance: random.Random) -> str:
    """Add a word."""
    return f"{text} {chance.choice(NOISE)}"


def suffix(text: str, _: random.Random) -> str:
    """Cut the legal form off."""
    return LEGAL.sub("", text)


def start(text: str, _: random.Random) -> str:
    """Stop typing after two thirds."""
    return text[: max(3, len(text) * 2 // 3)].lower()


def glyph(text: str, chance: random.Random) -> str:
    """Leave out a character or exchange it with the next."""
    place = chance.randrange(1, len(text) - 1)
    if chance.random() < 0.5:
        return text[:place] + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _letters(text: str) -> int:
    return sum(char.isascii() and char.isalpha() for char in text)


def _is_chinese(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)


RULES: tuple[tuple[str, Callable[[str, random.Random], str], Callable[[str], bool]], ...] = (
    ("slip", slip, lambda text: text.isascii() and _letters(text) >= 7 and "(" not in text),
    ("two slips", two_slips, lambda text: text.isascii() and _letters(text) >= 16),
    ("traditional", traditional, lambda text: _is_chinese(text) and traditional(text, ANY) != text),
    ("toned", toned, lambda text: _is_chinese(text) and 3 <= len(text) <= 12),
    ("order", order, lambda text: 3 <= len(text.split()) <= 6 and text.replace(" ", "").isalpha()),
    ("word less", word_less, lambda text: len(text.split()) >= 5 and not HAS_DIGIT(text)),
    ("word more", word_more, lambda text: len(text.split()) >= 2 and text.isascii()),
    ("suffix", suffix, lambda text: bool(LEGAL.sub("", text)) and LEGAL.sub("", text) != text),
    ("start", start, lambda text: text.isascii() and _letters(text) >= 8 and not HAS_DIGIT(text)),
    (
        "glyph",
        glyph,
        lambda text: _is_chinese(text) and len(text) >= 5 and not HAS_NUMERAL(text),
    ),
)
SEARCHED = ("organisation", "vehicle", "mission", "programme", "spacecraft", "place")


def make_trials(things: Sequence[Thing]) -> Iterator[Trial]:
    """Make the queries of every rule, the same ones for the same names."""
    bearers = _bearers(things)
    for rule, change, fits in RULES:
        chance = random.Random(f"{SEED} {rule}")
        for name in _sample(things, fits, chance):
            yield Trial(rule, change(name.text, chance), bearers[_plain(name.text)])
    former = [name for thing in things for name in thing.names if name.role is Role.FORMER]
    for name in random.Random(SEED).sample(former, min(EACH, len(former))):
        text = re.sub(r"\s*\(.*?\)", "", name.text).replace("-", " ")
        yield Trial("former", text, bearers[_plain(name.text)] | bearers[_plain(text)])
    for row in read_rows(TESTS / "queries.csv"):
        yield Trial("written", row["query"], frozenset(BASE + id for id in row["id"].split(" | ")))


def _sample(
    things: Sequence[Thing], fits: Callable[[str], bool], chance: random.Random
) -> Iterator[Name]:
    """Draw names by turns from every kind, so that 2,000 satellites do not decide alone."""
    pools = []
    for kind in SEARCHED:
        pool = [
            name
            for thing in things
            if thing.kind == kind
            for name in thing.names
            if name.role in (Role.PREFERRED, Role.LEGAL) and fits(name.text)
        ]
        chance.shuffle(pool)
        pools.append(pool)
    turns = (name for turn in zip_longest(*pools) for name in turn if name)
    yield from islice(turns, EACH)


def hold_out(things: Sequence[Thing]) -> tuple[tuple[Thing, ...], list[Trial]]:
    """Take abbreviations out of the names, and ask for them."""
    chance = random.Random(f"{SEED} held out")
    pool = [
        (thing, name)
        for thing in things
        if thing.kind == "organisation"
        for name in thing.names
        if name.role is Role.ALIAS and ABBREVIATION.fullmatch(name.text)
    ]
    held = chance.sample(pool, min(EACH, len(pool)))
    texts: dict[str, set[str]] = defaultdict(set)
    for thing, name in held:
        texts[thing.iri].add(name.text)
    trials = [Trial("held out", name.text, frozenset({thing.iri})) for thing, name in held]
    return tuple(_without(thing, texts.get(thing.iri, set())) for thing in things), trials


def _without(thing: Thing, texts: set[str]) -> Thing:
    """Take texts out of all names of a thing: as codes, identifiers and in brackets as well."""
    kept: list[Name] = []
    for name in thing.names:
        bare = name.text
        for text in texts:
            bare = re.sub(rf"\s*\({re.escape(text)}\)", "", bare)
        plain = {text.casefold() for text in texts}
        if name.role is Role.PREFERRED or bare.casefold() not in plain:
            kept.append(replace(name, text=bare))
    return replace(thing, names=tuple(kept))


def _bearers(things: Iterable[Thing]) -> dict[str, frozenset[str]]:
    bearers: dict[str, set[str]] = defaultdict(set)
    for thing in things:
        for name in thing.names:
            bearers[_plain(name.text)].add(thing.iri)
    return defaultdict(frozenset, {text: frozenset(iris) for text, iris in bearers.items()})


def _plain(text: str) -> str:
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFKC", text).casefold())


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ask(index: Index, trials: Iterable[Trial]) -> list[Result]:
    """Search for every trial."""
    results = []
    for trial in trials:
        hits = search(index, trial.text, limit=5)
        places = [place for place, hit in enumerate(hits, start=1) if hit.iri in trial.meant]
        results.append(Result(trial, min(places, default=0), hits[0].label if hits else ""))
    return results


def measure(things: Sequence[Thing], index: Index | None = None) -> list[Result]:
    """Ask everything: the made and written queries, then the abbreviations held out."""
    index = index or Index.of(things)
    reduced, trials = hold_out(things)
    return ask(index, make_trials(things)) + ask(Index.of(reduced, index), trials)


def recall(results: Sequence[Result], within: int) -> float:
    """Give the share of queries whose meaning stood among the first so many hits."""
    return sum(0 < result.place <= within for result in results) / max(len(results), 1)


@dataclass(frozen=True, slots=True)
class Confusion:
    """A name of one thing that led to its neighbour before it, or did not lead to it at all."""

    text: str
    meant: str
    found: str


def confusions(index: Index, rows: Iterable[dict[str, str]]) -> list[Confusion]:
    """Search both names of every pair; the neighbour must not come before what is meant."""
    found: list[Confusion] = []
    for row in rows:
        for text, meant, other in (
            (row["query_a"], row["a"], row["b"]),
            (row["query_b"], row["b"], row["a"]),
        ):
            hits = [hit.iri.removeprefix(BASE) for hit in search(index, text, limit=5)]
            if meant not in hits:
                found.append(Confusion(text, meant, ""))
            elif other in hits[: hits.index(meant)]:
                found.append(Confusion(text, meant, other))
    return found


def timings(index: Index, texts: Iterable[str]) -> list[float]:
    """Time every text as it is typed, character by character, in milliseconds, in order."""
    spent: list[float] = []
    for text in texts:
        for end in range(1, len(text) + 1):
            began = time.perf_counter()
            search(index, text[:end])
            spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--store", type=Path, required=True, help="folder of a built store")
    parser.add_argument("--misses", action="store_true", help="list what was not found first")
    options = parser.parse_args()
    began = time.perf_counter()
    things = read_names(EmbeddedStore.open(options.store))
    read = time.perf_counter()
    index = Index.of(things)
    built = time.perf_counter()
    print(f"{len(things):,} things, {sum(len(thing.names) for thing in things):,} names")
    print(f"read in {read - began:.2f} s, indexed in {built - read:.2f} s")
    results = measure(things, index)
    rules = dict.fromkeys(result.trial.rule for result in results)
    print(f"\n{'rule':<12} {'queries':>7} {'recall@1':>8} {'recall@5':>8}")
    for rule in rules:
        of_rule = [result for result in results if result.trial.rule == rule]
        print(f"{rule:<12} {len(of_rule):>7} {recall(of_rule, 1):>8.3f} {recall(of_rule, 5):>8.3f}")
    print(f"{'all':<12} {len(results):>7} {recall(results, 1):>8.3f} {recall(results, 5):>8.3f}")
    rows = read_rows(TESTS / "near_misses.csv")
    confused = confusions(index, rows)
    print(f"\nnear misses: {len(rows)} pairs, {2 * len(rows)} queries, {len(confused)} confused")
    spent = timings(index, [result.trial.text for result in results[::7]])
    p95 = spent[int(len(spent) * 0.95)]
    print(
        f"\n{len(spent):,} keystrokes: median {statistics.median(spent):.2f} ms, p95 {p95:.2f} ms"
    )
    if options.misses:
        for confusion in confused:
            print(f"  confused: {confusion}")
        for result in results:
            if result.place != 1:
                trial = result.trial
                print(f"  {trial.rule}: {trial.text!r} at {result.place}, first {result.first!r}")


if __name__ == "__main__":
    main()
