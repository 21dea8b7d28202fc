"""Parts of statements as texts with places for their values."""

from __future__ import annotations

import pytest
from sqlalchemy import BindParameter, bindparam, literal_column

from db.selections.fragments import Fragments, place
from tests.conftest import SqliteBackend


def test_a_mark_of_a_value_in_the_text_is_refused_and_not_filled_in(
    sqlite_backend: SqliteBackend,
) -> None:
    value: BindParameter[int] = bindparam("value", 7)
    with sqlite_backend.database() as database:
        fragments = Fragments(database)

        assert fragments.of(literal_column("a") == value).text == f"a = {place(0)}"
        with pytest.raises(ValueError, match="2 places for 1 values"):
            fragments.of(literal_column("'why?'") == value)
