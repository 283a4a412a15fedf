"""All tables, one file a family; `metadata` holds them."""

from landlord_desktop.db.models import batches, journal, office_work, profiles, receivables, returns, setup
from landlord_desktop.db.models.base import metadata

__all__ = ["batches", "journal", "metadata", "office_work", "profiles", "receivables", "returns", "setup"]
