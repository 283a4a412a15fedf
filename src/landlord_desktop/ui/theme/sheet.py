"""The style sheet, made of the tokens. Widgets choose their look by the properties `role` and `kind`."""

from string import Template

from landlord_desktop.ui.theme.tokens import LEFT_COLUMN_WIDTH, RADIUS, TYPE, Theme

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[role="window"] { background: $window; }
QWidget[role="page"] { background: $window; }
QLabel { background: transparent; }
QLabel[role="muted"], QLabel[role="caption"] { color: $text_muted; }
QLabel[role="caption"] { font-size: ${caption}pt; }
QLabel[role="heading"] { font-size: ${heading}pt; font-weight: 600; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="figure"] { font-size: ${figure}pt; font-weight: 600; }
QLabel[role="error"] { color: $negative; font-size: ${caption}pt; }
QLabel[kind="positive"] { color: $positive; } QLabel[kind="warning"] { color: $warning; }
QLabel[kind="negative"] { color: $negative; } QLabel[kind="info"] { color: $info; }
QToolTip { background: $tool_tip; color: $tool_tip_text; border: 1px solid $tool_tip; padding: 4px 6px; }

QMenuBar { background: $surface; border-bottom: 1px solid $border; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $accent_soft; color: $text; }
QMenu { background: $surface_raised; border: 1px solid $border_strong; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $selection_text; }
QMenu::item:disabled { color: $text_disabled; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QStatusBar { background: $surface; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $text_muted; padding: 2px 8px; }
QStatusBar QLabel[kind="positive"] {
  color: $positive; } QStatusBar QLabel[kind="warning"] { color: $warning;
}
QStatusBar QLabel[kind="negative"] { color: $negative; }

QPushButton {
  background: $surface_raised; border: 1px solid $border_strong; border-radius: ${radius}px;
  padding: 5px 13px; min-height: ${line}px;
}
QPushButton:hover { background: $row_hover; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border: 2px solid $focus; padding: 4px 12px; }
QPushButton:disabled { color: $text_disabled; border-color: $border; background: $window; }
QPushButton[kind="primary"] {
  background: $accent; border-color: $accent; color: $text_on_accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled {
  background: $neutral_soft; border-color: $border; color: $text_disabled;
}
QPushButton[kind="danger"] { color: $negative; border-color: $negative; }
QPushButton[kind="danger"]:hover { background: $negative_soft; }
QPushButton[kind="danger"]:focus { border: 2px solid $focus; }
QPushButton[kind="danger"]:disabled { color: $text_disabled; border-color: $border; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: $accent; }
QPushButton[kind="quiet"]:hover { background: $accent_soft; }
QPushButton[kind="quiet"]:focus { border: 2px solid $focus; }
QPushButton[kind="quiet"]:disabled { color: $text_disabled; }
QPushButton[kind="link"] {
  background: transparent; border: 1px solid transparent; color: $accent; text-decoration: underline;
  padding: 2px 4px; text-align: left;
}
QPushButton[kind="link"]:focus { border: 2px solid $focus; padding: 1px 3px; }
QPushButton[kind="column"] {
  background: transparent; border: 2px solid transparent; text-align: left; padding: 6px 8px; min-height: ${line}px;
}
QPushButton[kind="column"]:hover { background: $row_hover; }
QPushButton[kind="column"]:pressed { background: $accent_soft; }
QPushButton[kind="column"]:focus { border: 2px solid $focus; padding: 6px 8px; }
QPushButton[kind="column"]:disabled { color: $text_disabled; }
QPushButton[kind="column"][main="true"] { background: $accent_soft; font-weight: 600; }
QPushButton[kind="card"] {
  background: $surface; border: 1px solid $border; border-radius: ${radius_large}px; padding: 0; text-align: left;
}
QPushButton[kind="card"]:hover { background: $row_hover; border-color: $border_strong; }
QPushButton[kind="card"]:pressed { background: $accent_soft; }
QPushButton[kind="card"]:focus { border: 2px solid $focus; padding: 0; }
QToolButton {
  background: transparent; border: 2px solid transparent; border-radius: ${radius}px; padding: 3px;
}
QToolButton:hover { background: $row_hover; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border: 2px solid $focus; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QAbstractSpinBox {
  background: $surface; border: 1px solid $border_strong; border-radius: ${radius}px; padding: 4px 8px;
  selection-background-color: $selection; selection-color: $selection_text;
}
QLineEdit, QComboBox { min-height: ${line}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $focus; padding: 3px 7px;
}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] {
  border: 2px solid $negative; padding: 3px 7px;
}
QLineEdit:read-only, QPlainTextEdit:read-only { background: $surface_sunken; border-color: $border; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
  background: $surface_sunken; color: $text_disabled; border-color: $border;
}
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: $arrow; width: 12px; height: 12px; }
QComboBox QAbstractItemView, QListView[role="popup"] {
  background: $surface_raised; border: 1px solid $border_strong; padding: 4px; outline: none;
  selection-background-color: $selection; selection-color: $selection_text;
}
QComboBox QAbstractItemView::item, QListView[role="popup"]::item { padding: 5px 6px; }
QCheckBox, QRadioButton {
  spacing: 8px; padding: 3px 4px; border: 2px solid transparent; border-radius: 4px;
  background: transparent;
}
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox:disabled, QRadioButton:disabled { color: $text_disabled; }
QCheckBox::indicator, QRadioButton::indicator {
  width: ${indicator}px; height: ${indicator}px; border: 1px solid $border_strong; background: $surface;
}
QCheckBox::indicator { border-radius: 4px; } QRadioButton::indicator { border-radius: ${indicator_round}px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: $check_mark; }
QCheckBox::indicator:checked:disabled { background: $text_disabled; border-color: $text_disabled; }
QRadioButton::indicator:checked { border: ${dot_ring}px solid $accent; width: ${dot}px; height: ${dot}px; }
QGroupBox {
  border: 1px solid $border; border-radius: ${radius}px; margin-top: 0.6em; padding: 12px 8px 8px 8px;
  font-weight: 600;
}
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: $text_muted; }

QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: ${radius_large}px; }
QFrame[role="left_column"] {
  background: $surface; border: none; border-right: 1px solid $border; min-width: ${left}px;
}
QFrame[role="line"] { background: $border; max-height: 1px; min-height: 1px; border: none; }
QFrame[role="popup"] { background: $surface_raised; border: 1px solid $border_strong; }
QFrame[role="problem"] { border: 1px solid $border; border-radius: ${radius}px; }
QFrame[role="problem"][kind="info"] { background: $info_soft; border-color: $info; }
QFrame[role="problem"][kind="positive"] { background: $positive_soft; border-color: $positive; }
QFrame[role="problem"][kind="warning"] { background: $warning_soft; border-color: $warning; }
QFrame[role="problem"][kind="negative"] { background: $negative_soft; border-color: $negative; }
QFrame[role="problem"] QLabel { color: $text; }
QFrame[role="toast"] { background: $tool_tip; border: none; border-radius: ${radius}px; }
QFrame[role="toast"] QLabel { color: $tool_tip_text; }
QFrame[role="toast"] QToolButton { padding: 0; border: none; }
QFrame[role="toast"] QPushButton {
  color: $tool_tip_text; background: transparent; border: 1px solid $tool_tip_text;
}
QLabel[role="badge"] {
  border-radius: 7px; padding: 1px 9px; background: $neutral_soft; color: $text; font-size: ${caption}pt;
}
QLabel[role="badge"][kind="info"] { background: $info_soft; color: $info; }
QLabel[role="badge"][kind="positive"] { background: $positive_soft; color: $positive; }
QLabel[role="badge"][kind="warning"] { background: $warning_soft; color: $warning; }
QLabel[role="badge"][kind="negative"] { background: $negative_soft; color: $negative; }

