"""What imports say is read at a terminal and in a browser alike."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import db.transfer

# Only the command writes files.
COMMAND_ONLY = {"export.py", "mapping_file.py", "write_kml.py"}
OPTION = re.compile(r"--(crs|encoding|sheet|mapping|dry-run|accept-valid|report)\b")


def _texts(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_messages_of_imports_name_no_option_of_the_command() -> None:
    files = Path(db.transfer.__path__[0]).glob("*.py")
    read = [one for one in files if one.name not in COMMAND_ONLY]

    found = {(one.name, text) for one in read for text in _texts(one) if OPTION.search(text)}

    assert len(read) > 50
    assert found == set()
