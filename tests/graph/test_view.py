"""Two clocks on four worked cases: what held then, and what was known then."""

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from spacegraph.graph.authority import Policy
from spacegraph.graph.book import Book
from spacegraph.graph.schema import Schema
from spacegraph.graph.view import View, known, look
from spacegraph.model.claims import Claim
from spacegraph.model.dates import PartialDate
from spacegraph.resources import folder

TABLES = {
    "sources": (
        "id,url,reliability,date\n"
        "s10,https://example.org/10,B,2010-03-01\n"
        "s16,https://example.org/16,B,2016-06-01\n"
        "s20,https://example.org/20,B,2020-01-15\n"
        "s22,https://example.org/22,B,2022-09-30\n"
        "old-official,https://example.org/o,A,2012\n"
    ),
    "organisations": (
        "id,name_en,type,founded,dissolved,source_url\n"
        "ministry,Ministry,government-agency,1982,2013-03,https://example.org/10\n"
        "group,Group,state-enterprise,1999,,https://example.org/10\n"
        "academy,Academy,state-institute,1961,,https://example.org/10\n"
        "firm,Old Name,commercial-firm,2015,,https://example.org/16\n"
        "firm,New Name,commercial-firm,,,https://example.org/22\n"
        "holder,Holder,investor,2011,,https://example.org/16\n"
        "buyer,Buyer,commercial-firm,2014,,https://example.org/16\n"
    ),
    "affiliations": (
        "id,child_id,parent_id,relation,share_percent,date_start,date_end,source_url\n"
        "a1,academy,ministry,unit-of,,1982,2013-03,https://example.org/10\n"
        "a2,academy,group,unit-of,,2013-03,,https://example.org/16\n"
        "h1,firm,holder,minority-owned-by,30,2016,2021,https://example.org/22\n"
        "h2,firm,holder,minority-owned-by,10,2021,,https://example.org/22\n"
    ),
    "contracts": (
        "id,title,date,date_kind,status,buyer_ids,supplier_ids,source_url\n"
        "deal,Deal,2019-05,signature,signed,buyer,firm,https://example.org/20\n"
        "deal,Deal,,,cancelled,buyer,firm,https://example.org/22\n"
    ),
}
SCHEMA = Schema.read(folder("ontology"))
PREFIXES = """
PREFIX sg: <https://w3id.org/spacegraph/ontology/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX o: <https://w3id.org/spacegraph/organisation/>
PREFIX c: <https://w3id.org/spacegraph/contract/>
"""


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> tuple[Claim, ...]:
    data = tmp_path_factory.mktemp("data")
    for name, text in TABLES.items():
        (data / f"{name}.csv").write_text(text)
    return Book(data, data / "accepted").claims()


def ask(claims: tuple[Claim, ...], query: str, as_of: str = "", known_by: str = "") -> list[str]:
    view = View(
        as_of=PartialDate.parse(as_of) if as_of else None,
        known_by=PartialDate.parse(known_by) if known_by else None,
    )
    store = Store()
    store.bulk_extend(look(claims, SCHEMA, view))
    found = store.query(PREFIXES + query)
    return sorted(row["x"].value.rsplit("/", 1)[-1] for row in found)  # type: ignore[union-attr, index]


PARENTS = "SELECT ?x { o:academy org:unitOf ?x }"
NAME = 'SELECT ?x { o:firm skos:prefLabel ?x FILTER(LANG(?x) = "en") }'
SHARE = "SELECT ?x { ?a sg:child o:firm ; sg:parent o:holder ; sg:share ?x }"
STATUS = "SELECT ?x { c:deal sg:status ?x }"


@pytest.mark.parametrize(
    ("query", "as_of", "known_by", "expected"),
    [
        (PARENTS, "", "", ["group"]),
        (PARENTS, "2005", "", ["ministry"]),
        (PARENTS, "2016", "", ["group"]),
        (PARENTS, "2005", "2012", ["ministry"]),
        (PARENTS, "", "2012", []),  # known to be over, and the new parent not yet reported
        (NAME, "", "", ["New Name"]),
        (NAME, "", "2018", ["Old Name"]),
        (NAME, "2014", "", []),
        (NAME, "2016", "2018", ["Old Name"]),
        (SHARE, "", "", ["10", "30"]),
        (SHARE, "2018", "", ["30"]),
        (SHARE, "2023", "", ["10"]),
        (SHARE, "2018", "2020", []),
        (STATUS, "", "", ["cancelled"]),
        (STATUS, "", "2021", ["signed"]),
        (STATUS, "2018", "", []),
        (STATUS, "2020", "2021", ["signed"]),
    ],
)
def test_the_two_clocks(
    claims: tuple[Claim, ...], query: str, as_of: str, known_by: str, expected: list[str]
) -> None:
    assert ask(claims, query, as_of, known_by) == expected


def test_the_relation_that_held_then_is_in_the_view(claims: tuple[Claim, ...]) -> None:
    relation = "SELECT ?x { ?x sg:child o:academy }"
    assert ask(claims, relation, as_of="2005") == ["a1"]
    assert ask(claims, relation, as_of="2016") == ["a2"]
    assert ask(claims, relation, as_of="2013-03") == ["a1", "a2"]
    assert ask(claims, relation) == ["a1", "a2"]


def test_a_source_without_date_counts_from_the_day_of_record(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("id,url\nu,https://example.org/u\n")
    (tmp_path / "organisations.csv").write_text(
        "id,name_en,type,source_url,recorded\nx,X,other,https://example.org/u,2024-02-03\n"
    )
    claims = Book(tmp_path, tmp_path / "accepted").claims()

    def names(day: date) -> set[str]:
        found = known(claims, PartialDate(day.year, day.month, day.day))
        return {claim.table for claim in found}

    assert "organisations" in names(date(2024, 2, 3))
    assert "organisations" not in names(date(2024, 2, 2))


def test_policies_choose_otherwise_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text(
        "id,url,reliability,date\n"
        "a,https://example.org/a,A,2010\n"
        "b,https://example.org/b,C,2015\n"
        "c,https://example.org/c,C,2016\n"
        "d,https://example.org/d,D,2020\n"
    )
    (tmp_path / "organisations.csv").write_text(
        "id,name_en,type,founded,source_url\n"
        "x,X,other,2001,https://example.org/a\n"
        "x,,,2002,https://example.org/b\n"
        "x,,,2002,https://example.org/c\n"
        "x,,,2003,https://example.org/d\n"
    )
    claims = Book(tmp_path, tmp_path / "accepted").claims()
    founding = NamedNode("https://schema.org/foundingDate")

    def founded(policy: Policy) -> set[str]:
        quads: list[Quad] = look(claims, SCHEMA, View(policy=policy))
        settled = [q for q in quads if q.predicate == founding and "claim" not in str(q.graph_name)]
        return {quad.object.value for quad in settled if hasattr(quad.object, "value")}

    assert founded(Policy.MOST_RELIABLE) == {"2001"}
    assert founded(Policy.MAJORITY) == {"2002"}
    assert founded(Policy.NEWEST) == {"2003"}
    assert str(View(policy=Policy.NEWEST)) == "settled by newest"
