"""A TCP proxy between browser and engine: tests hold or cut its connections, or drop an answer.

TLS passes through it.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

CHUNK = 32_768


class Wire:
    """Forwards connections to a port of this machine. Tests may change its attributes at any time.

    Attributes:
        port: the port on which it listens.
        hold_after: a connection is held after this many bytes from the browser; None: no connection.
        lose_answer_after: the next answer after this many bytes from the browser is dropped, and its
            connection cut; None: no answer.
        sent: bytes from the browser so far, of all connections.
        lost: the number of dropped answers so far.
        held: set once a connection is held.
        refuses: whether new connections are ended at once. A browser repeats a cut request once by itself.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.socket()
        # A small buffer; a large one would take the data, and the browser's progress would show that.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, CHUNK)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._go = threading.Event()
        self.reset()
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self) -> None:
        """Forward everything, and set all counters to 0."""
        self.hold_after: int | None = None
        self.lose_answer_after: int | None = None
        self.sent = 0
        self.lost = 0
        self.held = threading.Event()
        self.refuses = False
        self._go.set()

    def hold(self, after: int) -> None:
        """Hold each connection after `after` bytes from the browser, until `release` or `cut`."""
        self._go.clear()
        self.hold_after = after

    def release(self) -> None:
        """Let held connections continue."""
        self.hold_after = None
        self._go.set()

    def cut(self) -> None:
        """End every connection, as a lost network does; later connections are forwarded."""
        self.hold_after = None
        connections, self._open = self._open, []
        for connection in connections:
            _end(connection)
        self._go.set()

    def close(self) -> None:
        """End every connection and stop listening."""
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
