"""The programs of others that prove our exported books and open our pages: beancount's from PyPI, hledger and chromium
from Debian.

They are installed where they are missing, each runs as a process of its own, and nothing of them is imported. Needs
only the standard library.
"""

import csv
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-outside.txt"
CACHE = ROOT / ".venv-outside"
INSTALL_SECONDS, RUN_SECONDS = 240, 120

Balances = dict[tuple[str, str], int]
"""Cents by account and commodity, without the accounts at zero."""


class MissingToolError(Exception):
    """A program of others is not here and could not be installed; the sentence says what to do."""


@dataclass(frozen=True)
class Verdict:
    """Whether the program accepts the file, and what it said."""

    accepted: bool
    said: str


class Beancount:
    """bean-check and bean-query in a folder of their own."""

    name = "beancount"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self, file: Path) -> Verdict:
        done = self._run("bean-check", "--no-cache", str(file))
        return Verdict(done.returncode == 0, done.stdout + done.stderr)

    def balances(self, file: Path) -> Balances:
        query = "SELECT account, currency, sum(number) AS total GROUP BY account, currency"
        done = self._run("bean-query", "--format", "csv", "--no-errors", str(file), query)
        assert done.returncode == 0, done.stderr
        rows = list(csv.reader(done.stdout.splitlines()))[1:]
        return without_zeros({(row[0].strip(), row[1].strip()): cents(row[2]) for row in rows})

    def _run(self, program: str, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-S", str(self._folder / "bin" / program), *words]
        return run(command, PYTHONPATH=str(self._folder), BEANCOUNT_DISABLE_LOAD_CACHE="1")


class Hledger:
    """The program hledger."""

    name = "hledger"

    def __init__(self, program: str) -> None:
        self._program = program

    def check(self, file: Path) -> Verdict:
        done = run([self._program, "--file", str(file), "--strict", "check"])
        return Verdict(done.returncode == 0, done.stdout + done.stderr)

    def balances(self, file: Path) -> Balances:
        words = ["balance", "--flat", "--no-total", "--output-format", "csv", "--ignore-assertions"]
        done = run([self._program, "--file", str(file), *words])
        assert done.returncode == 0, done.stderr
        found = {}
        for account, amount in list(csv.reader(done.stdout.splitlines()))[1:]:
            commodity = "USD" if "$" in amount else amount.split()[1] if " " in amount else ""
            found[account, commodity] = cents(amount.replace("$", "").split()[0])
        return without_zeros(found)


def cents(text: str) -> int:
    """Whole cents of a decimal number, whatever its width."""
    scaled = Decimal(text.strip()).scaleb(2)
    assert scaled == scaled.to_integral_value(), text
    return int(scaled)


def without_zeros(balances: Balances) -> Balances:
    return {key: value for key, value in balances.items() if value}


def run(command: list[str], seconds: int = RUN_SECONDS, **added: str) -> "subprocess.CompletedProcess[str]":
    """Run a program of others with nothing of our own Python in its variables."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    variables = {**kept, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", **added}
    return subprocess.run(
        command, env=variables, capture_output=True, encoding="utf-8", errors="replace", timeout=seconds, check=False,
    )


def beancount(cache: Path = CACHE, lock: Path = LOCK) -> Beancount:
    """beancount at the versions and hashes of the lock, installed once for each lock and Python. MissingToolError."""
    mark = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = cache / f"beancount-{mark}-{sys.version_info.major}.{sys.version_info.minor}"
    if not folder.is_dir():
        cache.mkdir(exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix="installing-", dir=cache))
        try:
            _pip_install(place, lock)
            with suppress(OSError):  # another process of the tests was quicker; its folder is as good
                place.rename(folder)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    if not (folder / "bin" / "bean-check").is_file():
        raise MissingToolError(f"bean-check is not in {folder.name}. Remove that folder and run the tests again.")
    return Beancount(folder)


def _pip_install(place: Path, lock: Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    command += ["--require-hashes", "--target", str(place), "-r", str(lock)]
    done = run(command, INSTALL_SECONDS)
    if done.returncode:
        raise MissingToolError(
            "bean-check, which proves the exported books, could not be installed from requirements-outside.txt. "
            f"Check the network and run the tests again. pip said: {done.stderr.strip()[-600:]}"
        )


def hledger() -> Hledger:
    """hledger as it is here, else from Debian's package. MissingToolError where there is no right to install it."""
    if shutil.which("hledger") is None:
        _install_system_package("hledger")
    program = shutil.which("hledger")
    if program is None:
        raise MissingToolError("hledger was installed but is not on the PATH; put it there and run the tests again.")
    return Hledger(program)


def chromium() -> str:
    """The program chromium as it is here, else from Debian's package. MissingToolError without the right to install."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        _install_system_package("chromium", "opens the practice server's pages")
        found = shutil.which("chromium")
    if found is None:
        raise MissingToolError("chromium was installed but is not on the PATH; put it there and run the tests again.")
    return found


def _install_system_package(package: str, purpose: str = "proves the exported books") -> None:
    administrator = hasattr(os, "geteuid") and os.geteuid() == 0
    apt = shutil.which("apt-get")
    if apt is None or not (administrator or shutil.which("sudo")):
        raise MissingToolError(
            f"{package}, which {purpose}, is missing, and there is no right to install it here. "
            f"Install it as administrator (Debian: apt-get install {package}) and run the tests again."
        )
    command = [*([] if administrator else ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    with one_at_a_time():
        if shutil.which(package) is None:
            run([*command, "update"], INSTALL_SECONDS)
            done = run([*command, "install", "-y", "--no-install-recommends", package], INSTALL_SECONDS)
            said = "" if done.returncode == 0 else done.stderr.strip()[-600:] or "nothing"
            if said:
                raise MissingToolError(
                    f"{package}, which {purpose}, could not be installed. Install it as administrator "
                    f"(Debian: apt-get install {package}) and run the tests again. apt-get said: {said}"
                )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Processes of the tests that run beside each other wait here: two apt-get at once refuse each other."""
    import fcntl  # Debian has it

    CACHE.mkdir(exist_ok=True)
    with (CACHE / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
