"""Fixtures for all tests. `strictness` holds the rules that every test is under."""

pytest_plugins = ("strictness", "engines", "pytester")
