"""The parts of an edit window: the header with ID, description and Active, and pages of cards with fields."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.fields import check_field, text_field
from landlord_desktop.ui.widgets.form import Form, FormRow
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.side_by_side import SideBySide

Rows = dict[str, FormRow]


class RecordHeader(Card):
    """ID, description and Active in one row above the pages; `more` are (name, field, share of the width)."""

    def __init__(
        self,
        names: Mapping[str, str],
        longest_code: int,
        longest_name: int,
        *,
        object_name: str = "record",
        more: Sequence[tuple[str, QWidget, int]] = (),
    ) -> None:
        super().__init__(f"{object_name}_header")
        self.rows: Rows = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE[4])
        self.body.addLayout(self._row)
        self._add("code", names["code"], text_field(f"{object_name}_id", longest_code), 2, required=True)
        self._add("name", names["name"], text_field(f"{object_name}_name", longest_name), 4, required=True)
        for name, field, share in more:
            self._add(name, names[name], field, share)
        if "active" in names:
            self._add("active", "", check_field("active", names["active"]), 0)

    def _add(self, name: str, title: str, field: QWidget, share: int, *, required: bool = False) -> None:
        form = Form(f"header_{name}", "above")
        self.rows[name] = form.add(title, field, required=required)
        self._row.addWidget(form, share, Qt.AlignmentFlag.AlignTop)


class RecordPage(QWidget):
    """Cards of fields in columns where there is room, and wide ones below; `rows` has every field by its name."""

    def __init__(self, names: Mapping[str, str], columns: int = 2) -> None:
        super().__init__()
        self.rows: Rows = {}
        self._names = names
        parts = [QWidget() for _ in range(columns)]
        self._columns = [QVBoxLayout(part) for part in parts]
        for column in self._columns:
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(SPACE[4])
        self._top = SideBySide(*((part, 1) for part in parts), top=True, spacing=SPACE[4])
        set_shown(self._top, shown=False)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        self._stack.setSpacing(SPACE[4])
        self._stack.addWidget(self._top)
        self._end = True
        self._stack.addStretch(1)
        self.form: Form
        """The fields of the card begun last."""

    def group(self, title: str, column: int = 0, hint: str = "") -> Card:
        """Begin a card in a column; the fields that follow go into it."""
        name = object_name_of(title)
        card, form = Card(name, title), Form(f"{name}_form")
        if hint:
            card.body.addWidget(label(hint, f"{name}_hint", "muted", wrap=True))
        card.body.addWidget(form)
        self._columns[column].addWidget(card)
        set_shown(self._top, shown=True)
        self.form = form
        return card

    def add(self, name: str, field: QWidget, help_text: str = "", *, required: bool = False) -> FormRow:
        """Add a field to the card begun last, under the words of its name; a check box has its own."""
        title = "" if field.property("text") else self._names[name]
        self.rows[name] = self.form.add(title, field, help_text, required=required)
        return self.rows[name]

    def add_wide(self, name: str, title: str, field: QWidget, hint: str = "") -> FormRow:
        """Add a card as wide as the page, such as one with lines; it takes the height that is left."""
        if self._end:
            self._stack.takeAt(self._stack.count() - 1)
            self._end = False
        card = Card(f"{object_name_of(title)}_card", title)
        if hint:
            card.body.addWidget(label(hint, f"{object_name_of(title)}_hint", "muted", wrap=True))
        row = FormRow(title, field)
        row.label.hide()
        row.label.setParent(card)
        card.body.addWidget(row, 1)
        self._stack.addWidget(card, 1)
        self.rows[name] = row
        return row


def object_name_of(title: str) -> str:
    """The object name of a title: its words in small letters with underscores."""
    return "_".join(part for part in "".join(one if one.isalnum() else " " for one in title.lower()).split())
