"""The rules' words and texts for the parts above, apart from `basics`: windows must not wait for the rest."""

from landlord_desktop.rules.text import plain_cell, visible
from landlord_desktop.rules.words import format_day, format_long_day, plural

__all__ = ["format_day", "format_long_day", "plain_cell", "plural", "visible"]
