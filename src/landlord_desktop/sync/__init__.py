"""Rounds with the Inosio server, without a window: connect, send, fetch; each step explains itself."""
