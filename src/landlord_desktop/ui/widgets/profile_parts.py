"""What the windows of all profiles share: the alert, the address, and folders that open the record picked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.widgets.edit_window import EditWindow
from landlord_desktop.ui.widgets.fields import NotesEdit, text_field
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.record_pages import RecordPage, object_name_of

R = TypeVar("R")
LEDGER_WINDOWS = {"owner": "owner", "property": "property", "management": "management_group"}
_PARAMETERS = {"account": "account_id"}
ALERT_HELP = "Shown whenever the profile is opened."


@dataclass(frozen=True, slots=True)
class LedgerPick(PickRow):
    """A ledger to pick, with its kind, which tells the window it opens in."""

    kind: str = ""


class ProfileWindow(EditWindow[R]):
    """The window of a profile. `reference` is the profile's kind in the Cross Reference, `history` in the histories."""

    reference: ClassVar[str] = ""
    history: ClassVar[tuple[str, str, str]] = ("", "", "")
    """The kind of record whose history can be opened, the words of the button, and its tip."""

    def left_buttons(self) -> list[CommandSpec]:
        """The histories of the guide's left column, and Delete."""
        found, stored = [], self.source.key_of(self.record) is not None
        kind, text, tip = self.history
        if kind and self.context.can_open(kind):
            name = object_name_of(text)
            found.append(CommandSpec(name, text, "history", "F6", self.show_history, tip, stored))
        if self.reference:
            tip = "Owner, units and tenants together"
            found.append(
                CommandSpec("cross_reference", "Cross Reference", "link", "Ctrl+R", self.show_reference, tip, stored)
            )
        return [*found, *super().left_buttons()]

    def show_history(self) -> None:
        """Open the history of this record."""
        self.context.open_record(self.history[0], self.source.key_of(self.record))

    def show_reference(self) -> None:
        """Open the Cross Reference of this record."""
        self.context.navigate("cross_reference", {"kind": self.reference, "record_id": self.source.key_of(self.record)})

    def record_opened(self) -> None:
        """Tell the profile's alert."""
        self.tell_alert(getattr(self.record, "alert", ""))

    def tell_alert(self, alert: str, whose: str = "") -> None:
        """Show an alert over the fields; nothing where there is none."""
        if alert.strip():
            lines = alert.strip().splitlines()
            self.problems.show_problem("info", f"{whose}{shown(lines[0])}", lines[1:])

    def opens(self, name: str, screen: str) -> None:
        """Have the folder of a pick list open the record picked in this window, a new one where none is picked."""
        field = self.rows[name].field
        if isinstance(field, PickList):
            field.folder_asked.connect(self._opener(field, screen))

    def _opener(self, field: PickList, screen: str) -> Callable[[object], None]:
        navigate = self.context.navigate

        def open_picked(key: object) -> None:
            row = field.picked_row()
            wanted = LEDGER_WINDOWS[row.kind] if isinstance(row, LedgerPick) else screen
            parameters: Mapping[str, object] = {} if key is None else {_PARAMETERS.get(wanted, "record_id"): key}
            navigate(wanted, parameters)

        return open_picked


def address_group(page: RecordPage, longest: Mapping[str, int], *, column: int = 0, required: bool = False) -> None:
    """The card of an address: street, city, state, zip."""
    page.group("Address", column)
    page.add("address", text_field("address", longest["address"]), required=required)
    page.add("city", text_field("city", longest["city"]))
    page.add("state", text_field("state", longest["state"]))
    page.add("postal_code", text_field("zip", longest["postal_code"]))


def reach_group(page: RecordPage, longest: Mapping[str, int], *, column: int = 1) -> None:
    """The card of telephone and e-mail."""
    page.group("Phone and E-mail", column)
    page.add("phone", text_field("phone", longest["phone"]))
    page.add("email", text_field("email", longest["email"]), "Several addresses are separated by commas.")


def comments_page(names: Mapping[str, str]) -> RecordPage:
    """The page of the alert and the comments."""
    page = RecordPage(names)
    page.group(names["alert"], 0)
    page.add("alert", NotesEdit("profile_alert", 5), ALERT_HELP)
    page.group(names["comments"], 1)
    page.add("comments", NotesEdit("comments", 5))
    for name in ("alert", "comments"):
        page.rows[name].label.hide()
    return page


def rows_of(*parts: Any) -> dict[str, Any]:
    """The fields of a header and its pages, in their order."""
    return {name: row for part in parts for name, row in part.rows.items()}
