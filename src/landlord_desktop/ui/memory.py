"""What the windows remember (sizes, columns, theme): one ini file in the user's data folder, never the registry."""

from pathlib import Path

from PySide6.QtCore import QSettings

_FILE_NAME = "windows.ini"
_current: QSettings | None = None


def remember_in(folder: Path | None) -> None:
    """Keep window settings in this folder from now on; None remembers nothing."""
    global _current  # noqa: PLW0603 - one program has one memory
    if _current is not None:
        _current.sync()
    _current = None if folder is None else QSettings(str(folder / _FILE_NAME), QSettings.Format.IniFormat)


def recall(key: str, default: object = None) -> object:
    """The value kept under the key, or the default."""
    return default if _current is None else _current.value(key, default)


def recall_text(key: str, default: str = "") -> str:
    """The text kept under the key, or the default."""
    value = recall(key, default)
    return value if isinstance(value, str) else default


def recall_list(key: str) -> list[str]:
    """The list of texts kept under the key, empty where there is none."""
    value = recall(key)
    if isinstance(value, str):
        return [value] if value else []
    return [str(item) for item in value] if isinstance(value, list) else []


def remember(key: str, value: object) -> None:
    """Keep a value (text, number, list of texts, QByteArray) under the key."""
    if _current is not None:
        _current.setValue(key, value)
