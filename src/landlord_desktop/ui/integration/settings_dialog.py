"""Inosio Settings: where the token is pasted, the server chosen, and what is sent when."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from landlord_desktop.services.settings import InosioSettings, save_inosio_settings
from landlord_desktop.sync.addresses import check_address
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.integration.settings_facts import SettingsFacts, TokenFacts, Tokens, read_token
from landlord_desktop.ui.integration.settings_form import SettingsForm
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets import confirm
from landlord_desktop.ui.widgets.badge import MARKS
from landlord_desktop.ui.widgets.buttons import icon_button, push_button
from landlord_desktop.ui.widgets.labels import label, set_look
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

if TYPE_CHECKING:
    from landlord_desktop.sync.connection_test import ConnectionTest
    from landlord_desktop.sync.tokens import TokenSource

_SIZE = (860, 700)
_OTHER_SERVER = "This is another server: a token is never sent to a server it was not given for. Paste its User Token."
_NOT_ENCRYPTED = (
    "What was sent and received is stored in the books without encryption, because this PC has no key store that keeps "
    "a key for it. Whoever can read the database file can read it."
)


class InosioSettingsDialog(QDialog):
    """Built from finished values; nothing changes before Save. `saved` tells that the settings were stored."""

    saved = Signal()

    def __init__(self, context: ScreenContext, facts: SettingsFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inosio_settings")
        self.setWindowTitle("Inosio Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._context = context
        self._facts = facts
        self._token = facts.token
        self._asked_origin = facts.origin
        self._keyboard_was_on_test = False
        self.form = SettingsForm()
        self.problem = ProblemBar("inosio_settings_problem")
        self.test_result = label("", "test_connection_result", wrap=True)
        self.test_button = push_button(
            "Test &Connection", "test_connection", icon="link", shortcut="Ctrl+T", slot=self.test_connection,
            tooltip="Ask the server which portfolio the token belongs to",
        )
        self._not_encrypted = label(_NOT_ENCRYPTED, "not_encrypted", "caption", wrap=True)
        self._lay_out()
        self.form.show_settings(facts.settings)
        self._show_token(facts.token)
        self.form.connection_edited.connect(self._connection_edited)
        self.form.server_typed.connect(self._server_typed)
        self.form.token.setFocus()

    # what the buttons do

    def restore_all_defaults(self) -> None:
        """Fill the form with the defaults; nothing is saved and the token stays."""
        self.form.show_settings(InosioSettings())
        self._server_typed()
        self.problem.show_problem("info", "All defaults are filled in. Nothing is changed until you press Save.")

    def test_connection(self) -> None:
        """Ask the server with what stands in the form; nothing is saved."""
        origin = self._checked_origin()
        if not origin:
            return
        wanted, typed, tokens = self.form.settings(), self.form.token.text(), self._tokens()
        self._keyboard_was_on_test = self.test_button.hasFocus()
        self.test_button.setEnabled(False)
        self._say_test("Asking the server\u2026", "")

        def ask(_task: Task) -> "ConnectionTest":
            from landlord_desktop.sync import connection_test

            return connection_test.test_connection(origin, typed, wanted.protocol, cast("TokenSource", tokens))

        self._context.background.run(ask, done=self._tested, failed=self._test_failed, owner=self, lane="other")

    def save(self) -> None:
        """Check the form, keep the token, then store the settings; where anything fails, the dialog stays."""
        self.problem.clear()
        self.form.form.clear_errors()
        typed = self.form.token.text().strip()
        origin = ""
        if self.form.server.text().strip() or typed:
            origin = self._checked_origin()
            if not origin:
                return
        if origin and origin != self._facts.origin and self._facts.origin and not typed and not self._has_token(origin):
            self._ask_for_token()
            return
        self._save_token(origin, typed)

    def reject(self) -> None:
        """Cancel changes nothing; asks first where something was changed."""
        if not self._changed():
            super().reject()
            return
        confirm.ask_then(
            self, "Close without saving?", "What you changed in Inosio Settings is not saved.",
            (confirm.Choice("discard", "Close Without Saving", "danger"), confirm.Choice("stay", "Go On", "primary")),
            "stay", self._close_answered,
        )  # fmt: skip

    # the token and its server

    def _tokens(self) -> Tokens:
        return cast("Tokens", self._context.token_source)

    def _has_token(self, origin: str) -> bool:
        return self._token.origin == origin and bool(self._token.place)

    def _show_token(self, facts: TokenFacts) -> None:
        self._token = facts
        moved = bool(self._facts.origin) and facts.origin not in {"", self._facts.origin}
        self.form.show_token(facts, _OTHER_SERVER if moved and not facts.place else "")
        self._not_encrypted.setVisible(facts.key_store != "ok")

    def _server_typed(self) -> None:
        origin, sentence = check_address(self.form.server.text())
        typed = bool(self.form.server.text().strip())
        self.form.form.row(self.form.server).set_error(sentence if typed else "")
        if origin == self._asked_origin or (typed and not origin):
            return
        self._asked_origin = origin
        tokens = self._tokens()
        self._context.background.run(
            lambda _task: read_token(tokens, origin), done=self._token_read, owner=self, lane="other"
        )

    def _token_read(self, facts: TokenFacts) -> None:
        if facts.origin == self._asked_origin:
            self._show_token(facts)

    def _checked_origin(self) -> str:
        origin, sentence = check_address(self.form.server.text())
        if not origin:
            self.form.form.row(self.form.server).set_error(sentence)
            self.form.server.setFocus()
        return origin

    # testing

    def _tested(self, result: "ConnectionTest") -> None:
        self._end_test()
        self._say_test(result.sentence, "positive" if result.ok else "negative")
        self.form.show_features(result.features if result.ok else None)

    def _test_failed(self, error: BaseException) -> None:
        self._end_test()
        self._say_test("", "")
        self._failed(error)

    def _end_test(self) -> None:
        """A disabled button loses the keyboard; it gets it back."""
        self.test_button.setEnabled(True)
        if self._keyboard_was_on_test:
            self.test_button.setFocus()

    def _say_test(self, sentence: str, kind: str) -> None:
        self.test_result.setText(f"{MARKS[kind]} {shown(sentence)}" if kind else sentence)
        set_look(self.test_result, "kind", kind)

    # saving

    def _ask_for_token(self) -> None:
        confirm.ask_then(
            self, "Another server needs its own token",
            f"The User Token that is kept belongs to {self._facts.origin} and is not sent to another server. "
            "Paste the token of the new server, or save without one: until then nothing is sent or fetched.",
            (confirm.Choice("without", "Save Without a Token"), confirm.Choice("paste", "Paste the Token", "primary")),
            "paste", self._token_answered,
        )  # fmt: skip

    def _token_answered(self, answer: str) -> None:
        if answer == "without":
            self._save_token(self._checked_origin(), "")
        else:
            self.form.token.setFocus()

    def _save_token(self, origin: str, typed: str) -> None:
        self._save_button.setEnabled(False)
        if not typed:
            self._store(origin, None)
            return
        tokens = self._tokens()

        def keep(_task: Task) -> TokenFacts:
            tokens.remember(origin, typed)
            return read_token(tokens, origin)

        self._context.background.run(keep, done=self._token_kept, failed=self._failed, owner=self, lane="other")

    def _token_kept(self, facts: TokenFacts) -> None:
        self._store(facts.origin, facts)

    def _store(self, origin: str, facts: TokenFacts | None) -> None:
        wanted = replace(self.form.settings(), server=origin)
        books = self._context.books
        if facts is not None:
            self._token = facts
        self._context.background.run(
            lambda _task: save_inosio_settings(books, wanted), done=self._stored, failed=self._failed, owner=self
        )

    def _stored(self, _nothing: None) -> None:
        pasted = bool(self.form.token.text().strip())
        self.form.token.clear()
        self._context.changes.tell("settings")
        if pasted and self._token.place == "session":
            self._context.notify("warning", f"Inosio Settings saved. {self._token.sentence}")
        else:
            self._context.notify("positive", "Inosio Settings saved.")
        self.saved.emit()
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._save_button.setEnabled(True)
        sentence = getattr(error, "sentence", "")
        if sentence:
            self.problem.show_problem("negative", sentence)
        else:
            self._context.report_error(error)

    # closing

    def _changed(self) -> bool:
        return bool(self.form.token.text()) or self.form.settings() != self._facts.settings

    def _help(self) -> None:
        self._context.navigate("help", {"page": "inosio_settings"})

    def _close_answered(self, answer: str) -> None:
        if answer == "discard":
            super().reject()

    def _connection_edited(self) -> None:
        self._say_test("", "")

    def _lay_out(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        inner = QVBoxLayout(page)
        inner.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[2])
        inner.setSpacing(SPACE[3])
        inner.addWidget(self.problem)
        inner.addWidget(self.form)
        test = QHBoxLayout()
        test.setSpacing(SPACE[3])
        test.addWidget(self.test_button, 0, Qt.AlignmentFlag.AlignTop)
        test.addWidget(self.test_result, 1)
        self.form.connection.body.addLayout(test)
        first_option = next(iter(self.form.boxes.values()))
        QWidget.setTabOrder(self.form.protocol, self.test_button)
        QWidget.setTabOrder(self.test_button, first_option)
        inner.addWidget(self._not_encrypted)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addLayout(self._buttons())
        # Enter, which moves on, comes from the last box to Save
        QWidget.setTabOrder(list(self.form.boxes.values())[-1], self._save_button)
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(_SIZE[0], screen.width()), min(_SIZE[1], screen.height()))

    def _buttons(self) -> QHBoxLayout:
        self._save_button = push_button("Save", "save", "primary", "save", "Ctrl+S", slot=self.save)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE[4], SPACE[2], SPACE[4], SPACE[3])
        row.setSpacing(SPACE[2])
        row.addWidget(
            push_button(
                "Restore All Defaults", "restore_all_defaults", "quiet", "undo", "Ctrl+R",
                slot=self.restore_all_defaults,
                tooltip="Fill in the defaults; the token stays, and nothing changes before Save",
            )
        )
        row.addWidget(icon_button("help", "help", "Help on these settings (F1)", self._help, "F1"))
        row.addStretch(1)
        row.addWidget(self._save_button)
        row.addWidget(push_button("Cancel", "cancel", slot=self.reject, tooltip="Close; nothing is changed (Esc)"))
        return row
