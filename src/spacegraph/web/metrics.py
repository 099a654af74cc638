"""Tell Prometheus how the server does, at /metrics."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final, cast

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import exposition as openmetrics
from prometheus_client.registry import Collector
from starlette.responses import Response

from spacegraph.web.negotiation import accept_of, choose
from spacegraph.web.watch import Exchange

router = APIRouter(tags=["Operations"])

_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Meter:
    """Counts exchanges and submissions; `gauges` are read whenever somebody collects."""

    def __init__(self, gauges: Collector) -> None:
        self._thread = CapacityLimiter(1)
        self.registry = CollectorRegistry()
        self.registry.register(gauges)
        self._requests = Counter(
            "spacegraph_http_requests",
            "Requests by route, method and status; 499 where the asker left before the answer",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "spacegraph_http_request_duration_seconds",
            "Time from a request to the end of its answer, by route",
            ["route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._broken = Counter(
            "spacegraph_http_broken_answers",
            "Answers that ended before they were whole, by route",
            ["route"],
            registry=self.registry,
        )
        self._submissions = Counter(
            "spacegraph_submissions",
            "Submissions of facts by what became of them",
            ["verdict"],
            registry=self.registry,
        )
        for verdict in ("accepted", "refused"):
            self._submissions.labels(verdict)

    def note(self, exchange: Exchange) -> None:
        """Count a request that is over."""
        self._requests.labels(exchange.route, exchange.method, str(exchange.status)).inc()
        self._seconds.labels(exchange.route).observe(exchange.seconds)
        if not exchange.whole:
            self._broken.labels(exchange.route).inc()

    async def write(self, form: "Exposition") -> bytes:
        """Write every metric, in a thread that nothing else takes: this must always answer."""
        work = partial(form.write, self.registry)
        return await to_thread.run_sync(work, limiter=self._thread)

    def judged(self, *, accepted: bool) -> None:
        """Count a submission that was meant to be recorded."""
        self._submissions.labels("accepted" if accepted else "refused").inc()


@dataclass(frozen=True, slots=True)
class Exposition:
    """A form in which metrics can be had."""

    media_type: str
    names: tuple[str, ...]
    content_type: str
    write: Callable[[Collector], bytes]


class _Uncreated(Collector):
    """Leaves out when each series began, for which the older format has no place."""

    def __init__(self, registry: Collector) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for metric in self._registry.collect():
            metric.samples = [each for each in metric.samples if not _is_created(each.name)]
            yield metric


EXPOSITIONS: Final = (
    Exposition(
        "text/plain",
        ("text",),
        CONTENT_TYPE_PLAIN_0_0_4,
        lambda registry: generate_latest(_Uncreated(registry)),
    ),
    Exposition(
        "application/openmetrics-text",
        ("openmetrics",),
        openmetrics.CONTENT_TYPE_LATEST,
        openmetrics.generate_latest,
    ),
)


async def _meter(request: Request) -> Meter:
    return cast(Meter, request.app.state.meter)


MeterDep = Annotated[Meter, Depends(_meter)]


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {each.media_type: {} for each in EXPOSITIONS}},
        406: {"description": "Neither of the two formats is wanted"},
    },
)
async def metrics(request: Request, meter: MeterDep) -> Response:
    """Give every metric in the text format or in that of OpenMetrics, as `Accept` says."""
    form = choose(EXPOSITIONS, accept_of(request.headers))
    headers = {"Content-Type": form.content_type, "Cache-Control": "no-store", "Vary": "Accept"}
    return Response(await meter.write(form), headers=headers)


def _is_created(name: str) -> bool:
    return name.endswith("_created")
