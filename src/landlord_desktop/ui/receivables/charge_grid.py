"""The unpaid charges of a tenant with an amount to pay beside each: the first tab of Tenant Receipt."""

from collections.abc import Mapping, Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.tenant_account import ChargeRow
from landlord_desktop.ui.text import format_day, shown
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.labels import label, line, set_look
from landlord_desktop.ui.widgets.money_edit import MoneyEdit

_TITLES = ("Date", "Charge", "Ledger", "", "Amount", "Unpaid", "From credit", "Pay")
_FIGURES_FROM = 4
_PAY_WIDTH = 130
_STEP = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ChargeGrid(QScrollArea):
    """One line a charge; Enter and the arrows move between the amounts."""

    pays_changed = Signal()

    def __init__(self, charges: Sequence[ChargeRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unpaid_charges_to_pay")
        self.setAccessibleName("Unpaid charges")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._charges = tuple(charges)
        self._fields: dict[int, MoneyEdit] = {}
        self._credit: dict[int, QLabel] = {}
        self._amounts: list[QLabel] = []
        self._setting = False
        inside = QWidget()
        inside.setProperty("role", "page")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE[4])
        self._grid.setVerticalSpacing(SPACE[1])
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 1)
        self._titles()
        for place, charge in enumerate(self._charges):
            self._add(place + 2, charge)
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(0, 0, SPACE[2], 0)
        stack.addLayout(self._grid)
        stack.addStretch(1)
        self.setWidget(inside)

    def first_field(self) -> QWidget | None:
        """The first amount, if there is any charge."""
        return next(iter(self._fields.values()), None)

    def field(self, charge_id: int) -> MoneyEdit:
        """The amount to pay of a charge."""
        return self._fields[charge_id]

    def pays(self) -> dict[int, int]:
        """The amounts typed, in cents by charge id; charges that get nothing are left out."""
        return {key: cents for key, field in self._fields.items() if (cents := field.value_cents())}

    def set_pays(self, pays: Mapping[int, int]) -> None:
        """Show these amounts; charges not named get nothing."""
        self._setting = True
        for key, field in self._fields.items():
            field.set_cents(pays.get(key))
        self._setting = False
        self.pays_changed.emit()

    def show_credit(self, from_credit: Mapping[int, int]) -> None:
        """Show what open credit pays of each charge."""
        for key, words in self._credit.items():
            cents = from_credit.get(key, 0)
            words.setText(format_cents(cents) if cents else "\u2013")

    def faults(self) -> list[str]:
        """What is wrong with single amounts; their fields are marked."""
        found = []
        for charge in self._charges:
            field = self._fields[charge.charge_id]
            fault = _fault(charge, field)
            set_look(field, "invalid", "true" if fault else "false")
            if fault:
                found.append(fault)
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter and Down go to the next amount, Up to the one before."""
        if event.type() == QEvent.Type.KeyPress:
            key = cast("QKeyEvent", event)
            step = _STEP.get(Qt.Key(key.key()), 0)
            if step and not key.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                fields: list[QObject] = list(self._fields.values())
                place = fields.index(watched) + step
                if 0 <= place < len(fields):
                    cast("QWidget", fields[place]).setFocus(Qt.FocusReason.TabFocusReason)
                elif key.key() not in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
                    cast("QWidget", watched).focusNextChild()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is no room for all columns, the whole amounts give way: what is unpaid must stay, and Pay."""
        super().resizeEvent(event)
        for shown_too in (True, False):
            for figure in self._amounts:
                figure.setVisible(shown_too)
            if self._grid.totalMinimumSize().width() + SPACE[2] <= self.viewport().width():
                break

    def _titles(self) -> None:
        for column, text in enumerate(_TITLES):
            side = Qt.AlignmentFlag.AlignRight if column >= _FIGURES_FROM else Qt.AlignmentFlag.AlignLeft
            title = label(text, role="muted")
            self._grid.addWidget(title, 0, column, side)
            if column == _FIGURES_FROM:
                self._amounts.append(title)
        self._grid.addWidget(line(), 1, 0, 1, len(_TITLES))

    def _add(self, at: int, charge: ChargeRow) -> None:
        words = (format_day(charge.charged_on), shown(charge.name), shown(charge.ledger))
        for column, text in enumerate(words):
            self._grid.addWidget(label(text), at, column)
        if charge.disputed:
            badge = StateBadge(f"disputed_{charge.charge_id}", State("warning", "Disputed"))
            self._grid.addWidget(badge, at, 3, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        credit = label("\u2013", f"from_credit_{charge.charge_id}")
        for column, figure in ((4, label(format_cents(charge.amount_cents))),
                               (5, label(format_cents(charge.unpaid_cents))), (6, credit)):  # fmt: skip
            figure.setFont(tabular_font(figure.font()))
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(figure, at, column)
            if column == _FIGURES_FROM:
                self._amounts.append(figure)
        field = MoneyEdit(f"pay_{charge.charge_id}")
        field.setFixedWidth(_PAY_WIDTH)
        field.setAccessibleName(f"Pay of {charge.name} of {words[0]}, unpaid {format_cents(charge.unpaid_cents)}")
        field.cents_changed.connect(self._changed)
        field.installEventFilter(self)
        self._grid.addWidget(field, at, 7)
        self._credit[charge.charge_id] = credit
        self._fields[charge.charge_id] = field

    def _changed(self, _cents: object) -> None:
        if not self._setting:
            self.pays_changed.emit()


def _fault(charge: ChargeRow, field: MoneyEdit) -> str:
    cents = field.value_cents()
    if cents is None:
        return field.problem()
    if cents < 0:
        return f"{format_cents(cents)} for {shown(charge.name)} is less than nothing."
    if cents > charge.unpaid_cents:
        return (
            f"{format_cents(cents)} is more than the {format_cents(charge.unpaid_cents)} unpaid of "
            f"{shown(charge.name)} of {format_day(charge.charged_on)}."
        )
    return ""
