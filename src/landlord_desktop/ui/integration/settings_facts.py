"""What the Inosio Settings dialog is built from: finished values, read in the background."""

from dataclasses import dataclass
from typing import Protocol

from landlord_desktop.services.settings import InosioSettings
from landlord_desktop.ui.widgets.badge import State

OPTIONS = (
    ("sync_daily", "Synchronize with Server Daily", "When the first person logs on each day"),
    ("send_in_background", "Send Data to the Server in the Background", "You go on working while it is sent"),
    ("balances_after_slip", "Send balances after posting deposit slip", ""),
    ("balances_after_receivables", "Send balances after posting scheduled receivables",
     "Rent, recurring charges and late fees"),
    ("balances_automatic", "Send balances automatically in the background", "Soon after charges or receipts changed"),
    ("maintenance_with_balances", "Send Maintenance Information with Balances", "Sites, vendors and maintenance types"),
)  # fmt: skip
"""The processing options in the guide's order and words: field of the settings, text, what it means."""

FEATURES = (
    ("applicant_screening", "Applicant Screening"),
    ("document_portal", "Document Portal"),
    ("maintenance_coordination", "Maintenance Coordination"),
)
"""The enabled features; the names are also the server's."""

PROTOCOLS = (("system", "System default"), ("1.2", "TLS 1.2"), ("1.3", "TLS 1.3"))

_NO_KEY_STORE = {
    "absent": "No key store on this PC, so the token is kept until the program ends. Paste it again after each start.",
    "locked": "The key store is locked, so the token is kept until the program ends. Unlock it and paste it again.",
    "refused": "The key store refused, so the token is kept until the program ends. Paste it again later.",
}


class Tokens(Protocol):
    """The part of the token source that the settings use; called in the background lane "other" alone."""

    def place(self, origin: str) -> str: ...
    def remember(self, origin: str, value: str) -> str: ...
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """Where the token of a server comes from (`TokenSource.place`), and the key store's state."""

    origin: str
    place: str
    key_store: str

    @property
    def badge(self) -> State:
        """The state in a word or two."""
        return {
            "environment": State("info", "Given by the environment"),
            "key_store": State("positive", "Kept in the key store"),
            "session": State("warning", "Kept until the program ends"),
        }.get(self.place, State("neutral", "No User Token yet"))

    @property
    def sentence(self) -> str:
        """What it means, and what to do."""
        if self.place == "environment":
            return "This program was started with a token for this server; it is not stored, and no other is used."
        if self.place == "key_store":
            return "It is never shown again. Paste another one to replace it."
        if self.place == "session":
            return _NO_KEY_STORE.get(self.key_store, "It was given for this run of the program and is not stored.")
        return "Inosio shows it once: Add Integration, then Click to Reveal API Key. Copy it and paste it here."


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """Everything the dialog shows when it opens. `origin` is the saved server's, empty without one."""

    settings: InosioSettings
    origin: str
    portfolio: str
    token: TokenFacts


def read_token(tokens: Tokens, origin: str) -> TokenFacts:
    """Ask the token source; for the background lane "other", since a key store may be slow."""
    return TokenFacts(origin, tokens.place(origin) if origin else "", tokens.state())


def feature_words(marked: bool, signed_up: bool | None) -> tuple[str, str]:
    """(kind, sentence) beside a feature's box; `signed_up` is None before the server was asked."""
    if signed_up is None:
        return "", ""
    if marked and not signed_up:
        return "warning", "Differs: marked here, but not signed up for with Inosio"
    if signed_up and not marked:
        return "warning", "Differs: signed up for with Inosio, but not marked here"
    return "positive", "Signed up for with Inosio" if signed_up else "Not signed up for with Inosio"
