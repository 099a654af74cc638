"""The profile of one organisation or one province as HTML, Markdown and JSON."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

from spacegraph.analytics.account import profile_sentences, province_sentences
from spacegraph.analytics.layers import Layer
from spacegraph.analytics.measures import MEASURES
from spacegraph.analytics.profile import Partner, Profile
from spacegraph.analytics.province import Province
from spacegraph.analytics.writers.numbers import rounded
from spacegraph.analytics.writers.picture import HEIGHT, WIDTH, Dot, Picture, ego_picture
from spacegraph.analytics.writers.shell import markdown, page
from spacegraph.namespaces import BASE

SHOWN: Final = ("degree", "betweenness", "closeness", "pagerank", "constraint", "brokerage")

_FUNDS: Final = ("funding", "finance")
_LOW: Final = 20.0
_HIGH: Final = 120.0
_NAMED: Final = 12
"""Years that are written below the columns, at most."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a profile becomes: the stem of its templates, and what they say and draw."""

    stem: str
    title: str
    words: Mapping[str, object]
    draw: Callable[[], Picture]
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """The launches of one year as a column of the chart."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    named: bool


def profile_html(found: Profile | Province, base: str = BASE) -> str:
    """Write a profile as one page; see `page`."""
    sheet = _sheet(found)
    shown = {"picture": sheet.draw(), "width": WIDTH, "height": HEIGHT}
    return page(f"{sheet.stem}.html", sheet.title, {**sheet.words, **shown}, base)


def profile_markdown(found: Profile | Province) -> str:
    """Write standing, partners and timeline, or bodies, sites and policies, as Markdown."""
    sheet = _sheet(found)
    return markdown(f"{sheet.stem}.md", sheet.words)


def profile_json(found: Profile | Province) -> str:
    """Write everything a profile holds, numbers to ten decimals."""
    return json.dumps(_sheet(found).document, ensure_ascii=False, indent=1) + "\n"


def _sheet(found: Profile | Province) -> _Sheet:
    if isinstance(found, Profile):
        return _of_organisation(found)
    return _of_province(found)


def _of_organisation(profile: Profile) -> _Sheet:
    names = {partner.iri: partner.name for partner in profile.partners}
    sentences = profile_sentences(profile)
    return _Sheet(
        stem="profile",
        title=profile.name,
        words={
            **_layer_words(profile.layers),
            "profile": profile,
            "summary": sentences,
            "names": {**names, profile.iri: profile.name},
            "shown": [name for name in MEASURES if name in SHOWN],
        },
        draw=partial(_around_organisation, profile),
        document={
            "summary": sentences,
            "command": profile.command,
            **asdict(profile),
            "layers": [layer.name for layer in profile.layers],
            "view": str(profile.view),
            "values": {name: rounded(value) for name, value in profile.values.items()},
        },
    )


def _of_province(province: Province) -> _Sheet:
    sentences = province_sentences(province)
    return _Sheet(
        stem="province",
        title=province.name,
        words={
            **_layer_words(province.layers),
            "province": province,
            "summary": sentences,
            "names": province.names,
            "columns": _columns(province.launches),
            "spending": (
                ("buys", "What it buys", province.out("contract"), "Contracts it ordered."),
                ("funds", "What it funds", province.out(*_FUNDS), "Rounds and works it paid for."),
            ),
        },
        draw=partial(_around_province, province),
        document={
            "summary": sentences,
            "command": province.command,
            **asdict(province),
            "layers": [layer.name for layer in province.layers],
            "view": str(province.view),
        },
    )


def _layer_words(layers: Iterable[Layer]) -> dict[str, object]:
    known = tuple(layers)
    return {
        "reads": {layer.name: layer.reads for layer in known},
        "titles": {layer.name: layer.title for layer in known},
    }


def _around_organisation(profile: Profile) -> Picture:
    middle = Dot(
        profile.iri,
        profile.name,
        profile.label,
        profile.label_zh,
        profile.acronym,
        profile.sector,
        len(profile.partners),
    )
    return ego_picture(
        [middle, *map(_dot, profile.partners)],
        profile.around,
        f"{profile.name} and its partners ({{marks}} organisations), with the {{lines}} ties among "
        "them; the size of a partner grows with the relations that the two have.",
    )


def _around_province(province: Province) -> Picture:
    bodies = [
        Dot(
            body.iri,
            body.name,
            body.label,
            body.label_zh,
            body.acronym,
            body.sector,
            body.inside + body.outside,
        )
        for body in province.bodies
        if body.inside + body.outside
    ]
    return ego_picture(
        [*bodies, *map(_dot, province.partners)],
        province.timeline,
        f"The organisations of {province.name} that deal with anybody, sized by their partners, "
        "and their partners beyond, sized by relations: {marks} in the largest connected part, "
        "with the {lines} ties that have an end in the province.",
    )


def _dot(partner: Partner) -> Dot:
    return Dot(
        partner.iri,
        partner.name,
        partner.label,
        partner.label_zh,
        partner.acronym,
        partner.sector,
        partner.relations,
        "relation",
    )


def _columns(launches: Mapping[int, int]) -> list[Column]:
    """Draw the launches of every year from the first to the last."""
    if not launches:
        return []
    years = range(min(launches), max(launches) + 1)
    step = min(60.0, WIDTH / len(years))
    most = max(launches.values())
    every = -(-len(years) // _NAMED)
    return [
        Column(
            year=year,
            count=launches.get(year, 0),
            x=round(place * step + step / 10, 1),
            y=round(_HIGH + _LOW - _HIGH * launches.get(year, 0) / most, 1),
            width=round(0.8 * step, 1),
            height=round(_HIGH * launches.get(year, 0) / most, 1),
            middle=round((place + 0.5) * step, 1),
            named=(max(years) - year) % every == 0,
        )
        for place, year in enumerate(years)
    ]
