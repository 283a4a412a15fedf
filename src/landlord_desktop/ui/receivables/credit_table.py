"""The Open Credits page of a tenant's receipt: what there is by ledger, and what is used of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.tenant_account import TenantAccount
from landlord_desktop.services.tenant_receipt import Split
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.labels import label, line, set_shown

_TITLES = ("Ledger", "Open Credit", "Used Here", "Left")


class CreditTable(QWidget):
    """One row a ledger; advance payments in a sentence, for they wait for the charge they were made for."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("open_credits_table")
        self._rows: dict[int, tuple[int, QLabel, QLabel]] = {}
        self._parts: list[QWidget] = []
        self.nothing = label("The tenant has no open credit.", "no_open_credit", "muted")
        self.advance = label("", "advance_payments_words", "muted", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE[5])
        self._grid.setVerticalSpacing(SPACE[1])
        self._grid.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.nothing)
        layout.addLayout(self._grid)
        layout.addWidget(self.advance)
        layout.addStretch(1)

    def show_account(self, account: TenantAccount | None, advance_cents: int) -> None:
        """Another tenant's open credits, without the advance payments."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts.clear()
        self._rows.clear()
        held = account.open_credits if account is not None else ()
        set_shown(self.nothing, shown=not held)
        self.advance.setText(
            f"{format_cents(advance_cents)} of advance payments wait for the charges they were made for."
            if advance_cents
            else ""
        )
        if not held:
            return
        for column, title in enumerate(_TITLES):
            self._place(label(title, role="muted"), 0, column)
        rule = line()
        self._parts.append(rule)
        self._grid.addWidget(rule, 1, 0, 1, len(_TITLES))
        for at, credit in enumerate(held, 2):
            self._place(label(shown(credit.ledger)), at, 0)
            self._place(_figure(format_cents(credit.amount_cents)), at, 1)
            used = self._place(_figure("\u2013", f"credit_used_{credit.ledger_id}"), at, 2)
            left = self._place(_figure(format_cents(credit.amount_cents), f"credit_left_{credit.ledger_id}"), at, 3)
            self._rows[credit.ledger_id] = (credit.amount_cents, used, left)

    def show_use(self, split: Split | None) -> None:
        """What the entry as it stands uses of each ledger's credit."""
        parts = split.plan.payments if split is not None else ()
        for ledger_id, (held, used, left) in self._rows.items():
            cents = sum(part.amount_cents for part in parts if part.credit_ledger_id == ledger_id)
            used.setText(format_cents(cents) if cents else "\u2013")
            left.setText(format_cents(held - cents))

    def _place(self, part: QLabel, at: int, column: int) -> QLabel:
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(part, at, column, side | Qt.AlignmentFlag.AlignVCenter)
        self._parts.append(part)
        return part


def _figure(text: str, object_name: str = "") -> QLabel:
    made = label(text, object_name)
    made.setFont(tabular_font(made.font()))
    return made
