"""All tables, one file a family; `metadata` holds them."""

from landlord_desktop.db.models import (
    autopilot,
    batches,
    journal,
    maintenance,
    office_work,
    profiles,
    receivables,
    returns,
    setup,
)
from landlord_desktop.db.models.base import metadata

__all__ = [
    "autopilot", "batches", "journal", "maintenance", "metadata", "office_work", "profiles", "receivables", "returns",
    "setup",
]
