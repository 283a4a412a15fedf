"""Where a token comes from, as the settings page tells it."""

import pytest

from landlord_desktop.inosio.token import KeyStore, TokenSource
from office_online import FakeKeyring

HERE, THERE = "http://127.0.0.1:8780", "https://server.example"


@pytest.mark.parametrize(
    ("environment", "here", "there"),
    [
        ({"LANDLORD_INOSIO_TOKEN": "t"}, "environment", ""),
        ({"LANDLORD_INOSIO_TOKEN": "t", "LANDLORD_INOSIO_SERVER": THERE}, "environment", "environment"),
        ({}, "", ""),
    ],
)
def test_a_token_of_the_environment_goes_to_this_pc_and_its_server(environment, here, there):
    tokens = TokenSource(KeyStore(FakeKeyring()), environment=dict(environment))
    assert (tokens.place(HERE), tokens.place(THERE)) == (here, there)


def test_the_key_store_and_this_run():
    keyring = FakeKeyring()
    tokens = TokenSource(KeyStore(keyring), environment={})
    assert tokens.remember(THERE, "first") == "ok"
    assert tokens.place(THERE) == "key_store"
    assert TokenSource(KeyStore(keyring), environment={}).place(THERE) == "key_store"
    tokens.remember_for_session(THERE, "newer")
    assert tokens.place(THERE) == "session"


def test_without_a_key_store_a_pasted_token_is_of_this_run():
    tokens = TokenSource(KeyStore(), environment={})
    assert tokens.place(THERE) == ""
    assert tokens.remember(THERE, "pasted") == "absent"
    assert tokens.place(THERE) == "session"
