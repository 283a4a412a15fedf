"""Inosio Settings: token, server, options, features; by keys, on a real server, key store and books."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton
from shiboken6 import isValid

from landlord_desktop.inosio.token import KeyStore, TokenSource
from landlord_desktop.services.settings import InosioSettings, inosio_settings
from landlord_desktop.ui.integration.settings_dialog import InosioSettingsDialog
from landlord_desktop.ui.integration.settings_facts import FEATURES, OPTIONS, SettingsFacts, feature_words, read_token
from landlord_desktop.ui.widgets.confirm import ConfirmDialog
from qt.looks import assert_no_clipped_text, tab_stops
from qt.online_screens import online_screens

GUIDE_OPTIONS = [
    "Synchronize with Server Daily",
    "Send Data to the Server in the Background",
    "Send balances after posting deposit slip",
    "Send balances after posting scheduled receivables",
    "Send balances automatically in the background",
    "Send Maintenance Information with Balances",
]
OTHER_SERVER = "https://other.example"


@pytest.fixture
def online(qtbot, tmp_path, background, window_record):
    with online_screens(qtbot, tmp_path, background, window_record) as made:
        yield made


def opened(online, tokens=None):
    """The dialog as the page opens it."""
    settings = inosio_settings(online.office.books)
    used = tokens or online.office.tokens
    if tokens is not None:
        object.__setattr__(online.context, "token_source", tokens)
    facts = SettingsFacts(settings, settings.server, "", read_token(used, settings.server))
    dialog = InosioSettingsDialog(online.context, facts)
    dialog.open()
    online.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


@pytest.fixture
def dialog(online):
    made = opened(online)
    yield made
    if isValid(made):
        made.deleteLater()


def press_shortcut(online, widget, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """A shortcut presses its button for a moment; wait until it is up again, or gone with its dialog."""
    buttons = widget.window().findChildren(QAbstractButton)
    QTest.keyClick(widget, key, modifiers)
    online.qtbot.waitUntil(lambda: not any(isValid(one) and one.isDown() for one in buttons))
    online.settle()


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def result(dialog):
    return dialog.findChild(QLabel, "test_connection_result").text()


def question(dialog):
    return next(one for one in dialog.findChildren(ConfirmDialog) if one.isVisible())


def type_into(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_the_guides_words_stand_in_the_guides_order(dialog):
    assert [text for _, text, _ in OPTIONS] == GUIDE_OPTIONS
    assert [dialog.form.boxes[name].text() for name, _, _ in OPTIONS] == GUIDE_OPTIONS
    assert [text for _, text in FEATURES] == ["Applicant Screening", "Document Portal", "Maintenance Coordination"]
    assert [dialog.form.protocol.itemText(place) for place in range(3)] == ["System default", "TLS 1.2", "TLS 1.3"]
    assert dialog.windowTitle() == "Inosio Settings"
    assert_no_clipped_text(dialog)


def test_every_control_is_reached_by_tab(dialog):
    assert QApplication.focusWidget().objectName() == "user_token"
    stops = tab_stops(dialog)
    wanted = [dialog.form.token, dialog.form.server, dialog.form.protocol, dialog.test_button]
    wanted += [*dialog.form.boxes.values(), button(dialog, "save"), button(dialog, "cancel")]
    places = [stops.index(widget.objectName()) for widget in wanted]
    assert places == sorted(places)
    assert "restore_all_defaults" in stops


def test_the_token_is_masked_and_never_shown_again(dialog, online):
    assert dialog.form.token.echoMode() == QLineEdit.EchoMode.Password
    assert dialog.form.token.text() == ""
    assert dialog.form.token_badge.state.word == "Kept in the key store"
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert online.office.sandbox.token not in shown
    assert dialog.findChild(QLabel, "not_encrypted").isHidden()


def test_pasting_and_saving_by_keys_replaces_the_token(dialog, online, window_record):
    type_into(dialog.form.token, "ino_key_newer")
    QTest.keyClick(dialog.form.token, Qt.Key.Key_Return)
    assert not dialog.isHidden()
    dialog.form.boxes["balances_automatic"].setFocus()
    QTest.keyClick(dialog.form.boxes["balances_automatic"], Qt.Key.Key_Space)
    press_shortcut(online, dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    url = online.office.sandbox.url
    assert online.office.tokens.token_for(url).reveal() == "ino_key_newer"
    assert inosio_settings(online.office.books).balances_automatic
    assert window_record.notices == [("positive", "Inosio Settings saved.")]


def test_test_connection_names_the_portfolio_and_compares_the_features(dialog, online):
    dialog.form.boxes["document_portal"].setChecked(True)
    dialog.test_button.setFocus()
    QTest.keyClick(dialog.test_button, Qt.Key.Key_Space)
    assert not dialog.test_button.isEnabled()
    online.settle()
    assert dialog.test_button.hasFocus()
    assert "Landlord Sample Portfolio" in result(dialog)
    assert result(dialog).startswith("\u2713")
    notes = {name: dialog.findChild(QLabel, f"{name}_note").text() for name, _ in FEATURES}
    assert notes["document_portal"] == "\u2713 Signed up for with Inosio"
    assert notes["applicant_screening"] == "\u25b2 Differs: signed up for with Inosio, but not marked here"
    dialog.form.boxes["applicant_screening"].setChecked(True)
    assert "Differs" not in dialog.findChild(QLabel, "applicant_screening_note").text()
    assert_no_clipped_text(dialog)
    type_into(dialog.form.token, "x")
    assert result(dialog) == ""


def test_features_in_words():
    assert feature_words(marked=True, signed_up=None) == ("", "")
    assert feature_words(marked=True, signed_up=False)[0] == "warning"
    assert feature_words(marked=False, signed_up=False) == ("positive", "Not signed up for with Inosio")


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("http://example.com", "Plain http"),
        ("example.com", "begin with https://"),
        ("https://user:pw@example.com", "user name or password"),
        ("ftp://example.com", "https://"),
    ],
)
def test_an_address_that_is_not_used_says_why(dialog, online, server, words):
    type_into(dialog.form.server, server)
    dialog.test_connection()
    row = dialog.form.form.row(dialog.form.server)
    assert words in row.error_text
    assert "user:pw" not in row.error_text
    dialog.save()
    online.settle()
    assert not dialog.isHidden()
    assert inosio_settings(online.office.books).server == online.office.sandbox.url


def test_a_wrong_token_and_an_unreachable_server_each_say_so(dialog, online):
    type_into(dialog.form.token, "ino_key_wrong")
    dialog.test_connection()
    online.settle()
    assert "does not know this User Token" in result(dialog)
    dialog.form.token.clear()
    type_into(dialog.form.server, "http://127.0.0.1:9")
    type_into(dialog.form.token, "ino_key_wrong")
    dialog.test_connection()
    online.settle()
    assert result(dialog).startswith("\u2715")
    assert "User Token" not in result(dialog)


def test_another_server_asks_for_its_own_token(dialog, online, window_record):
    type_into(dialog.form.server, OTHER_SERVER)
    dialog.form.server.editingFinished.emit()
    online.settle()
    assert "never sent to a server it was not given for" in dialog.form.token_note.text()
    assert dialog.form.token_badge.state.word == "No User Token yet"
    dialog.save()
    asked = question(dialog)
    assert asked.windowTitle() == "Another server needs its own token"
    asked.button("paste").click()
    assert QApplication.focusWidget() is dialog.form.token
    dialog.save()
    question(dialog).button("without").click()
    online.settle()
    assert inosio_settings(online.office.books).server == OTHER_SERVER
    assert online.office.tokens.token_for(OTHER_SERVER) is None
    assert online.office.tokens.token_for(online.office.sandbox.url) is not None


def test_restore_all_defaults_fills_the_form_only(dialog, online):
    dialog.form.boxes["sync_daily"].setChecked(True)
    dialog.restore_all_defaults()
    online.settle()
    assert dialog.form.settings() == InosioSettings()
    assert dialog.problem.kind == "info"
    assert inosio_settings(online.office.books).server == online.office.sandbox.url
    assert online.office.tokens.token_for(online.office.sandbox.url) is not None
    dialog.save()
    online.settle()
    assert inosio_settings(online.office.books) == InosioSettings()
    assert online.office.tokens.token_for(online.office.sandbox.url) is not None


def test_cancel_changes_nothing_and_asks_first(dialog, online):
    before = inosio_settings(online.office.books)
    dialog.form.boxes["balances_automatic"].setChecked(True)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    question(dialog).button("stay").click()
    assert dialog.isVisible()
    button(dialog, "cancel").click()
    question(dialog).button("discard").click()
    online.settle()
    assert inosio_settings(online.office.books) == before


def test_cancel_without_changes_closes_at_once(dialog, online):
    button(dialog, "cancel").click()
    online.settle()
    assert inosio_settings(online.office.books).server == online.office.sandbox.url


def test_without_a_key_store_the_token_lives_until_the_program_ends(online, window_record):
    tokens = TokenSource(KeyStore(), environment={})
    dialog = opened(online, tokens)
    assert dialog.findChild(QLabel, "not_encrypted").isVisible()
    assert dialog.form.token_badge.state.word == "No User Token yet"
    type_into(dialog.form.token, online.office.sandbox.token)
    dialog.save()
    online.settle()
    kind, words = window_record.notices[-1]
    assert kind == "warning"
    assert "No key store on this PC, so the token is kept until the program ends." in words
    again = opened(online, tokens)
    assert again.form.token_badge.state.word == "Kept until the program ends"
    assert_no_clipped_text(again)
    again.close()


def test_a_token_of_the_environment_is_used_and_not_stored(online):
    tokens = TokenSource(KeyStore(online.office.keyring), environment={"LANDLORD_INOSIO_TOKEN": "ino_key_given"})
    dialog = opened(online, tokens)
    assert dialog.form.token_badge.state.word == "Given by the environment"
    assert not dialog.form.token.isEnabled()
    dialog.close()


def test_a_text_that_can_be_no_token_is_refused_in_words(dialog, online):
    type_into(dialog.form.token, "two words")
    dialog.save()
    online.settle()
    assert dialog.problem.kind == "negative"
    assert "Nothing was stored" in dialog.problem.text
    assert button(dialog, "save").isEnabled()


def test_help_is_one_key_away(dialog, online, window_record):
    press_shortcut(online, dialog, Qt.Key.Key_F1)
    assert window_record.navigations == [("help", {"page": "inosio_settings"})]
