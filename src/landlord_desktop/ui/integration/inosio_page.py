"""Integration > Preferred Partners: the Inosio page, with its settings, the synchronization and how it stands."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.services import integration_log
from landlord_desktop.services.integration_log import ExchangeRow, IntegrationFacts
from landlord_desktop.services.sending_hold import allow_sending
from landlord_desktop.services.settings import InosioSettings, inosio_settings
from landlord_desktop.sync.addresses import check_address, is_web_link
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.features import APPLICANTS, DOCUMENTS, MAINTENANCE
from landlord_desktop.ui.integration.log_words import SUBJECT_COLUMNS, outcome_state
from landlord_desktop.ui.integration.settings_dialog import InosioSettingsDialog
from landlord_desktop.ui.integration.settings_facts import FEATURES, SettingsFacts, Tokens, read_token
from landlord_desktop.ui.retrieved_applicants import ApplicantRun
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import format_moment, plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip

if TYPE_CHECKING:
    from landlord_desktop.sync.report import RoundReport
    from landlord_desktop.ui.sync_worker import Sync

SENDING = "Balances are being sent."
RETRIEVING_ORDERS = "Retrieving work orders."
_STEPS = ("send", "balances", "batches")
_SENDING_STEPS = ("Connecting", "Sending balances")
_NO_HOME = "The server tells this address at the first connection: press Synchronize With Server first."
_SET_UP_FIRST = (
    "Inosio is not set up yet. Two things are needed: the server's address, and the User Token that Inosio shows once."
)


class InosioPage(Screen):
    """The partner Inosio: what is set, how the last synchronization ended, what waits."""

    key = "inosio"
    title = "Preferred Partner Integrations"
    help_page = "integration_guide"
    topics = frozenset({"settings", "outbox"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._facts: IntegrationFacts | None = None
        self._task: Task | None = None
        self._opening = False
        self._hold = ""
        self.dialog: InosioSettingsDialog | None = None
        self.problem = ProblemBar("inosio_problem")
        self.progress = ProgressStrip("synchronize_progress")
        self.applicants = ApplicantRun(context, self.problem, self.progress, self)
        self.applicants.busy_changed.connect(self.left_buttons_changed)
        self.state = StateBadge("inosio_state")
        self.partner = DetailPanel("inosio_partner", "Inosio")
        self.partner.header.addWidget(self.state)
        self.recent = HistoryTable(
            "recent_exchanges", SUBJECT_COLUMNS, lambda row: row.exchange_id, "Nothing was exchanged with Inosio yet",
            multi=False, with_filter=False,
        )  # fmt: skip
        self.recent.activated.connect(self._open_log)
        self._lay_out()

    # as a screen

    def left_buttons(self) -> list[CommandSpec]:
        """The buttons of the Inosio page."""
        home = self._facts.home_url if self._facts is not None else ""
        return [
            CommandSpec(
                "integration_settings", "Integration Settings", "settings", "Ctrl+Shift+I", self.integration_settings,
                "User Token, server, processing options and features", enabled=not self._opening,
            ),
            CommandSpec(
                "synchronize_with_server", "Synchronize With Server", "send", "F5", self.synchronize_with_server,
                "Send balances and what waits, and look for new batches", enabled=self._is_idle(), primary=True,
            ),
            *self._feature_buttons(),
            CommandSpec(
                "inosio_account_home", "INOSIO Account Home", "link", "Ctrl+Alt+Shift+H", self.inosio_account_home,
                "Open your account's page in the browser" if home else _NO_HOME, enabled=bool(home),
            ),
            CommandSpec(
                "integration_guide", "Integration Guide", "help", "Ctrl+G", self.integration_guide,
                "How to set up and use the integration",
            ),
            CommandSpec(
                "open_integration_log", "Integration Log", "history", "", self._open_log,
                "All exchanges, what waits, what was sent",
            ),
        ]  # fmt: skip

    def _feature_buttons(self) -> list[CommandSpec]:
        """What only an account with the feature can do."""
        found = []
        if self.context.features.shows(MAINTENANCE):
            found.append(CommandSpec(
                "retrieve_work_orders", "Retrieve Work Orders", "wrench", "Ctrl+Shift+W", self.retrieve_work_orders,
                "Fetch new and changed work orders into Work Order History", enabled=self._is_idle(),
            ))  # fmt: skip
        if self.context.features.shows(APPLICANTS):
            found.append(CommandSpec(
                "retrieve_applicants", "Retrieve Applicants", "user", "Ctrl+Shift+E", self.retrieve_applicants,
                "Fetch new and changed applicants into Profiles > Applicants", enabled=self._is_idle(),
            ))  # fmt: skip
        if self.context.features.shows(DOCUMENTS):
            home = self._facts.home_url if self._facts is not None else ""
            found.append(CommandSpec(
                "document_portal", "Document Portal", "link", "Ctrl+Alt+Shift+P", self.inosio_account_home,
                "Open the portal's page in the browser, where documents are published" if home else _NO_HOME,
                enabled=bool(home),
            ))  # fmt: skip
        return found

    def first_focus(self) -> QWidget:
        """The list of the newest exchanges."""
        return self.recent

    def activate(self, **parameters: object) -> None:
        """Read; `settings=True` opens Integration Settings at once."""
        self._read()
        if parameters.get("settings"):
            self.integration_settings()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - each of its topics means the same
        """Read again."""
        self._read()

    # what the buttons do

    def integration_settings(self) -> None:
        """Read the settings, then ask the key store, then open the dialog."""
        if self._opening or self.dialog is not None:
            return
        self._set_opening(opening=True)
        books = self.context.books
        self.context.background.run(
            lambda _task: inosio_settings(books), done=self._settings_read, failed=self._open_failed, owner=self
        )

    def synchronize_with_server(self) -> None:
        """Send what waits, look for batches, send balances; in the worker, with progress."""
        self._start(_STEPS, SENDING)

    def retrieve_work_orders(self) -> None:
        """Fetch new and changed work orders, and say what came."""
        self._start(("work-orders",), RETRIEVING_ORDERS)

    def retrieve_applicants(self) -> None:
        """Fetch new and changed applicants, and show who came."""
        if self._is_idle():
            self.applicants.start()

    def _is_idle(self) -> bool:
        return self._task is None and not self.applicants.is_busy

    def _start(self, steps: tuple[str, ...], words: str) -> None:
        if not self._is_idle():
            return
        self.problem.clear()
        sync = cast("Sync", self.context.sync)
        self._task = sync.run(
            steps, done=self._synchronized, failed=self._failed, progress=self._progressed, owner=self
        )
        self.progress.start(words, self._task.cancel)
        self.left_buttons_changed.emit()

    def inosio_account_home(self) -> None:
        """Open the account's page in the browser; only an address that may be opened."""
        home = self._facts.home_url if self._facts is not None else ""
        if is_web_link(home):
            QDesktopServices.openUrl(QUrl(home))
        else:
            self.problem.show_problem("warning", f"The account's page was not opened. {_NO_HOME}")

    def integration_guide(self) -> None:
        """Open the guide among the help pages."""
        self.context.navigate("help", {"page": "integration_guide"})

    # how it is done

    def _read(self) -> None:
        books = self.context.books
        self.context.background.run(
            lambda _task: integration_log.integration_facts(books), done=self._show, owner=self
        )

    def _show(self, facts: IntegrationFacts) -> None:
        self._facts = facts
        self.state.set_state(_state_of(facts))
        self.partner.set_pairs(_pairs(facts))
        self.recent.set_rows(facts.recent)
        if not facts.server and not self.problem.text:
            action = CommandSpec("set_up_inosio", "Set Up Inosio", slot=self.integration_settings, primary=True)
            self.problem.show_problem("info", _SET_UP_FIRST, actions=[action])
        elif facts.server and self.problem.text == _SET_UP_FIRST:
            self.problem.clear()
        self._show_hold(facts.hold)
        self.left_buttons_changed.emit()

    def _show_hold(self, hold: str) -> None:
        """Say that sending is off, over nothing else that was said, and let a person switch it on."""
        said, self._hold = self._hold, hold
        if hold and self.problem.text in {"", said, hold}:
            allow = CommandSpec(
                "allow_sending_again", "Allow Sending Again", "send", slot=self.allow_sending_again,
                tooltip="The books are right: send what waits, and balances, as before",
            )  # fmt: skip
            self.problem.show_problem("warning", hold, actions=[allow])
        elif not hold and said and self.problem.text == said:
            self.problem.clear()

    def allow_sending_again(self) -> None:
        """A person compared the batches after a restore: sending is on again."""
        books = self.context.books
        self.context.background.run(lambda _task: allow_sending(books), done=self._allowed, owner=self)

    def _allowed(self, _nothing: None) -> None:
        self.context.notify("positive", "Sending is on again")
        self.context.changes.tell("settings", "outbox")

    def _settings_read(self, settings: InosioSettings) -> None:
        origin, _sentence = check_address(settings.server)
        tokens = cast("Tokens", self.context.token_source)
        portfolio = self._facts.portfolio_name if self._facts is not None else ""

        def ask(_task: Task) -> SettingsFacts:
            return SettingsFacts(settings, origin, portfolio, read_token(tokens, origin))

        self.context.background.run(
            ask, done=self._open_settings, failed=self._open_failed, owner=self, lane="other"
        )

    def _open_settings(self, facts: SettingsFacts) -> None:
        self._set_opening(opening=False)
        self.dialog = InosioSettingsDialog(self.context, facts, self)
        self.dialog.finished.connect(self._settings_closed)
        self.dialog.open()

    def _open_failed(self, error: BaseException) -> None:
        self._set_opening(opening=False)
        self.context.report_error(error)

    def _settings_closed(self, _result: int) -> None:
        self.dialog = None

    def _set_opening(self, *, opening: bool) -> None:
        self._opening = opening
        self.left_buttons_changed.emit()

    def _progressed(self, done: int, total: int, text: str) -> None:
        if self._task is not None and not self._task.cancelled:
            self.progress.set_progress(done, total, SENDING if text.startswith(_SENDING_STEPS) else shown(text))

    def _synchronized(self, report: "RoundReport") -> None:
        self._end()
        if report.kind == "cancelled":
            self.problem.show_problem("info", report.error)
        elif report.kind == "held" and self._hold and report.error.startswith(self._hold):
            self.problem.clear()
            self._show_hold(self._hold)
        elif report.error:
            action = CommandSpec("mend_settings", "Integration Settings", "settings", slot=self.integration_settings)
            about_settings = report.kind in {"token", "no_server", "insecure", "portfolio", "denied"}
            self.problem.show_problem("negative", report.error, report.set_aside, [action] if about_settings else ())
        elif report.set_aside:
            self.problem.show_problem("warning", report.sentence, report.set_aside)
        else:
            self.problem.show_problem("positive", report.sentence or "Synchronized with the server.")

    def _failed(self, error: BaseException) -> None:
        self._end()
        if not isinstance(error, CancelledError):
            self.context.report_error(error)

    def _end(self) -> None:
        self._task = None
        self.progress.finish()
        self.left_buttons_changed.emit()

    def _open_log(self, _key: object = None) -> None:
        self.context.navigate("integration_log", {})

    def _lay_out(self) -> None:
        self.partner.set_pairs(_pairs(None))
        recent = Card("recent_card", "Newest exchanges with the server")
        recent.body.addWidget(self.recent, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label(self.title, role="title"))
        layout.addWidget(self.problem)
        layout.addWidget(self.progress)
        layout.addWidget(self.partner)
        layout.addWidget(recent, 1)


