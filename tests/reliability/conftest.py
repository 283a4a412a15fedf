"""An office connected to a running sandbox, and the guide's sample made once; books are proven after each test."""

from pathlib import Path

import pytest

from landlord_desktop.services.books import create_books
from office_online import made_office, office, sandbox

__all__ = ["guide_file", "made_office", "office", "sandbox"]


@pytest.fixture(scope="session")
def guide_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's sample, made once."""
    path = tmp_path_factory.mktemp("samples") / "guide.db"
    create_books(str(path), "guide")
    return path
