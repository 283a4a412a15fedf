"""The fields of Inosio Settings: token, server, protocol, processing options and features. No logic of saving here."""

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.services.settings import InosioSettings
from landlord_desktop.ui.integration.settings_facts import FEATURES, OPTIONS, PROTOCOLS, TokenFacts, feature_words
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import MARKS, StateBadge
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label, set_look

_SERVER_HELP = "The address that Inosio gave you, such as https://server.example. Empty: nothing is sent or fetched."


class SettingsForm(QWidget):
    """Shows settings and gives back what stands in the fields."""

    connection_edited = Signal()
    server_typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.token = self._line("user_token", "Paste the token here")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.server = self._line("alternate_server", "https://")
        self.server.editingFinished.connect(self.server_typed)
        self.protocol = QComboBox()
        self.protocol.setObjectName("alternate_security_protocol")
        for key, text in PROTOCOLS:
            self.protocol.addItem(text, key)
        self.protocol.currentIndexChanged.connect(self.connection_edited)
        self.token_badge = StateBadge("user_token_state")
        self.boxes: dict[str, QCheckBox] = {}
        self._feature_notes: dict[str, QLabel] = {}
        self._signed_up: Collection[str] | None = None
        self.form = Form("inosio_connection_form")
        self.connection = self._connection_card()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.connection)
        lower = QHBoxLayout()
        lower.setSpacing(SPACE[3])
        lower.addWidget(self._options_card(), 3)
        lower.addWidget(self._features_card(), 2)
        layout.addLayout(lower)

    def show_settings(self, settings: InosioSettings) -> None:
        """Fill every field but the token."""
        self.server.setText(settings.server)
        self.protocol.setCurrentIndex(self.protocol.findData(settings.protocol))
        for name, box in self.boxes.items():
            box.setChecked(getattr(settings, name))

    def settings(self) -> InosioSettings:
        """What stands in the fields, the server as typed."""
        marks = {name: box.isChecked() for name, box in self.boxes.items()}
        return InosioSettings(server=self.server.text().strip(), protocol=self.protocol.currentData(), **marks)

    def show_token(self, facts: TokenFacts, note: str = "") -> None:
        """Say where the token is kept; `note` takes the place of the usual sentence."""
        given = facts.place == "environment"
        self.token_badge.set_state(facts.badge)
        self.token.setEnabled(not given)
        self.token.setPlaceholderText("Not needed: given by the environment" if given else "Paste the token here")
        self.token_note.setText(note or facts.sentence)
        self.token.setAccessibleDescription(f"{facts.badge.word}. {self.token_note.text()}")

    def show_features(self, signed_up: Collection[str] | None) -> None:
        """Compare the boxes with what the server signed up for; None where it was not asked."""
        self._signed_up = signed_up
        self._compare()

    def _line(self, object_name: str, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(object_name)
        line.setPlaceholderText(hint)
        line.textChanged.connect(self.connection_edited)
        return line

    def _connection_card(self) -> Card:
        card = Card("inosio_connection", "Inosio")
        self.token_note = label("", "user_token_sentence", "caption", wrap=True)
        self.form.add("User &Token", self.token)
        state = QWidget()
        row = QHBoxLayout(state)
        row.setContentsMargins(0, 0, 0, SPACE[1])
        row.setSpacing(SPACE[2])
        row.addWidget(self.token_badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.token_note, 1)
        self.form.add("", state)
        self.form.add("Alternate &Server", self.server, _SERVER_HELP)
        self.form.add("Alternate Security &Protocol", self.protocol, "Never below TLS 1.2.")
        card.body.addWidget(self.form)
        return card

    def _options_card(self) -> Card:
        card = Card("processing_options", "Processing Options")
        for name, text, meaning in OPTIONS:
            card.body.addWidget(self._box(name, text, meaning))
        card.body.addStretch(1)
        return card

    def _features_card(self) -> Card:
        card = Card("enabled_features", "Enabled Features")
        card.body.addWidget(label("Mark those you have signed up for with Inosio.", role="caption", wrap=True))
        for name, text in FEATURES:
            box = self._box(name, text, "")
            box.toggled.connect(self._compare)
            note = label("", f"{name}_note", "caption", wrap=True)
            note.setContentsMargins(SPACE[5] + SPACE[1], 0, 0, 0)
            note.setVisible(False)
            self._feature_notes[name] = note
            card.body.addWidget(box)
            card.body.addWidget(note)
        card.body.addStretch(1)
        return card

    def _box(self, name: str, text: str, meaning: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(text.lower().replace(" ", "_"))
        box.setToolTip(meaning or text)
        box.setAccessibleDescription(meaning)
        box.installEventFilter(self.form)  # Enter moves on here too
        self.boxes[name] = box
        return box

    def _compare(self) -> None:
        for name, note in self._feature_notes.items():
            signed_up = None if self._signed_up is None else name in self._signed_up
            kind, sentence = feature_words(self.boxes[name].isChecked(), signed_up)
            note.setText(f"{MARKS[kind]} {sentence}" if kind else "")
            note.setVisible(bool(sentence))
            set_look(note, "kind", kind)
            self.boxes[name].setAccessibleDescription(sentence)
