"""Addresses of office servers for the parts above."""


def server_address(location: str) -> str:
    """A server's address as it may be kept and shown: without its password. BooksError for one that can be none."""
    from landlord_desktop.db.postgres_engine import shown_address

    return shown_address(location)
