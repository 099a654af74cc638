"""`spacegraph template`: an empty fact table to fill in."""

import sys
from pathlib import Path

import click

from spacegraph.errors import StoreError
from spacegraph.gate.formats.templates import to_csv_template, to_xlsx_template
from spacegraph.tables.catalogue import TABLES, table_named

WRITERS = {"xlsx": to_xlsx_template, "csv": to_csv_template}


@click.command("template")
@click.argument("table", type=click.Choice([table.name for table in TABLES]))
@click.option(
    "--format", "format_", type=click.Choice(list(WRITERS)), help="[default: that of --out, or csv]"
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File.  [default: print]"
)
def template_command(table: str, format_: str | None, out: Path | None) -> None:
    """Write an empty fact table to fill in: xlsx has drop-down lists, notes and text cells.

    \b
    Example:
      spacegraph template contracts --out contracts.xlsx
    """
    suffix = out.suffix.lower().removeprefix(".") if out else ""
    if suffix and suffix not in WRITERS and not format_:
        raise click.UsageError(f"a .{suffix} is no table: name it {' or '.join(WRITERS)}")
    wanted = format_ or suffix or "csv"
    content = WRITERS[wanted](table_named(table))
    if out is None:
        if wanted == "xlsx" and sys.stdout.isatty():
            raise click.UsageError("a workbook is no text: name a file with --out")
        sys.stdout.buffer.write(content)
        return
    if out.exists():
        raise click.UsageError(f"{out} exists already: name another file")
    try:
        out.write_bytes(content)
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror}") from error
    click.echo(f"written: {out}", err=True)
