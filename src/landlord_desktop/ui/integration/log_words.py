"""The words and columns in which exchanges with the server are shown."""

from datetime import datetime

from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.history_table import Column

OUTCOMES = {"ok": State("positive", "Done"), "failed": State("negative", "Failed"), "held": State("warning", "Held")}
"""How an exchange may end."""
_ITEM_STATES = {
    "waiting": State("info", "Waiting"),
    "sending": State("info", "Being sent"),
    "sent": State("positive", "Sent"),
    "refused": State("negative", "Refused"),
    "superseded": State("neutral", "Replaced by a newer one"),
    "discarded": State("neutral", "Discarded"),
}
_STEPS = {
    "connect": "Connect", "send": "Send", "batches": "Batches", "returns": "Returns", "work-orders": "Work Orders",
    "applicants": "Applicants", "balances": "Balances",
}  # fmt: skip


def outcome_state(outcome: str) -> State:
    """How an exchange ended, as sign and word."""
    return OUTCOMES.get(outcome, State("neutral", outcome))


def item_state(state: str, *, again: bool = False) -> State:
    """How something in the outbox stands; `again`: it was tried, and is tried again at its time."""
    if state == "waiting" and again:
        return State("warning", "Trying again")
    return _ITEM_STATES.get(state, State("neutral", state))


def aside_state(settled_at: datetime | None) -> State:
    """Whether an answer that was set aside is settled."""
    return State("neutral", "Settled") if settled_at else State("warning", "Open")


def step_words(step: str) -> str:
    """The step's name as people read it."""
    return _STEPS.get(step, step.replace("_", " ").capitalize())


def subject_words(subject: str) -> str:
    """What an exchange was about: a whole step by its name, or one thing."""
    return _STEPS.get(subject) or subject.capitalize()


SUBJECT_COLUMNS = (
    Column("at", "Time", "date", lambda row: row.at, 170),
    Column("step", "Step", value=lambda row: step_words(row.step), width=105),
    Column("subject", "Subject", value=lambda row: subject_words(row.subject), width=170),
    Column("outcome", "Result", "state", value=lambda row: outcome_state(row.outcome), width=110),
    Column("sentence", "What happened", value=lambda row: row.sentence, width=260, stretch=True),
)
"""Columns of exchanges; the log adds the request's id."""
