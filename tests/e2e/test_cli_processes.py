"""Real processes: two posting the same batches at once, and one that is killed at any moment."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import warnings
from contextlib import suppress
from pathlib import Path

from command_line import TRACEBACK, rows
from landlord_desktop import cli
from landlord_desktop.services.books import create_books, open_books
from landlord_desktop.services.checks import run_checks

PROGRAM = [sys.executable, "-m", "landlord_desktop"]
KILLS = 60
LONGEST_SECONDS = 15.0


def test_two_processes_post_each_payment_once(tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    create_books(str(path), "120")
    command = [*PROGRAM, "post", str(path), "--all", "--accept-proposals", "--deposit", "--json"]
    batch_id = rows(path, "SELECT id FROM inosio_batch")[0][0]
    named = [*PROGRAM, "post", str(path), "--batch", batch_id, "--deposit", "--json"]
    running = [
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for words in (command, named, named)
    ]
    ended = [(process.communicate(timeout=60), process.returncode) for process in running]
    assert [code for _output, code in ended] == [0, 0, 0], ended
    told = [json.loads(out) for (out, _err), _code in ended]
    assert all(TRACEBACK not in err for (_out, err), _code in ended)
    posted = [payment["payment_id"] for one in told for payment in one["posted"]]
    assert len(posted) == len(set(posted)) == 120
    receipts = dict(rows(path, "SELECT payment_id, id FROM receipt WHERE batch_id IS NOT NULL"))
    for one in told:
        for payment in [*one["posted"], *one["already_posted"]]:
            assert receipts[payment["payment_id"]] == payment["receipt_id"]
    for one in told[1:]:
        assert len(one["posted"]) + len(one["already_posted"]) == 120
    assert sum(len(one["slips"]) for one in told) == 1
    assert rows(path, "SELECT count(*) FROM working_line") == [(0,)]
    _assert_sound(path)


def _assert_sound(path: Path) -> None:
    books = open_books(str(path))
    report = run_checks(books)
    books.close()
    assert report.ok, report.findings


def _posting(path: Path) -> int:
    """A process of its own that posts everything; forked, so that it begins at once. Its id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads, which do nothing here
        child = os.fork()
    if child == 0:
        code = 70
        try:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(nowhere, descriptor)
            code = cli.main(["post", str(path), "--all", "--accept-proposals", "--deposit"])
        finally:
            os._exit(code)
    return child


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _killed_after(child: int, seconds: float) -> bool:
    """Kill the process after so long; False where it had ended before."""
    process = os.pidfd_open(child)

    def kill(*_: object) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(process, signal.SIGKILL)

    signal.signal(signal.SIGALRM, kill)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.0001))
    try:
        return _ended(child) == -signal.SIGKILL
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.close(process)


def test_a_process_killed_at_any_moment_leaves_whole_books(guide_file: Path, tmp_path: Path) -> None:
    cli.main(["post", str(shutil.copy(guide_file, tmp_path / "warm.db")), "--all", "--deposit"])
    path = Path(shutil.copy(guide_file, tmp_path / "0.db"))
    began = time.monotonic()
    assert _ended(_posting(Path(shutil.copy(guide_file, tmp_path / "timed.db")))) == 0
    usual = time.monotonic() - began
    before = len(rows(path, "SELECT 1 FROM receipt"))
    dice, seen, kills = random.Random(7), set(), 0
    while kills < KILLS and time.monotonic() - began < LONGEST_SECONDS:
        kills += _killed_after(_posting(path), dice.uniform(0.0, 1.1 * usual))
        posted = len(rows(path, "SELECT 1 FROM receipt")) - before
        slips = len(rows(path, "SELECT 1 FROM deposit_slip WHERE batch_id IS NOT NULL"))
        assert posted in {0, 15}
        seen.add((posted, slips))
        if posted:
            doubled = "SELECT 1 FROM receipt WHERE source_key IS NOT NULL GROUP BY source_key HAVING count(*) > 1"
            assert rows(path, doubled) == []
            _assert_sound(path)
            if slips >= 8 or kills % 3 == 0:
                path = Path(shutil.copy(guide_file, tmp_path / f"{kills}.db"))
    assert kills >= 10
    assert len(seen) >= 2
    assert _ended(_posting(path)) == 0
    assert len(rows(path, "SELECT 1 FROM receipt")) - before == 15
    _assert_sound(path)


def test_a_server_and_a_round_as_two_programs(guide_file: Path, tmp_path: Path) -> None:
    plan = json.dumps([{"action": "500", "match": {"path": "/v1/integration"}}])
    database = shutil.copy(guide_file, tmp_path / "guide.db")
    server = subprocess.Popen(
        [*PROGRAM, "sandbox", "--port", "0", "--data", str(tmp_path / "server"), "--faults", plan],
        stdout=subprocess.PIPE, text=True,
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().removeprefix("Sandbox ready at ").strip()
        asked = urllib.request.Request(f"{url}/practice/token", method="POST")
        with urllib.request.urlopen(asked, timeout=20) as answer:
            token = json.loads(answer.read())["token"]
        subprocess.run([*PROGRAM, "settings", database, "inosio.server", url], check=True)
        rounds = [
            subprocess.run(
                [*PROGRAM, "sync", database, "--json"], capture_output=True, text=True, check=False,
                env={**os.environ, "LANDLORD_INOSIO_TOKEN": token},
            )
            for _ in range(2)
        ]
        assert [ended.returncode for ended in rounds] == [3, 0], rounds
        assert all(json.loads(ended.stdout)["steps"] for ended in rounds)
        assert not any(token in ended.stdout + ended.stderr for ended in rounds)
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        server.stdout.close()
