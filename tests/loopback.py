"""A server on loopback that answers by a script of raw bytes, so that answers can be cut, dripped or nonsense."""

import socket
import threading
from contextlib import contextmanager


class Scripted:
    """Runs `script(connection, request bytes)` for each connection; keeps every request it read."""

    def __init__(self, script, context=None, *, reads=True):
        self.requests = []
        self.ending = threading.Event()
        self._script, self._context, self._reads = script, context, reads
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self._thread = threading.Thread(target=self._serve, name="scripted server")
        self.port = self._socket.getsockname()[1]
        self.origin = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"

    def start(self):
        self._thread.start()

    def stop(self):
        self.ending.set()
        self._thread.join()
        self._socket.close()

    def _serve(self):
        while not self.ending.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(5)
                try:
                    self._answer(connection)
                except OSError:
                    continue

    def _answer(self, connection):
        if self._context is not None:
            connection = self._context.wrap_socket(connection, server_side=True)
        with connection:
            request = read_request(connection) if self._reads else b""
            self.requests.append(request)
            self._script(connection, request)


def read_request(connection):
    """The bytes of one request with its body."""
    read = b""
    while b"\r\n\r\n" not in read:
        piece = connection.recv(65536)
        if not piece:
            return read
        read += piece
    head, _, body = read.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def scripted(script, context=None, *, reads=True):
    """A running server; without `reads` it never reads what it is sent."""
    server = Scripted(script, context, reads=reads)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def answer(body=b"{}", status="200 OK", headers=(), kind="application/json", length=None):
    """The bytes of an answer; `length` None states the true one, "" states none."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if kind:
        lines.append(f"Content-Type: {kind}")
    if length != "":
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def saying(data):
    """A script that sends these bytes and hangs up."""
    return lambda connection, _request: connection.sendall(data)
