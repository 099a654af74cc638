"""The desk of an instance, where submissions are judged, accepted and taken back."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from pyoxigraph import DefaultGraph, Quad

from spacegraph.errors import StoreError
from spacegraph.gate.desk import Acceptance, Desk
from spacegraph.gate.formats.bounds import Bounds
from spacegraph.gate.records.archive import Archive
from spacegraph.gate.records.quarantine import Quarantine
from spacegraph.gate.shapes.shapes import Shapes
from spacegraph.graph.instance import Instance
from spacegraph.search.indexes import Names
from spacegraph.store.base import Store


def desk_of(
    instance: Instance,
    *,
    open: Callable[[], Store] | None = None,
    show: Callable[[list[Quad], list[Quad], str], None] | None = None,
    names: Names | None = None,
) -> Desk:
    """Make the desk: acceptances go to the store on disk, then are shown to whoever serves it.

    `open` gives the store that submissions are judged against; `show` takes the quads added and
    removed and the new generation; `names` is the search that looks for duplicates.
    """

    def commit(acceptance: Acceptance) -> None:
        added, removed = list(_added(acceptance)), list(_removed(acceptance))
        manifest = instance.apply(added, removed)
        if show:
            # The facts are recorded and stored; a server that cannot take them in at once
            # follows the store on disk.
            with suppress(StoreError):
                show(added, removed, manifest.generation)

    return Desk(
        archive=Archive(instance.settings.home / "accepted"),
        shapes=Shapes.read(),
        open=open or instance.open,
        commit=commit,
        bounds=Bounds(size=instance.settings.upload_mb << 20),
        names=names or Names(),
    )


def quarantine_of(instance: Instance) -> Quarantine:
    """Return where the instance keeps what was refused."""
    return Quarantine(instance.settings.home / "quarantine")


def _added(acceptance: Acceptance) -> Iterator[Quad]:
    for triple in acceptance.effect.gained:
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
    for claim in acceptance.effect.entering:
        yield from claim.quads()


def _removed(acceptance: Acceptance) -> Iterator[Quad]:
    for triple in acceptance.effect.lost:
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
    for claim in acceptance.effect.leaving:
        yield from claim.quads()