QTabWidget::pane { border: none; border-top: 1px solid $border; background: $window; }
QTabWidget#documents { background: $surface_sunken; }
QTabBar { background: transparent; }
QTabBar::tab {
  background: transparent; color: $text_muted; padding: 7px 14px; margin: 0; border: none;
  border-bottom: 3px solid transparent;
}
QTabBar::tab:hover { color: $text; background: $row_hover; }
QTabBar::tab:selected { color: $text; background: $surface; border-bottom: 3px solid $accent; }
QTabBar::tab:selected:focus { color: $accent; }
QTabBar::tab:bottom { border-bottom: none; border-top: 3px solid transparent; }
QTabBar::tab:bottom:selected { border-bottom: none; border-top: 3px solid $accent; }
QTabBar::tab:disabled { color: $text_disabled; }
QTabBar::close-button { image: $close; width: 12px; height: 12px; subcontrol-position: right; margin: 2px; }
QTabBar::close-button:hover { background: $selection; border-radius: 4px; }
QTabBar QToolButton { background: $surface; border: 1px solid $border; }

QTableView, QTreeView, QListView {
  background: $surface; alternate-background-color: $row_alternate; border: 1px solid $border;
  border-radius: ${radius}px; gridline-color: $border; outline: none;
  selection-background-color: $selection; selection-color: $selection_text;
}
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid $focus; }
QListView[role="popup"], QListView[role="popup"]:focus {
  padding: 0; border-radius: 0; border: 1px solid $border_strong;
}
QWidget[role="empty"] { border: 1px solid transparent; border-radius: ${radius}px; background: transparent; }
QWidget[role="empty"]:focus { border-color: $focus; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
  background: $surface; color: $text_muted; border: none; border-bottom: 1px solid $border_strong;
  padding: 6px 10px; font-weight: 600;
}
QHeaderView::section:hover { color: $text; background: $row_hover; }
QHeaderView::up-arrow {
  image: $arrow_up; width: 10px; height: 10px; subcontrol-position: center right; right: 4px;
}
QHeaderView::down-arrow {
  image: $arrow; width: 10px; height: 10px; subcontrol-position: center right; right: 4px;
}
QTableCornerButton::section { background: $surface; border: none; }

QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="page"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border_strong; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; } QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $text_muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; width: 0; height: 0;
}
QProgressBar {
  background: $surface_sunken; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; }
QCalendarWidget QAbstractItemView:disabled { color: $text_disabled; }
QCalendarWidget QToolButton { color: $text; font-weight: 600; }
QCalendarWidget QAbstractItemView {
  border: none; background: $surface; selection-background-color: $accent; selection-color: $text_on_accent;
}
""")


def style_sheet(theme: Theme, base_points: float = 10.0) -> str:
    """The application's style sheet for a theme and a font size in points."""
    tokens = {name: str(getattr(theme, name)) for name in theme.__slots__}
    sizes = {name: f"{base_points * getattr(TYPE, name):.1f}" for name in TYPE.__slots__}
    arrows = {
        "arrow": _file_url(f"arrow-down-{theme.name}"),
        "arrow_up": _file_url(f"arrow-up-{theme.name}"),
        "close": _file_url(f"close-{theme.name}"),
        "check_mark": _file_url(f"mark-{theme.name}"),
    }
    indicator = round(base_points * 1.6)
    ring = indicator // 3
    shape = {
        "radius": RADIUS,
        "radius_large": RADIUS + 2,
        "left": LEFT_COLUMN_WIDTH,
        "line": round(base_points * 2),
        "indicator": indicator,
        "indicator_round": indicator // 2 + 1,
        "dot_ring": ring,
        "dot": indicator + 2 - 2 * ring,
    }
    return _SHEET.substitute(tokens, **sizes, **arrows, **shape)


def _file_url(name: str) -> str:
    from landlord_desktop.config import resource_path

    return f'url("{resource_path("icons", "parts", f"{name}.svg").as_posix()}")'
