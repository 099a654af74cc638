"""`spacegraph build`: make the store from the files."""

import click

from spacegraph.cli.progress import stages
from spacegraph.graph.instance import Instance
from spacegraph.settings import Settings


@click.command("build")
def build_command() -> None:
    """Build the store from data/, ontology/ and the accepted claims.

    All mistakes of all files are reported in one run, and then nothing is built. The same files
    give the same store, whatever the day.

    \b
    Example:
      spacegraph build
    """
    settings = Settings.from_environment()
    with stages("build") as report:
        manifest = Instance.of(settings).build(report)
    click.echo(
        f"{settings.store_path}: {manifest.claims:,} claims, {manifest.quads:,} quads, "
        f"generation {manifest.generation}"
    )
