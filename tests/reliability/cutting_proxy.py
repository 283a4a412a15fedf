"""A way to the tests' PostgreSQL that can be cut: after any byte, or between COMMIT and its answer."""

import shutil
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

_SOCKET = ".s.PGSQL.5432"
_BLOCK = 65_536


class CuttingProxy:
    """Listens on a socket of its own and passes everything on to the server's, until it is told to cut.

    A cut happens once; connections made after it pass again, unless `refuse` is set.
    """

    def __init__(self, server: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="landlord-cut-"))
        self.refuse = False
        self.passed = {"up": 0, "down": 0}
        self._server = server
        self._lock = threading.Lock()
        self._limit: tuple[str, int] | None = None
        self._after_commit = self._commit_seen = False
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.folder / _SOCKET))
        self._listener.listen(16)
        self._start(self._accept)

    def location(self, location: str) -> str:
        """The address of a database on the server, by this way."""
        return location.replace(str(self._server), str(self.folder))

    def cut_after(self, direction: str, more_bytes: int) -> None:
        """Cut once so many more bytes went "up" to the server or "down" from it."""
        with self._lock:
            self._limit = (direction, self.passed[direction] + more_bytes)

    def cut_after_commit(self) -> None:
        """Cut once the server has committed the next transaction and answers."""
        with self._lock:
            self._after_commit, self._commit_seen = True, False

    def close(self) -> None:
        """End the way and its threads."""
        self._end(self._listener)
        for one in list(self._sockets):
            self._end(one)
        for thread in self._threads:
            thread.join(5)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, work: object, *words: object) -> None:
        thread = threading.Thread(target=work, args=words)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                if self.refuse:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self._server / _SOCKET))
                self._sockets += [near, far]
                self._start(self._pump, near, far, "up")
                self._start(self._pump, far, near, "down")

    def _pump(self, source: socket.socket, target: socket.socket, direction: str) -> None:
        with suppress(OSError):
            while data := source.recv(_BLOCK):
                kept, cut = self._judge(data, direction)
                target.sendall(kept)
                if cut:
                    break
        self._end(source)
        self._end(target)

    def _judge(self, data: bytes, direction: str) -> tuple[bytes, bool]:
        """What of the data is passed on, and whether the way is cut then."""
        with self._lock:
            if self._after_commit and direction == "up" and b"COMMIT\0" in data:
                self._commit_seen = True
            if self._commit_seen and direction == "down":
                self._after_commit = self._commit_seen = False
                return b"", True
            if self._limit is not None and self._limit[0] == direction:
                left = self._limit[1] - self.passed[direction]
                if len(data) >= left:
                    self._limit = None
                    self.passed[direction] += left
                    return data[:left], True
            self.passed[direction] += len(data)
            return data, False

    @staticmethod
    def _end(one: socket.socket) -> None:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
