"""`spacegraph export`: write the graph as files."""

import sys
from pathlib import Path

import click

from spacegraph.cli.progress import stages
from spacegraph.graph.export import WRITERS
from spacegraph.graph.instance import Instance
from spacegraph.settings import Settings


@click.command("export")
@click.option("--format", "format_", type=click.Choice(list(WRITERS)), default="nq")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: print.")
def export_command(format_: str, out: Path | None) -> None:
    """Write the graph: nq and trig hold every claim, ttl what is held true.

    The same store gives the same bytes.

    \b
    Example:
      spacegraph export --format nq --out spacegraph.nq
    """
    with stages("export") as report:
        store = Instance.of(Settings.from_environment()).quads(report)
        if out is None:
            WRITERS[format_](store, sys.stdout.buffer)
            return
        part = out.with_name(out.name + ".part")
        with part.open("wb") as output:
            WRITERS[format_](store, output)
        part.replace(out)
