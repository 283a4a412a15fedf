"""Test connection: ask the server with what stands in the settings form, before anything is saved."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landlord_desktop.inosio.token import Token, TokenSource

DEADLINE_SECONDS = 20.0
"""A person waits for the answer, so that the test gives up sooner than a round."""


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """How the test ended, in one sentence. The portfolio's texts are empty and `features` has none where it failed.

    `kind` of a failure is that of `report.StepResult`.
    """

    ok: bool
    portfolio_id: str
    portfolio_name: str
    features: tuple[str, ...]
    sentence: str
    kind: str = ""


def test_connection(
    server: str,
    token_text: str | None,
    protocol: str,
    tokens: "TokenSource",
    *,
    deadline_seconds: float = DEADLINE_SECONDS,  # noqa: PT028 - this is no test
) -> ConnectionTest:
    """Ask whose portfolio the token belongs to. Nothing is saved or sent, and a fault is an answer, not an error.

    `server` as typed; `token_text` as typed, None or empty for the one that is kept for this server.
    """
    from landlord_desktop.inosio.address import check_server_address
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.errors import InosioError
    from landlord_desktop.sync.connect import as_round_error

    try:
        origin = check_server_address(server)
        token = _token(origin, token_text, tokens)
        if token is None:
            return _failed("There is no User Token for this server. Paste one, then test again.", "token")
        with InosioClient(origin, token, protocol=protocol, deadline_seconds=deadline_seconds) as client:
            found = client.integration()
    except InosioError as error:
        told = as_round_error(error)
        return _failed(told.sentence, told.kind)
    name = found.portfolio_name or found.portfolio_id
    return ConnectionTest(
        True, found.portfolio_id, found.portfolio_name, tuple(found.features),
        f"The connection works. The token belongs to portfolio {name}.",
    )


def _token(origin: str, token_text: str | None, tokens: "TokenSource") -> "Token | None":
    from landlord_desktop.inosio.token import checked_token

    return checked_token(token_text, origin) if token_text and token_text.strip() else tokens.token_for(origin)


def _failed(sentence: str, kind: str) -> ConnectionTest:
    return ConnectionTest(False, "", "", (), sentence, kind)
