"""Where the statements of an update stand: of data the line, of templates theirs."""

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from spacegraph.gate.places.update import UpdatePlaces
from spacegraph.namespaces import XSD

UPDATE = '''PREFIX e: <http://e/>
# INSERT DATA { e:s e:p e:commented }
INSERT DATA {
  GRAPH e:g {
    e:s e:p e:o ;
        e:q """two
lines"""@en , 5 ; e:r [ e:p "inside" ]
  }
  e:g e:from <http://page>
} ;
PREFIX f: <http://f/>
WITH e:g DELETE { ?s f:old ?o
} INSERT { ?s f:new ?n ; f:old
  ?changed GRAPH ?g { ?s ?p "v" } }
USING e:g WHERE { ?s e:p e:where . ?s f:new ?n }
; DELETE WHERE { e:gone e:p
  ?x }
'''


def statement(subject: str, predicate: str, value: NamedNode | Literal | str) -> Triple:
    object_ = NamedNode(value) if isinstance(value, str) else value
    return Triple(NamedNode(subject), NamedNode(predicate), object_)


@pytest.mark.parametrize(
    ("triple", "line"),
    [
        (statement("http://e/s", "http://e/p", "http://e/o"), 5),
        (statement("http://e/s", "http://e/q", Literal("two\nlines", language="en")), 6),
        (statement("http://e/s", "http://e/q", Literal("5", datatype=XSD.integer)), 7),
        (statement("http://e/g", "http://e/from", "http://page"), 9),
        (statement("http://e/any", "http://f/new", "http://e/any"), 13),
        (statement("http://e/any", "http://f/old", "http://e/any"), 14),
        (statement("http://e/any", "http://e/any", Literal("v")), 14),
        (statement("http://e/gone", "http://e/p", "http://e/any"), 17),
    ],
)
def test_a_statement_is_found_by_its_data_or_its_template(triple: Triple, line: int) -> None:
    found = UpdatePlaces(UPDATE, "http://base/").find(triple)
    assert found
    assert found.line == line


@pytest.mark.parametrize("value", ["http://e/where", "http://e/commented"])
def test_patterns_and_comments_state_nothing(value: str) -> None:
    assert UpdatePlaces(UPDATE, "").find(statement("http://e/s", "http://e/p", value)) is None


def test_what_is_said_of_a_graph_is_found_whatever_the_graph_is_called() -> None:
    said = statement("http://e/document", "http://e/from", "http://page")
    assert UpdatePlaces(UPDATE, "").find(said) is None
    found = UpdatePlaces(UPDATE, "").find(said, whatever_subject=True)
    assert found
    assert found.line == 9


def test_what_no_template_tells_is_of_the_only_operation() -> None:
    found = UpdatePlaces("# copies\n\nCOPY <http://e/g> TO <http://e/h>", "").find(
        statement("http://e/s", "http://e/p", "http://e/o")
    )
    assert found
    assert found.line == 3


@pytest.mark.parametrize("text", ["", "INSERT DATA {", "INSERT DATA { <a:a> <a:b> 'x", "} ; {"])
def test_a_broken_text_has_no_places(text: str) -> None:
    found = UpdatePlaces(text, "").find(statement("http://e/s", "http://e/p", "http://e/o"))
    assert found is None or found.line == 1
