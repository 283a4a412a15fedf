"""Fields of forms, by keyboard alone."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from landlord_desktop.ui.widgets.date_edit import DateEdit, parse_day
from landlord_desktop.ui.widgets.form import VALUE_REQUIRED, Form
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.search_dialog import SearchDialog

TODAY = date(2022, 3, 8)
PEOPLE = [
    PickRow(1, "JOHNSON", "Kelly Johnson", "101 Oak Street"),
    PickRow(2, "SMITH", "Bob Smith", "102 Oak Street"),
    PickRow(3, "SMITHERS", "Ann Smithers", "7 Elm Street"),
]


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


@pytest.mark.parametrize(
    ("typed", "cents", "tidied"),
    [
        ("1200", 120000, "$1,200.00"),
        ("1,200", 120000, "$1,200.00"),
        ("$1200.5", 120050, "$1,200.50"),
        ("(50)", -5000, "-$50.00"),
        ("-35.50", -3550, "-$35.50"),
        ("0", 0, "$0.00"),
        ("", None, ""),
    ],
)
def test_money_is_read_and_tidied(qtbot: QtBot, typed: str, cents: int | None, tidied: str) -> None:
    field = MoneyEdit("amount")
    shown(qtbot, field)
    told: list[object] = []
    field.cents_changed.connect(told.append)
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (field.value_cents(), field.text()) == (cents, tidied)
    assert field.is_valid()
    assert told[-1:] == ([] if cents is None else [cents])


@pytest.mark.parametrize("typed", ["abc", "1.234", "12,34", "1e5", "99999999999999"])
def test_money_that_is_none_is_flagged_and_kept(qtbot: QtBot, typed: str) -> None:
    field = MoneyEdit("amount")
    shown(qtbot, field)
    field.set_cents(100)
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value_cents() is None
    assert field.text() == typed
    assert field.problem()
    assert field.property("invalid") == "true"


def test_money_refuses_a_float(qtbot: QtBot) -> None:
    field = MoneyEdit("amount")
    qtbot.addWidget(field)
    with pytest.raises(TypeError):
        field.set_cents(12.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/8/2022", TODAY),
        ("03/08/22", TODAY),
        ("3-8", TODAY),
        ("12/31/2024", date(2024, 12, 31)),
        ("2/29/24", date(2024, 2, 29)),
    ],
)
def test_days_as_people_type_them(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "tomorrow", "13/1/2022", "2/29/2022", "3/8/1822", "2022-03-08", "3/8/22222"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_day(text, TODAY)


def test_date_keys(qtbot: QtBot) -> None:
    field = DateEdit("day", lambda: TODAY, optional=True)
    shown(qtbot, field)
    days: list[object] = []
    field.date_changed.connect(days.append)
    qtbot.keyClicks(field.line, "t+++-")
    assert field.value() == date(2022, 3, 10)
    assert field.line.text() == "3/10/2022"
    assert days == [date(2022, 3, day) for day in (8, 9, 10, 11, 10)]
    field.line.selectAll()
    qtbot.keyClicks(field.line, "12-25")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert (field.value(), field.line.text()) == (date(2022, 12, 25), "12/25/2022")


def test_date_that_is_none_is_flagged(qtbot: QtBot) -> None:
    field = DateEdit("day", lambda: TODAY)
    shown(qtbot, field)
    assert field.value() == TODAY
    field.line.selectAll()
    qtbot.keyClicks(field.line, "2/30/2022")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() is None
    assert field.problem() == "There is no day 2/30/2022; enter it as month/day/year"
    field.line.selectAll()
    qtbot.keyClicks(field.line, "3/8/2300")
    assert field.problem() == "The year must be from 1950 to 2199"
    field.line.selectAll()
    qtbot.keyClicks(field.line, "soon")
    assert "month/day/year" in field.problem()
    field.line.clear()
    field.set_value(None)
    assert field.problem() == "Enter a date"


def test_calendar_picks_by_keyboard(qtbot: QtBot) -> None:
    field = DateEdit("day", lambda: TODAY)
    shown(qtbot, field)
    qtbot.keyClick(field.line, Qt.Key.Key_F4)
    calendar = field.findChild(QCalendarWidget, "day_days")
    assert calendar is not None
    view = calendar.findChild(QWidget, "qt_calendar_calendarview")
    assert view is not None
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert field.value() == date(2022, 3, 9)
    qtbot.waitUntil(lambda: field.findChild(QCalendarWidget, "day_days") is None)


def test_pick_by_typing(qtbot: QtBot) -> None:
    field = PickList("tenant", "Tenants")
    field.set_rows(PEOPLE)
    shown(qtbot, field)
    told: list[object] = []
    field.picked.connect(told.append)
    qtbot.keyClicks(field.line, "smith")
    assert field.popup.isVisible()
    assert field.popup.model().rowCount() == 2
    qtbot.keyClick(field.popup, Qt.Key.Key_Down)
    qtbot.keyClick(field.popup, Qt.Key.Key_Return)
    assert (field.picked_key(), told) == (3, [3])
    assert field.line.text() == "SMITHERS \u00b7 Ann Smithers"
    qtbot.keyClick(field.line, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    assert (field.picked_key(), told, field.line.text()) == (None, [3, None], "")


def test_tab_takes_what_the_list_offers(qtbot: QtBot) -> None:
    form = Form("form")
    field, after = PickList("tenant", "tenants"), QLineEdit()
    field.set_rows(PEOPLE)
    form.add("Tenant", field)
    form.add("Memo", after)
    shown(qtbot, form)
    field.setFocus()
    qtbot.keyClicks(field.line, "smi")
    qtbot.waitUntil(field.popup.isVisible)
    qtbot.keyClick(field.popup, Qt.Key.Key_Tab)
    assert field.picked_key() == 2
    assert after.hasFocus()
    assert not field.popup.isVisible()


def test_pick_by_id_without_the_list(qtbot: QtBot) -> None:
    field = PickList("tenant", "Tenants")
    field.set_rows(PEOPLE)
    shown(qtbot, field)
    field.line.setText("smith")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.picked_key() == 2
    field.line.setText("elm")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.picked_key() == 3


def test_unknown_text_is_flagged_and_picks_nothing(qtbot: QtBot) -> None:
    field = PickList("tenant", "Tenants")
    field.set_rows(PEOPLE)
    shown(qtbot, field)
    field.pick(1)
    field.line.setText("nobody")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.picked_key() is None
    assert field.problem()
    assert field.line.property("invalid") == "true"


def test_picked_record_that_goes_is_cleared(qtbot: QtBot) -> None:
    field = PickList("tenant", "Tenants")
    qtbot.addWidget(field)
    field.set_rows(PEOPLE)
    assert field.pick(2)
    field.set_rows(PEOPLE[:2])
    assert field.picked_key() == 2
    field.set_rows(PEOPLE[:1])
    assert field.picked_key() is None
    assert not field.pick(9)


def test_flashlight_searches_by_detail(qtbot: QtBot) -> None:
    field = PickList("tenant", "Tenants")
    field.set_rows(PEOPLE)
    shown(qtbot, field)
    qtbot.keyClick(field.line, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    dialog = field.findChild(SearchDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.table.filter, "elm")
    qtbot.keyClick(dialog.table.filter, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.table.view, Qt.Key.Key_Return)
    assert field.picked_key() == 3
    assert not dialog.isVisible()


def test_form_asks_for_what_is_missing_and_goes_there(qtbot: QtBot) -> None:
    form = Form("payment")
    name, amount, day = QLineEdit(), MoneyEdit("amount"), DateEdit("day", lambda: TODAY)
    name.setObjectName("name")
    form.add("&Name", name)
    form.add("&Amount", amount, required=True)
    form.add("&Day", day, "Any day")
    shown(qtbot, form)
    assert not form.check()
    assert form.row(amount).error_text == VALUE_REQUIRED
    assert amount.hasFocus()
    assert amount.accessibleDescription() == VALUE_REQUIRED
    qtbot.keyClicks(amount, "12x")
    assert not form.check()
    assert form.row(amount).error_text.startswith("Enter an amount")
    amount.set_cents(100)
    assert form.check()
    assert form.row(day).error_text == ""
    with pytest.raises(LookupError):
        form.row(QWidget(form))


def test_enter_moves_on_and_labels_name_fields(qtbot: QtBot) -> None:
    form = Form("payment", labels="above")
    first, second = QLineEdit(), MoneyEdit("amount")
    form.add("&Name", first)
    form.add("&Amount", second)
    shown(qtbot, form)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert second.hasFocus()
    assert (first.accessibleName(), second.accessibleName()) == ("Name", "Amount")
    qtbot.keyClick(form, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert first.hasFocus()
