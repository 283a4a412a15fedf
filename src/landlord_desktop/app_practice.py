"""The practice office: the guide's sample books and the practice server beside them, both on this PC alone."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from landlord_desktop.rules.errors import BooksError, LandlordError
from landlord_desktop.services.books import create_books, open_books
from landlord_desktop.services.settings import change_settings

ANSWER_SECONDS = 10
READY = "Sandbox ready at "


@dataclass(frozen=True)
class Practice:
    """A practice office that is ready: its database, the server's address and a token for it."""

    database: Path
    server: str
    token: str
    process: "subprocess.Popen[str]"

    def __repr__(self) -> str:
        return f"Practice({self.server})"

    def stop(self) -> None:
        """End the practice server; its state stays in its folder."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait(ANSWER_SECONDS)
        if self.process.stdout is not None:
            self.process.stdout.close()


def start_practice(folder: Path) -> Practice:
    """Create the practice office where it is missing, start its server, and get a token for it."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "practice.db"
    if not database.exists():
        create_books(str(database), "guide")
    process, server = _start_server(folder / "server")
    try:
        books = open_books(str(database))
        change_settings(books, {"inosio.server": server})
        books.close()
        return Practice(database, server, _token(server), process)
    except BaseException:
        Practice(database, server, "", process).stop()
        raise


def _start_server(folder: Path) -> "tuple[subprocess.Popen[str], str]":
    words = ["sandbox", "--port", "0", "--data", str(folder), "--stop-with-parent"]
    process = subprocess.Popen(
        [sys.executable, "-m", "landlord_desktop", *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
    )
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line.startswith(READY):
        process.kill()
        process.wait()
        raise BooksError("The practice server did not start. Start the program again.")
    return process, line.removeprefix(READY).strip()


def _token(server: str) -> str:
    """A fresh token through the practice server's door for programs; the older one ends."""
    if not server.startswith("http://127.0.0.1:"):
        raise LandlordError("The practice server is not on this PC; no token was asked for.")
    request = Request(f"{server}/practice/token", data=b"", method="POST")  # noqa: S310 - loopback, checked above
    with urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
        return str(json.loads(answer.read())["token"])
