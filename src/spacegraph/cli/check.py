"""`spacegraph check`: how sound the graph is."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby

import click

from spacegraph.cli.progress import stages
from spacegraph.gate.judging.validate import check_all
from spacegraph.graph.checks import read_checks
from spacegraph.graph.instance import Instance
from spacegraph.model.findings import Finding, Severity
from spacegraph.resources import folder
from spacegraph.settings import Settings

FAILED = 1
SHOWN = 5


@click.command("check")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option("--shapes/--no-shapes", default=True, help="Validate the whole graph by SHACL too.")
@click.option("--all", "every", is_flag=True, help="Show every finding, not five of each kind.")
def check_command(format_: str, shapes: bool, every: bool) -> None:
    """Check the whole graph: by the queries of queries/checks/ and by the shapes.

    Exit status 1 when there is an error; warnings and infos do not count.

    \b
    Example:
      spacegraph check
    """
    instance = Instance.of(Settings.from_environment())
    with stages("check") as report:
        store = instance.open(report=report)
        findings = []
        for check in read_checks(folder("queries") / "checks"):
            report(check.title.lower())
            findings += list(check.run(store))
        if shapes:
            report("validate by the shapes")
            findings += check_all(store)
    if format_ == "json":
        click.echo(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=2))
    else:
        _print(findings, every)
    if any(each.severity is Severity.ERROR for each in findings):
        sys.exit(FAILED)


def _print(findings: Iterable[Finding], every: bool) -> None:
    order = list(Severity)
    ordered = sorted(findings, key=lambda f: (order.index(f.severity), f.message, f.subject))
    for (severity, message), group in groupby(ordered, key=lambda f: (f.severity, f.message)):
        members = list(group)
        click.echo(f"{severity.upper()} {len(members)} × {message}")
        if members[0].advice:
            click.echo(f"    {members[0].advice}")
        for finding in members if every else members[:SHOWN]:
            click.echo(f"    {finding.subject}  {finding.value}")
        if len(members) > SHOWN and not every:
            click.echo(f"    … and {len(members) - SHOWN} more (--all)")
    counts = {level: sum(f.severity is level for f in ordered) for level in order}
    click.echo(", ".join(f"{count} {level}" for level, count in counts.items()))
