"""The sandbox as a program: it tells its address, keeps its state, and ends when it is told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from landlord_desktop.sandbox.server import RunningSandbox, listen, main, running_sandbox

READY = "Sandbox ready at "


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "landlord_desktop.sandbox", "--port", "0", *arguments]
    source = str(Path(__file__).resolve().parents[2] / "src")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": source},
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(READY), process.stderr.read() if process.stderr else ""
            yield process, line.removeprefix(READY).strip()
        finally:
            if process.poll() is None:
                process.kill()


def token_of(url: str) -> str:
    return str(httpx.post(f"{url}/practice/token", trust_env=False).json()["token"])


def test_it_ends_with_its_parent_and_keeps_its_state(tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    with started("--data", str(folder), "--stop-with-parent") as (process, url):
        token = token_of(url)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    with running_sandbox(folder) as again:
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.get(f"{again.url}/v1/integration", headers=headers, trust_env=False)
        assert answer.json()["code"] == "token_revoked"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_ends_cleanly_at_a_signal(name: str) -> None:
    with started("--faults", '[{"action": "429"}]') as (process, url):
        answer = httpx.get(f"{url}/v1/integration", trust_env=False)
        assert answer.status_code == 429
        process.send_signal(getattr(signal, name))
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_running_sandbox_keeps_its_key_out_of_sight(sandbox: RunningSandbox) -> None:
    assert sandbox.url.startswith("http://127.0.0.1:")
    assert sandbox.token not in repr(sandbox)
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    answer = httpx.get(f"{sandbox.url}/v1/integration", headers=headers, trust_env=False)
    assert answer.json()["home_url"] == f"{sandbox.url}/"
    assert [(one.path, one.status) for one in sandbox.api.exchanges] == [("/v1/integration", 200)]


def test_without_a_folder_nothing_stays_behind() -> None:
    with running_sandbox() as sandbox:
        folder = sandbox.state.folder
        assert (folder / "state.json").is_file()
    assert not folder.exists()


def test_a_taken_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with listen(0) as taken:
        assert main(["--port", str(taken.getsockname()[1])]) == 3
    assert capsys.readouterr().err.startswith("The sandbox cannot start: ")


def test_a_folder_that_holds_something_else_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state.json").write_text('{"version": 99}', encoding="utf-8")
    assert main(["--port", "0", "--data", str(tmp_path)]) == 3
    assert "state.json" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--faults", "[5]"], ["--port", "70000"], ["--port", "x"]])
def test_wrong_arguments_are_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_it_listens_on_this_computer_alone() -> None:
    with listen(0) as listener:
        assert listener.family == socket.AF_INET
        assert listener.getsockname()[0] == "127.0.0.1"
