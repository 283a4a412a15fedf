"""The command line on an office server: the same words with an address; its password is no argument and not printed."""

import io
from collections.abc import Iterator

import pytest

import postgres_server
from command_line import CommandLine
from engines import server_database
from landlord_desktop.inosio.token import KeyStore
from landlord_desktop.sync import server_passwords
from office_online import FakeKeyring


@pytest.fixture
def address() -> Iterator[str]:
    with server_database() as location:
        yield location


@pytest.fixture
def guarded() -> Iterator[str]:
    """The address of a database whose user has a password; none stands in it."""
    with server_database(owner=postgres_server.GUARDED) as location:
        yield location


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """A key store that works, for the next commands."""
    made = FakeKeyring()
    monkeypatch.setattr("landlord_desktop.inosio.token.system_keyring", lambda: made)
    monkeypatch.setattr(server_passwords, "_of_this_run", {})
    return made


def test_a_morning_on_a_server(run: CommandLine, address: str) -> None:
    assert run("check", address).code == 5
    assert run("new", address, "--sample", "guide").code == 0
    assert run("new", address).code == 5
    posted = run("post", address, "--all", "--deposit", "--json")
    assert posted.code == 1
    assert posted.value["posted"]
    again = run("post", address, "--all", "--deposit", "--json")
    assert again.value["posted"] == []
    checked = run("check", address, "--json")
    assert checked.code == 0
    assert "the file is whole" not in {check["name"] for check in checked.value["checks"]}
    assert run("migrate", address).code == 0


def test_a_backup_names_what_makes_one(run: CommandLine, address: str, tmp_path) -> None:
    assert run("new", address).code == 0
    refused = run("backup", address, str(tmp_path / "copy.db"))
    assert refused.code == 5
    assert "pg_dump" in refused.err
    assert list(tmp_path.glob("copy*")) == []


def test_the_password_is_kept_by_a_command_and_forgotten_by_it(
    run: CommandLine, guarded: str, keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "asks for a password" in run("new", guarded).err
    monkeypatch.setattr("sys.stdin", io.StringIO("guarded\n"))
    assert run("password", guarded).code == 0
    assert list(keyring.kept.values()) == ["guarded"]
    assert "guarded:" not in str(list(keyring.kept))
    server_passwords._of_this_run.clear()
    made = run("new", guarded)
    assert (made.code, made.err) == (0, "")
    assert run("check", guarded).code == 0
    assert run("password", guarded, "--forget").code == 0
    assert "guarded" not in keyring.kept.values()
    assert run("check", guarded).code == 5


def test_what_can_have_no_password(run: CommandLine, guarded: str, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(server_passwords, "_of_this_run", {})
    assert run("password", str(tmp_path / "office.db")).code == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert "nothing was kept" in run("password", guarded).err
    monkeypatch.setattr("sys.stdin", io.StringIO("guarded\n"))
    assert "does not keep the password" in run("password", guarded).err  # there is no key store here
    assert KeyStore().state() == "absent"
