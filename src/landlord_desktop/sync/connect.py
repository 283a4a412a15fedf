"""Opening the client that the settings describe, and telling its errors in the words of a round."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from landlord_desktop.services.basics import LandlordError
from landlord_desktop.services.books import Books
from landlord_desktop.services.portfolio import OtherPortfolioError, PortfolioFacts, bind_portfolio
from landlord_desktop.services.settings import inosio_settings
from landlord_desktop.sync.report import StepResult

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.errors import InosioError
    from landlord_desktop.inosio.token import TokenSource

Answer = TypeVar("Answer")


class RoundError(LandlordError):
    """A step failed; `kind` as in `report.StepResult`."""

    def __init__(
        self, sentence: str, kind: str, request_id: str = "", retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.request_id = request_id
        self.retry_after_seconds = retry_after_seconds

    @property
    def wait(self) -> tuple[float | None, str]:
        """For how many seconds to wait, and who said so: "server", or nobody."""
        return self.retry_after_seconds, "" if self.retry_after_seconds is None else "server"


def failed_step(name: str, error: RoundError) -> StepResult:
    """The step that ended by this error."""
    return StepResult(name, False, error.sentence, error.kind, error.request_id, error.retry_after_seconds)


def changes_since(
    fetch: Callable[[str | None], Answer], token: str | None, not_signed_up: str
) -> tuple[Answer, bool]:
    """What changed since the sync token, and whether that is everything: without one, or where the server forgot it.

    RoundError; its sentence is `not_signed_up` where the server denies the feature.
    """
    from landlord_desktop.inosio.errors import Refused, SyncTokenExpired

    try:
        with told():
            try:
                return fetch(token), token is None
            except SyncTokenExpired:
                return fetch(None), True
    except RoundError as error:
        cause = error.__cause__
        if isinstance(cause, Refused) and cause.status == 403:
            raise RoundError(not_signed_up, "denied", error.request_id) from cause
        raise


@contextmanager
def told() -> Iterator[None]:
    """Turn the client's errors into RoundError."""
    from landlord_desktop.inosio import errors

    try:
        yield
    except errors.InosioError as error:
        raise as_round_error(error) from error
    except OtherPortfolioError as error:
        raise RoundError(error.sentence, "portfolio") from error


def as_round_error(error: "InosioError") -> RoundError:
    """The same fault in the words of a round."""
    from landlord_desktop.inosio import errors

    kinds: tuple[tuple[type[Exception], str], ...] = (
        (errors.SignedOut, "token"),
        (errors.HostChanged, "token"),
        (errors.BadToken, "token"),
        (errors.KeyStoreError, "token"),
        (errors.ServerFailing, "failing"),
        (errors.Unreachable, "unreachable"),
        (errors.Refused, "refused"),
        (errors.InsecureAddress, "insecure"),
        (errors.Cancelled, "cancelled"),
        (errors.Nonsense, "nonsense"),
    )
    kind = next((kind for family, kind in kinds if isinstance(error, family)), "failing")
    return RoundError(error.sentence, kind, error.request_id, getattr(error, "retry_after", None))


@contextmanager
def connection(books: Books, tokens: "TokenSource", stop: threading.Event | None = None) -> Iterator["InosioClient"]:
    """A client for the saved server with the token of its origin. RoundError where either is missing."""
    from landlord_desktop.inosio.address import check_server_address
    from landlord_desktop.inosio.client import InosioClient

    settings = inosio_settings(books)
    if not settings.server:
        raise RoundError(
            "No server address is set, so nothing was sent or fetched. Enter it in Integration > Integration Settings.",
            "no_server",
        )
    with told():
        origin = check_server_address(settings.server)
        token = tokens.token_for(origin)
        if token is None:
            raise _no_token(tokens)
    with told(), InosioClient(origin, token, protocol=settings.protocol, stop=stop) as client:
        yield client


def _no_token(tokens: "TokenSource") -> RoundError:
    """Why there is none: the key store cannot be read, or nobody pasted one."""
    from landlord_desktop.inosio.errors import KeyStoreError, KeyStoreState

    state = KeyStoreState(tokens.state())
    reason = KeyStoreError(state).sentence if state in {KeyStoreState.LOCKED, KeyStoreState.REFUSED} else (
        "There is no User Token for this server. Paste it in Integration > Integration Settings."
    )
    return RoundError(f"Nothing was sent or fetched. {reason}", "token")


def sign_in(books: Books, client: "InosioClient") -> PortfolioFacts:
    """Ask whose portfolio the token belongs to and bind the books to it. RoundError for another one."""
    with told():
        facts = portfolio_facts(client)
        bind_portfolio(books, facts)
    return facts


def portfolio_facts(client: "InosioClient") -> PortfolioFacts:
    """What the server says about the token's portfolio."""
    answer = client.integration()
    return PortfolioFacts(
        answer.portfolio_id, answer.portfolio_name, answer.home_url, tuple(answer.features),
        answer.server_time,
    )
