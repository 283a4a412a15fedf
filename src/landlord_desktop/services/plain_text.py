"""Rules of text that the screens need too, handed on: of the rules themselves `ui` sees money and errors alone."""

from landlord_desktop.rules.text import plain_cell, visible

__all__ = ["plain_cell", "visible"]
