"""What stands around the map of a still picture: title, legend, figures, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maps.document import Document, Page
from maps.language import Language, Text
from maps.layers import Label
from maps.offline import FONT
from maps.palette import INK, INK_SOFT, LINE, WARNING
from maps.still_style import figure_text, matplotlib_module

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

AXES = (0.02, 0.07, 0.7, 0.81)
COLUMN_X, COLUMN_WIDTH = 0.74, 0.24
FACT_HEIGHT = 0.075
FACTS_MOST = 6
SYNTHETIC = "synthetic demo data 演示数据"
REPLACEMENT = "?"


class Frame:
    """The texts of one picture while it is drawn, and the keys of its legend."""

    def __init__(self, document: Document, page: Page, step: int, language: Language) -> None:
        self.document = document
        self.page = page
        self.step = step
        self.language = language
        font_manager = matplotlib_module("font_manager")
        self.font: FontProperties = font_manager.FontProperties(fname=str(FONT))
        self.characters = frozenset(matplotlib_module("ft2font").FT2Font(str(FONT)).get_charmap())
        self.legend: list[tuple[Artist, str]] = []

    def entry(self, layer: Text, name: Text, n_entries: int) -> str:
        """Return the words of a key: the layer's name where it has one kind only."""
        return self.text(name if n_entries > 1 else layer)

    def heading(self, name: Text, n_entries: int) -> None:
        """Put the name of a layer of several kinds over their keys."""
        if n_entries > 1:
            self.legend.append((matplotlib_module("patches").Patch(alpha=0.0), self.text(name)))

    def write_texts(self, figure: Figure) -> None:
        """Write title, day, sources."""
        setting = self.document.setting
        titles = (self.document.title, self.page.title)
        self.write(figure, (0.02, 0.94), " · ".join(filter(None, map(self.text, titles))), 16, INK)
        if setting.as_of:
            as_of = self.text(Text("统计截至", "As of"))
            self.write(figure, (0.02, 0.9), f"{as_of} {self.text(setting.as_of)}", 9, INK_SOFT)
        if setting.is_synthetic:
            self.write(figure, (0.98, 0.945), SYNTHETIC, 9, WARNING, ha="right")
        number = setting.approval_number and f"审图号: {setting.approval_number}"
        sources = " · ".join(part for part in (setting.attribution, number) if part)
        self.write(figure, (0.02, 0.025), self.text(sources), 7, INK_SOFT)

    def write(
        self,
        target: Axes | Figure,
        place: tuple[float, float],
        text: str,
        size: float,
        color: str,
        **look: Any,
    ) -> None:
        """Write a text in the bundled font."""
        # Without mathematics: a dollar sign in a name is a dollar sign.
        target.text(
            *place,
            text,
            color=color,
            fontproperties=self.font,
            fontsize=size,
            parse_math=False,
            **look,
        )

    def write_legend(self, figure: Figure) -> None:
        """Write the legend into the right column."""
        if not self.legend:
            return
        handles, names = zip(*self.legend, strict=True)
        font = self.font.copy()
        font.set_size(9)
        legend = figure.legend(
            handles,
            names,
            loc="upper left",
            bbox_to_anchor=(COLUMN_X - 0.01, 0.895),
            frameon=False,
            prop=font,
            labelcolor=INK,
            labelspacing=0.55,
        )
        for text in legend.get_texts():
            text.set_parse_math(False)

    def write_facts(self, figure: Figure) -> None:
        """Write the page's first figures from the foot of the right column upwards."""
        facts = [fact for fact in self.page.facts if fact.value is not None][:FACTS_MOST]
        lines = matplotlib_module("lines")
        right = COLUMN_X + COLUMN_WIDTH
        for row, fact in enumerate(reversed(facts)):
            y = AXES[1] + row * FACT_HEIGHT
            self.write(figure, (COLUMN_X, y + 0.012), self.text(fact.label), 9, INK_SOFT)
            value = figure_text(fact.value, fact.format)
            self.write(figure, (right, y + 0.012), self.text(value), 14, INK, ha="right")
            figure.add_artist(lines.Line2D([COLUMN_X, right], [y, y], color=LINE, linewidth=0.8))

    def text(self, label: Label) -> str:
        """Return a text in the picture's language, with characters that the font has."""
        text = label.in_language(self.language) if isinstance(label, Text) else label
        return "".join(c if ord(c) in self.characters else REPLACEMENT for c in text)
