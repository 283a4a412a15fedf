"""The sandbox as a program and as a part of one: it answers on 127.0.0.1 alone and stops when it is told to.

    python -m landlord_desktop.sandbox [--port 8780] [--data DIR] [--faults PLAN] [--stop-with-parent]

It prints one line, `Sandbox ready at http://127.0.0.1:PORT`, as soon as it answers. It stops at SIGTERM and SIGINT,
and with `--stop-with-parent` also at the end of its standard input. Exit codes: 0 stopped; 2 wrong arguments or fault
plan; 3 the port is taken or the data folder cannot be used.
"""

import argparse
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from landlord_desktop.sandbox.api import HANDLERS, Api, Handler
from landlord_desktop.sandbox.contract import Contract
from landlord_desktop.sandbox.faults import FaultMiddleware, FaultPlan, PlanError, read_plan
from landlord_desktop.sandbox.locations import contract_file, sample_portfolio_file
from landlord_desktop.sandbox.pages import Pages, on_http_error
from landlord_desktop.sandbox.state import SandboxState

if TYPE_CHECKING:
    from types import FrameType

DEFAULT_PORT = 8780
HOST = "127.0.0.1"

_STOP_SECONDS = 1
_START_SECONDS = 20.0
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class SandboxApp(Starlette):
    """The server's application with its fault plan next to the connection, where it can cut it."""

    def __init__(self, api: Api, pages: Pages, plan: FaultPlan) -> None:
        routes = [Route("/v1/{rest:path}", api.answer, methods=_METHODS), *pages.routes()]
        super().__init__(routes=routes, exception_handlers={HTTPException: on_http_error})
        self.api = api
        self.faults = plan
        self._outermost = FaultMiddleware(super().__call__, plan)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._outermost(scope, receive, send)


def create_app(
    state: SandboxState,
    faults: FaultPlan | None = None,
    contract_path: Path | None = None,
    handlers: Mapping[tuple[str, str], Handler] = HANDLERS,
) -> SandboxApp:
    """The whole server over `state`: /v1, the pages, the practice door, and the fault plan before them all."""
    api = Api(state, Contract(contract_path or contract_file()), handlers)
    return SandboxApp(api, Pages(state), faults or FaultPlan())


class StoppableServer(uvicorn.Server):
    """A server that tells when it answers, and for which a signal is an order to stop and not an error."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell it."""
        await super().startup(sockets)
        self._on_started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM stop the server; in another thread than the main one signals are not its business."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        wanted = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self._stop) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, _number: int, _frame: "FrameType | None") -> None:
        self.should_exit = True


def build_server(app: SandboxApp, on_started: Callable[[], None]) -> StoppableServer:
    """A server for `app`; it writes no log of its requests."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    return StoppableServer(config, on_started)


def listen(port: int) -> socket.socket:
    """A socket that listens on 127.0.0.1; port 0 takes a free one. OSError where the port is taken."""
    # Only with the protocol named does asyncio switch off the wait for more data, 40 ms at each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket) -> str:
    """The URL under which a listening socket answers."""
    return f"http://{HOST}:{listener.getsockname()[1]}"


def serve(
    port: int = DEFAULT_PORT,
    data_folder: Path | None = None,
    faults_plan: FaultPlan | None = None,
    contract_path: Path | None = None,
    on_ready: Callable[[str], None] | None = None,
    stop_with: BinaryIO | None = None,
) -> None:
    """Serve until a signal, or until `stop_with` ends. `on_ready` gets the URL once the server answers.

    Without `data_folder` the state lives in a temporary folder. OSError where the port or the folder cannot be used,
    ValueError where the folder's files cannot be read.
    """
    with ExitStack() as stack:
        if data_folder is None:
            data_folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="landlord-sandbox-")))
        state = SandboxState(data_folder, sample_portfolio_file())
        listener = stack.enter_context(listen(port))
        url = address_of(listener)
        server = build_server(create_app(state, faults_plan, contract_path), lambda: on_ready and on_ready(url))
        if stop_with is not None:
            # A daemon: it waits in a read that nothing ends when the server is stopped in another way.
            watcher = threading.Thread(target=_stop_at_end, args=(stop_with, server), daemon=True)
            watcher.start()
        server.run(sockets=[listener])


def _stop_at_end(stream: BinaryIO, server: StoppableServer) -> None:
    while stream.read(1024):
        pass
    server.should_exit = True


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that answers at `url`. `token` is a valid key of the sample portfolio; it is not shown in a repr."""

    url: str
    state: SandboxState
    token: str
    faults: FaultPlan
    api: Api

    def __repr__(self) -> str:
        return f"RunningSandbox({self.url})"


@contextmanager
def running_sandbox(
    data_folder: Path | None = None, faults: FaultPlan | None = None, seed: Path | None = None, port: int = 0
) -> Iterator[RunningSandbox]:
    """A sandbox in a thread of this program, for tests; it has stopped when the block ends.

    RuntimeError where it does not start.
    """
    with ExitStack() as stack:
        folder = data_folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="landlord-sandbox-")))
        state = SandboxState(folder, seed or sample_portfolio_file())
        app = create_app(state, faults)
        listener = stack.enter_context(listen(port))
        started = threading.Event()
        server = build_server(app, started.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox")
        thread.start()
        try:
            if not started.wait(_START_SECONDS):
                raise RuntimeError("The sandbox did not start.")
            yield RunningSandbox(address_of(listener), state, state.practice_key(), app.faults, app.api)
        finally:
            server.should_exit = True
            thread.join(_START_SECONDS)


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="landlord-desktop sandbox", description="A practice server that speaks Inosio's language."
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="the port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the state in this folder")
    parser.add_argument("--faults", metavar="PLAN", help="misbehave by this plan: a JSON file, or the JSON itself")
    parser.add_argument("--stop-with-parent", action="store_true", help="stop at the end of standard input")
    arguments = parser.parse_args(argv)
    try:
        plan = read_plan(arguments.faults) if arguments.faults else None
    except PlanError as error:
        parser.error(str(error))
    stop_with = sys.stdin.buffer if arguments.stop_with_parent else None
    try:
        serve(arguments.port, arguments.data, plan, on_ready=_tell, stop_with=stop_with)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"The sandbox cannot start: {error}\n")
        return 3
    return 0


def _tell(url: str) -> None:
    sys.stdout.write(f"Sandbox ready at {url}\n")
    sys.stdout.flush()


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError(text)
    return port
