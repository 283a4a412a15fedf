#!/usr/bin/env python3
"""Everything a developer does with this project, on a fresh machine too.

    python3 dev.py run [...]     open the program; without a display, make the picture tour instead
    python3 dev.py test [...]    all that the build server runs; further words go to pytest
    python3 dev.py check         the quick part of it: style, types and the unit tests
    python3 dev.py bench [...]   measure
    python3 dev.py lock [...]    write the requirements files anew from pyproject.toml; further words go to uv

It makes and keeps up to date a virtual environment in `.venv`. It needs Python 3.11 or newer, and nothing else.
"""

from __future__ import annotations  # so that an older Python reads the file far enough to say what is missing

import argparse
import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "dev-stamp.txt"
LOCK = ROOT / "requirements-dev.txt"
TOUR = ROOT / "var" / "tour"
OLDEST = (3, 11)
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# Shared libraries that Qt loads on Linux, and the Debian package of each.
WINDOWLESS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOWED = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FONTS = "fonts-dejavu-core"


@dataclass(frozen=True)
class Step:
    """One check of `test`: its name in the list of results, and its command."""

    name: str
    command: list[str]


@dataclass(frozen=True)
class Result:
    """How a step ended; `closing` is the last line it printed."""

    name: str
    exit_code: int
    seconds: float
    closing: str


def say(text: str) -> None:
    """Print a line at once, also where the output goes into a file."""
    print(text, flush=True)


def stop(sentence: str) -> NoReturn:
    """End with one plain sentence."""
    print(sentence, file=sys.stderr, flush=True)
    raise SystemExit(1)


def require_python() -> None:
    """Go on in a newer Python of this machine where this one is too old."""
    if tuple(sys.version_info[:2]) >= OLDEST:
        return
    for minor in range(14, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], check=False, capture_output=True).returncode == 0:
            raise SystemExit(subprocess.run([found, __file__, *sys.argv[1:]], check=False).returncode)
    stop("This needs Python 3.11 or newer; install one and run the command again with it.")


# System packages (Debian and its relatives)


def loads(library: str) -> bool:
    """Whether the system can load this shared library; asked of the library, since package names differ."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_fonts() -> bool:
    """Whether there is any font file for Qt to write with."""
    home = Path.home()
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts", home / ".local/share/fonts"]
    return any(
        Path(name).suffix.lower() in {".ttf", ".otf", ".ttc"}
        for folder in folders
        for _, _, names in os.walk(folder)
        for name in names
    )


def missing_packages(*, windowed: bool) -> list[str]:
    """The Debian packages that Qt lacks here; empty anywhere but on Linux."""
    if not sys.platform.startswith("linux"):
        return []
    libraries = {**WINDOWLESS, **WINDOWED} if windowed else WINDOWLESS
    packages = [package for library, package in libraries.items() if not loads(library)]
    return packages if has_fonts() else [*packages, FONTS]


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages as root or by `sudo` that asks nothing; False where that cannot be done."""
    apt = shutil.which("apt-get")
    administrator = hasattr(os, "geteuid") and os.geteuid() == 0
    if apt is None or not (administrator or shutil.which("sudo")):
        return False
    front = [] if administrator else ["sudo", "-n"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    say(f"Installing system packages: {' '.join(packages)}")
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*front, *quiet, *words], check=False, capture_output=True, text=True, errors="replace")
        if done.returncode and words[0] == "install":
            say(done.stderr.strip()[-1000:])
            return False
    return True


def require_packages(*, windowed: bool) -> None:
    """Have Qt's system libraries, or end saying what to install."""
    packages = missing_packages(windowed=windowed)
    if packages:
        install_packages(packages)
        packages = missing_packages(windowed=windowed)
    if packages:
        stop(
            "Qt needs system libraries that are missing here. Install them as administrator and run this again: "
            f"apt-get install {' '.join(packages)} (other systems: the packages with the same libraries)."
        )


# The virtual environment


