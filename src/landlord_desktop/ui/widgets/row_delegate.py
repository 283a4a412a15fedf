"""Paints the cells of a history table from the theme's colours, always as plain text."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from landlord_desktop.ui.theme.style import current_theme, tabular_font, text_scale
from landlord_desktop.ui.theme.tokens import SPACE, Theme
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.rows_model import Column, RowsModel

PADDING = 10


class RowDelegate(QStyledItemDelegate):
    """One ground for the whole row, amounts in figures of one width, states on their own ground."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        model = index.model()
        if not isinstance(model, RowsModel):
            super().paint(painter, option, index)
            return
        view = option.widget
        line = view.verticalHeader().defaultSectionSize() if isinstance(view, QTableView) else option.rect.height()
        if option.rect.height() > line:  # an open row: its line is drawn on top, its panel stands below
            option = QStyleOptionViewItem(option)
            option.rect = QRect(option.rect.topLeft(), QSize(option.rect.width(), line))
        theme, column = current_theme(), model.columns[index.column()]
        rect, state = option.rect, option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(rect)
        if selected:
            painter.fillRect(rect, QColor(theme.selection))
        elif index.row() % 2:
            painter.fillRect(rect, QColor(theme.row_alternate))
        row = model.row_at(index.row())
        value = column.value(row)
        if isinstance(value, State) and value.word and not selected:
            _paint_state(painter, rect, value, theme, option.font)
        elif column.kind == "mark":
            _paint_mark(painter, rect, theme, marked=bool(value))
        else:
            _paint_text(painter, option, column, column.text(row), selected=selected)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.focus), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()


def _paint_text(painter: QPainter, option: QStyleOptionViewItem, column: Column, text: str, *, selected: bool) -> None:
    theme = current_theme()
    font: QFont = option.font
    if column.right_aligned or column.kind == "date":
        font = tabular_font(font)
    painter.setFont(font)
    negative = column.kind == "money" and text.startswith("-")
    ground = theme.selection_text if selected else theme.negative if negative else theme.text
    painter.setPen(QColor(ground))
    box: QRect = option.rect.adjusted(PADDING, 0, -PADDING, 0)
    side = Qt.AlignmentFlag.AlignRight if column.right_aligned else Qt.AlignmentFlag.AlignLeft
    fitting = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), fitting)


def _paint_state(painter: QPainter, rect: QRect, state: State, theme: Theme, font: QFont) -> None:
    metrics = QFontMetrics(font)
    room = rect.width() - 2 * PADDING
    text = metrics.elidedText(state.text, Qt.TextElideMode.ElideRight, max(0, room - 2 * SPACE[2]))
    width = min(room, metrics.horizontalAdvance(text) + 2 * SPACE[2])
    height = min(rect.height() - 4, metrics.height() + 4)
    pill = QRectF(rect.left() + PADDING, rect.center().y() - height / 2 + 1, width, height)
    soft = theme.neutral_soft if state.kind == "neutral" else getattr(theme, f"{state.kind}_soft")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(soft))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(QColor(theme.text if state.kind == "neutral" else getattr(theme, state.kind)))
    painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)


def _paint_mark(painter: QPainter, rect: QRect, theme: Theme, *, marked: bool) -> None:
    scale = text_scale()
    side = 16 * scale
    box = QRectF(rect.center().x() - side / 2 + 1, rect.center().y() - side / 2 + 1, side, side)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.accent if marked else theme.border_strong), 1))
    painter.setBrush(QColor(theme.accent if marked else theme.surface))
    painter.drawRoundedRect(box, 4 * scale, 4 * scale)
    if marked:
        painter.setPen(QPen(QColor(theme.text_on_accent), 2 * scale))
        left, top = box.left(), box.top()
        painter.drawPolyline(
            [
                QPointF(left + 3.5 * scale, top + 8.5 * scale),
                QPointF(left + 6.8 * scale, top + 11.6 * scale),
                QPointF(left + 12.5 * scale, top + 4.8 * scale),
            ]
        )
