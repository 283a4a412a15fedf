"""Tokens cannot be shown or copied, and live in allowed key stores or in memory alone."""

import base64
import copy
import pickle

import keyring.errors
import pytest
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring

from landlord_desktop.inosio.errors import BadToken, HostChanged, KeyStoreError, KeyStoreState
from landlord_desktop.inosio.token import (
    KEY_SERVICE,
    SERVICE,
    KeyStore,
    Token,
    TokenSource,
    checked_token,
    system_keyring,
)
from wire_values import ORIGIN, TOKEN

OTHER = "https://other.example"
LOOPBACK = "http://127.0.0.1:8780"


class FakeKeyring:
    """A key store in memory; `fault` is raised instead of working."""

    def __init__(self, fault=None):
        self.kept = {}
        self.fault = fault

    def _work(self):
        if self.fault is not None:
            raise self.fault

    def get_password(self, service, username):
        self._work()
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self._work()
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self._work()
        del self.kept[service, username]


def named(name):
    """A backend whose class has this full name."""
    module, _, last = name.rpartition(".")
    return type(last, (FakeKeyring,), {"__module__": module, "__qualname__": last})()


def source(keyring_=None, **environment):
    variables = {f"LANDLORD_INOSIO_{name.upper()}": value for name, value in environment.items()}
    made = TokenSource(KeyStore(keyring_ or FakeKeyring()), variables)
    made.variables = variables
    return made


@pytest.mark.parametrize(
    "show", [str, repr, "{}".format, "{:>30}".format, lambda token: f"{token!r}", lambda token: str([token])]
)
def test_a_token_shows_dots(show):
    shown = show(Token(TOKEN, ORIGIN))
    assert TOKEN not in shown
    assert "••••" in shown


@pytest.mark.parametrize("take", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_token_is_neither_copied_nor_pickled(take):
    with pytest.raises(TypeError, match="neither copied nor pickled") as caught:
        take(Token(TOKEN, ORIGIN))
    assert TOKEN not in str(caught.value)


def test_a_token_has_no_dictionary_to_look_into():
    with pytest.raises(TypeError):
        vars(Token(TOKEN, ORIGIN))


def test_a_token_is_bound_to_its_server():
    Token(TOKEN, ORIGIN).require_origin(ORIGIN)
    Token(TOKEN, None).require_origin(OTHER)
    with pytest.raises(HostChanged):
        Token(TOKEN, ORIGIN).require_origin(OTHER)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No User Token"), (" \n", "No User Token"), ("x" * 1201, "too long"), ("two words", "spaces"),
        ("two\r\nlines", "line breaks"), ("tok\u0435n", "letters"), ("a\x00b", "letters"),
    ],
)
def test_text_that_can_be_no_token_is_refused_unshown(text, words):
    with pytest.raises(BadToken, match=words) as caught:
        checked_token(text, ORIGIN)
    assert not text.strip() or text not in caught.value.sentence


def test_blanks_around_a_pasted_token_do_not_matter():
    assert checked_token(f" {TOKEN}\r\n", ORIGIN).reveal() == TOKEN
    assert checked_token("x" * 1200, ORIGIN).reveal() == "x" * 1200


@pytest.mark.parametrize(
    "name",
    [
        "keyring.backends.SecretService.Keyring", "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.Windows.WinVaultKeyring", "keyring.backends.macOS.Keyring",
    ],
)
def test_the_systems_own_key_stores_are_used(monkeypatch, name):
    backend = named(name)
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    assert system_keyring() is backend
    assert KeyStore().state() == "ok"


@pytest.mark.parametrize(
    "name",
    [
        "keyrings.alt.file.PlaintextKeyring", "keyrings.alt.file.EncryptedKeyring", "keyring.backends.null.Keyring",
        "keyring.backends.SecretService.Keyring2", "evil.keyring.backends.SecretService.Keyring",
    ],
)
def test_no_other_key_store_gets_a_token(monkeypatch, name):
    backend = named(name)
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    held = TokenSource(environment={})
    assert held.remember(ORIGIN, TOKEN) == "absent"
    assert backend.kept == {}
    assert held.token_for(ORIGIN).reveal() == TOKEN
    assert held.data_key("uuid") is None


def test_a_chain_is_searched_for_an_allowed_one(monkeypatch):
    plain, allowed = named("keyrings.alt.file.PlaintextKeyring"), named("keyring.backends.SecretService.Keyring")

    class Chain(ChainerBackend):
        backends = (plain, allowed)
        priority = 10

    monkeypatch.setattr(keyring, "get_keyring", Chain)
    assert TokenSource(environment={}).remember(ORIGIN, TOKEN) == "ok"
    assert (plain.kept, list(allowed.kept)) == ({}, [(SERVICE, ORIGIN)])


