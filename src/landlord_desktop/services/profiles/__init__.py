"""Profiles and setup: who and what the office manages, and by which rules. A module a noun.

Every noun has a frozen record, `list_x`, `read_x`, `save_x(books, record, before=None)` and `delete_x`. `before` is the
record as it was read: where somebody changed it meanwhile nothing is saved. What was used is never deleted, only made
inactive. Every change stands in the audit trail with the values before and after.
"""
