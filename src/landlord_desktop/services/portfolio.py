"""The one portfolio of these books, and what is done once a day.

A database belongs to the portfolio of its first successful connection; another one later is refused until a person
confirms it (`settings D inosio.portfolio ID`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text

from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.sending_hold import end_look_back
from landlord_desktop.services.settings import put, read_settings

CLOCKS_AGREE_MINUTES = 5
ABANDONED_MINUTES = 30
"""A daily claim whose round never ended counts as abandoned after so long."""


class OtherPortfolioError(LandlordError):
    """The token belongs to another portfolio than these books; nothing was sent or stored."""


@dataclass(frozen=True, slots=True)
class PortfolioFacts:
    """What the server says about the token's portfolio; `server_time` is its clock when it said so."""

    portfolio_id: str
    name: str
    home_url: str
    features: tuple[str, ...]
    server_time: datetime | None = None


def bind_portfolio(books: Books, facts: PortfolioFacts) -> None:
    """Bind the books at the first connection; OtherPortfolioError where they belong to another portfolio."""
    with books.store.write() as connection:
        settings = read_settings(connection)
        bound = settings["inosio.portfolio"]
        if bound and bound != facts.portfolio_id:
            raise OtherPortfolioError(
                f"The token belongs to portfolio {facts.portfolio_id}, these books to {bound}. Nothing was sent or "
                f"stored. If it is meant, confirm it: settings inosio.portfolio {facts.portfolio_id}."
            )
        if not bound or not settings["inosio.portfolio_name"]:
            for table in ("inosio_payment", "working_line", "receipt", "returned_payment"):
                connection.execute(
                    text(f"UPDATE {table} SET source_key = :id || source_key WHERE source_key LIKE ':%'"),  # noqa: S608
                    {"id": facts.portfolio_id},
                )
        if not bound:
            record(connection, books, "bind portfolio", facts.portfolio_id, f"Bound to portfolio {facts.portfolio_id}.")
        wanted = {
            "inosio.portfolio": facts.portfolio_id, "inosio.portfolio_name": stored_text(facts.name),
            "inosio.home_url": stored_text(facts.home_url, 2000), "inosio.signed_up": _names(facts.features),
            "inosio.clock_off": _clock_off(books, facts.server_time),
        }
        put(connection, {key: value for key, value in wanted.items() if settings[key] != value})


def _names(features: tuple[str, ...]) -> str:
    """The features as they are remembered; a dash where the account has none."""
    return " ".join(sorted(name for name in features if name.isidentifier())) or "-"


def _clock_off(books: Books, server_time: datetime | None) -> str:
    """By how many minutes the office's clock is ahead of the server's; empty where they agree well enough."""
    if server_time is None:
        return ""
    minutes = round((books.now() - server_time).total_seconds() / 60)
    return str(minutes) if abs(minutes) > CLOCKS_AGREE_MINUTES else ""


@dataclass(frozen=True, slots=True)
class DayClaim:
    """Once-a-day work that this PC took on; `claimed_at` tells it from a later claim of the same day."""

    day: date
    name: str
    claimed_at: datetime


def claim_day(books: Books, name: str = "sync") -> DayClaim | None:
    """Claim once-a-day work for this office day; None where it is done or under way somewhere."""
    claim = DayClaim(books.today(), name, books.now())
    with books.store.write() as connection:
        values = {
            "day": claim.day.isoformat(), "name": name, "user": books.actor.user,
            "workstation": books.actor.workstation, "now": instant_text(claim.claimed_at),
            "abandoned": instant_text(claim.claimed_at - timedelta(minutes=ABANDONED_MINUTES)),
        }
        connection.execute(
            text(
                "DELETE FROM daily_claim WHERE day = :day AND name = :name AND done_at IS NULL "
                "AND claimed_at < :abandoned"
            ),
            values,
        )
        made = connection.execute(
            text(
                "INSERT INTO daily_claim (day, name, claimed_by, workstation, claimed_at) "
                "VALUES (:day, :name, :user, :workstation, :now) ON CONFLICT (day, name) DO NOTHING"
            ),
            values,
        )
        return claim if made.rowcount == 1 else None


def day_is_claimed(books: Books, name: str) -> bool:
    """Whether once-a-day work of this office day is done, or under way somewhere."""
    abandoned = instant_text(books.now() - timedelta(minutes=ABANDONED_MINUTES))
    query = text(
        "SELECT 1 FROM daily_claim WHERE day = :day AND name = :name "
        "AND (done_at IS NOT NULL OR claimed_at >= :abandoned)"
    )
    values = {"day": books.today().isoformat(), "name": name, "abandoned": abandoned}
    with books.store.read() as connection:
        return connection.execute(query, values).first() is not None


def end_day_claim(books: Books, claim: DayClaim, *, done: bool) -> None:
    """Keep the claim as done, or give it back after a failure; one that another PC took over stays with that PC."""
    mine = (
        "WHERE day = :day AND name = :name AND claimed_by = :user AND workstation = :workstation "
        "AND claimed_at = :claimed_at"
    )
    statement = f"UPDATE daily_claim SET done_at = :now {mine}" if done else f"DELETE FROM daily_claim {mine}"  # noqa: S608
    values = {
        "now": instant_text(books.now()), "day": claim.day.isoformat(), "name": claim.name,
        "user": books.actor.user, "workstation": books.actor.workstation,
        "claimed_at": instant_text(claim.claimed_at),
    }
    with books.store.write() as connection:
        connection.execute(text(statement), values)


def remember_round(books: Books, *, error: str, full: bool) -> None:
    """Remember how the last round with the server ended, for the Inosio page and the load dialog."""
    with books.store.write() as connection:
        values = {"inosio.last_error": error}
        if not error:
            values["inosio.last_success"] = instant_text(books.now())
        if full:
            values["inosio.last_full_round"] = books.today().isoformat()
            end_look_back(connection)
        put(connection, values)