def _state_of(facts: IntegrationFacts) -> State:
    if not facts.server:
        return State("neutral", "Not set up")
    if facts.hold:
        return State("warning", "Sending is off")
    if facts.last_error:
        return State("negative", "The last synchronization failed")
    return State("positive", "Connected") if facts.last_success else State("info", "Not connected yet")


def _pairs(facts: IntegrationFacts | None) -> list[Pair]:
    if facts is None:
        return [Pair(name, "Reading\u2026" if name == "Portfolio" else "") for name in _LABELS]
    error = facts.last_error
    if error and facts.last_error_at is not None:
        error = f"{format_moment(facts.last_error_at)}: {error}"
    latest = facts.recent[0] if facts.recent else None
    waits = plural(facts.waiting, "item") if facts.waiting else "Nothing"
    if facts.refused:
        waits += f"; {plural(facts.refused, 'item')} refused, see the Integration Log"
    portfolio = facts.portfolio_name or facts.portfolio_id or "Known after the first connection"
    values = (
        portfolio,
        facts.server or "None yet",
        _clock_in_words(facts),
        format_moment(facts.last_success) if facts.last_success else "Never yet",
        _in_words(latest),
        error or "None",
        waits,
        facts.home_url or "Known after the first connection",
        _features_in_words(facts),
    )
    return [Pair(name, value, object_name=key) for (name, key), value in zip(_LABELS.items(), values, strict=True)]


