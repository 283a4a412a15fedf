"""An office connected to a running sandbox; its books are proven after each test."""

import pytest

from landlord_desktop.services.batch_status import mark_processed
from office_online import OKAFOR_BATCH, Online, made_office, office, sandbox

__all__ = ["made_office", "marked", "office", "sandbox"]


@pytest.fixture
def marked(office: Online) -> Online:
    """The batches are here, and one of them is marked processed; the server does not know it yet."""
    office.round("batches")
    mark_processed(office.books, OKAFOR_BATCH)
    return office
