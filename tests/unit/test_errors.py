"""Errors that a user can meet."""

from landlord_desktop.rules.errors import LandlordError, RuleError


def test_a_rule_error_tells_every_fault() -> None:
    error = RuleError(["No amount.", "No tenant."])
    assert error.problems == ("No amount.", "No tenant.")
    assert error.sentence == "No amount. No tenant."
    assert RuleError("One.").problems == ("One.",)
    assert isinstance(error, LandlordError)
