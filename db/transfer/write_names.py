"""Field names of shapefiles: at most ten bytes, each once."""

from collections.abc import Sequence

NAME_BYTES_MAX = 10


def short_names(headers: Sequence[str]) -> list[str]:
    """Give a name of at most ten bytes in UTF-8 for each header, none twice (in any case).

    Whole characters are kept, three of Chinese; where two would be the same, the later one ends in
    a number. The same headers always give the same names.

    Examples
    --------
    >>> short_names(["统一社会信用代码", "Party members", "Party member days", "On"])
    ['统一社', 'Party memb', 'Party me_1', 'On']
    """
    names: list[str] = []
    taken: set[str] = set()
    for header in headers:
        name, count = _cut(header, ""), 0
        while name.casefold() in taken:
            count += 1
            name = _cut(header, f"_{count}")
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, ending: str) -> str:
    room = NAME_BYTES_MAX - len(ending)
    return text.encode()[:room].decode(errors="ignore").rstrip() + ending
