"""Run moto's server on an inherited socket. Started by emulator.py, in moto's environment."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from moto.server import DomainDispatcherApplication, create_backend_app  # type: ignore[import-not-found]
from werkzeug.serving import WSGIRequestHandler, make_server

sys.path.append(str(Path(__file__).parents[1]))
from local_aws import lifeline

HEALTH = "/_localstack/health"  # the same path as on the other engines


def main() -> None:
    """Serve until this process is killed or its parent program ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=int, required=True, help="number of the inherited, bound socket")
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where this stack keeps its files")
    parser.add_argument("--lifeline", action="store_true", help="end when standard input does")
    options = parser.parse_args()
    if options.lifeline:
        lifeline.watch(options.folder)
    moto = DomainDispatcherApplication(create_backend_app)

    def application(environment: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environment["PATH_INFO"] == HEALTH:
            start("200 OK", [("Content-Type", "application/json")])
            return [b"{}"]
        answer: Iterable[bytes] = moto(environment, start)
        return answer

    WSGIRequestHandler.protocol_version = "HTTP/1.1"  # reuses connections: TLS handshakes are slow
    server = make_server(
        "127.0.0.1",
        0,
        application,
        threaded=True,
        ssl_context=(options.certificate, options.key),
        fd=options.socket,
    )
    server.serve_forever()


if __name__ == "__main__":
    main()