def _clock_in_words(facts: IntegrationFacts) -> str:
    """Whether the office's clock agrees with the server's: office days and times of postings go by it."""
    if facts.signed_up is None:
        return "Compared with the server's at the first connection"
    if not facts.clock_off:
        return "Agrees with the server's"
    side = "ahead of" if facts.clock_off > 0 else "behind"
    by = f"{plural(abs(facts.clock_off), 'minute')} {side} the server's"
    return f"\u25b2 {by}. Set it right: the office's days and the times of postings go by it."


def _features_in_words(facts: IntegrationFacts) -> str:
    """Each feature: marked here or not, and whether that is what the account is signed up for."""
    if facts.signed_up is None:
        names = [name for key, name in FEATURES if key in facts.marked]
        return f"{', '.join(names) or 'None marked'}. What is signed up for is known after the first connection."
    words = []
    for key, name in FEATURES:
        marked, signed_up = key in facts.marked, key in facts.signed_up
        if marked == signed_up:
            words.append(f"{name}: {'on' if marked else 'off'}")
        else:
            differs = "marked here, but not signed up for" if marked else "signed up for, but not marked here"
            words.append(f"{name}: {differs}")
    return "; ".join(words)


def _in_words(latest: ExchangeRow | None) -> str:
    if latest is None:
        return "Nothing was exchanged yet"
    return f"{outcome_state(latest.outcome).word}, {format_moment(latest.at)}: {latest.sentence}"


_LABELS = {
    "Portfolio": "portfolio",
    "Server": "server",
    "Clock": "clock",
    "Last success": "last_success",
    "Last result": "last_result",
    "Last error": "last_error",
    "Waits to be sent": "waits",
    "Account home": "account_home",
    "Enabled features": "enabled_features",
}
