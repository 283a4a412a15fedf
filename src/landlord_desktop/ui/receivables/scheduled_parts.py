"""The lists of Scheduled Receivables, and the reckoning below them."""

from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QWidget

from landlord_desktop.ui.receivables.scheduled_rows import NOT_YET
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label, set_look
from landlord_desktop.ui.widgets.sum_box import SumBox

FOLDERS = (
    ("all", "1. All"), ("to_post", "2. To Post"), ("skipped", "3. Skipped"), ("not_compiled", "4. Not Compiled"),
)  # fmt: skip
_CANDIDATES = (
    Column("skip", "Skip", "mark", value=lambda row: row.skip, width=65, help="Space skips and takes Skip off"),
    Column("date", "Posting Date", "date", value=lambda row: row.candidate.posting_date, width=105),
    Column("tenant", "Tenant", value=lambda row: row.candidate.tenant, width=160, roomy=220),
    Column("unit", "Unit", value=lambda row: row.candidate.unit, width=160, roomy=220),
    Column("charge", "Charge", value=lambda row: row.candidate.description, width=110),
    Column("schedule", "Schedule", value=lambda row: row.candidate.schedule, width=80),
    Column("amount", "Amount", "money", value=lambda row: row.candidate.amount_cents, width=105),
    Column("first_month", "First Month", value=lambda row: "Yes" if row.candidate.first_month else "", width=90,
           help="First Month's Rent: the posting month is the month in which the lease starts"),
    Column("note", "Note", value=lambda row: row.candidate.note, width=120, stretch=True),
    Column("ledger", "Ledger", value=lambda row: row.candidate.ledger, width=150, visible=False),
    Column("tenant_id", "Tenant ID", value=lambda row: row.candidate.tenant_code, width=110, visible=False),
    Column("unit_id", "Unit ID", value=lambda row: row.candidate.unit_code, width=110, visible=False),
)  # fmt: skip
_OTHERS = (
    Column("tenant", "Tenant", value=lambda row: row.tenant, width=220),
    Column("unit", "Unit", value=lambda row: row.unit, width=200),
    Column("what", "Charge", value=lambda row: row.what, width=170),
    Column("reason", "Why It Did Not Compile", value=lambda row: row.words, width=380, stretch=True),
)


def candidates_table() -> HistoryTable:
    """The list of candidates."""
    return HistoryTable("candidates", _CANDIDATES, lambda row: row.candidate.key, NOT_YET, "scheduled_receivables")


def others_table() -> HistoryTable:
    """The list of what did not compile."""
    return HistoryTable(
        "not_compiled", _OTHERS, lambda row: row.source_id, "Everything that was looked at compiled", "not_compiled"
    )


class SortChoice(QWidget):
    """The two orders of the list and of its report."""

    def __init__(self) -> None:
        super().__init__()
        self.by_tenant, self.by_unit = QRadioButton("Te&nant"), QRadioButton("Unit")
        self.by_tenant.setObjectName("sort_by_tenant")
        self.by_unit.setObjectName("sort_by_unit")
        self.by_tenant.setChecked(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        row.addWidget(label("Sort by", role="muted"))
        row.addWidget(self.by_tenant)
        row.addWidget(self.by_unit)

    @property
    def column(self) -> str:
        """The key of the column to sort by."""
        return "tenant" if self.by_tenant.isChecked() else "unit"


class Reckoning(Card):
    """How much is compiled, skipped and to be posted; and why Post has to wait."""

    def __init__(self) -> None:
        super().__init__("scheduled_reckoning")
        self.sums = SumBox("scheduled_sums")
        self.sums.add("compiled", "Compiled")
        self.sums.add("skipped", "Skipped")
        self.sums.add("to_post", "To Post", emphasis=True)
        self.reason = label("", "post_reason", "muted", wrap=True)
        self.post = push_button(
            "Post\u2026", "post", "primary", "check", "Ctrl+Return", "Look at what will be posted, then post it"
        )
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        row.addWidget(self.reason, 1)
        row.addWidget(self.sums)
        row.addWidget(self.post)
        self.body.addLayout(row)

    def show_sums(self, compiled_cents: int, skipped_cents: int, why_not: str, ready: str) -> None:
        """Show the sums and say why Post has to wait, or what it would post."""
        self.sums.set_cents("compiled", compiled_cents)
        self.sums.set_cents("skipped", skipped_cents)
        self.sums.set_cents("to_post", compiled_cents - skipped_cents, "" if why_not else "positive")
        self.reason.setText(why_not or ready)
        set_look(self.reason, "kind", "" if why_not else "positive")
        self.post.setAccessibleDescription(why_not or ready)
        self.post.setEnabled(not why_not)
