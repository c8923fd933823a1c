"""`huiyin policy calendar` prints what holiday notices have moved."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from json import dumps
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from click.testing import CliRunner

from huiyin.policy import command

FIRST = {
    "number": "TS20200121-000001",
    "name": "答复",
    "notices": ["cn-2020-02"],
    "previous_due_at": "2020-02-03T10:00:00Z",
    "due_at": "2020-02-05T10:00:00Z",
}
SECOND = {**FIRST, "number": "TS20200121-000002", "notices": [], "due_at": None}
PAGES = {
    None: {"changes": [FIRST], "next": "one"},
    "one": {"changes": [SECOND], "next": None},
}
NOTHING: dict[str, object] = {"changes": [], "next": None}


class Sla(BaseHTTPRequestHandler):
    """Two pages of changes; none of a complaint that is asked for by name."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        cursor = asked.get("cursor", [None])[0]
        body = dumps(NOTHING if "number" in asked else PAGES[cursor]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def printed(*arguments: str) -> str:
    server = HTTPServer(("127.0.0.1", 0), Sla)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        outcome = CliRunner().invoke(command, ["calendar", "--url", url, *arguments])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def test_each_change_is_a_line_by_the_companys_clocks() -> None:
    _, first, second = (line.split() for line in printed().strip().splitlines())
    assert first == [
        "TS20200121-000001",
        "答复",
        "2020-02-03",
        "18:00",
        "2020-02-05",
        "18:00",
        "cn-2020-02",
    ]
    assert second[-3:] == ["—", "日历更正", "corrected"]


def test_where_nothing_moved_it_says_so() -> None:
    assert "没有因放假安排变更" in printed("--number", "TS20260101-000001")


def test_where_sla_does_not_answer_it_says_so() -> None:
    outcome = CliRunner().invoke(command, ["calendar", "--url", "http://127.0.0.1:9"])
    assert outcome.exit_code == 1
    assert "时限督办服务没有应答" in str(outcome.output) + str(outcome.exception)
