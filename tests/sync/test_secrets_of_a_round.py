"""Bank numbers and the token stand nowhere but where they belong; test connection tells its outcome in a sentence."""

import logging
import os
from pathlib import Path

import pytest

from landlord_desktop.services.batch_status import mark_processed
from landlord_desktop.sync import connection_test
from landlord_desktop.sync.tokens import sealed, token_source
from office_online import ACCOUNT_NUMBER, OKAFOR_BATCH, ROUTING_NUMBER, FakeKeyring, Online

_FAULTS = ("cut", "500", "429", "401", "malformed", "redirect", "html", "truncate", "nan", "huge")


def _leaks(office: Online, words: str) -> list[str]:
    """Secrets found in a text."""
    secrets = (office.sandbox.token, ACCOUNT_NUMBER, ROUTING_NUMBER, "Anthony", "Okafor", "Oak Street")
    return [secret for secret in secrets if secret in words]


def test_a_day_full_of_faults_leaks_nothing(office: Online, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    office.books = sealed(office.books, office.tokens)
    told = []
    with caplog.at_level(logging.DEBUG):
        for name in ("httpx", "httpcore", "landlord_desktop"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        for action in _FAULTS:
            for path in ("/v1/receipt-batches/*", "/v1/snapshots*", "/v1/snapshots/*/parts/1"):
                office.sandbox.faults.add(action, match={"path": path}, skip=1)
            report = office.round()
            told += [report.sentence, *report.set_aside]
            office.sandbox.faults.clear()
            office.clock.forward(hours=2)
        mark_processed(office.books, OKAFOR_BATCH)
        assert office.round().error == ""

    told += [str(row) for row in office.rows("SELECT * FROM exchange_log")]
    told += [str(row) for row in office.rows("SELECT kind, subject, detail, state, sentence FROM outbox_item")]
    told += [str(row) for row in office.rows("SELECT name, method, path, request_id, if_match FROM outbox_request")]
    rest = "SELECT key, value FROM setting UNION ALL SELECT action, sentence FROM audit_entry"
    told += [str(row) for row in office.rows(rest)]
    told += [f"{record.name} {record.getMessage()} {record.exc_text}" for record in caplog.records]
    assert len(told) > 50
    assert _leaks(office, "\n".join(told)) == []
    with office.books.store.write() as connection:
        connection.exec_driver_sql("UPDATE bank_detail SET account_number = '', routing_number = ''")
    office.books.close()
    files = b"".join(path.read_bytes() for path in tmp_path.glob("office.db*"))
    assert ACCOUNT_NUMBER.encode() not in files  # what was sent is sealed, and what was deleted is overwritten
    assert office.sandbox.token.encode() not in files


def test_refused_by_the_server_says_no_number(office: Online) -> None:
    office.sandbox.faults.add("500", match={"path": "/v1/snapshots/*/parts/1"}, code=ACCOUNT_NUMBER)
    assert ACCOUNT_NUMBER not in office.round("balances").sentence


# test connection


def _tested(office: Online, token: str | None = None, **options: float) -> connection_test.ConnectionTest:
    return connection_test.test_connection(office.sandbox.url, token, "system", office.tokens, **options)


def test_connection_names_the_portfolio(office: Online) -> None:
    before = office.rows("SELECT * FROM setting"), dict(office.keyring.kept)
    result = _tested(office)
    assert (result.ok, result.portfolio_id, result.portfolio_name) == (True, "PF-2118", "Landlord Sample Portfolio")
    assert result.features == ("applicant_screening", "document_portal", "maintenance_coordination")
    assert result.sentence == "The connection works. The token belongs to portfolio Landlord Sample Portfolio."
    assert (office.rows("SELECT * FROM setting"), office.keyring.kept) == before


def test_connection_uses_the_token_as_typed(office: Online) -> None:
    office.tokens.forget(office.sandbox.url)
    assert _tested(office).kind == "token"
    assert _tested(office, "").kind == "token"
    assert _tested(office, f" {office.sandbox.token}\n").ok
    assert not any(office.sandbox.token in kept for kept in office.keyring.kept.values())


@pytest.mark.parametrize(
    ("token", "words"),
    [("wrong", "does not know this User Token"), ("two words", "User Token"), ("x" * 5000, "User Token")],
)
def test_connection_with_a_token_that_is_none(office: Online, token: str, words: str) -> None:
    result = _tested(office, token)
    assert (result.ok, result.kind) == (False, "token")
    assert words in result.sentence
    assert token not in result.sentence


def test_connection_with_a_revoked_token(office: Online) -> None:
    office.sandbox.state.practice_key()
    result = _tested(office)
    assert (result.ok, result.kind) == (False, "token")
    assert "revoked" in result.sentence


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        ("", "insecure"), ("http://example.com", "insecure"), ("https://user@example.com", "insecure"),
        ("http://127.0.0.1:9", "unreachable"),
    ],
)
def test_connection_to_an_address_that_is_none(office: Online, server: str, kind: str) -> None:
    result = connection_test.test_connection(server, "secret", "system", office.tokens)
    assert (result.ok, result.kind) == (False, kind)


@pytest.mark.parametrize(("action", "kind"), [("html", "nonsense"), ("503", "failing"), ("redirect", "nonsense")])
def test_connection_to_something_else(office: Online, action: str, kind: str) -> None:
    office.sandbox.faults.add(action)
    result = _tested(office)
    assert (result.ok, result.kind) == (False, kind)


@pytest.mark.parametrize("action", ["late", "drip"])
def test_connection_does_not_wait_for_ever(office: Online, action: str) -> None:
    office.sandbox.faults.add(action, seconds=0.2 if action == "drip" else 2)
    result = _tested(office, deadline_seconds=0.5)
    assert (result.ok, result.kind) == (False, "unreachable")
    assert "0.5 seconds" in result.sentence


# key stores


class LockedKeyring(FakeKeyring):
    """A key store that nobody unlocked."""

    def get_password(self, service: str, username: str) -> str | None:
        from keyring.errors import KeyringLocked

        raise KeyringLocked


def test_a_locked_key_store_is_said_to_be_locked(office: Online) -> None:
    from landlord_desktop.inosio.token import KeyStore, TokenSource

    office.tokens = TokenSource(KeyStore(LockedKeyring()), environment={})
    report = office.round()
    assert report.kind == "token"
    assert "locked" in report.error


def test_a_token_of_the_environment_serves_this_pc_and_leaves_no_trace(
    office: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANDLORD_INOSIO_TOKEN", office.sandbox.token)
    office.tokens = token_source()
    assert "LANDLORD_INOSIO_TOKEN" not in os.environ
    assert office.round("batches").new_batches == 8


def test_no_key_store_at_all_leaves_the_books_unsealed(office: Online) -> None:
    from landlord_desktop.inosio.token import KeyStore, TokenSource

    class Absent(FakeKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            from keyring.errors import NoKeyringError

            raise NoKeyringError

    assert sealed(office.books, TokenSource(KeyStore(Absent()), environment={})) is office.books
