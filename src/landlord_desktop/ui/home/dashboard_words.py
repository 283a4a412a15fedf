"""What the dashboard's cards and charts say, made of the facts; no widget here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.dashboard import AgeSum, DashboardFacts, WeekSum
from landlord_desktop.services.deposit_clock import DepositClock
from landlord_desktop.ui.text import format_day, format_moment, plural, shown
from landlord_desktop.ui.widgets.badge import State

_NOTHING = State("positive", "Nothing to do")


@dataclass(frozen=True, slots=True)
class CardWords:
    """One card: its figure, a line or two below it, how it stands, and the screen it opens."""

    figure: str
    detail: str
    state: State
    screen: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: what stands under or beside it, its cents, its value, a sentence and a note in words."""

    label: str
    cents: int
    value: str
    sentence: str
    kind: str = "accent"
    note: str = ""


def batches_card(facts: DashboardFacts) -> CardWords:
    """Unprocessed receipt batches."""
    target = ("batch_receipts", {"load": True})
    if not facts.batches:
        return CardWords("None", "No receipt batch waits to be loaded", _NOTHING, *target)
    counted = f"{plural(facts.batches, 'batch', 'batches')}, {plural(facts.batch_payments, 'payment')}"
    state = State("positive", "All equal what is due")
    if facts.batch_exceptions:
        state = State("warning", f"{plural(facts.batch_exceptions, 'payment')} to look at")
    return CardWords(format_cents(facts.batches_cents), counted, state, *target)


def working_list_card(facts: DashboardFacts) -> CardWords:
    """Payments that were loaded or typed in and are not posted."""
    if not facts.lines:
        return CardWords("Empty", "No payment is waiting to be posted", _NOTHING, "batch_receipts")
    counted = f"{facts.lines_equal:,} equal, {facts.lines_unequal:,} not equal to unpaid charges"
    state = State("info", "Ready to post")
    if facts.lines_unequal:
        state = State("warning", f"{plural(facts.lines_unequal, 'payment')} to settle")
    return CardWords(format_cents(facts.lines_cents), counted, state, "batch_receipts")


def deposit_card(facts: DashboardFacts) -> CardWords:
    """Receipts without a slip, by bank, with the deposit clock of the oldest."""
    if not facts.banks:
        return CardWords("None", "Every receipt is on a deposit slip", _NOTHING, "deposit_receipts")
    shown_banks = facts.banks[:3]
    lines = [f"{shown(one.code)}: {format_cents(one.cents)}, {plural(one.receipts, 'receipt')}" for one in shown_banks]
    if len(facts.banks) > len(lines):
        lines.append(f"and {plural(len(facts.banks) - len(lines), 'more bank')}")
    total = format_cents(sum(bank.cents for bank in facts.banks))
    if facts.clock.overdue or facts.clock.due:
        lines.append(f"{facts.clock.words}.")
    bank = {"bank_id": facts.banks[0].bank_id}
    return CardWords(total, "\n".join(lines), clock(facts.clock), "deposit_receipts", bank)


def clock(found: DepositClock) -> State:
    """How the receipts stand against the days within which they must be deposited."""
    if found.overdue:
        return State("negative", f"{plural(found.overdue, 'receipt')} overdue")
    if found.due:
        return State("warning", f"{plural(found.due, 'receipt')} due today")
    return State("info", f"Next due {format_day(found.next_on)}") if found.next_on else _NOTHING


def sync_card(facts: DashboardFacts) -> CardWords:
    """The outbox and the last synchronization."""
    when = f"Last success {format_moment(facts.last_success)}" if facts.last_success else "Never synchronized yet"
    figure = f"{facts.waiting:,} to send" if facts.waiting else "All sent" if facts.connected else "Not yet"
    target: tuple[str, Mapping[str, object]]
    target = ("integration_log", {"tab": "waiting"}) if facts.waiting or facts.refused else ("inosio", {})
    if facts.refused:
        state = State("negative", f"{plural(facts.refused, 'item')} refused")
    elif facts.last_error:
        state, target = State("negative", "The last try failed"), ("inosio", {})
    elif not facts.server_known:
        state, target = State("neutral", "Inosio is not set up"), ("inosio", {"settings": True})
    elif not facts.connected:
        state = State("info", "Not connected yet")
    else:
        state = State("info", "Waits for its next try") if facts.waiting else State("positive", "Up to date")
    return CardWords(figure, when, state, *target)


def elsewhere_card(facts: DashboardFacts) -> CardWords | None:
    """Batches that the server calls processed and whose payments these books lack; None where there is none."""
    if not facts.elsewhere:
        return None
    named = ", ".join(shown(batch_id) for batch_id in facts.elsewhere[:2])
    more = f" and {len(facts.elsewhere) - 2} more" if len(facts.elsewhere) > 2 else ""
    return CardWords(
        format_cents(facts.elsewhere_cents),
        f"{plural(len(facts.elsewhere), 'batch', 'batches')} that Inosio calls processed: {named}{more}",
        State("warning", "Load from History, or ask who posted it"),
        "batch_receipts",
        {"load": True, "tab": "history"},
    )


