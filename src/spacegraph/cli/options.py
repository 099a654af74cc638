"""Options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from spacegraph.graph.authority import Policy
from spacegraph.graph.view import View
from spacegraph.model.dates import PartialDate

Command = TypeVar("Command", bound=Callable[..., Any])


class DateType(click.ParamType[PartialDate]):
    """A date as precise as it is written."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> PartialDate:
        """Read 2018, 2018-05 or 2018-05-17."""
        try:
            return value if isinstance(value, PartialDate) else PartialDate.parse(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def view_options(command: Command) -> Command:
    """Add --as-of, --known-by and --settle, joined into one `view`."""
    for option in (
        click.option(
            "--settle",
            type=click.Choice([policy.value for policy in Policy]),
            default=Policy.MOST_RELIABLE.value,
            show_default=True,
            help="What decides when sources disagree.",
        ),
        click.option("--known-by", type=DateType(), help="Only what was published by then."),
        click.option("--as-of", type=DateType(), help="What held then."),
    ):
        command = option(command)
    return command


def view_of(as_of: PartialDate | None, known_by: PartialDate | None, settle: str) -> View:
    """Join the three options."""
    return View(as_of=as_of, known_by=known_by, policy=Policy(settle))
