"""Text from outside made safe to show and to copy, for the windows, which must not wait for the other rules."""

from landlord_desktop.rules.text import plain_cell, visible

__all__ = ["plain_cell", "visible"]
