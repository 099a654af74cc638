"""Let the SPARQL protocols write: through the gate, and only for those who hold the token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, cast

from fastapi import Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from spacegraph.gate.accept import Desk, Receipt
from spacegraph.gate.quarantine import Quarantine
from spacegraph.graph.ledger import Withdrawal
from spacegraph.namespaces import BASE
from spacegraph.store.base import Difference, Stop, Store
from spacegraph.web.answers import run
from spacegraph.web.metrics import Meter
from spacegraph.web.verdicts import find_form_for_protocols, respond, status_of

REASON: Final = 2000
"""The longest reason that is recorded, in characters."""

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
) -> Response:
    """Have a difference judged and recorded, and tell what came of it.

    `created` says whether what was recorded is new, which makes it a 201. What is refused goes to
    the quarantine.
    """
    fields = request.query_params
    dry_run = fields.get("dry_run", "").lower() in ("1", "true")
    reason = fields.get("reason", "")[:REASON]
    form = find_form_for_protocols(request)
    meter = cast(Meter, request.app.state.meter)
    store = cast(Store, request.app.state.store)

    def decide(stop: Stop) -> Response:
        day = today()
        receipt = writing.desk.revise(
            lambda held: work(held, stop), name, day, reason=reason, dry_run=dry_run
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


def location(claim: NamedNode) -> str:
    """Return where this server gives the graph of a claim."""
    return f"/graphs/{claim.value.removeprefix(BASE)}"


def today() -> date:
    """Return the day on which a request is recorded."""
    return datetime.now(UTC).date()
