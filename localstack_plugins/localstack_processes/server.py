"""LocalStack's plugin `handed-on`: serves on a socket that the parent program opened.

LocalStack's own server listens on every interface, even if `GATEWAY_LISTEN` names one address. It chooses its
port before it opens it, so two starts at the same time can choose the same port. `GATEWAY_SERVER=handed-on`
turns on this server.
"""

from __future__ import annotations

import os
import socket
from typing import Any

from localstack.aws.serving.twisted import TLSMultiplexerFactory
from localstack.runtime.server.core import RuntimeServerPlugin
from localstack.runtime.server.twisted import TwistedRuntimeServer
from rolo.serving.twisted import TwistedGateway
from twisted.internet import reactor, ssl

SOCKET = "GATEWAY_SOCKET"
"""Environment variable: file descriptor of the inherited, listening socket."""


class HandedOnServerPlugin(RuntimeServerPlugin):
    """Finds the server for LocalStack."""

    name = "handed-on"

    def load(self, *_: object, **__: object) -> HandedOnServer:
        """Return the server."""
        return HandedOnServer()


class HandedOnServer(TwistedRuntimeServer):
    """Serves HTTP and HTTPS on one inherited socket."""

    def register(self, gateway: Any, listen: object, ssl_creds: tuple[str, str] | None = None) -> None:  # noqa: ARG002
        """Serve the gateway. `listen` is ignored, because the socket is already bound."""
        factory: Any = TwistedGateway(gateway)
        if ssl_creds:
            certificate, key = ssl_creds
            contexts = ssl.DefaultOpenSSLContextFactory(key, certificate)
            contexts.getContext().use_certificate_chain_file(certificate)
            factory = TLSMultiplexerFactory(contexts, False, factory)
        handed_on = int(os.environ[SOCKET])
        os.set_blocking(handed_on, False)  # twisted requires it
        reactor.adoptStreamPort(handed_on, socket.AF_INET, factory)
