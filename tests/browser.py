"""A real headless Chromium, driven over a pipe of its DevTools protocol: no port is open, and all waits are bounded."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from outside_tools import chromium

SECONDS = 60
"""So long at most for one answer or one page."""

_SWITCHES = (
    "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--no-proxy-server", "--mute-audio",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=1280,800",
)  # fmt: skip
_START = (
    "import fcntl, os, sys; "
    "ends = [fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3]]; "
    "os.dup2(ends[0], 3); os.dup2(ends[1], 4); os.execv(sys.argv[3], sys.argv[3:])"
)
"""Chromium reads its commands from 3 and answers on 4: the pipes are put there."""


class BrowserError(Exception):
    """The browser did not answer in time, ended, or refused a command."""


class Browser:
    """One page of the browser. It reaches this computer alone."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._number = 0
        self._buffer = b""
        self._events: list[dict[str, Any]] = []
        self._session = ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")

    def open(self, address: str) -> None:
        """Open a page and wait until it is there."""
        self._events.clear()
        self._call("Page.navigate", url=address)
        self._await_load()

    def type_into(self, selector: str, words: str) -> None:
        """Put the keyboard into a field and type; what stood there is replaced."""
        self.ask(f"(e => {{ e.focus(); e.select(); }})(document.querySelector({json.dumps(selector)}))")
        self._call("Input.insertText", text=words)

    def choose(self, selector: str, words: str) -> None:
        """Choose of a list by typing the beginning of a choice."""
        self.ask(f"document.querySelector({json.dumps(selector)}).focus()")
        for letter in words:
            self._call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            self._call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def press(self, button: str) -> None:
        """Click the middle of the button with these words, and wait for the page that follows."""
        place = self.ask(
            f"(b => {{ b.scrollIntoView(); const r = b.getBoundingClientRect(); "
            f"return [r.x + r.width / 2, r.y + r.height / 2]; }})"
            f"([...document.querySelectorAll('button')].find(b => b.textContent === {json.dumps(button)}))"
        )
        self._events.clear()
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)
        self._await_load()

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def text(self) -> str:
        """What a person reads on the page."""
        return str(self.ask("document.body.innerText"))

    def close(self) -> None:
        """End the browser."""
        self._session = ""
        with suppress(BrowserError, OSError):
            self._call("Browser.close")

    def _await_load(self) -> None:
        deadline = time.monotonic() + SECONDS
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._events.append(self._next(deadline))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + SECONDS
        while (answer := self._next(deadline)).get("id") != self._number:
            self._events.append(answer)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(0.0, deadline - time.monotonic()))
            read = os.read(self._from, 65536) if ready else b""
            if not read:
                raise BrowserError("The browser ended." if ready else f"No answer in {SECONDS} seconds.")
            self._buffer += read
        message, _, self._buffer = self._buffer.partition(b"\0")
        decoded: dict[str, Any] = json.loads(message)
        return decoded


@contextmanager
def a_browser(folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in `folder`; it is gone afterwards, whatever happened."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    command = [sys.executable, "-S", "-c", _START, str(theirs_in), str(theirs_out), chromium(), *_SWITCHES]
    with (folder / "browser.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, f"--user-data-dir={folder / 'profile'}"], pass_fds=(theirs_in, theirs_out), stdout=log,
            stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        browser = Browser(ours_out, ours_in)
        yield browser
        browser.close()
    finally:
        os.close(ours_out)
        os.close(ours_in)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
