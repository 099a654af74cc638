"""Find the places of a SPARQL update, whose statements come of data and of templates."""

from functools import cached_property

from pyoxigraph import Triple

from spacegraph.gate.formats.rdf import BASE_IRI
from spacegraph.gate.places.place import Place
from spacegraph.gate.places.update import UpdatePlaces
from spacegraph.gate.reading.grouping import DOCUMENT
from spacegraph.gate.reading.submission import Locator
from spacegraph.gate.updates.derived import WRITE_A_CLAIM


class UpdateLocator(Locator):
    """Finds the line of an update at which the data or the template of a statement stands."""

    @property
    def cites(self) -> str:
        """How an update names the source of a graph that it writes."""
        return WRITE_A_CLAIM

    @cached_property
    def _update(self) -> UpdatePlaces:
        return UpdatePlaces(self._text, BASE_IRI)

    def place(self, triple: Triple) -> Place | None:
        """Return where a statement stands; one about its document was written about a graph."""
        return self._update.find(triple, whatever_subject=triple.subject == DOCUMENT)
