"""With HUIYIN_OTLP_ENDPOINT set, spans arrive at a collector; without one nothing is lost by it."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

# A process of its own: the tracer provider is installed once in the life of a process.
TELL = """
import sys
from opentelemetry import trace
from shared.telemetry.export import install
from shared.telemetry.publications import Publications
from shared.telemetry.spans import current_traceparent, working

install("triage", sampled=1.0, otlp_endpoint=sys.argv[1])
with working("grade complaint"):
    decided = current_traceparent()
Publications([("huiyin.triage.assessment.graded.1", "1:1", decided)]).end()
trace.get_tracer_provider().shutdown()
"""


class Collector:
    """An OTLP receiver over HTTP that remembers what it was sent."""

    def __init__(self) -> None:
        self.received: list[tuple[str, ExportTraceServiceRequest]] = []
        collector = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                collector.received.append((self.path, ExportTraceServiceRequest.FromString(body)))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()
    threading.Thread(target=collector.server.serve_forever, daemon=True).start()
    try:
        yield collector
    finally:
        collector.server.shutdown()
        collector.server.server_close()


def tell(endpoint: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", TELL, endpoint],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_spans_arrive_under_their_service_s_name() -> None:
    with collecting() as collector:
        assert tell(f"{collector.url}/").returncode == 0

    [(path, request)] = collector.received
    [told] = request.resource_spans
    names = {item.key: item.value.string_value for item in told.resource.attributes}
    assert path == "/v1/traces"
    assert names["service.name"] == "huiyin-triage"
    decided, published = [span for scope in told.scope_spans for span in scope.spans]
    assert (decided.name, published.name) == ("grade complaint", "publish graded")
    assert published.parent_span_id == decided.span_id
    assert published.trace_id == decided.trace_id


def test_a_collector_that_is_away_stops_nobody() -> None:
    with collecting() as collector:
        url = collector.url

    assert tell(url).returncode == 0
