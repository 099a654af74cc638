"""Show how far a long job has come; silent where nobody watches."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


@dataclass(frozen=True, slots=True)
class Stages:
    """Names the present stage of a job, and how much of it is done where that is known."""

    title: str
    bar: Progress
    task: TaskID

    def __call__(self, stage: str) -> None:
        self.bar.update(self.task, description=f"{self.title}: {stage}")

    def count(self, done: int, total: int) -> None:
        """Fill the bar as far as a stage has come."""
        self.bar.update(
            self.task,
            description=f"{self.title}: {done:,} of {total:,}",
            completed=done,
            total=total,
        )


@contextmanager
def stages(title: str) -> Iterator[Stages]:
    """Give a function that names the present stage of a job on the terminal's error stream."""
    console = Console(stderr=True)
    quiet = not console.is_terminal
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet) as bar:
        task = bar.add_task(title, total=None)
        yield Stages(title, bar, task)
