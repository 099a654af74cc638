"""`spacegraph backup` and `spacegraph restore`: keep what was accepted, and get it back."""

from datetime import UTC, datetime
from pathlib import Path

import click

from spacegraph.cli.progress import stages
from spacegraph.gate.records.backup import back_up
from spacegraph.gate.records.inventory import Inventory, examine
from spacegraph.gate.records.restore import restore
from spacegraph.graph.instance import Instance
from spacegraph.settings import Settings

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=_FILE)
def backup_command(file: Path) -> None:
    """Write what this instance has accepted and refused into one zip file.

    The server may go on serving. The store is not in it: it is remade from the shipped files and
    these. The file is read again before it gets its name.

    \b
    Example:
      spacegraph backup /var/backups/spacegraph-$(date +%F).zip
    """
    with stages("backup") as report:
        inventory = back_up(
            Instance.of(Settings.from_environment()), file, datetime.now(UTC), report
        )
    click.echo(f"{file}: {_summary(inventory)}")


@click.command("restore")
@click.argument("file", type=_FILE)
@click.option("--check", is_flag=True, help="Only verify the file.")
@click.option("--replace", is_flag=True, help="Move what the home holds aside first.")
def restore_command(file: Path, check: bool, replace: bool) -> None:
    """Put back what a backup holds and build the store from it.

    Every file is verified before anything is changed. The graph must then be the one that was
    backed up; where the shipped facts are of another version, this is told instead.

    \b
    Example:
      SPACEGRAPH_HOME=/srv/again spacegraph restore spacegraph-2026-11-20.zip
    """
    if check:
        click.echo(f"{file}: sound; {_summary(examine(file))}")
        return
    instance = Instance.of(Settings.from_environment())
    with stages("restore") as report:
        done = restore(instance, file, datetime.now(UTC), replace=replace, report=report)
    click.echo(f"{instance.settings.home}: {_summary(done.inventory)}")
    if done.aside:
        click.echo(f"what was there before is in {done.aside}")
    click.echo(f"built: {done.manifest.claims:,} claims, {done.manifest.quads:,} quads")
    if not done.comparable:
        click.echo(
            "the shipped facts are not those of the backup "
            f"(made by version {done.inventory.version}), so the graphs are not compared"
        )
    elif not done.same:
        click.echo("the graph is not the one that was backed up", err=True)
        raise click.exceptions.Exit(1)
    else:
        click.echo("the graph is the one that was backed up")


def _summary(inventory: Inventory) -> str:
    return (
        f"{inventory.records:,} records, {inventory.refusals:,} refused submissions, "
        f"made {inventory.created} of {inventory.claims:,} claims, "
        f"generation {inventory.generation}"
    )
