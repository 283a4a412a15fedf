"""Landlord Desktop: tenant payments on a double-entry trust ledger."""
