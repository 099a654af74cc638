"""What a check has to say about a fact: where it stands, what is wrong, what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error refuses the fact, the others let it in."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. Fields that do not apply are empty.

    `where` is `file:line`, or `file:sheet!cell` in a workbook; `pointer` leads to the value in a
    JSON text (RFC 6901). `property` and `component` are the IRIs of the property and of the
    constraint component (SHACL §3.6.2). `instead` is what surely was meant.
    """

    severity: Severity
    message: str
    where: str = ""
    subject: str = ""
    path: str = ""
    value: str = ""
    advice: str = ""
    shape: str = ""
    pointer: str = ""
    property: str = ""
    component: str = ""
    instead: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        if self.where and self.pointer:
            place = f"{self.where} {self.pointer}: "
        cell = f"{self.path} = {self.value!r}: " if self.path and self.value else ""
        advice = f" ({self.advice})" if self.advice else ""
        return f"{place}{self.severity}: {cell}{self.message}{advice}"
