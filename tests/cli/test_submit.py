"""Facts submitted on the command line, by real processes, to a copy of the shipped graph."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spacegraph.graph.book import Book
from spacegraph.model.claims import Claim
from spacegraph.namespaces import thing, to_curie
from spacegraph.resources import folder

NAME = """
@prefix organisation: <https://w3id.org/spacegraph/organisation/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
organisation:landspace skos:altLabel "Blue Arrow"@en .
<> prov:wasDerivedFrom <https://example.org/news/1> .
"""


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "spacegraph", *words],
        env={**os.environ, "SPACEGRAPH_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """Return a copy of the shipped home that may be written to."""
    return Path(shutil.copytree(home, tmp_path / "home"))


@pytest.fixture
def row() -> Claim:
    """Return a shipped claim that nothing else rests on."""
    claims = Book(folder("data"), Path("none")).shipped()
    return next(c for c in claims if c.about == (thing("organisation", "landspace"),))


def test_a_shipped_claim_is_judged_superseded_and_told_of(
    own: Path, row: Claim, tmp_path: Path
) -> None:
    old = to_curie(row.iri.value)
    file = tmp_path / "name.ttl"
    file.write_text(NAME)
    words = (str(file), "--replacing", old, "--format", "json")
    dry = run(own, "validate", *words)
    verdict = json.loads(dry.stdout)
    assert verdict["superseded"] == [row.iri.value]
    assert not list((own / "accepted").glob("*/*.trig"))
    real = run(own, "accept", *words)
    assert (real.returncode, json.loads(real.stdout)) == (dry.returncode, verdict)
    told = run(own, "history", old)
    assert f"{old}  withdrawn" in told.stdout, told.stderr
    assert "skos:prefLabel" in told.stdout, "the tables tell what it said"
