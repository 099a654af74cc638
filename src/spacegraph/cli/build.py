"""`spacegraph build`: make the store from the files."""

import click

from spacegraph.cli.options import view_of, view_options
from spacegraph.cli.progress import stages
from spacegraph.graph.instance import Instance
from spacegraph.model.dates import PartialDate
from spacegraph.settings import Settings


@click.command("build")
@view_options
def build_command(as_of: PartialDate | None, known_by: PartialDate | None, settle: str) -> None:
    """Build the store from data/, ontology/ and the accepted claims.

    All mistakes of all files are reported in one run, and then nothing is built. The same files
    give the same store, whatever the day. A store of a view says so wherever it is served.

    \b
    Example:
      spacegraph build
      SPACEGRAPH_HOME=/tmp/then spacegraph build --as-of 2019 --known-by 2020
    """
    settings = Settings.from_environment()
    view = view_of(as_of, known_by, settle)
    with stages("build") as report:
        instance = Instance.of(settings)
        manifest = instance.build(report, view)
    if manifest.view:
        click.echo(f"# {manifest.view}")
    click.echo(
        f"{instance.target.place}: {manifest.claims:,} claims, {manifest.quads:,} quads, "
        f"generation {manifest.generation}"
    )
