"""The socket under the client: every wait is cut into slices, so that one deadline and the stop flag hold everywhere.

httpx's own time-outs count for each read, so that a server sending a byte a second is never given up; here connecting,
the TLS handshake, sending, headers and body share one deadline. Names are looked up by the system, which sets its own.
"""

import ipaddress
import selectors
import socket
import ssl
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import httpx

from landlord_desktop.inosio.errors import Cancelled, InsecureAddress, Unreachable

SLICE_SECONDS = 0.25
CONNECT_SECONDS = 10.0
_LARGEST_WRITE = 64 * 1024
_READ_EFFECT = "Nothing was fetched; what is stored here is unchanged. Try again."
_NOTHING_SENT = "Nothing was sent; what waits is kept and tried again."
_UNKNOWN_EFFECT = "Whether the server took it is not known; the same is sent again, which the server counts once."


class Clock(Protocol):
    """Time, handed in."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...


class SystemClock:
    """This PC's time and its steady seconds."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()


class Guard:
    """Deadline and stop flag of one call. `sent` turns true with the first byte that leaves."""

    def __init__(self, clock: Clock, deadline_seconds: float, stop: threading.Event, *, writes: bool) -> None:
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._ends_at = clock.monotonic() + deadline_seconds
        self._stop = stop
        self._writes = writes
        self.sent = False

    def slice(self) -> float:
        """Seconds that the next wait may last; Cancelled or Unreachable where there are none."""
        if self._stop.is_set():
            raise Cancelled(f"Stopped as asked. {self._effect()}")
        remaining = self._ends_at - self._clock.monotonic()
        if remaining <= 0:
            raise self.failed(f"The server did not answer in full within {self._deadline_seconds:g} seconds.")
        return min(remaining, SLICE_SECONDS)

    def failed(self, what: str) -> Unreachable:
        """The error for a call that brought no whole answer, with what that means for what was asked."""
        return Unreachable(f"{what} {self._effect()}", effect_unknown=self._writes and self.sent)

    def _effect(self) -> str:
        if not self._writes:
            return _READ_EFFECT
        return _UNKNOWN_EFFECT if self.sent else _NOTHING_SENT


def tls_context(protocol: str) -> ssl.SSLContext:
    """This PC's certificates, TLS 1.2 at least ("1.3": that at least), nothing from the environment, no key log."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3 if protocol == "1.3" else ssl.TLSVersion.TLSv1_2
    paths = ssl.get_default_verify_paths()
    file = paths.openssl_cafile if Path(paths.openssl_cafile).is_file() else None
    folder = paths.openssl_capath if Path(paths.openssl_capath).is_dir() else None
    if sys.platform == "win32" or not (file or folder):
        context.load_default_certs()
    else:
        context.load_verify_locations(cafile=file, capath=folder)
    return context


class GuardedTransport(httpx.HTTPTransport):
    """httpx over sockets that obey the guard of the request (its extension "guard").

    httpx has no public place for sockets of one's own; a test with a dripping server holds that this one is in use.
    """

    def __init__(self, context: ssl.SSLContext, *, loopback_only: bool = False) -> None:
        super().__init__(verify=context, trust_env=False, limits=httpx.Limits(max_connections=1, keepalive_expiry=10.0))
        self._backend = _Backend(loopback_only=loopback_only)
        self._pool._network_backend = self._backend  # type: ignore[assignment]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; the body of the answer is read under the same guard."""
        self._backend.guard = request.extensions["guard"]
        return super().handle_request(request)


class _Backend:
    def __init__(self, *, loopback_only: bool) -> None:
        self.guard: Guard | None = None
        self._loopback_only = loopback_only

    def current(self) -> Guard:
        if self.guard is None:
            raise RuntimeError("a socket was used outside a call")
        return self.guard

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the guard's deadline holds
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Any = None,  # noqa: ARG002
    ) -> "_Stream":
        guard = self.current()
        guard.slice()
        try:
            places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise guard.failed("The server's name is not known; check the address and the network.") from None
        for family, kind, number, _, place in places:
            if self._loopback_only and not ipaddress.ip_address(place[0]).is_loopback:
                raise InsecureAddress(
                    "The address should be this PC itself but leads to another one. Nothing was sent. Use https://."
                )
            try:
                connection = socket.socket(family, kind, number)
            except OSError:
                continue
            if self._connected(connection, place, guard):
                return _Stream(connection, self)
            connection.close()
        raise guard.failed("The server cannot be reached; check the address and the network.")

    @staticmethod
    def _connected(connection: socket.socket, place: Any, guard: Guard) -> bool:
        """Whether somebody answers there in time; the socket is closed where the call ends meanwhile."""
        try:
            connection.setblocking(False)
            connection.connect_ex(place)
            with selectors.DefaultSelector() as waiting:
                waiting.register(connection, selectors.EVENT_WRITE)
                for _ in range(int(CONNECT_SECONDS / SLICE_SECONDS)):
                    if waiting.select(guard.slice()):
                        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
        except OSError:
            return False
        except BaseException:
            connection.close()
            raise
        return False


class _Stream:
    """A connected socket whose waits are slices; a wait that ends without data asks the guard and goes on."""

    def __init__(self, connection: socket.socket, backend: _Backend) -> None:
        self._socket = connection
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        while True:
            seconds = self._backend.current().slice()
            try:
                self._socket.settimeout(seconds)
                return self._socket.recv(max_bytes)
            except TimeoutError:
                continue
            except OSError:
                raise httpx.ReadError("reading failed") from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        rest = memoryview(buffer)
        guard = self._backend.current()
        while rest:
            seconds = guard.slice()
            try:
                self._socket.settimeout(seconds)
                count = self._socket.send(rest[:_LARGEST_WRITE])
            except TimeoutError:
                continue
            except OSError:
                # A server that refuses in the middle answers and hangs up: its answer is still to be read.
                return
            guard.sent = True
            rest = rest[count:]

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> "_Stream":
        guard = self._backend.current()
        try:
            self._socket = ssl_context.wrap_socket(
                self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
            )
            while True:
                self._socket.settimeout(guard.slice())
                try:
                    self._socket.do_handshake()
                except TimeoutError:
                    continue
                break
        except ssl.SSLCertVerificationError:
            self.close()
            raise guard.failed(
                "The server could not prove that it is the one at this address: its certificate is not valid."
            ) from None
        except OSError:
            self.close()
            raise guard.failed("No protected connection could be agreed on with the server.") from None
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return _is_readable(self._socket)
        return self._socket if info == "socket" else None


def _is_readable(connection: socket.socket) -> bool:
    """Whether an idle connection has something to read, which means that the server closed it."""
    if connection.fileno() < 0:
        return True
    with selectors.DefaultSelector() as waiting:
        waiting.register(connection, selectors.EVENT_READ)
        return bool(waiting.select(0))
