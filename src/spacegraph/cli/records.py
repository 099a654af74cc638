"""`spacegraph quarantine` and `spacegraph history`: what was refused, and who said what when."""

import sys
from collections.abc import Sequence

import click
from pyoxigraph import NamedNode

from spacegraph.cli.desk import desk_of, quarantine_of
from spacegraph.cli.progress import stages
from spacegraph.cli.submit import today
from spacegraph.errors import DataError
from spacegraph.gate.records.history import Entry, history
from spacegraph.gate.reports.lines import to_line
from spacegraph.gate.reports.writers import to_text
from spacegraph.graph.instance import Instance
from spacegraph.graph.ledger import Record, read_records
from spacegraph.model.claims import Claim
from spacegraph.namespaces import from_curie, to_curie
from spacegraph.settings import Settings
from spacegraph.store.terms import is_iri


@click.group("quarantine")
def quarantine_command() -> None:
    """List, show and retry what was refused."""


@quarantine_command.command("list")
def list_command() -> None:
    """List what is kept, the latest first.

    \b
    Example:
      spacegraph quarantine list
    """
    for refusal in quarantine_of(Instance.of(Settings.from_environment())).list():
        errors = sum(each.severity == "error" for each in refusal.findings)
        counted = f"{errors} error{'s' if errors != 1 else ''}"
        click.echo(f"{refusal.id}  {refusal.day}  {refusal.name}  {counted}")


@quarantine_command.command("show")
@click.argument("id")
@click.option("--content", is_flag=True, help="Print the submission itself.")
def show_command(id: str, content: bool) -> None:
    """Show why a submission was refused.

    \b
    Example:
      spacegraph quarantine show 0123456789ab --content > repaired.ttl
    """
    refusal, kept = quarantine_of(Instance.of(Settings.from_environment())).show(id)
    if content:
        sys.stdout.buffer.write(kept)
        return
    for finding in refusal.findings:
        click.echo(to_line(finding))
    click.echo(f"what was submitted: spacegraph quarantine show {id} --content", err=True)


@quarantine_command.command("retry")
@click.argument("id")
def retry_command(id: str) -> None:
    """Hand a refused submission in again; the graph may know more by now.

    \b
    Example:
      spacegraph quarantine retry 0123456789ab
    """
    instance = Instance.of(Settings.from_environment())
    quarantine = quarantine_of(instance)
    refusal, content = quarantine.show(id)
    with stages("accept") as report:
        instance.ensure(report)
        receipt = desk_of(instance).accept(
            content, refusal.name, today(), media_type=refusal.media_type
        )
    if receipt.accepted:
        quarantine.release(id)
    else:
        quarantine.keep(content, receipt.verdict, today(), media_type=refusal.media_type)
    click.echo(to_text(receipt.verdict))
    if not receipt.accepted:
        raise click.exceptions.Exit(1)


@click.command("history")
@click.argument("thing")
def history_command(thing: str) -> None:
    """Tell who said what of a thing and when, what was taken back, and what became of a claim.

    \b
    Example:
      spacegraph history organisation:minospace
    """
    iri = from_curie(thing)
    if not is_iri(iri):
        raise DataError(f"{thing!r} is not a thing", hint="write e.g. organisation:minospace")
    instance = Instance.of(Settings.from_environment())
    with stages("history") as report:
        store = instance.open(report=report)
        records = [record for _, record in read_records(instance.settings.home / "accepted")]
        records.append(Record(_shipped(records, instance)))
        entries = history(store, records, NamedNode(iri))
    for entry in entries:
        click.echo(f"{entry.day}  {to_curie(entry.claim.value)}{_gone(entry)}")
        for triple in entry.statements:
            value = triple.object
            shown = to_curie(value.value) if isinstance(value, NamedNode) else str(value)
            click.echo(f"    {to_curie(triple.predicate.value)} {shown}")
        for source in entry.sources:
            click.echo(f"    source {source.address}")
    if not entries:
        raise DataError(f"no claim was ever made about {thing}", hint="check the id")


def _shipped(records: Sequence[Record], instance: Instance) -> tuple[Claim, ...]:
    """Read the claims of the shipped tables that were taken back: records only name those."""
    gone = {old for each in records if each.withdrawal for old in each.withdrawal.claims}
    gone -= {claim.iri for each in records for claim in each.claims}
    if not gone:
        return ()
    return tuple(claim for claim in instance.sources.book.shipped() if claim.iri in gone)


def _gone(entry: Entry) -> str:
    """Say when a claim was taken back, why, and what stands in its place."""
    if not entry.withdrawal:
        return ""
    new = [to_curie(each.value) for each, old in entry.withdrawal.revisions if old == entry.claim]
    instead = f", replaced by {' '.join(new)}" if new else ""
    reason = f": {' '.join(entry.withdrawal.reason.split())}" if entry.withdrawal.reason else ""
    return f"  withdrawn {entry.withdrawal.day}{instead}{reason}"
