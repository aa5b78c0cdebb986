"""For the server's operators: its health, and figures for Prometheus."""

import hmac
from collections.abc import Iterator

import msgspec
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

import ballot
from ballot.crypto.group import backend
from ballot.election.custody.health import Measures, health, measures
from ballot.web.request.access import anybody
from ballot.web.request.bodies import json_answer
from ballot.web.request.limits import HEALTH, METRICS_GUESSES, is_unknown_link, limit_by_network
from ballot.web.services import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@json_answer
@anybody
def alive() -> ResponseReturnValue:
    """Say only that this process responds."""
    return {"status": "ok"}


@blueprint.get("/health")
@limit_by_network(HEALTH)
@json_answer
@anybody
def well() -> ResponseReturnValue:
    """Say whether everything works: status 200, or 503 with the part that does not."""
    found = health(services().database, services().known, services().config.data_dir)
    answer = msgspec.structs.asdict(found)
    return {"status": "ok" if found.is_good else "failing", **answer}, 200 if found.is_good else 503


@blueprint.get("/metrics")
@limit_by_network(METRICS_GUESSES, deduct_when=is_unknown_link)
@json_answer
@anybody
def metrics() -> ResponseReturnValue:
    """Send the figures to clients that know the token; without one in the configuration this page does not exist."""
    token = services().config.metrics_token
    if token is None:
        abort(404)
    if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        abort(403)
    registry = CollectorRegistry()
    registry.register(_Figures(measures(services().database, services().known, services().config.data_dir)))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Figures(Collector):
    """The current figures. They come from the database, so that all worker processes report the same."""

    def __init__(self, found: Measures) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """Yield every figure under its name."""
        found = self._found
        build = _gauge("build_info", "Version and group backend.", ("version", "backend"))
        build.add_metric((ballot.__version__, backend()), 1)
        yield build
        yield _by_state("elections", "Elections, by state.", found.elections)
        yield _by_state("mails", "Mails that are overdue, failed or came back.", found.mails)
        unreachable = "For how long the mail server cannot be reached; 0: it can."
        looked = "When the boards were last looked at; 0: never."
        kept = "When the last good backup was written; 0: never."
        yield from (
            _single("boards", "Elections with a bulletin board.", found.boards),
            _single("boards_barred", "Boards that are not what is known of them; nothing is accepted.", found.barred),
            _single("database_size_bytes", "Size of the database.", found.size),
            _single("mail_unreachable_seconds", unreachable, found.unreachable),
            _single("last_look_timestamp_seconds", looked, found.last_look),
            _single("last_backup_timestamp_seconds", kept, found.last_backup),
        )


def _gauge(name: str, words: str, labels: tuple[str, ...] = ()) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"ballot_{name}", words, labels=labels)


def _single(name: str, words: str, value: float) -> GaugeMetricFamily:
    family = _gauge(name, words)
    family.add_metric((), value)
    return family


def _by_state(name: str, words: str, numbers: dict[str, int]) -> GaugeMetricFamily:
    family = _gauge(name, words, ("state",))
    for state, number in numbers.items():
        family.add_metric((state,), number)
    return family
