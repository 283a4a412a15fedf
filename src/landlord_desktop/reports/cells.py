"""Cells as text: for paper as people read them, for files as programs do."""

from datetime import UTC, date, datetime, tzinfo

from landlord_desktop.reports.model import Cell, ColumnKind
from landlord_desktop.rules.money import format_cents, wire_from_cents
from landlord_desktop.rules.text import plain_cell, visible
from landlord_desktop.rules.words import format_day

LONGEST_ON_PAPER = 400


def format_instant(moment: datetime) -> str:
    """A moment in its own zone: "3/8/2022 9:05:30 AM"."""
    half = "AM" if moment.hour < 12 else "PM"
    return f"{format_day(moment)} {moment.hour % 12 or 12}:{moment:%M:%S} {half}"


def one_line(text: str) -> str:
    """Text from outside as one line: control and direction characters made visible, at most some hundred characters."""
    return visible(text[:LONGEST_ON_PAPER]).replace("\n", " ").replace("\t", " ")


def paper_text(cell: Cell, kind: ColumnKind) -> str:
    """A cell as it stands on paper and in the preview. TypeError where the value is not of its column's kind."""
    if cell is None:
        return ""
    if kind == "text" and isinstance(cell, str):
        return cell if cell.isascii() and cell.isprintable() and len(cell) <= LONGEST_ON_PAPER else one_line(cell)
    if kind == "money" and isinstance(cell, int):
        return format_cents(cell)
    if kind == "count" and isinstance(cell, int):
        return f"{cell:,}"
    if kind == "number" and isinstance(cell, int):
        return str(cell)
    if kind == "instant" and isinstance(cell, datetime):
        return format_instant(cell)
    if kind == "date" and isinstance(cell, date):
        return format_day(cell)
    raise TypeError(f"a cell of kind {kind} holds a {type(cell).__name__}")


def file_text(cell: Cell, kind: ColumnKind) -> str:
    """A cell for a CSV file: ISO dates, money like 1200.00, text that no program takes for a formula."""
    if cell is None:
        return ""
    if kind == "text" and isinstance(cell, str):
        return plain_cell(visible(cell))
    if kind == "money" and isinstance(cell, int):
        return wire_from_cents(cell)
    if kind in {"count", "number"} and isinstance(cell, int):
        return str(cell)
    if kind == "instant" and isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if kind == "date" and isinstance(cell, date):
        return cell.isoformat()
    raise TypeError(f"a cell of kind {kind} holds a {type(cell).__name__}")


def wall_time(moment: datetime) -> datetime:
    """A moment as the clock on the wall shows it, without its zone, which spreadsheets do not know."""
    if moment.tzinfo is None:
        raise TypeError("an instant needs its time zone")
    return moment.replace(tzinfo=None, microsecond=0)


def office_time(stored: str, zone: tzinfo | None) -> datetime:
    """A stored UTC moment in the office's zone; `zone` is a tzinfo, or None for this PC's own."""
    moment = datetime.fromisoformat(stored)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(zone)
