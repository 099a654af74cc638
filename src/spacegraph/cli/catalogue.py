"""`spacegraph import`: bring a catalogue into the fact tables."""

from datetime import UTC, datetime
from pathlib import Path

import click

from spacegraph.gcat.importer import import_gcat
from spacegraph.resources import folder


@click.group("import")
def import_command() -> None:
    """Bring a catalogue into the fact tables."""


@import_command.command("gcat")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Fact tables to write to.  [default: the shipped ones]",
)
@click.option("--dry-run", is_flag=True, help="Report the difference and write nothing.")
@click.option(
    "--recorded",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of record of new rows.  [default: today]",
)
@click.option("--all", "every", is_flag=True, help="Show every line of the report.")
def gcat_command(
    source: Path, data: Path | None, dry_run: bool, recorded: datetime | None, every: bool
) -> None:
    """Import the General Catalog of Artificial Space Objects from a folder of its TSV files.

    Rewrites the files *.gcat.csv of the fact tables and reports what changed, which codes are
    unknown and which names want a look. The curated tables are not touched.

    \b
    Example:
      spacegraph import gcat ~/gcat --dry-run
    """
    day = (recorded or datetime.now(UTC)).date()
    report = import_gcat(source, data or folder("data"), dry_run=dry_run, recorded=day)
    for line in report.lines(0 if every else 20):
        click.echo(line)
