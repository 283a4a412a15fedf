"""Setup > Users: who works with these books, as a list and in a window."""

from PySide6.QtWidgets import QLineEdit, QWidget

from landlord_desktop.services import users
from landlord_desktop.services.work_order_words import initials
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.edit_window import RecordSource
from landlord_desktop.ui.widgets.fields import check_field, text_field
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.list_screen import ListScreen, ListSource, active_column
from landlord_desktop.ui.widgets.profile_parts import ProfileWindow, rows_of
from landlord_desktop.ui.widgets.record_pages import RecordPage
from landlord_desktop.ui.widgets.rows_model import Column

_NAME_HELP = "Chosen at log-on, and kept with everything the user does. It stays once the user has done something."
_INITIALS_HELP = "One to four letters, for stamps in work orders. Empty: made from the name."
_INTRO = "A name says who did the work. It is no password and gives no rights."


class UsersScreen(ListScreen):
    """Lists the users."""

    key, title, help_page = "users", "Users", "users"
    topics = frozenset({"users"})
    source = ListSource(users.list_users, lambda row: row.record_id)
    opens, parameter, noun, plural_noun = "user", "record_id", "user", "users"
    columns = (
        Column("name", "User Name", value=lambda row: row.name, width=160),
        Column("full_name", "Full Name", value=lambda row: row.full_name, width=180, stretch=True),
        Column("initials", "Initials", value=lambda row: row.initials, width=90),
        Column("log_on", "Last Log-On", value=lambda row: row.last_log_on_at, width=190),
        Column("workstation", "PC", value=lambda row: row.last_workstation, width=160),
        active_column(),
    )


class UserWindow(ProfileWindow[users.User]):
    """The window of a user."""

    key, title, kind, noun = "user", "User", "User", "user"
    help_page = "users"
    topics = frozenset({"users"})
    parameter = "record_id"
    tells = ("users",)
    source = RecordSource(
        new=users.User(),
        read=users.read_user,
        keys=lambda books: [row.record_id for row in users.list_users(books)],
        save=users.save_user,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        names = users.FIELD_NAMES
        header, page = Card("user_header"), RecordPage(names)
        header.body.addWidget(label(_INTRO, "user_words", "muted", wrap=True))
        self._name = text_field("user_name", users.LONGEST_NAME)
        self._full_name = text_field("full_name", users.LONGEST_FULL_NAME)
        self._initials: QLineEdit = text_field("initials", users.MOST_INITIALS)
        page.group("Name", 0)
        page.add("name", self._name, _NAME_HELP, required=True)
        page.add("full_name", self._full_name)
        page.group("In Use", 1)
        page.add("initials", self._initials, _INITIALS_HELP)
        page.add("active", check_field("active", names["active"]), "Offered at log-on.")
        self.build(header, [("User", page)], rows_of(page))
        for field in (self._name, self._full_name):
            field.textChanged.connect(self._propose)

    def record_shown(self) -> None:
        """The initials that the name would give stand in the empty field."""
        self._propose()

    def _propose(self) -> None:
        self._initials.setPlaceholderText(shown(initials(self._full_name.text() or self._name.text())[:4]))
