"""One transaction set of the journal: what it belongs to, its debits and credits, and what else it wrote."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.journal_view import SetRow
from landlord_desktop.services.set_detail import SetDetail, SetLink
from landlord_desktop.services.set_words import kind_words
from landlord_desktop.ui.gl.journal_columns import EFFECTS, ENTRIES
from landlord_desktop.ui.text import format_moment, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label, set_shown

_MOST_LINKS = 3


class LinkRow(QWidget):
    """Buttons that lead to other sets."""

    followed = Signal(int)

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE[2])
        self._row.addStretch(1)

    def set_links(self, links: list[tuple[str, str, SetLink]]) -> None:
        """Show a button for each: its object name, what it says before the other set, and the other set."""
        while self._row.count() > 1:
            item = self._row.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (name, words, link) in enumerate(links):
            button = push_button(f"{words} {shown(link.words)}", name, "quiet", "link", tooltip=shown(link.reason))
            # the partial holds the signal's object, which lives as long as the button
            button.clicked.connect(partial(self._follow, link.set_id))
            self._row.insertWidget(place, button)
        set_shown(self, shown=bool(links))

    def _follow(self, set_id: int, _checked: bool = False) -> None:
        self.followed.emit(set_id)


class SetView(Card):
    """Shows one set. `followed` names another set to show, `record_asked` a record by its kind and key."""

    followed = Signal(int)
    record_asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("set_detail")
        self.detail: SetDetail | None = None
        self.facts = label("Choose a set of the list.", "set_facts", "heading", wrap=True)
        self.who = label("", "set_who", "muted", wrap=True)
        self.links = LinkRow("set_links")
        self.entries = HistoryTable(
            "set_entries", ENTRIES, lambda line: line.line, "No debits and credits: it moves no money",
            "journal_entries", with_filter=False,
        )
        self.effects = HistoryTable(
            "set_effects", EFFECTS, lambda effect: effect.number, "Nothing in a tenant\u2019s account or a bank",
            "journal_effects", with_filter=False,
        )
        self.links.followed.connect(self.followed)
        self.effects.activated.connect(self._open_effect)
        tables = QHBoxLayout()
        tables.setSpacing(SPACE[3])
        for table, part in ((self.entries, 1), (self.effects, 1)):
            tables.addWidget(table, part)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.facts)
        words.addWidget(self.who)
        self.body.setSpacing(SPACE[2])
        self.body.addLayout(words)
        self.body.addWidget(self.links)
        self.body.addLayout(tables, 1)
        set_shown(self.links, shown=False)

    def show_set(self, row: SetRow | None, detail: SetDetail | None) -> None:
        """Show a set with what it wrote; None where none is chosen, or where it is not read yet."""
        self.detail = detail
        if row is None:
            self.facts.setText("Choose a set of the list.")
            self.who.setText("")
        else:
            tenant = f", {shown(row.tenant)} {shown(row.tenant_name)}" if row.tenant else ""
            self.facts.setText(f"Set {row.set_id}: {kind_words(row.kind)}{tenant}")
            self.who.setText(_who(row, "" if detail is None else detail.comments))
        self.links.set_links([] if detail is None else _links(detail))
        self.entries.set_rows(() if detail is None else detail.lines)
        self.effects.set_rows(() if detail is None else detail.effects)

    def _open_effect(self, _key: object) -> None:
        effect = self.effects.current_row()
        if effect is not None and effect.kind:
            self.record_asked.emit(effect.kind, effect.key)


def _who(row: SetRow, comments: str) -> str:
    parts = [f"Entered {format_moment(row.entered_at)} by {shown(row.user)} on {shown(row.workstation)}"]
    parts += [shown(text) for text in (row.memo, f"Reason: {row.reason}" if row.reason else "", comments) if text]
    return " \u00b7 ".join(parts)


def _links(detail: SetDetail) -> list[tuple[str, str, SetLink]]:
    found = [] if detail.reverses is None else [("reverses_set", "Reverses", detail.reverses)]
    found += [("reversed_by_set", "Reversed by", link) for link in detail.reversed_by[:_MOST_LINKS]]
    # what a posted batch belongs to is told by its batch; a fee and its NSF, or a receipt and its replacement, here
    together = detail.together if len(detail.together) <= _MOST_LINKS else ()
    return found + [("same_action_set", "Same action:", link) for link in together]
