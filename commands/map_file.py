"""Files of maps: one HTML file, or PNG pictures; each appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from maps.document import Document, document, to_map
from maps.still import still

PNG_ENDING = ".png"
DEFAULT_WIDTH_PX, DEFAULT_DPI = 1600, 150
PAGE_ENDINGS = (".html", ".htm")


@dataclass(frozen=True)
class MapFile:
    """Where a map goes, and as what.

    Parameters
    ----------
    is_png : bool
        A picture of each page in place of the page itself; so is a file that ends in ``.png``.
    width_px, dpi : int, optional
        Of pictures only.
    """

    path: Path
    is_png: bool = False
    width_px: int | None = None
    dpi: int | None = None

    @property
    def is_picture(self) -> bool:
        """Whether PNG is written."""
        return self.is_png or self.path.suffix.lower() == PNG_ENDING

    def check(self) -> None:
        """Refuse what cannot be written before anything is computed.

        Raises
        ------
        click.UsageError
            Options that contradict each other.
        click.ClickException
            The folder does not exist.
        """
        if not self.is_picture and (self.width_px is not None or self.dpi is not None):
            raise click.UsageError("--width and --dpi are of pictures: add --png.")
        if self.is_png and self.path.suffix.lower() in PAGE_ENDINGS:
            raise click.UsageError(f"--png writes a picture, {self.path} is named as a page.")
        if not self.path.parent.is_dir():
            raise click.ClickException(
                f"{self.path} cannot be written: the folder {self.path.parent} does not exist; "
                "make it first."
            )

    def write(self, drawn: Document) -> list[Path]:
        """Write a document, and return the files: one, or one picture a page.

        Raises
        ------
        OSError
            A file cannot be written; those that were there before are as they were.
        StillError
            The size is out of range.
        """
        if not self.is_picture:
            return write_files({self.path: document(to_map(drawn)).encode("utf-8")})
        width_px = DEFAULT_WIDTH_PX if self.width_px is None else self.width_px
        dpi = DEFAULT_DPI if self.dpi is None else self.dpi
        pictures = {
            self._page_path(drawn, page): still(drawn, page=page, width_px=width_px, dpi=dpi)
            for page in range(len(drawn.pages))
        }
        return write_files(pictures)

    def _page_path(self, drawn: Document, page: int) -> Path:
        if len(drawn.pages) == 1:
            return self.path
        return self.path.with_stem(f"{self.path.stem}-{drawn.pages[page].id}")


def write_files(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write files aside and rename them once all are whole.

    Raises
    ------
    OSError
        One cannot be written; nothing has changed then.
    """
    aside: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            # A device or a pipe, such as /dev/stdout, is not to be replaced by a file.
            if path.exists() and not path.is_file():
                path.write_bytes(content)
                continue
            # What a link points to is replaced, not the link.
            target = path.resolve()
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            aside[part] = target
            part.write_bytes(content)
            if target.exists():
                shutil.copymode(target, part)
        for part, target in aside.items():
            part.replace(target)
    except OSError as error:
        # The name that was given, not that of the file beside it.
        named = {str(part): path for part, path in zip(aside, contents, strict=False)}
        error.filename = str(named.get(str(error.filename), error.filename))
        raise
    finally:
        for part in aside:
            part.unlink(missing_ok=True)
    return list(contents)
