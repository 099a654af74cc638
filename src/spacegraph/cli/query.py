"""`spacegraph query`: answer SPARQL on the command line."""

import sys
from contextlib import closing
from typing import BinaryIO

import click

from spacegraph.cli.progress import stages
from spacegraph.graph.instance import Instance, limits_of
from spacegraph.settings import Settings
from spacegraph.store.base import Store
from spacegraph.store.guard import read
from spacegraph.store.roster import Roster
from spacegraph.store.workers import WorkerPool

FORMATS = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


@click.command("query")
@click.argument("text", required=False)
@click.option(
    "--file",
    "-f",
    "file",
    type=click.File("rb"),
    help="Read the query from a file; - is standard input.",
)
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), help="Default: csv, or ttl for graphs."
)
def query_command(text: str | None, file: BinaryIO | None, format_: str | None) -> None:
    """Answer a SPARQL 1.1 query, within the limits of the settings.

    \b
    Example:
      spacegraph query 'SELECT * WHERE { ?s ?p ?o } LIMIT 3'
    """
    if (text is None) == (file is None):
        raise click.UsageError("give the query, or --file with its name")
    query = text if text is not None else _decode(file)
    settings = Settings.from_environment()
    with stages("build") as report:
        Instance.of(settings).ensure(report)
    media_type = FORMATS[format_ or ("ttl" if read(query).form.is_graph else "csv")]
    with closing(_open(settings)) as store, store.stream(query, media_type) as answer:
        for chunk in answer:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()


def _open(settings: Settings) -> Store:
    """Open the store so that no query outlives its limits."""
    instance = Instance.of(settings)
    if settings.remote:
        return instance.target.open()
    roster = Roster(light=1, heavy=1)
    return WorkerPool(settings.store_path, limits=limits_of(settings), roster=roster)


def _decode(file: BinaryIO | None) -> str:
    try:
        return file.read().decode("utf-8") if file else ""
    except UnicodeDecodeError as error:
        raise click.UsageError(f"the query is not UTF-8 at byte {error.start}") from error