def returns_card(facts: DashboardFacts) -> CardWords | None:
    """Payments that came back and wait for a person; None where there is none."""
    if not facts.returns:
        return None
    return CardWords(
        format_cents(facts.returns_cents),
        f"{plural(facts.returns, 'payment')} came back: returned, refunded or charged back",
        State("warning", f"{plural(facts.returns, 'return')} waiting"),
        "returns",
    )


def check_card(facts: DashboardFacts) -> CardWords | None:
    """What the last check of the books found; None where it found nothing or none was made."""
    if facts.check is None or facts.check.ok:
        return None
    found = facts.check.found
    return CardWords(
        plural(len(found), "finding"),
        f"{shown(found[0].sentence)} Checked {format_moment(facts.check.at)}.",
        State("negative", "Post nothing more"),
        "check_books",
    )


def work_orders_card(facts: DashboardFacts) -> CardWords | None:
    """Work orders that are not resolved; None where there is none."""
    orders = facts.work_orders
    if not orders.count:
        return None
    parts = [plural(orders.emergencies, "emergency", "emergencies")] if orders.emergencies else []
    parts += [
        f"{plural(number, noun)}{rest}"
        for number, noun, rest in (
            (orders.unmatched, "site", " not matched"),
            (orders.unreadable, "order", " that cannot be read"),
        )
        if number
    ]
    detail = ", ".join(parts) or "No emergency among them"
    state = State("negative", "Emergency") if orders.emergencies else State("info", "Not resolved")
    return CardWords(
        plural(orders.count, "work order"), detail, state, "work_order_history", {"folder": "not_resolved"}
    )  # fmt: skip


def applicants_card(facts: DashboardFacts) -> CardWords | None:
    """Applicants who wait to be accepted, or whose answer cannot be read; None where there is none."""
    waiting = facts.applicants
    target = ("applicants", {"folder": "waiting"})
    unread = f"{plural(waiting.unreadable, 'answer')} that cannot be read"
    if waiting.count:
        detail = plural(waiting.households, "household") + (f", {unread}" if waiting.unreadable else "")
        return CardWords(plural(waiting.count, "applicant"), detail, State("info", "Waiting to be accepted"), *target)
    if waiting.unreadable:
        return CardWords(plural(waiting.unreadable, "answer"), unread, State("warning", "Cannot be read"), *target)
    return None


def aside_card(facts: DashboardFacts) -> CardWords | None:
    """Answers of the server that were set aside; None where there is none."""
    if not facts.set_aside:
        return None
    return CardWords(
        plural(facts.set_aside, "answer"),
        "The server gave something other than before; the books kept what they had",
        State("warning", "Look, and ask Inosio"),
        "integration_log",
        {"tab": "set_aside"},
    )


def autopilot_card(facts: DashboardFacts) -> CardWords | None:
    """What the autopilot did today; None where it did no round."""
    done = facts.autopilot
    if done is None:
        return None
    state = State("positive", "Nothing waits")
    if done.held_count:
        state = State("warning", f"{plural(done.held_count, 'payment')} waiting")
    return CardWords(
        format_cents(done.posted_cents), f"{plural(done.posted_count, 'payment')} posted, {format_moment(done.at)}",
        state, "autopilot",
    )  # fmt: skip


def week_bars(weeks: tuple[WeekSum, ...]) -> list[Bar]:
    """One bar a week; the present one stands out."""
    return [
        Bar(
            f"{week.begins_on.month}/{week.begins_on.day}", week.cents, format_cents(week.cents),
            f"Week of {format_day(week.begins_on)}: {format_cents(week.cents)}, {plural(week.receipts, 'receipt')}",
            "accent" if place == len(weeks) - 1 else "past",
        )
        for place, week in enumerate(weeks)
    ]  # fmt: skip


def age_bars(ages: tuple[AgeSum, ...]) -> list[Bar]:
    """One bar a group of ages."""
    kinds = ("accent", "accent", "warning", "negative")
    bars = []
    for age, kind in zip(ages, kinds, strict=True):
        days = f"{age.from_days}\u2013{age.to_days} days" if age.to_days is not None else "Over 90 days"
        spoken = days.replace("\u2013", " to ")
        sentence = f"{spoken}: {format_cents(age.cents)}, {plural(age.charges, 'charge')}"
        if age.disputed_cents:
            sentence += f", {format_cents(age.disputed_cents)} of it disputed"
        note = f"{format_cents(age.disputed_cents)} disputed" if age.disputed_cents else plural(age.charges, "charge")
        bars.append(Bar(days, age.cents, format_cents(age.cents), sentence, kind, note))
    return bars
