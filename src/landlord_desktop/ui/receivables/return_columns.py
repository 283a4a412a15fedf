"""What the columns of a file of returns mean, asked once for each first line and remembered."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.returns_store import FIELD_TITLES, NEEDED_FIELDS, check_columns
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_NONE = "Not in this file"


class ColumnsDialog(QDialog):
    """Built from the titles of a file and what was guessed; `chosen` tells field to place, from 0."""

    chosen = Signal(object)

    def __init__(
        self, name: str, header: Sequence[str], guessed: Mapping[str, int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("returns_columns")
        self.setWindowTitle("Columns of the File")
        self.setModal(True)
        self.setMinimumWidth(460)
        self.problems = ProblemBar("columns_problem")
        self.form = Form("columns_form")
        self.fields: dict[str, QComboBox] = {}
        for field, title in FIELD_TITLES.items():
            box = QComboBox()
            box.setObjectName(f"column_{field}")
            box.addItem(_NONE, -1)
            for place, text in enumerate(header):
                box.addItem(shown(text) or f"Column {place + 1}", place)
            box.setCurrentIndex(1 + guessed.get(field, -1))
            self.fields[field] = box
            self.form.add(title, box, required=field in NEEDED_FIELDS)
        self.take = push_button(
            "Read File", "read_file", "primary", "check", "Ctrl+Return", "Remember the columns and read the file",
            self._take,
        )  # fmt: skip
        cancel = push_button("Cancel", "cancel", slot=self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[4], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label(f"What stands in the columns of {shown(name)}?", role="heading", wrap=True))
        layout.addWidget(label("Files with the same first line are read the same way from now on.", role="muted"))
        layout.addWidget(self.problems)
        layout.addWidget(self.form)
        layout.addLayout(buttons)
        next(iter(self.fields.values())).setFocus()

    def _take(self) -> None:
        columns = {field: int(box.currentData()) for field, box in self.fields.items() if box.currentData() >= 0}
        try:
            check_columns(columns)
        except RuleError as error:
            self.problems.show_problem("warning", error.problems[0], error.problems[1:])
            return
        self.chosen.emit(columns)
        self.accept()
