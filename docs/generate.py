"""Write the parts of the manual that follow from the code: `make docs`.

Commands from their help, questions from their headers, tables from their declarations, settings
from their fields, coverage from the built graph.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import click

from spacegraph.cli.main import cli
from spacegraph.graph.coverage import measure, to_markdown
from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import read_questions
from spacegraph.model.columns import ByColumn, Column
from spacegraph.namespaces import to_curie
from spacegraph.settings import PREFIX, Settings
from spacegraph.tables.catalogue import TABLES

HERE = Path(__file__).parent
META = {
    "source_url": "addresses of the pages that state the row; each stands in sources.csv",
    "recorded": "day of record",
    "confidence": "stated (also when empty), probable or doubtful",
    "note": "editorial note of the claim",
}


def commands() -> str:
    """Write the help of every command."""
    lines = [
        "# Commands",
        "",
        "Every command takes its settings from the [environment](settings.md).",
        "",
    ]
    context = click.Context(cli, info_name="spacegraph")
    for name, command in _commands(cli, ""):
        inner = click.Context(command, info_name=name, parent=context, max_content_width=96)
        lines += [f"## spacegraph {name}", "", "```text", command.get_help(inner), "```", ""]
    return "\n".join(lines)


def _commands(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def questions() -> str:
    """Write a table of the saved questions, group by group."""
    lines = [
        "# Saved questions",
        "",
        "Ask one with `spacegraph ask NAME --parameter value`, or at",
        "`/questions/NAME.json?parameter=value` (`.csv` too). Parameters in brackets may be left",
        "out. Every answer ends with the column `sources`.",
    ]
    group = ""
    for question in sorted(read_questions().values(), key=lambda q: (q.group, q.name)):
        if question.group != group:
            group = question.group
            lines += [
                "",
                f"## {group}",
                "",
                "| question | parameters | what it answers |",
                "| --- | --- | --- |",
            ]
        names = [p.name if p.required else f"[{p.name}]" for p in question.parameters]
        lines.append(f"| {question.name} | {' '.join(names)} | {question.summary} |")
    return "\n".join(lines) + "\n"


def tables() -> str:
    """Write the columns of every fact table."""
    lines = [
        "# Fact tables",
        "",
        "UTF-8, comma-separated, several values of a cell joined by ` | `, dates as 2018, 2018-05",
        "or 2018-05-17. One row is one claim: what one set of pages says about one thing. Rows",
        "with the same id speak of the same thing; where they differ, both stay, and the build",
        "[settles](decisions/0003-settling.md). An empty cell says nothing.",
        "",
        "Every table also has: "
        + "; ".join(f"`{name}`: {text}" for name, text in META.items())
        + ".",
    ]
    for table in TABLES:
        lines += [
            "",
            f"## {table.name}",
            "",
            table.about,
            "",
            "| column | property | holds |",
            "| --- | --- | --- |",
        ]
        for column in table.columns:
            named = column.property
            shown = (
                f"chosen by `{named.column}`"
                if isinstance(named, ByColumn)
                else to_curie(named.value)
            )
            holds = (
                f"ids of: {column.refers}"
                if column.refers
                else (column.convert.__doc__ or "").split("\n")[0]
            )
            extra = ", several" if column.many else ""
            needed = ", required" if column.required else ""
            lines.append(f"| {column.name} | {shown} | {holds}{extra}{needed} |")
    return "\n".join(lines) + "\n"


def _holds(column: Column) -> str:
    if column.refers:
        return f"ids of: {column.refers}"
    if column.retires:
        return f"ids that the {column.retires} had before"
    return (column.convert.__doc__ or "").split("\n")[0] if column.convert else ""


SETTINGS: Mapping[str, str] = {
    "host": "address to listen on; loopback unless told",
    "port": "port to listen on",
    "home": "folder of this instance: store, accepted and quarantined claims",
    "store": "folder of the store, if not in the home; or a [SPARQL server](stores.md)",
    "store_update": "the server's SPARQL Update endpoint, if it does not follow from its address",
    "store_graphs": "the server's Graph Store endpoint, if it has one and it does not follow",
    "store_union": "1 if its default graph is the union of all graphs, 0 if not; empty: find out",
    "store_user": "who we are to the server; Basic or Digest, as it asks",
    "store_password": "the password of that user",
    "token": "what a writer must send as `Authorization: Bearer …`; empty: nobody writes",
    "query_seconds": "deadline of a query",
    "query_memory_mb": "memory a query may take beyond the data, MiB",
    "result_mb": "longest answer, MiB",
    "workers": "processes that answer light queries at one time",
    "upload_mb": "longest request body, MiB",
    "client_concurrency": "requests of one client address at one time; 0: no limit",
    "client_rate": "requests a second of one client address, four times that at once; 0: no limit",
    "client_connections": "connections of one client address at one time; 0: no limit",
    "trusted_proxy": "addresses or networks, by commas, whose X-Forwarded-For names the client",
    "service_hosts": "hosts, by spaces, that SERVICE may ask over https; empty: none",
    "log": "form of the log: json or text; empty: text on a terminal, else json",
}


def settings() -> str:
    """Write the settings with their defaults."""
    lines = [
        "# Settings",
        "",
        "Environment variables; `make serve` honours them.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for field in fields(Settings):
        default = str(field.default) or "(empty)"
        lines.append(f"| {PREFIX}{field.name.upper()} | {default} | {SETTINGS[field.name]} |")
    return "\n".join(lines) + "\n"


PAGES = {
    "commands.md": commands,
    "questions.md": questions,
    "tables.md": tables,
    "settings.md": settings,
}


def main() -> None:
    """Write every generated page, and the coverage of the built graph."""
    for name, write in PAGES.items():
        (HERE / name).write_text(write(), encoding="utf-8")
    store = Instance.of(Settings.from_environment()).open()
    head = "# Coverage\n\nWhat the shipped graph knows; `make docs` writes this anew.\n\n"
    (HERE / "coverage.md").write_text(head + to_markdown(measure(store)), encoding="utf-8")


if __name__ == "__main__":
    main()
