"""Name the ways in which spacegraph can say no."""


class SpacegraphError(Exception):
    """Say what is wrong and where; `hint` says what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class DataError(SpacegraphError):
    """A row, cell or file cannot be read as facts; `findings` lists every place."""

    def __init__(self, message: str, *, hint: str = "", findings: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.findings = findings


class ShapeError(SpacegraphError):
    """The shapes or the ontology themselves are broken."""


class QueryError(SpacegraphError):
    """A query or a question is malformed; `line` and `column` count from 1."""

    def __init__(
        self, message: str, *, hint: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.line = line
        self.column = column


class StoreError(SpacegraphError):
    """The store is missing, locked, built by another version, or a worker failed.

    `where` is a place on this machine: its operator and the log are told, an asker is not.
    """

    def __init__(self, message: str, *, hint: str = "", where: object = "") -> None:
        super().__init__(message, hint=hint)
        self.where = str(where)

    def __str__(self) -> str:
        told = f"{self.message} ({self.where})" if self.where else self.message
        return f"{told}. {self.hint}" if self.hint else told


class NotFound(SpacegraphError):
    """No thing of that name; `nearest` holds the closest names that exist."""

    def __init__(self, message: str, *, hint: str = "", nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.nearest = nearest


class Refused(SpacegraphError):
    """Understood, and not done: a rule of this instance forbids it."""
