"""What is sent once and kept: scripts, styles, licences, outlines; and how much of it there is."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from spacegraph.pages.assets import ASSETS, BUILD, address, read_built
from spacegraph.pages.atlas import Atlas, read_atlas

Read = Callable[..., Any]

HEAVIEST = 500_000
LIGHT = 60_000


def scripts(page: Any) -> int:
    """Add up what the scripts of a page weigh on the way."""
    names = [each["src"].rpartition("/")[2] for each in page.all("script") if "src" in each]
    return sum(len(ASSETS[name].compressed) for name in names)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/query", HEAVIEST),
        ("/network", HEAVIEST),
        ("/organisation/minospace", LIGHT),
        ("/contract/deal", LIGHT),
        ("/", LIGHT),
    ],
)
def test_pages_load_no_more_script_than_they_may(read: Read, path: str, most: int) -> None:
    assert 0 < scripts(read(path)) < most


def test_an_asset_is_sent_compressed_to_those_who_can_read_that(client: httpx.Client) -> None:
    packed = client.get(address("query.js"), headers={"Accept-Encoding": "gzip"})
    plain = client.get(address("query.js"), headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    for answer in (packed, plain):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_an_address_of_another_build_is_not_kept(client: httpx.Client) -> None:
    answer = client.get(f"/static/{'0' * len(BUILD)}/query.js")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-cache"


def test_scripts_hold_nothing_that_the_policy_refuses() -> None:
    for name in ("query.js", "network.js", "site.js"):
        text = ASSETS[name].content.decode()
        assert "eval(" not in text and "new Function" not in text, name
        assert "//# sourceMappingURL" not in text


def test_the_licence_of_every_bundled_package_comes_with_the_scripts() -> None:
    text = ASSETS["LICENSES.txt"].content.decode()
    for name in (
        "@codemirror/view",
        "@lezer/lr",
        "codemirror-lang-sparql",
        "d3-force",
        "world-atlas",
    ):
        assert f"\n{name} " in f"\n{text}"
    assert "Permission is hereby granted" in text


def test_places_lie_where_the_textbook_puts_them() -> None:
    """Snyder 1987, USGS Professional Paper 1395, p. 291: Albers on the unit sphere."""
    atlas = Atlas(0, 0, (29.5, 45.5), (-96, 23), 1, "", "")
    x, y = atlas.place(-75, 35)
    assert x == pytest.approx(0.2952720, abs=5e-7)
    assert -y == pytest.approx(0.2416774, abs=5e-7)


def test_the_outlines_and_the_places_fit() -> None:
    """Kashgar, Shanghai and Sanya lie inside the outline of China, Tokyo and Delhi outside."""
    atlas = read_atlas()
    rings = _rings(atlas.china)
    inside = [(75.99, 39.47), (121.0, 31.1), (109.5, 18.4), (126.6, 45.8)]
    outside = [(139.7, 35.7), (77.2, 28.6), (106.9, 47.9)]
    assert all(_holds(rings, atlas.place(*point)) for point in inside)
    assert not any(_holds(rings, atlas.place(*point)) for point in outside)


def test_the_outlines_are_small_enough_for_a_page() -> None:
    assert len(gzip.compress(read_built("outlines.json").encode())) < 20_000


def test_the_lock_names_no_registry() -> None:
    lock = Path(__file__).parents[2] / "assets" / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    assert all(each.get("integrity") for path, each in packages.items() if path)
    assert not any("resolved" in each for each in packages.values())


Ring = list[tuple[float, float]]


def _rings(path: str) -> list[Ring]:
    found = []
    for part in path.removesuffix("z").split("z"):
        start, _, steps = part.removeprefix("M").partition("l")
        x, y = map(float, start.split(","))
        ring = [(x, y)]
        for step in steps.split():
            right, down = map(float, step.split(","))
            x, y = x + right, y + down
            ring.append((x, y))
        found.append(ring)
    return found


def _holds(rings: list[Ring], point: tuple[float, float]) -> bool:
    """Count how often a ray to the right crosses the rings."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1
