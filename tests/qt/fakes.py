"""What a screen is given in tests: real background, real signals, and a record of what it asked of the window."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from landlord_desktop.ui.background import Background
from landlord_desktop.ui.changes import ChangeSignal
from landlord_desktop.ui.features import ALL_FEATURES, Features
from landlord_desktop.ui.screen import ScreenContext

TODAY = date(2022, 3, 8)


@dataclass
class WindowRecord:
    """What screens asked the window for."""

    navigations: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    def navigate(self, key: str, parameters: Mapping[str, object]) -> None:
        self.navigations.append((key, dict(parameters)))

    def notify(self, kind: str, text: str) -> None:
        self.notices.append((kind, text))

    def report_error(self, error: BaseException) -> None:
        self.errors.append(error)


def screen_context(
    books: Any,
    background: Background,
    changes: ChangeSignal | None = None,
    window: WindowRecord | None = None,
    *,
    token_source: object = None,
    sync: object = None,
    today: date = TODAY,
    features: Iterable[str] = tuple(ALL_FEATURES),
) -> ScreenContext:
    """A context around real books (or None for a screen that reads nothing)."""
    record = window or WindowRecord()
    return ScreenContext(
        books=books,
        background=background,
        changes=changes or ChangeSignal(),
        navigate=record.navigate,
        notify=record.notify,
        report_error=record.report_error,
        user="LYN",
        workstation="FRONT-DESK",
        token_source=token_source,
        sync=sync,
        today=lambda: today,
        features=Features(features),
    )
