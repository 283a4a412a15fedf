"""What the journal is asked for: kind, user, tenant, words, and the days of posting or of entry."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.services.audit_trail import AuditQuestion
from landlord_desktop.services.journal_view import JournalQuestion
from landlord_desktop.services.ledger_choices import Choice
from landlord_desktop.services.set_words import KIND_WORDS
from landlord_desktop.ui.gl.ledger_fields import pick_rows
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.day_fields import DayFields, above
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.side_by_side import SideBySide


class JournalFields(QWidget):
    """All fields; those that the audit trail does not know are hidden there. `changed`: another question is asked."""

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self.setObjectName("journal_fields")
        self._quiet = False
        self.kind, self.user, self.by = QComboBox(), QComboBox(), QComboBox()
        for combo, name in ((self.kind, "kind"), (self.user, "user"), (self.by, "days_of")):
            combo.setObjectName(name)
        self.kind.addItem("All kinds", "")
        for kind, words in KIND_WORDS.items():
            self.kind.addItem(words, kind)
        self.user.addItem("Everybody", "")
        for words, by_entry in (("Posting", False), ("Entry", True)):
            self.by.addItem(words, by_entry)
        self.tenant = PickList("tenant", "tenants")
        self.tenant.line.setPlaceholderText("All tenants")
        self.words = QLineEdit()
        self.words.setObjectName("words")
        self.words.setPlaceholderText("Words or set number")
        self.words.setToolTip("Looks in memo, reason and comments of all sets; Enter searches")
        self.words.setClearButtonEnabled(True)
        self.days = DayFields(context)
        self.days.set_range("all")
        self._lay_out()
        for combo in (self.kind, self.user, self.by):
            combo.currentIndexChanged.connect(self._tell)
        self.tenant.picked.connect(self._tell)
        self.words.editingFinished.connect(self._words_typed)
        self.words.textChanged.connect(self._words_cleared)
        self.days.changed.connect(self._tell)
        self._words_asked = ""

    def set_choices(self, tenants: tuple[Choice, ...], users: list[str]) -> None:
        """Offer these tenants and users; what was chosen stays where it still is among them."""
        self._quiet = True
        self.tenant.set_rows(pick_rows(tenants))
        before = self.user.currentData()
        self.user.clear()
        self.user.addItem("Everybody", "")
        for user in users:
            self.user.addItem(shown(user), user)
        self.user.setCurrentIndex(max(0, self.user.findData(before)))
        self._quiet = False

    def clear(self) -> None:
        """Restrict nothing."""
        self._quiet = True
        for combo in (self.kind, self.user):
            combo.setCurrentIndex(0)
        self.tenant.clear_pick()
        self.words.clear()
        self._words_asked = ""
        self.days.set_range("all")
        self._quiet = False

    def question(self) -> JournalQuestion:
        """What is asked of the journal."""
        first, last = self.days.days()
        tenant = self.tenant.picked_key()
        return JournalQuestion(
            str(self.kind.currentData()), str(self.user.currentData()), first, last, bool(self.by.currentData()),
            tenant if isinstance(tenant, int) else None, self.words.text(),
        )

    def audit_question(self, before_id: int | None) -> AuditQuestion:
        """The same, as far as it can be asked of the audit trail."""
        asked = replace(self.question(), before_id=before_id)
        return AuditQuestion(asked.user, asked.first, asked.last, asked.words, asked.before_id)

    def show_for(self, *, sets: bool) -> None:
        """Show the fields of the journal, or only those of the audit trail."""
        for form in self._of_sets:
            form.setVisible(sets)

    def _words_typed(self) -> None:
        if self.words.text() != self._words_asked:
            self._words_asked = self.words.text()
            self._tell()

    def _words_cleared(self, text: str) -> None:
        if not text:
            self._words_typed()

    def _tell(self, _value: object = None) -> None:
        if not self._quiet:
            self.changed.emit()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE[2])
        self.tenant.setMinimumWidth(240)
        self.words.setMinimumWidth(170)
        titles = (
            (self.kind, "&Kind"), (self.user, "Entered &by"), (self.tenant, "&Tenant"), (self.words, "S&earch"),
            (self.by, "&Days of"),
        )  # fmt: skip
        forms = {field: above(field, text) for field, text in titles}
        who = _side_by_side([forms[self.kind], forms[self.user], forms[self.tenant]])
        when = _side_by_side([forms[self.words], forms[self.by], self.days])
        rows.addWidget(SideBySide((who, 0), (when, 1), top=True))
        rows.addWidget(self.days.own_days, 0, Qt.AlignmentFlag.AlignLeft)
        self._of_sets = (forms[self.kind], forms[self.tenant], forms[self.by])


def _side_by_side(parts: Sequence[QWidget]) -> QWidget:
    """Fields that stay beside each other, at the left."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE[3])
    for part in parts:
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    return made
