"""Stored payloads with a key store: sealed, opened by `check`, and what happens when the key is lost or locked."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from landlord_desktop import cli
from landlord_desktop.inosio.token import KEY_SERVICE, KeyStore, TokenSource
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.sync.tokens import sealed
from office_online import ACCOUNT_NUMBER, ROUTING_NUMBER, FakeKeyring, Online

WHOLE = "ok      what was sent is what was stored"


@dataclass
class Checked:
    """How `check` ended."""

    code: int
    lines: list[str] = field(default_factory=list)


Check = Callable[[], Checked]


@pytest.fixture
def check(
    office: Online, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Runs the command `check` on the office, on a PC with the office's key store."""

    def run() -> Checked:
        monkeypatch.setattr("landlord_desktop.sync.tokens.token_source", lambda: office.tokens)
        capsys.readouterr()
        code = cli.main(["check", office.books.store.location])
        out, err = capsys.readouterr()
        assert err == ""
        return Checked(code, out.splitlines())

    return run


def _send_sealed(office: Online) -> None:
    office.books = sealed(office.books, office.tokens)
    assert office.step("balances").ok


def test_bodies_are_sealed_and_check_opens_them(office: Online, check: Check) -> None:
    _send_sealed(office)
    flags = office.rows("SELECT sealed, hex(body) FROM outbox_request")
    assert len(flags) >= 3
    assert all(flag for flag, _body in flags)
    assert not any(secret.encode().hex().upper() in body for _flag, body in flags
                   for secret in (ACCOUNT_NUMBER, ROUTING_NUMBER))
    found = check()
    assert found.code == 0
    assert WHOLE in found.lines
    assert not any("not looked into" in line for line in found.lines)


def test_check_finds_a_sealed_body_that_was_changed(office: Online, check: Check) -> None:
    _send_sealed(office)
    shorter = "CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB)"
    office.change(f"UPDATE outbox_request SET body = {shorter} WHERE position = 2")
    found = check()
    assert found.code == 1
    assert any("its sealed body is not what was sealed there" in line for line in found.lines)
    office.change("DELETE FROM outbox_request WHERE position = 2")


def test_a_lost_key_is_told_and_sending_goes_on(office: Online, check: Check) -> None:
    office.sandbox.faults.add("500", match={"path": "/v1/snapshots*"}, times=None)
    office.books = sealed(office.books, office.tokens)
    assert not office.step("balances").ok
    waiting = office.one("SELECT count(*) FROM outbox_request")
    assert waiting >= 3
    del office.keyring.kept[KEY_SERVICE, office.books.database_uuid]

    office.books = sealed(office.again().books, office.tokens)
    office.sandbox.faults.clear()
    office.clock.forward(hours=2)
    assert office.step("send").ok
    subjects = [(state, sentence) for _subject, state, sentence in office.outbox()]
    assert subjects[0][0] == "superseded"
    assert "cannot be opened with the key of this PC's key store; it is built anew" in subjects[0][1]
    assert subjects[1][0] == "sent"
    assert len(office.committed()) == 1
    found = check()
    assert found.code == 0
    assert any(f"not looked into: {waiting} stored messages" in line for line in found.lines)


def test_a_locked_key_store_seals_nothing_plain_and_hinders_no_check(office: Online, check: Check) -> None:
    class Locked(FakeKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            from keyring.errors import KeyringLocked

            raise KeyringLocked

    _send_sealed(office)
    plain = office.one("SELECT count(*) FROM outbox_request WHERE NOT sealed")
    kept, office.tokens = office.tokens, TokenSource(KeyStore(Locked()), environment={})
    found = check()
    assert found.code == 0
    assert any("not looked into" in line for line in found.lines)
    office.tokens.remember_for_session(office.sandbox.url, office.sandbox.token)
    office.books = sealed(office.again().books, office.tokens)
    request_balances(office.books, "test")
    step = office.step("send")
    assert not step.ok
    assert "key store of this PC is locked" in step.detail
    assert office.one("SELECT count(*) FROM outbox_request WHERE NOT sealed") == plain
    office.tokens, office.books = kept, sealed(office.again().books, kept)
    office.clock.forward(hours=2)
    assert office.step("send").ok
