"""Menu Maintenance: work orders."""
