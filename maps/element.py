"""Folium elements whose text is never compiled as a template, and the figure around them.

Folium compiles what a macro has rendered a second time as a Jinja template, so that a name such as
``{{7*7}}`` would run on the server. Here rendered text is kept as text, and data does not pass
through a macro at all: it is one JSON block that the page reads.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import folium
import jinja2
from branca.element import CssLink, Element, Figure, JavascriptLink
from branca.utilities import none_max, none_min

from maps.errors import RemoteAssetError
from maps.offline import TEMPLATES, page_script, page_style, policy_hash
from maps.palette import css_properties

if TYPE_CHECKING:
    from maps.document import Document


class PlainText(Element):
    """An element that renders as the text it was given, whatever braces it holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "PlainText"
        self.text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 - branca passes what templates use
        """Return the text."""
        return self.text


class DocumentMap(folium.Map):
    """A folium map without tiles, links or layers of its own; the page's script draws its content.

    Other folium elements may be added, and are drawn over it by the rules of folium: they reach the
    Leaflet map by this map's name.
    """

    content: Document
    bounds: tuple[float, float, float, float]
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own class attribute
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, location: tuple[float, float]) -> None:
        super().__init__(location=location, tiles=None)
        self._template = template("map.html")

    def get_bounds(self) -> list[list[float | None]]:
        """Return the extent of content and additions, [[south, west], [north, east]]."""
        west, south, east, north = self.bounds
        low, high = super().get_bounds()
        return [
            [none_min(low[0], south), none_min(low[1], west)],
            [none_max(high[0], north), none_max(high[1], east)],
        ]

    def render(self, **kwargs: Any) -> str:
        """Add this map's parts to the figure as plain text, then those of its children."""
        figure = self.get_root()
        if not isinstance(figure, DocumentFigure):
            raise RemoteAssetError(
                "A map document was added to another figure, which would load scripts from other "
                "hosts; save the map itself."
            )
        script = self._template.module.script(self, kwargs)
        figure.script.add_child(PlainText(script), name=self.get_name(), index=0)
        for child in self._children.values():
            child.render(**kwargs)
        return ""


class DocumentFigure(Figure):
    """The page: policy, styles, one JSON block, scripts.

    Parameters
    ----------
    data : str
        JSON that is inert in HTML.
    image_source : str
        The base map's host for the policy, empty for none.
    language : str
        The language that the page opens in.
    """

    def __init__(self, data: str, image_source: str, language: str) -> None:
        super().__init__(height="760px")
        self.data = data
        self.image_source = image_source
        self.language = language

    def render(self, **kwargs: Any) -> str:
        """Return the HTML file.

        Raises
        ------
        RemoteAssetError
            If an element was added that loads a script or a style from another host.
        """
        for child in self._children.values():
            child.render(**kwargs)
        self._refuse_links()
        added = self.script.render(**kwargs)
        scripts = [page_script(), added.replace("\r\n", "\n")]
        styles = [page_style(), _palette_style()]
        return template("document.html").render(
            language=self.language,
            data=self.data,
            scripts=scripts,
            styles=styles,
            script_sources=[policy_hash(text) for text in scripts],
            style_sources=[policy_hash(text) for text in styles],
            image_source=self.image_source,
            header=_without_defaults(self.header),
            body=self.html.render(**kwargs),
        )

    def _refuse_links(self) -> None:
        for child in self.header._children.values():  # noqa: SLF001 - branca has no public access
            if isinstance(child, JavascriptLink | CssLink):
                raise RemoteAssetError(
                    f"An added element loads {child.url}; this document asks no other host. "
                    "Use a plain folium.Map for it."
                )


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of the page. It gets finished texts only, so nothing is escaped twice."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(loader=loader, autoescape=False).get_template(name)  # noqa: S701


def _palette_style() -> str:
    return template("palette.css").render(properties=css_properties())


def _without_defaults(header: Element) -> str:
    children = header._children.items()  # noqa: SLF001 - branca has no public access
    return "\n".join(child.render() for name, child in children if name != "meta_http")