def wanted_stamp() -> str:
    """What the environment must have been made from."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{digest}\n{sys.version_info.major}.{sys.version_info.minor}\n{ROOT}\n"


def environment_version() -> str:
    """The version of the environment's Python; the empty text where it does not start."""
    try:
        done = subprocess.run(
            [str(PYTHON), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            check=False,
            capture_output=True,
            text=True,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def make_environment() -> None:
    """Make `.venv` anew with the Python that runs this."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not install_packages([package]):
            stop(
                f"Python's venv module is incomplete here. Install the package {package} as administrator "
                f"(apt-get install {package}) and run this again."
            )
    say("Making the virtual environment .venv")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], check=False, capture_output=True, text=True
    )
    if done.returncode:
        say((done.stdout + done.stderr).strip()[-1000:])
        stop("The virtual environment .venv could not be made; see the lines above.")


def pip(python: Path, *words: str) -> None:
    """Run pip; once more after a failure, since most are a network's hiccup."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", *words]
    for attempt in (1, 2):
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, errors="replace")
        if done.returncode == 0:
            return
        say((done.stdout + done.stderr).strip()[-2000:])
        if attempt == 1:
            say("Installing failed; trying once more.")
    stop("The Python packages could not be installed. Check the network and run this again.")


def require_environment() -> None:
    """Have `.venv` with exactly the locked packages and the program importable."""
    wanted = wanted_stamp()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted and environment_version():
        return
    started = time.monotonic()
    if environment_version() != f"{sys.version_info.major}.{sys.version_info.minor}":
        make_environment()
    say("Installing the locked Python packages (the first time this takes a minute or two)")
    pip(PYTHON, "--require-hashes", "-r", str(LOCK))
    site = sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)})
    Path(site, "landlord_desktop.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    write_command()
    STAMP.write_text(wanted, encoding="utf-8")
    say(f"The environment is ready ({time.monotonic() - started:.0f} s).")


def write_command() -> None:
    """Put the command `landlord-desktop` beside the environment's Python."""
    folder = PYTHON.parent
    if sys.platform == "win32":
        (folder / "landlord-desktop.cmd").write_text(
            '@"%~dp0python.exe" -m landlord_desktop %*\n', encoding="utf-8"
        )
        return
    command = folder / "landlord-desktop"
    command.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m landlord_desktop "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def own_environment(**added: str) -> dict[str, str]:
    """This process's variables without those that would bend another Python."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return {**kept, **added}


# The commands


def has_display() -> bool:
    """Whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(words: list[str]) -> int:
    """Open the program. Without a display, one of its commands where one is given, else the tour."""
    windowed = has_display()
    require_packages(windowed=windowed)
    require_environment()
    program = [str(PYTHON), "-m", "landlord_desktop"]
    if windowed:
        return subprocess.run([*program, *words], env=own_environment(), check=False).returncode
    with tempfile.TemporaryDirectory(prefix="landlord-run-") as runtime:
        added = {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR") or runtime}
        if words and not words[0].startswith("-"):
            return subprocess.run([*program, *words], env=own_environment(**added), check=False).returncode
        say("There is no display here, so the program makes its tour: the whole job, as pictures and PDFs (a minute).")
        shutil.rmtree(TOUR, ignore_errors=True)
        command = [*program, "tour", "--out", str(TOUR)]
        exit_code = subprocess.run(command, env=own_environment(**added), check=False).returncode
    pictures, documents = (len(list(TOUR.rglob(f"*.{kind}"))) for kind in ("png", "pdf"))
    if pictures or documents:
        say(f"Pictures: {pictures}, PDFs: {documents}, in the folder {TOUR}")
    return exit_code


def take(step: Step) -> Result:
    """Run one step, its output passed on line by line."""
    say(f"\n=== {step.name} ===")
    started, closing = time.monotonic(), ""
    environment = own_environment(QT_QPA_PLATFORM="offscreen", PYTHONUNBUFFERED="1")
    with subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            say(line.rstrip("\n"))
            closing = line.strip() or closing
    return Result(step.name, process.returncode, time.monotonic() - started, closing)


def steps(*, quick: bool, words: list[str]) -> list[Step]:
    """The checks in their order; `words` are added to pytest's."""
    module = [str(PYTHON), "-m"]
    found = [
        Step("style (ruff)", [*module, "ruff", "check", "."]),
        Step("types (mypy)", [*module, "mypy", "src/landlord_desktop", "dev.py"]),
    ]
    if quick:
        return [*found, Step("unit tests (pytest)", [*module, "pytest", "-q", "tests/unit", *words])]
    parallel = ["-n", "2", "--dist", "worksteal", "--cov", "--cov-branch", "--cov-report=", "--durations=15"]
    return [
        *found,
        Step("tests (pytest)", [*module, "pytest", *parallel, *words]),
        Step("coverage of the rules, posting and the client", [str(PYTHON), "tests/coverage_gate.py"]),
    ]


def check_all(words: list[str], *, quick: bool = False) -> int:
    """Run all checks, also after one failed, and list how each ended."""
    require_packages(windowed=False)
    require_environment()
    for stale in [ROOT / ".coverage", *ROOT.glob(".coverage.*")]:
        stale.unlink(missing_ok=True)
    results = [take(step) for step in steps(quick=quick, words=words)]
    say("\n=== results ===")
    for result in results:
        word = "passed" if result.exit_code == 0 else "FAILED"
        say(f"{word}  {result.seconds:6.1f} s  {result.name}: {re.sub(r'^=+ | =+$', '', result.closing)}")
    return 1 if any(result.exit_code for result in results) else 0


def check_quickly(words: list[str]) -> int:
    """The part of the checks that takes seconds."""
    return check_all(words, quick=True)


def bench(words: list[str]) -> int:
    """Run the measurements."""
    require_packages(windowed=False)
    require_environment()
    return subprocess.run([str(PYTHON), "-m", "bench", *words], cwd=ROOT, env=own_environment(), check=False).returncode


def lock(words: list[str]) -> int:
    """Write both requirements files; versions stay as they are unless `--upgrade` is among the words."""
    with tempfile.TemporaryDirectory(prefix="landlord-lock-") as folder:
        uv = shutil.which("uv")
        if uv is None:
            place = Path(folder)
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
            scripts = place / PYTHON.parent.name
            pip(scripts / PYTHON.name, "uv")
            uv = str(scripts / ("uv.exe" if os.name == "nt" else "uv"))
        for name, group in (("requirements.txt", []), ("requirements-dev.txt", ["--group", "dev"])):
            command = [uv, "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11", "--quiet"]
            command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
            command += [*group, "-o", name, *words]
            trust = own_environment(UV_SYSTEM_CERTS="true")  # offices have certificates of their own
            done = subprocess.run(command, cwd=ROOT, env=trust, check=False, capture_output=True)
            if done.returncode:
                say(done.stderr.decode("utf-8", "replace").strip()[-2000:])
                stop(f"{name} could not be written; see the lines above.")
            say(f"{name} is up to date.")
    return 0


def main() -> int:
    """Read the command line and run the command."""
    require_python()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("run", "test", "check", "bench", "lock"))
    parser.add_argument("words", nargs=argparse.REMAINDER, help="passed on")
    arguments = parser.parse_args()
    commands = {"run": run, "test": check_all, "check": check_quickly, "bench": bench, "lock": lock}
    return commands[arguments.command](arguments.words)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
