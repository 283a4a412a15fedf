"""All colours, spaces and type sizes of the program, in one place. A widget names a token, never a colour."""

from dataclasses import dataclass

SPACE = (2, 4, 8, 12, 16, 24, 32)
"""The only distances between things, in device-independent pixels."""

RADIUS = 6
ROW_PADDING = 12
"""Added to the font's height for a table's row."""

LEFT_COLUMN_WIDTH = 176


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Sizes as factors of the application's font, so that they follow the user's text size."""

    caption: float = 0.88
    body: float = 1.0
    heading: float = 1.1
    title: float = 1.4
    figure: float = 1.7


TYPE = TypeScale()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Theme:
    """Named colours as #rrggbb. `*_soft` is the ground on which the colour of that name is written."""

    name: str
    window: str
    surface: str
    surface_raised: str
    surface_sunken: str
    border: str
    border_strong: str
    text: str
    text_muted: str
    text_disabled: str
    text_on_accent: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    focus: str
    positive: str
    positive_soft: str
    warning: str
    warning_soft: str
    negative: str
    negative_soft: str
    info: str
    info_soft: str
    neutral_soft: str
    selection: str
    selection_text: str
    row_alternate: str
    row_hover: str
    tool_tip: str
    tool_tip_text: str


LIGHT = Theme(
    name="light",
    window="#f3f5f8",
    surface="#ffffff",
    surface_raised="#ffffff",
    surface_sunken="#eaeef3",
    border="#dde3ea",
    border_strong="#7f8b99",
    text="#16202c",
    text_muted="#52606f",
    text_disabled="#8a95a2",
    text_on_accent="#ffffff",
    accent="#0f6a8b",
    accent_hover="#0c5a77",
    accent_pressed="#094a62",
    accent_soft="#e0f0f6",
    focus="#0f7fa8",
    positive="#17693f",
    positive_soft="#e1f4e9",
    warning="#84500a",
    warning_soft="#fdf0d9",
    negative="#ad2323",
    negative_soft="#fdeaea",
    info="#1b5a94",
    info_soft="#e5f0fb",
    neutral_soft="#e9edf2",
    selection="#cfe7f2",
    selection_text="#0d2c3a",
    row_alternate="#f8fafc",
    row_hover="#eef4f8",
    tool_tip="#1d2834",
    tool_tip_text="#f2f5f8",
)

DARK = Theme(
    name="dark",
    window="#12171d",
    surface="#1a2129",
    surface_raised="#212a34",
    surface_sunken="#0e1318",
    border="#2e3944",
    border_strong="#718091",
    text="#e8edf2",
    text_muted="#a3b0bd",
    text_disabled="#6f7c89",
    text_on_accent="#06222e",
    accent="#58b9dc",
    accent_hover="#79c8e5",
    accent_pressed="#93d4ec",
    accent_soft="#173847",
    focus="#6fcdf0",
    positive="#6fd39b",
    positive_soft="#15352a",
    warning="#f0bd66",
    warning_soft="#3a2d14",
    negative="#ff9b93",
    negative_soft="#43201f",
    info="#8fc3f5",
    info_soft="#172f47",
    neutral_soft="#2b3641",
    selection="#1f4c60",
    selection_text="#f1f8fb",
    row_alternate="#1d252e",
    row_hover="#243039",
    tool_tip="#e8edf2",
    tool_tip_text="#16202c",
)
