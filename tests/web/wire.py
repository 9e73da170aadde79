"""A wire between browser and engine that tests hold, cut and rob of an answer; TLS passes through."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

CHUNK = 32_768


class Wire:
    """Forwards connections to a port of this machine; what it does to them is set by tests at any time.

    Attributes:
        port: where it listens.
        hold_after: bytes from the browser after which a connection is held; None holds none.
        lose_answer_after: bytes from the browser after which what comes back is lost and the connection cut.
        sent: bytes from the browser so far, of all connections.
        lost: answers so far that were lost.
        held: set while a connection is held.
        refuses: whether new connections are ended at once. A browser repeats what was cut by itself, once.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.socket()
        # Small, so that the browser's progress is not that of the kernel's memory.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, CHUNK)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._go = threading.Event()
        self.reset()
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self) -> None:
        """Forward everything, and count anew."""
        self.hold_after: int | None = None
        self.lose_answer_after: int | None = None
        self.sent = 0
        self.lost = 0
        self.held = threading.Event()
        self.refuses = False
        self._go.set()

    def hold(self, after: int) -> None:
        """Hold each connection that has brought `after` bytes from the browser, until `release` or `cut`."""
        self._go.clear()
        self.hold_after = after

    def release(self) -> None:
        """Forward again what is held."""
        self.hold_after = None
        self._go.set()

    def cut(self) -> None:
        """End every connection as a network does that goes away; later ones are forwarded."""
        self.hold_after = None
        connections, self._open = self._open, []
        for connection in connections:
            _end(connection)
        self._go.set()

    def close(self) -> None:
        """End for good."""
        _end(self._listener)
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
                if self.refuses:
                    _end(browser)
                    continue
                engine = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._open += [browser, engine]
            counted = [0]
            for source, sink, is_up in ((browser, engine, True), (engine, browser, False)):
                threading.Thread(
                    target=self._forward, args=(source, sink, counted, is_up), daemon=True
                ).start()

    def _forward(self, source: socket.socket, sink: socket.socket, counted: list[int], is_up: bool) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                if is_up:
                    counted[0] += len(data)
                    self.sent += len(data)
                    if self.hold_after is not None and counted[0] > self.hold_after:
                        self.held.set()
                        self._go.wait()
                elif self.lose_answer_after is not None and counted[0] > self.lose_answer_after:
                    self.lose_answer_after = None
                    self.lost += 1
                    break
                sink.sendall(data)
        _end(source)
        _end(sink)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
