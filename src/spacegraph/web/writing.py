"""Let the SPARQL protocols write: through the gate, and only for those who hold the token."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Final, cast

from fastapi import Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from spacegraph.gate.desk import Desk, Receipt
from spacegraph.gate.reading.submission import Locator
from spacegraph.gate.records.quarantine import Quarantine
from spacegraph.gate.updates.locator import UpdateLocator
from spacegraph.gate.vocabulary.kinds import show
from spacegraph.graph.ledger import Withdrawal, follow
from spacegraph.namespaces import BASE
from spacegraph.store.base import Difference, Stop, Store
from spacegraph.web.answers import aside, run
from spacegraph.web.forms import URLENCODED, parse_fields
from spacegraph.web.metrics import Meter
from spacegraph.web.problems import Problem
from spacegraph.web.protocol import UPDATE
from spacegraph.web.sent import check_names, media_type_of, read_flag
from spacegraph.web.verdicts import find_form_for_protocols, respond, status_of

REASON: Final = 2000
"""The longest reason that is recorded, in characters."""

_FIELDS: Final = ("dry_run", "reason", "leaving", "format")

Work = Callable[[Store, Stop], Difference]


@dataclass(frozen=True, slots=True)
class Writing:
    """What it takes to write; `check` raises when the bearer of a request may not."""

    desk: Desk
    quarantine: Quarantine
    check: Callable[[Request], None]

    def withdrawals(self) -> tuple[Withdrawal, ...]:
        """Return everything that was ever taken back."""
        return self.desk.archive.withdrawals()


def writing_of(request: Request) -> Writing | None:
    """Return what it takes to write on this server; None where nobody can."""
    return cast(Writing | None, getattr(request.app.state, "writing", None))


async def write(
    request: Request,
    writing: Writing,
    content: bytes,
    media_type: str,
    name: str,
    work: Work,
    *,
    created: Callable[[Receipt], bool] = lambda receipt: False,
    locator: Locator | None = None,
) -> Response:
    """Have a difference judged and recorded, and tell what came of it.

    `created` says whether what was recorded is new, which makes it a 201. What is refused goes to
    the quarantine. `locator` knows the places in what was sent; those of an update are found here.
    """
    fields = await _fields(request)
    check_names((name for name, _ in fields), _FIELDS, others=True)
    given = dict(fields)
    dry_run = read_flag("dry_run", given.get("dry_run", "0"))
    reason = given.get("reason", "")
    if len(reason) > REASON:
        raise Problem(400, f"the reason has more than {REASON:,} characters, the limit")
    leaving = given.get("leaving", "0")
    if not re.fullmatch("[0-9]{1,9}", leaving):
        raise Problem(400, f"leaving is {leaving[:20]!r}. Write how many claims are meant to leave")
    form = find_form_for_protocols(request)
    if media_type == UPDATE:
        locator = UpdateLocator(name, content.decode())
    meter = cast(Meter, request.app.state.meter)
    store = cast(Store, request.app.state.store)

    def decide(stop: Stop) -> Response:
        day = today()
        receipt = writing.desk.revise(
            lambda held: work(held, stop),
            name,
            day,
            reason=reason,
            dry_run=dry_run,
            leaving=int(leaving),
            locator=locator,
        )
        if dry_run:
            return respond(receipt.verdict, 200 if receipt.accepted else 422, form)
        meter.judged(accepted=receipt.accepted)
        if not receipt.accepted:
            writing.quarantine.keep(content, receipt.verdict, day, media_type=media_type)
        headers = {"X-Generation": store.generation}
        new = [claim for claim in receipt.verdict.claims if claim.table != "sources"]
        if receipt.path and new:
            headers["Location"] = location(new[0].iri)
        status = status_of(receipt, recorded=201 if created(receipt) else 200)
        if status == 204:
            return Response(status_code=204, headers=headers)
        return respond(receipt.verdict, status, form, headers)

    return await run(request, decide)


async def _fields(request: Request) -> list[tuple[str, str]]:
    """Read the parameters in the URL, and in the form that an update may have come in."""
    fields = list(request.query_params.multi_items())
    if media_type_of(request) == URLENCODED:
        body = await request.body()
        fields += await aside(len(body), partial(parse_fields, body))
    return fields


def follow_claim(request: Request, claim: NamedNode) -> tuple[NamedNode, Problem | None]:
    """Return a claim's latest revision, and the 410 for one that was ever taken back."""
    writing = writing_of(request)
    latest, gone = follow(claim, writing.withdrawals() if writing else ())
    if gone is None:
        return latest, None
    reason = f" ({' '.join(gone.reason.split())})" if gone.reason else ""
    told = f"the claim {show(claim)} was taken back on {gone.day}{reason}"
    return latest, Problem(410, f"{told}. `spacegraph history` tells what it said")


def location(claim: NamedNode) -> str:
    """Return where this server gives the graph of a claim."""
    return f"/graphs/{claim.value.removeprefix(BASE)}"


def today() -> date:
    """Return the day on which a request is recorded."""
    return datetime.now(UTC).date()
