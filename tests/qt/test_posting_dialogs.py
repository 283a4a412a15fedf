"""What is shown and asked before an entry is posted or taken back."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from landlord_desktop.services.journal_preview import JournalPreview
from landlord_desktop.ui.theme.style import apply_theme
from landlord_desktop.ui.widgets.journal_preview import JournalPreviewDialog
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.reason_dialog import ReasonDialog
from qt.looks import assert_no_clipped_text

PREVIEW = JournalPreview(
    banks=(("CHECKING", 120_000),),
    ledgers=(("NU: Nu Investments", 108_000, 12_000), ("MG: Management", 12_000, 0)),
    lines=(
        ("NU", "CHECKING", 120_000, None), ("NU", "Rent income", None, 120_000),
        ("NU", "Management fee", 12_000, None), ("NU", "CHECKING", None, 12_000),
        ("MG", "CHECKING", 12_000, None), ("MG", "Management fee income", None, 12_000),
    ),
    notes=("Open credit rises by $100.00.", "<b>It waits</b> for a deposit slip."),
)  # fmt: skip


class Given:
    """Keeps what a dialog gave."""

    def __init__(self) -> None:
        self.values: list[tuple[object, ...]] = []

    def take(self, *values: object) -> None:
        self.values.append(values)


def shown_dialog(qtbot: QtBot, dialog: JournalPreviewDialog | ReasonDialog) -> None:
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)


def test_totals_come_first_and_debits_and_credits_on_demand(qtbot: QtBot) -> None:
    dialog = JournalPreviewDialog(None, "Post this receipt?", PREVIEW)
    shown_dialog(qtbot, dialog)
    assert QApplication.focusWidget() is dialog.post_button
    assert dialog.panel.banks.texts() == [["Bank", "Change"], ["CHECKING", "$1,200.00"]]
    assert dialog.panel.ledgers.texts()[1:] == [
        ["NU: Nu Investments", "$120.00", "$1,080.00"], ["MG: Management", "\u2013", "$120.00"],
    ]  # fmt: skip
    assert not dialog.panel.lines.isVisible()
    assert_no_clipped_text(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert dialog.panel.lines.isVisible()
    assert dialog.panel.lines.texts()[1] == ["NU", "CHECKING", "$1,200.00", "\u2013"]
    assert dialog.panel.lines.texts()[-1] == ["Total", "", "$1,440.00", "$1,440.00"]
    qtbot.keyClick(dialog, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.panel.lines.isVisible()


def test_large_text_has_room(qtbot: QtBot) -> None:
    apply_theme(QApplication.instance(), "dark", 150)
    dialog = JournalPreviewDialog(None, "Post this receipt?", PREVIEW)
    shown_dialog(qtbot, dialog)
    assert_no_clipped_text(dialog)
    dialog.panel.toggle.click()
    assert_no_clipped_text(dialog)


def test_ctrl_enter_posts_once_and_escape_goes_back(qtbot: QtBot) -> None:
    given = Given()
    dialog = JournalPreviewDialog(None, "Post this receipt?", PREVIEW)
    dialog.posted.connect(given.take)
    shown_dialog(qtbot, dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: given.values == [()])
    assert not dialog.isVisible()
    dialog.post_button.click()
    assert given.values == [()]
    again = JournalPreviewDialog(None, "Post this charge?", JournalPreview(), "Post Charge")
    again.posted.connect(given.take)
    shown_dialog(qtbot, again)
    assert again.panel.lines.texts() == [["No journal lines: the charge alone is kept."]]
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert given.values == [()]
    assert not again.isVisible()


def test_a_void_asks_its_reason_and_date_and_tells_what_it_does(qtbot: QtBot) -> None:
    posted = date(2022, 2, 22)
    dialog = ReasonDialog(
        None, "Void receipt 12?", "$1,200.00 of Anthony Kmetz.", "Void Receipt",
        effects=("Two charges are unpaid again.", "The fee of $120.00 goes back."),
        warnings=("The bank of this receipt is reconciled up to 2/28/2022.", "Another user works on this tenant."),
        today=lambda: date(2022, 3, 8), day=posted,
        day_help=lambda day: "Both disappear from the histories." if day == posted else "Both stay in sight.",
    )  # fmt: skip
    given = Given()
    dialog.given_on.connect(given.take)
    shown_dialog(qtbot, dialog)
    assert dialog.findChild(ProblemBar, "reason_warnings").text.startswith("The bank of this receipt")
    assert dialog.findChild(QLabel, "reason_effects").text().count("\u2022") == 2
    assert dialog.day_words.text() == "Both disappear from the histories."
    assert_no_clipped_text(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.findChild(QLabel, "reason_note").text() == "Value must be entered"
    assert QApplication.focusWidget() is dialog.reason
    qtbot.keyClicks(dialog.reason, " wrong tenant ")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.day.line
    qtbot.keyClicks(dialog.day.line, "t")
    assert dialog.day_words.text() == "Both stay in sight."
    qtbot.keyClick(dialog.day.line, Qt.Key.Key_Return)
    assert given.values == [("wrong tenant", date(2022, 3, 8))]


@pytest.mark.parametrize("keys", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_reason_alone(qtbot: QtBot, keys: Qt.Key) -> None:
    given = Given()
    dialog = ReasonDialog(None, "Dispute?", "It is not paid by itself any more.", "Dispute")
    dialog.given.connect(given.take)
    shown_dialog(qtbot, dialog)
    qtbot.keyClicks(dialog.reason, "broken heater")
    qtbot.keyClick(dialog.reason, keys)
    assert given.values == ([("broken heater",)] if keys == Qt.Key.Key_Return else [])
    assert dialog.findChild(QPushButton, "cancel_reason") is not None
