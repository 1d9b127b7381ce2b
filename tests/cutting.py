"""A wire to PostgreSQL that can be cut at any moment: between the bot and a real server, on loopback."""

import contextlib
import random
import select
import socket
import threading
from enum import Enum
from typing import Self

COMMIT = b"COMMIT\x00"
"""How a commit ends in the protocol: a simple query (PostgreSQL, "Message Formats", Query)."""


class Cut(Enum):
    """Where the wire is cut when the client commits."""

    BEFORE = "the server never hears of the commit"
    AFTER = "the server commits, the client never hears of it"


class Wire:
    """Passes on what client and server say, until it is told to cut something."""

    def __init__(self, port: int, seed: int) -> None:
        self._chance = random.Random(seed)
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._every = 0
        self._how: tuple[Cut, ...] = ()
        self.cuts = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.cut()

    def cut_commits(self, every: int, *how: Cut) -> None:
        """About every nth commit is cut, in one of these ways; 0: none."""
        self._every, self._how = every, how

    def cut(self) -> None:
        """Cuts every connection, on both sides."""
        for pair in list(self._pairs):
            for end in pair:
                _close(end)

    def abandon(self) -> None:
        """Cuts the client's side only: the server does not know that nobody is there any more."""
        for client, _ in list(self._pairs):
            _close(client)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                client.close()
                continue
            self._pairs.append((client, server))
            threading.Thread(target=self._pass_on, args=(client, server), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            while True:
                ready, _, _ = select.select([client, server], [], [])
                for end in ready:
                    said = end.recv(65536)
                    if not said:
                        _close(client)
                        _close(server)
                        return
                    how = self._falls_due(said) if end is client else None
                    if how is Cut.BEFORE:
                        _close(client)
                        _close(server)
                        return
                    (server if end is client else client).sendall(said)
                    if how is Cut.AFTER:
                        # Once it answers, it has committed.
                        server.recv(65536)
                        _close(client)
                        _close(server)
                        return

    def _falls_due(self, said: bytes) -> Cut | None:
        if not self._every or COMMIT not in said:
            return None
        if self._chance.randrange(self._every):
            return None
        self.cuts += 1
        return self._chance.choice(self._how)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
