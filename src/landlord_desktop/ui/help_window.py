"""The help of a screen: what it is for, and its commands with their keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor, QTextDocument, QTextTable
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from landlord_desktop.config import resource_path
from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.theme.style import current_theme
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button, shortcut_text

GENERAL_KEYS = (
    ("F1", "This help"),
    ("Ctrl+Tab", "Next tab"),
    ("Ctrl+W", "Close the tab"),
    ("Ctrl+Shift+F", "Float or dock the tab"),
    ("Ctrl+C", "Copy the selected rows"),
    ("Shift+Backspace", "Clear a pick list"),
    ("t  +  -", "In a date: today, next day, day before"),
)


class HelpWindow(QDialog):
    """Stays beside the work; Escape closes it."""

    def __init__(self, title: str, page: str, commands: Sequence[CommandSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Help: {title}")
        self.text = QTextBrowser()
        self.text.setObjectName("help_text")
        self.text.setAccessibleName("Help")
        self.text.setOpenLinks(False)
        self.text.setMarkdown(help_markdown(title, page, commands))
        _space_out(self.text.document())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(push_button("Close", "help_close", slot=self.close))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.addWidget(self.text, 1)
        layout.addLayout(buttons)
        self.resize(640, 620)


def _space_out(document: QTextDocument) -> None:
    """Give headings and tables the air that plain Markdown lacks."""
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            shape = block.blockFormat()
            shape.setTopMargin(SPACE[4])
            shape.setBottomMargin(SPACE[2])
            QTextCursor(block).setBlockFormat(shape)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            look = frame.format()
            look.setCellPadding(SPACE[1])
            look.setBorderBrush(QColor(current_theme().border))
            frame.setFormat(look)


def help_markdown(title: str, page: str, commands: Sequence[CommandSpec]) -> str:
    """The page's text of resources/help, then the tables of keys. `page` is one of our own names."""
    path = resource_path("help", f"{page}.md")
    parts = [path.read_text(encoding="utf-8") if page.isidentifier() and path.is_file() else f"# {title}"]
    if commands:
        lines = [f"| {_plain(command.text)} | {shortcut_text(command.shortcut) or '&nbsp;'} |" for command in commands]
        parts.append("## Commands of this screen\n\n| Command | Key |\n|---|---|\n" + "\n".join(lines))
    lines = [f"| {text} | {keys} |" for keys, text in GENERAL_KEYS]
    parts.append("## Everywhere\n\n| Does | Key |\n|---|---|\n" + "\n".join(lines))
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").replace("|", "/")
