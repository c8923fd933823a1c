"""A service in place of a real one: it is ready, tells its environment, and writes on request."""

import json
import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHILD = 0


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told = {name: value for name, value in os.environ.items() if name.startswith("HUIYIN_")}
        body = json.dumps({"pid": os.getpid(), "child": CHILD, "environment": told}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        print(f"INFO: {format % args}", flush=True)


def main() -> None:
    if "--broken" in sys.argv:
        raise RuntimeError("the policy pack is missing")
    if "--with-child" in sys.argv:
        global CHILD
        CHILD = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]).pid
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    address = (os.environ["HUIYIN_HOST"], int(os.environ["HUIYIN_PORT"]))
    with ThreadingHTTPServer(address, Handler) as server:
        print("WARNING: the fake service listens", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
