"""What every test is held to: no warning logged unasked, no thread left behind, no touch of the real home.

Qt's own warnings fail tests by `qt_log_level_fail`, Python's by `filterwarnings`.
"""

import gc
import logging
import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import postgres_server

PROGRAM_LOGGER = "landlord_desktop"
SECONDS_TO_END = 5.0

# Threads that libraries keep for reuse as long as a server of the session runs.
_LIBRARY_POOLS = ("AnyIO worker thread", "asyncio_")

_HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": "runtime",
}


def isolate(environment: dict[str, str], home: Path) -> dict[str, str]:
    """The variables for the tests: a home of their own, no display, no setting or key store of the developer's."""
    kept = {name: value for name, value in environment.items() if not name.startswith(("LANDLORD_", "XDG_"))}
    kept.pop("DBUS_SESSION_BUS_ADDRESS", None)
    kept.setdefault("QT_QPA_PLATFORM", "offscreen")
    kept["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    for name, below in _HOME_VARIABLES.items():
        folder = home / below
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept[name] = str(folder)
    return kept


class LogWatch(logging.Handler):
    """Collects the program's records from level WARNING on."""

    def __init__(self, allowed: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.allowed = allowed
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def unasked(self) -> list[str]:
        """The messages that none of the allowed patterns finds."""
        lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in self.records]
        return [line for line in lines if not any(re.search(pattern, line) for pattern in self.allowed)]


def leaked_threads(before: set[threading.Thread], seconds: float = SECONDS_TO_END) -> list[str]:
    """Names of threads that were not there before and, given some seconds to end, still run; daemons don't count."""
    leaked = []
    for thread in threading.enumerate():
        if thread in before or thread.daemon or thread.name.startswith(_LIBRARY_POOLS):
            continue
        thread.join(seconds)
        if thread.is_alive():
            leaked.append(thread.name)
    return leaked


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Move this process to a home of its own before anything of Qt or the program is imported.

    The home and the tests' folders lie in memory where that fits, for no test is about the disk of the machine; what
    a test leaves there is removed when it has passed. To keep the folders of failed tests, give --basetemp.
    """
    home = Path(tempfile.mkdtemp(prefix="landlord-tests-", dir=postgres_server.quick_folder()))
    if config.option.basetemp is None and not hasattr(config, "workerinput"):
        config.option.basetemp = str(home / "folders")
    isolated = isolate(dict(os.environ), home)
    os.environ.clear()
    os.environ.update(isolated)
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    config.addinivalue_line(
        "markers", "allow_log(*patterns): log records of level WARNING that the test causes on purpose"
    )


@pytest.fixture(autouse=True)
def _collect_in_this_thread() -> Iterator[None]:
    # As in the program (ui/collector.py): a worker thread that collected would take widgets of former tests apart.
    from landlord_desktop.ui.collector import collect_due

    gc.disable()
    yield
    collect_due()


@pytest.fixture(autouse=True)
def _watch_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    leaked = leaked_threads(before)
    if leaked:
        pytest.fail(f"threads still run: {', '.join(leaked)}", pytrace=False)


@pytest.fixture(autouse=True)
def _keep_tracing() -> Iterator[None]:
    # An interpreter that runs out of stack inside the tracing function switches tracing off for good.
    tracing = sys.gettrace()
    yield
    if tracing is not None and sys.gettrace() is None:
        sys.settrace(tracing)


@pytest.fixture(autouse=True)
def log_watch(request: pytest.FixtureRequest) -> Iterator[LogWatch]:
    """All records of level WARNING and above that the test caused so far."""
    watch = LogWatch([pattern for mark in request.node.iter_markers("allow_log") for pattern in mark.args])
    logger = logging.getLogger(PROGRAM_LOGGER)
    logger.addHandler(watch)
    yield watch
    logger.removeHandler(watch)
    unasked = watch.unasked()
    if unasked:
        pytest.fail("the program logged:\n" + "\n".join(unasked), pytrace=False)


@pytest.fixture
def allow_log(log_watch: LogWatch) -> Callable[[str], None]:
    """Call it with a pattern that a record of level WARNING may match in this test."""
    return log_watch.allowed.append
