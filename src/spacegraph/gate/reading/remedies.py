"""Say what to write in the place of a cell that names nothing, where that can be told."""

import re
from dataclasses import replace
from typing import Final

from spacegraph.gate.knowledge.duplicates import bearers
from spacegraph.gate.knowledge.known import Known
from spacegraph.model.columns import SEPARATOR
from spacegraph.model.findings import Finding
from spacegraph.namespaces import thing
from spacegraph.tables.table import SOURCE

_NOTHING: Final = re.compile(r"no ([a-z-]+) has this id")
_LISTING: Final = re.compile(r"\s*[;；、,，]\s*")


def reword(finding: Finding, known: Known) -> Finding:
    """Give a finding of a table better advice, where a name, a list or an address went wrong."""
    if finding.path == SOURCE and finding.value:
        return _address(finding)
    match = _NOTHING.match(finding.message)
    if match is None:
        return finding
    kind, parts = match[1], _LISTING.split(finding.value)
    if len(parts) > 1 and len(known.things(thing(kind, each) for each in parts)) == len(parts):
        return replace(finding, advice=f"write {SEPARATOR.join(parts)}")
    called = bearers(known.store, {(kind, finding.value)}).get((kind, finding.value), set())
    if called and "did you mean" not in finding.advice:
        ids = sorted(each.value.rsplit("/", 1)[-1] for each in called)
        return replace(finding, advice=f"did you mean {' or '.join(ids)}?")
    return finding


def _address(finding: Finding) -> Finding:
    if re.search(r"\s", finding.value):
        advice = f"an address holds no spaces: write %20, and «{SEPARATOR}» between two addresses"
        return replace(finding, message="is no address of a page", advice=advice)
    if not re.match(r"https?://", finding.value):
        advice = f"write the whole address, such as https://{finding.value}"
        return replace(finding, message="is no address of a page", advice=advice)
    return finding
