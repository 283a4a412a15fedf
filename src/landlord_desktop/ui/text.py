"""How dates, counts and text from outside are written on the screens; money is in `rules.money`."""

from datetime import datetime

from landlord_desktop.services.words import format_day, format_long_day, plural, visible

__all__ = ["format_day", "format_long_day", "format_moment", "no_mnemonic", "plural", "shown", "tool_tip"]


def format_moment(moment: datetime) -> str:
    """A moment in this PC's own time: "3/8/2022 at 3:30 PM". ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    local = moment.astimezone()
    half = "AM" if local.hour < 12 else "PM"
    return f"{format_day(local.date())} at {local.hour % 12 or 12}:{local.minute:02d} {half}"


def shown(text: str) -> str:
    """Text from outside as one line for a label or a cell: control and direction characters made visible."""
    return visible(text).replace("\n", " ").replace("\t", " ")


def tool_tip(text: str) -> str:
    """Text for a tool tip, which Qt would otherwise read as rich text where it looks like it."""
    if "<" not in text and "&" not in text:
        return text
    from html import escape

    return f"<span>{escape(text)}</span>"


def no_mnemonic(text: str) -> str:
    """Text for a tab, a menu or a button, in which & is a letter and not a shortcut."""
    return text.replace("&", "&&")
