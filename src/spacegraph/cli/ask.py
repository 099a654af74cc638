"""`spacegraph ask`: answer a saved question."""

import sys
from shutil import get_terminal_size

import click
from click.shell_completion import CompletionItem

from spacegraph.cli.options import view_of, view_options
from spacegraph.cli.progress import stages
from spacegraph.errors import QueryError
from spacegraph.graph.answers import to_csv, to_json, to_text
from spacegraph.graph.instance import Instance
from spacegraph.graph.questions import ask, find_question, read_questions
from spacegraph.model.dates import PartialDate
from spacegraph.settings import Settings

WRITERS = {"table": lambda table: to_text(table, _width()), "csv": to_csv, "json": to_json}


class QuestionName(click.ParamType[str]):
    """The name of a saved question; the shell can complete it."""

    name = "question"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the questions that begin like this."""
        questions = read_questions().values()
        return [
            CompletionItem(question.name, help=question.title)
            for question in questions
            if question.name.startswith(incomplete)
        ]


@click.command("ask", context_settings={"ignore_unknown_options": True})
@click.argument("name", type=QuestionName(), required=False)
@click.option("--format", "format_", type=click.Choice(list(WRITERS)), default="table")
@view_options
@click.argument("parameters", nargs=-1, type=click.UNPROCESSED)
def ask_command(
    name: str | None,
    format_: str,
    as_of: PartialDate | None,
    known_by: PartialDate | None,
    settle: str,
    parameters: tuple[str, ...],
) -> None:
    """Answer a saved question; without a name, list the questions.

    Parameters are given as --name value; `spacegraph ask NAME --help` shows those of a question.

    \b
    Example:
      spacegraph ask contracts-of-organisation --org minospace
    """
    questions = read_questions()
    if name is None:
        _list()
        return
    question = find_question(questions, name)
    view = view_of(as_of, known_by, settle)
    with stages("ask") as report:
        store = Instance.of(Settings.from_environment()).open(view, report)
        table = ask(store, question, _values(parameters))
    if view:
        click.echo(f"# {view}", err=True)
    click.echo(WRITERS[format_](table), nl=False)


def _width() -> int:
    """Return the width of the terminal; what is piped elsewhere is not cut."""
    return get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 10_000


def _list() -> None:
    group = ""
    for question in sorted(read_questions().values(), key=lambda q: (q.group, q.name)):
        if question.group != group:
            group = question.group
            click.secho(group, bold=True)
        options = " ".join(f"--{each.name}" for each in question.parameters)
        click.echo(f"  {question.name} {options}".rstrip())
        click.echo(f"      {question.title}")


def _values(parameters: tuple[str, ...]) -> dict[str, str]:
    """Read `--name value` and `--name=value` pairs."""
    values: dict[str, str] = {}
    words = iter(parameters)
    for word in words:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise QueryError(f"{word!r} is not a parameter", hint="write --name value")
        given = value if equals else next(words, None)
        if given is None:
            raise QueryError(f"--{name} has no value", hint=f"write --{name} value")
        values[name] = given
    return values
