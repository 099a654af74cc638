"""`spacegraph validate`, `accept`, `retract`: facts at the gate."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from spacegraph.cli.desk import desk_of, quarantine_of
from spacegraph.cli.progress import stages
from spacegraph.errors import DataError
from spacegraph.gate.desk import Desk
from spacegraph.gate.judging.batch import spare_collector
from spacegraph.gate.judging.verdict import Verdict
from spacegraph.gate.reports.lines import to_repair_line
from spacegraph.gate.reports.sarif import to_sarif
from spacegraph.gate.reports.writers import to_json, to_shacl, to_text
from spacegraph.graph.assembly import claim_iri
from spacegraph.graph.instance import Instance
from spacegraph.model.findings import Severity
from spacegraph.settings import Settings

REFUSED = 1
WRITERS = {"text": to_text, "json": to_json, "sarif": to_sarif, "shacl": to_shacl}
FORMAT = click.option(
    "--format", "format_", type=click.Choice(list(WRITERS)), default="text", show_default=True
)
REPLACING = click.option(
    "--replacing", multiple=True, help="A claim that this supersedes; may be repeated."
)
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def today() -> date:
    """Return the day of record of what is submitted now."""
    return datetime.now(UTC).date()


@click.command("validate")
@FILE
@click.option("--fix", is_flag=True, help="Write a repaired copy beside the file.")
@REPLACING
@FORMAT
def validate_command(file: Path, fix: bool, replacing: tuple[str, ...], format_: str) -> None:
    """Say whether the facts of a file may enter, and change nothing.

    Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, CSV with the columns of a fact table, XLSX.
    RDF names its sources: <> prov:wasDerivedFrom <https://…>. With --replacing the file is judged
    as one that supersedes these claims. Exit status 1 when it is refused.

    \b
    Example:
      spacegraph validate contracts.csv --fix
    """
    spare_collector()
    with stages("validate") as report:
        instance = Instance.of(Settings.from_environment())
        instance.ensure(report)
        desk, content = desk_of(instance), _read(file)
        old = [claim_iri(each) for each in replacing]
        verdict = desk.check(content, file.name, today(), replacing=old, progress=report.count)
    if fix:
        _mend(desk, content, file)
    _show(verdict, format_)


@click.command("accept")
@FILE
@REPLACING
@click.option("--reason", default="", help="Why it supersedes.")
@click.option("--keep-going", is_flag=True, help="Leave out what does not hold, record the rest.")
@FORMAT
def accept_command(
    file: Path, replacing: tuple[str, ...], reason: str, keep_going: bool, format_: str
) -> None:
    """Record the facts of a file if they may enter; they are then part of the graph.

    What is refused is kept in quarantine with its findings, also what --keep-going leaves out. The
    same file twice is recorded once. To supersede, name the old claims: --replacing claim:… .
    Exit status 1 when anything is refused, also where --keep-going recorded the rest.

    \b
    Example:
      spacegraph accept contracts.csv
    """
    content = _read(file)
    spare_collector()
    with stages("accept") as report:
        instance = Instance.of(Settings.from_environment())
        instance.ensure(report)
        receipt = desk_of(instance).accept(
            content,
            file.name,
            today(),
            replacing=[claim_iri(each) for each in replacing],
            reason=reason,
            keep_going=keep_going,
            progress=report.count,
        )
    if receipt.path:
        click.echo(f"recorded: {receipt.path}", err=True)
    if receipt.verdict.count(Severity.ERROR):
        refusal = quarantine_of(instance).keep(content, receipt.verdict, today())
        click.echo(f"kept: spacegraph quarantine show {refusal.id}", err=True)
    _show(receipt.verdict, format_)


@click.command("retract")
@click.argument("claims", nargs=-1, required=True)
@click.option("--reason", default="", help="Why; it is kept on record.")
@FORMAT
def retract_command(claims: tuple[str, ...], reason: str, format_: str) -> None:
    """Take claims back; the record of them stays.

    \b
    Example:
      spacegraph retract claim:contracts-deal-1-0123456789ab --reason "the page was mistaken"
    """
    with stages("retract") as report:
        instance = Instance.of(Settings.from_environment())
        instance.ensure(report)
        receipt = desk_of(instance).retract(
            [claim_iri(each) for each in claims], today(), reason=reason
        )
    if receipt.path:
        click.echo(f"recorded: {receipt.path}", err=True)
    _show(receipt.verdict, format_)


def _mend(desk: Desk, content: bytes, file: Path) -> None:
    mended = desk.mend(content, file.name, today())
    if not mended.repairs:
        click.echo("nothing to repair with certainty", err=True)
        return
    copy = file.with_name(f"{file.stem}.repaired{file.suffix}")
    copy.write_bytes(mended.content)
    for repair in mended.repairs:
        click.echo(f"repaired {to_repair_line(repair)}", err=True)
    click.echo(f"written: {copy}", err=True)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}") from error


def _show(verdict: Verdict, format_: str) -> None:
    text = WRITERS[format_](verdict)
    click.echo(text, nl=not text.endswith("\n"))
    if not verdict.accepted or verdict.count(Severity.ERROR):
        sys.exit(REFUSED)
