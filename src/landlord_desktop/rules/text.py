"""Text from outside, made safe to store and to show."""

import unicodedata

LONGEST_TEXT = 500
DESCRIPTION_LENGTH = 40
"""A payment's description is cut at 40 characters, as the integration guide's screen shows it."""

_SHOWN_AS_IS = {"\n", "\t"}


def stored_text(text: str | None, longest: int = LONGEST_TEXT) -> str:
    """Text as it may enter the database: no NUL, no lone surrogate, at most `longest` characters."""
    if not text:
        return ""
    cleaned = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return cleaned[:longest]


def visible(text: str) -> str:
    """Text for a screen or a report, with control and direction-changing characters made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    if character in _SHOWN_AS_IS or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return character
    return f"\u27e6U+{ord(character):04X}\u27e7"


def payment_description(payer: str, unit: str) -> str:
    """`<tenant> for <unit>` cut at 40 characters (integration guide, Batch Tenant Receipts)."""
    whole = f"{payer} for {unit}" if unit else payer
    return whole[:DESCRIPTION_LENGTH]


def plain_cell(text: str) -> str:
    """Text for a spreadsheet cell, so that no program takes it for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\x00"} else text
