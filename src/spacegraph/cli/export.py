"""`spacegraph export`: write the graph as files."""

import sys
from pathlib import Path

import click

from spacegraph.cli.progress import stages
from spacegraph.graph.csvw import write_tables
from spacegraph.graph.export import WRITERS
from spacegraph.graph.instance import Instance
from spacegraph.settings import Settings


@click.command("export")
@click.option(
    "--format", "format_", type=click.Choice([*WRITERS, "csv"]), default="nq", show_default=True
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="File, or folder for csv.  [default: print]"
)
def export_command(format_: str, out: Path | None) -> None:
    """Write the graph: nq and trig hold every claim, ttl, csv and graphml what is held true.

    csv is a folder of tables with their metadata (CSV on the Web); its columns are those of the
    fact tables.

    The same store gives the same bytes.

    \b
    Example:
      spacegraph export --format nq --out spacegraph.nq
    """
    with stages("export") as report:
        store = Instance.of(Settings.from_environment()).quads(report)
        if format_ == "csv":
            if out is None:
                raise click.UsageError("csv is several files: name a folder with --out")
            for path in write_tables(store, out):
                click.echo(path)
            return
        if out is None:
            WRITERS[format_](store, sys.stdout.buffer)
            return
        if out.is_dir():
            raise click.UsageError(f"{out} is a folder: name a file")
        part = out.with_name(out.name + ".part")
        with part.open("wb") as output:
            WRITERS[format_](store, output)
        part.replace(out)
