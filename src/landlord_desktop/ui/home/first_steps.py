"""What a new office does first, each step with its button and whether it is done."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from landlord_desktop.services.dashboard import DashboardFacts
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.labels import label, line, set_look

_STEPS: tuple[tuple[str, str, str, str, str, dict[str, object]], ...] = (
    ("set_up_bank", "1. Set up the bank", "Setup > Account Codes, tab 2: account number and routing number",
     "Account Codes", "account_codes", {}),
    ("paste_token", "2. Paste the User Token", "Inosio Settings: the server's address and the token Inosio shows once",
     "Integration Settings", "inosio", {"settings": True}),
    ("check_server", "3. Check the server", "Synchronize With Server sends the balances and fetches receipt batches",
     "Integration", "inosio", {}),
)  # fmt: skip


class FirstSteps(Card):
    """Shown while nothing happened in these books."""

    opened = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("first_steps", "Welcome. Three steps to the first receipts", parent)
        self._badges: dict[str, StateBadge] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._next = _STEPS[0][0]
        self._targets: dict[str, tuple[str, Mapping[str, object]]] = {}
        self.body.setSpacing(SPACE[3])
        self.body.setContentsMargins(0, SPACE[2], 0, 0)
        for place, (name, title, detail, button_text, screen, parameters) in enumerate(_STEPS):
            if place:
                self.body.addWidget(line())
            self._targets[name] = (screen, parameters)
            self.body.addLayout(self._step(name, title, detail, button_text))
        widest = max(button.sizeHint().width() for button in self._buttons.values())
        for button in self._buttons.values():
            button.setMinimumWidth(widest)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_facts(self, facts: DashboardFacts) -> None:
        """Mark the steps that are done."""
        done = {"set_up_bank": facts.bank_ready, "paste_token": facts.server_known, "check_server": facts.connected}
        for name, badge in self._badges.items():
            badge.set_state(State("positive", "Done") if done[name] else State("neutral", "To do"))
        self._next = next((name for name in self._buttons if not done[name]), "check_server")
        for name, button in self._buttons.items():
            set_look(button, "kind", "primary" if name == self._next else "normal")

    def next_button(self) -> QPushButton:
        """The button of the first step that is still to do."""
        return self._buttons[self._next]

    def _step(self, name: str, title: str, detail: str, button_text: str) -> QHBoxLayout:
        badge = StateBadge(f"{name}_state", State("neutral", "To do"))
        self._badges[name] = badge
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addWidget(label(title, role="heading"))
        words.addWidget(label(detail, role="muted", wrap=True))
        button = push_button(button_text, name, tooltip=f"{title[3:]}: {detail}", slot=self._pressed)
        self._buttons[name] = button
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        row.addLayout(words, 1)
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.opened.emit(*self._targets[sender.objectName()])
