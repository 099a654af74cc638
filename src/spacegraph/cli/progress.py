"""Show how far a long job has come; silent where nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from spacegraph.graph.book import Report


@contextmanager
def stages(title: str) -> Iterator[Report]:
    """Give a function that names the present stage of a job on the terminal's error stream."""
    console = Console(stderr=True)
    quiet = not console.is_terminal
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet) as bar:
        task = bar.add_task(title, total=None)

        def report(stage: str) -> None:
            bar.update(task, description=f"{title}: {stage}")

        yield report