def test_a_pc_without_key_store_says_so(monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", FailKeyring)
    assert KeyStore().state() == KeyStoreState.ABSENT


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (keyring.errors.NoKeyringError("x"), "absent"), (keyring.errors.KeyringLocked("x"), "locked"),
        (keyring.errors.InitError("x"), "locked"), (keyring.errors.PasswordSetError(TOKEN), "refused"),
        (RuntimeError(TOKEN), "refused"), (OSError(TOKEN), "refused"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_every_fault_of_a_key_store_is_a_state(fault, state, caplog):
    caplog.set_level("DEBUG")
    held = source(FakeKeyring(fault))
    assert held.state() == state
    assert held.remember(ORIGIN, TOKEN) == state
    assert held.token_for(ORIGIN).reveal() == TOKEN
    assert held.token_for(OTHER) is None
    assert held.place(ORIGIN) == "session"
    with pytest.raises(KeyStoreError) as caught:
        held.forget(ORIGIN)
    assert TOKEN not in caplog.text + caught.value.sentence
    assert caught.value.__cause__ is None
    assert held.token_for(ORIGIN) is None


def test_a_token_is_kept_for_its_origin_alone():
    store = FakeKeyring()
    held = source(store)
    assert (held.remember(ORIGIN, TOKEN), held.place(ORIGIN)) == ("ok", "key_store")
    assert store.kept == {(SERVICE, ORIGIN): TOKEN}
    again = source(store)
    assert again.token_for(ORIGIN).reveal() == TOKEN
    assert again.token_for(OTHER) is None
    again.token_for(ORIGIN).require_origin(ORIGIN)
    with pytest.raises(HostChanged):
        again.token_for(ORIGIN).require_origin(OTHER)


def test_a_token_is_forgotten_everywhere_and_twice_is_harmless():
    store = FakeKeyring()
    held = source(store)
    held.remember(ORIGIN, TOKEN)
    held.forget(ORIGIN)
    held.forget(ORIGIN)
    assert (held.token_for(ORIGIN), held.place(ORIGIN), store.kept) == (None, "", {})


def test_a_token_of_this_run_alone_is_not_stored():
    store = FakeKeyring()
    held = source(store)
    held.remember_for_session(ORIGIN, TOKEN)
    assert (held.place(ORIGIN), store.kept) == ("session", {})
    with pytest.raises(BadToken):
        held.remember_for_session(ORIGIN, "two words")


def test_nothing_too_long_reaches_the_key_store():
    store = FakeKeyring()
    with pytest.raises(KeyStoreError) as caught:
        KeyStore(store).keep(SERVICE, ORIGIN, "x" * 1201)
    assert (caught.value.state, store.kept) == ("too_long", {})


def test_the_environment_comes_first_is_removed_and_never_stored():
    store = FakeKeyring()
    store.kept[SERVICE, LOOPBACK] = "older"
    held = source(store, token=f" {TOKEN} ")
    assert "LANDLORD_INOSIO_TOKEN" not in held.variables
    assert (held.token_for(LOOPBACK).reveal(), held.place(LOOPBACK)) == (TOKEN, "environment")
    assert store.kept == {(SERVICE, LOOPBACK): "older"}


@pytest.mark.parametrize(
    ("server", "origin", "given"),
    [
        (None, LOOPBACK, True), (None, ORIGIN, False), (f"{ORIGIN.upper()}/", ORIGIN, True), (ORIGIN, LOOPBACK, True),
        (ORIGIN, OTHER, False), (ORIGIN, f"{ORIGIN}:8443", False), ("nonsense", ORIGIN, False),
        ("nonsense", LOOPBACK, True),
    ],
)
def test_the_environments_token_goes_to_this_pc_or_the_named_server(server, origin, given):
    held = source(token=TOKEN, **({"server": server} if server else {}))
    assert (held.token_for(origin) is not None) is given


def test_without_a_token_in_the_environment_nothing_is_given():
    assert source(token=" ").token_for(LOOPBACK) is None


def test_a_broken_token_in_the_environment_is_told():
    with pytest.raises(BadToken):
        source(token="two words").token_for(LOOPBACK)


def test_the_process_environment_is_read_once(monkeypatch):
    monkeypatch.setenv("LANDLORD_INOSIO_TOKEN", TOKEN)
    assert TokenSource(KeyStore(FakeKeyring())).token_for(LOOPBACK).reveal() == TOKEN
    assert TokenSource(KeyStore(FakeKeyring())).token_for(LOOPBACK) is None


def test_a_data_key_is_made_once_for_each_database():
    store = FakeKeyring()
    key = source(store).data_key("uuid-1")
    assert len(key) == 32
    assert source(store).data_key("uuid-1") == key
    assert source(store).data_key("uuid-2") != key
    assert {service for service, _ in store.kept} == {KEY_SERVICE}


@pytest.mark.parametrize("stored", ["", "###", base64.b64encode(b"short").decode(), "Zoë"])
def test_a_damaged_data_key_is_told_and_never_replaced(stored):
    store = FakeKeyring()
    store.kept[KEY_SERVICE, "uuid"] = stored
    with pytest.raises(KeyStoreError):
        source(store).data_key("uuid")
    assert store.kept[KEY_SERVICE, "uuid"] == stored


def test_a_locked_key_store_gives_no_data_key():
    with pytest.raises(KeyStoreError) as caught:
        source(FakeKeyring(keyring.errors.KeyringLocked())).data_key("uuid")
    assert caught.value.state is KeyStoreState.LOCKED


@pytest.mark.parametrize("state", list(KeyStoreState))
def test_every_state_has_a_sentence(state):
    assert KeyStoreError(state).sentence.endswith(".")
