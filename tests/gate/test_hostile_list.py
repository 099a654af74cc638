"""The list of hostile submissions: each is refused with its reason, in bounded time and memory."""

import io
import json
import resource
import time
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spacegraph.gate.formats.bounds import DEFAULT
from spacegraph.gate.formats.templates import to_xlsx_template
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.reading.submission import Submission
from spacegraph.model.findings import Severity
from spacegraph.tables.catalogue import table_named

Read = Callable[..., Submission]
Judge = Callable[..., Verdict]
SG: Final = "https://w3id.org/spacegraph/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CITE: Final = "<> <http://www.w3.org/ns/prov#wasDerivedFrom> <https://example.org/1> .\n"
SECONDS: Final = 20
MEBIBYTES: Final = 400


def zipped(parts: Mapping[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def bomb() -> bytes:
    """Make a workbook of 100 KB whose sheet unpacks to 80 MB."""
    with zipfile.ZipFile(io.BytesIO(to_xlsx_template(table_named("contracts")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet>" + b" " * (80 << 20) + b"</worksheet>"
    return zipped(parts)


def formula() -> bytes:
    table = table_named("contracts")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx_template(table)))
    book["contracts"]["A2"] = "=HYPERLINK(1)"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{"".join([f"&l{n - 1};"] * 10)}">' for n in range(1, 12))
    return f'<!DOCTYPE l [<!ENTITY l0 "ha">{entities}]><rdf:RDF xmlns:rdf="{RDF}">&l11;</rdf:RDF>'


LIST: Final = {
    "oversized": ("a.ttl", lambda: b"#" * (DEFAULT.size + 1), "bytes, more than"),
    "deep Turtle": ("a.ttl", lambda: CITE + "<contract/a> <e:p> " + "[ <e:p> " * 50_000, ""),
    "deep JSON": ("a.jsonld", lambda: '{"a":' * 500_000, "nested deeper"),
    "deep XML": ("a.rdf", lambda: "<a>" * 500_000, "nested deeper"),
    "triple terms": ("a.nt", lambda: "<<( <a:b> <a:c> " * 200_000, "triple terms"),
    "a list that bites its tail": (
        "a.ttl",
        lambda: CITE + f"_:l <{RDF}first> 1 ; <{RDF}rest> _:l . <contract/a> <https://e/p> _:l .",
        "a thing without an IRI",
    ),
    "a bomb of blank nodes": (
        "a.nt",
        lambda: "".join(f"_:b{n} <https://e/p> _:b{n + 1} .\n" for n in range(5_000)),
        "a thing without an IRI",
    ),
    "a remote context": (
        "a.jsonld",
        lambda: '[{"@context": ["https://evil.example/c", {}], "@id": "a:b"}]',
        "remote context",
    ),
    "a context imported": (
        "a.jsonld",
        lambda: '{"@context": {"@version": 1.1, "@import": "https://evil.example/c"}}',
        "remote context",
    ),
    "XML entities": ("a.rdf", laughs, "document type"),
    "an IRI with a space": ("a.ttl", lambda: CITE + "<contract/a> <e:p> <https://e/a b> .", "IRI"),
    "a script as an IRI": (
        "a.ttl",
        lambda: CITE + f"<{SG}contract/a> <{SG}ontology/place> <javascript:alert(1)> .",
        "begins with 'javascript",
    ),
    "invalid UTF-8": ("a.csv", lambda: b"id,title\na,\xff\xfe\n", "is not UTF-8"),
    "a zip bomb": ("a.xlsx", bomb, "unpacks to more than"),
    "a formula in CSV": (
        "contracts.csv",
        lambda: "id,title,source_url\na,=1+1,https://e.org\n",
        "formula",
    ),
    "a formula in XLSX": ("a.xlsx", formula, "a formula"),
    "a change of the ontology": (
        "a.ttl",
        lambda: CITE
        + f"<{SG}ontology/Contract> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{SG}ontology/Place> .",
        "about the vocabulary",
    ),
    "a change of a shape": (
        "a.ttl",
        lambda: CITE + f'<{SG}shape/amount> <http://www.w3.org/ns/shacl#deactivated> "true" .',
        "about the vocabulary",
    ),
    "what is derived": (
        "a.ttl",
        lambda: CITE + f"<{SG}contract/minospace-sichuan-2025> <{SG}ontology/amountUSD> 5 .",
        "is derived",
    ),
    "a claim of somebody else": ("a.trig", lambda: "", "this claim is recorded"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIST)
def test_what_is_on_the_list_is_refused(
    name: str, judge: Judge, claims: tuple[object, ...]
) -> None:
    file, make, reason = LIST[name]
    content = make()
    if name == "a claim of somebody else":
        claim = claims[0].iri.value  # type: ignore[attr-defined]
        content = f"{CITE}<{claim}> {{ <{SG}contract/a> <{SG}ontology/units> 5 }}"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    verdict = judge(content, file)
    assert time.process_time() - started < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEBIBYTES
    assert not verdict.accepted
    errors = [each for each in verdict.findings if each.severity is Severity.ERROR]
    assert any(reason in each.message for each in errors), [str(each) for each in errors[:5]]


relaxed = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
names = st.sampled_from(["rdf:RDF", "rdf:Description", "sg:Contract", "sg:buyer", "rdf:li", "e"])
attributes = st.dictionaries(
    st.sampled_from(["rdf:about", "rdf:resource", "rdf:ID", "rdf:parseType", "xml:lang", "sg:x"]),
    st.sampled_from(["contract/a", "https://e/1", "Resource", "Collection", "en", ""]),
    max_size=2,
)
elements = st.recursive(
    st.sampled_from(["", "x", "卫星"]),
    lambda inner: st.builds(
        lambda name, more, parts: (
            f"<{name}{''.join(f' {k}={json.dumps(v)}' for k, v in more.items())}>{''.join(parts)}</{name}>"
        ),
        names,
        attributes,
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@relaxed
@given(elements)
def test_any_xml_comes_to_a_verdict(read: Read, body: str) -> None:
    text = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:sg="{SG}ontology/">{body}</rdf:RDF>'
    submission = read(text, "a.rdf")
    assert submission.findings or submission.claims


members = st.sampled_from(
    ["@id", "@type", "@graph", "@value", "@list", "@set", "@reverse", "@language", "sg:buyer",
     "sg:amount", "name", "knows", "@context", "x"]
)  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["contract:a", "x", "@id", "en"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(members, inner, max_size=4),
    max_leaves=14,
)
CONTEXT: Final = {
    "sg": f"{SG}ontology/", "contract": f"{SG}contract/", "name": {"@id": "sg:name", "@container": "@language"},
    "knows": {"@reverse": "sg:buyer"},
}  # fmt: skip


@relaxed
@given(json_values)
def test_any_json_in_a_context_comes_to_a_verdict(read: Read, value: object) -> None:
    text = json.dumps({"@context": CONTEXT, "@graph": value})
    submission = read(text, "a.jsonld")
    assert submission.findings or submission.claims


cells = st.none() | st.booleans() | st.integers() | st.dates() | st.times() | st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=8
)  # fmt: skip


@relaxed
@given(st.lists(st.lists(cells, min_size=1, max_size=5), max_size=4))
def test_any_cells_of_a_workbook_come_to_a_verdict(read: Read, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["id", "title", "amount", "date", "source_url"])
    for row in rows:
        sheet.append(row)
    output = io.BytesIO()
    book.save(output)
    submission = read(output.getvalue(), "contracts.xlsx")
    assert submission.findings or submission.claims


@relaxed
@given(st.binary(max_size=80), st.integers(0, 4000))
def test_any_damage_to_a_workbook_comes_to_a_verdict(read: Read, damage: bytes, at: int) -> None:
    content = to_xlsx_template(table_named("merges"))
    at %= len(content)
    submission = read(content[:at] + damage + content[at + len(damage) :], "merges.xlsx")
    assert submission.findings or submission.claims


lines = st.lists(
    st.sampled_from(["<https://e/a>", f"<{SG}contract/a>", '"x"', '"1"^^<https://e/t>', '"x"@en', "_:b", ".", "\n", "<", "#"]),
    max_size=10,
).map(" ".join)  # fmt: skip


@relaxed
@given(lines)
def test_any_lines_come_to_a_verdict(read: Read, text: str) -> None:
    for name in ("a.nt", "a.nq"):
        submission = read(text or "#", name)
        assert submission.findings or submission.claims
