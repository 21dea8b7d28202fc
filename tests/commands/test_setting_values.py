"""Reading settings: types, bounds, and where a value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from commands.setting_values import RefusedSettingsError, read_values, setting


@dataclass(frozen=True)
class Shop:
    shelves: int = setting(3, "how many", ge=1, le=9)
    width_m: float = setting(1.5, "of one", gt=0, variable="QUANMAP_WIDTH")
    height_m: float = setting(2.0, "of one", gt=0, le=3.5, variable="QUANMAP_HEIGHT")
    weight_kg: float = setting(8.0, "of one", le=90, variable="QUANMAP_WEIGHT")
    tables: int = setting(0, "how many", ge=0)
    is_open: bool = setting(False, "today")
    kind: Literal["tea", "rice"] = setting("tea", "what it sells")
    owner: str | None = setting(None, "of the shop")


def read(**given: object) -> dict[str, Any]:
    return read_values(Shop, given)[0]


def test_without_any_value_the_defaults_hold() -> None:
    assert read_values(Shop, {}) == (
        {
            "shelves": 3,
            "width_m": 1.5,
            "height_m": 2.0,
            "weight_kg": 8.0,
            "tables": 0,
            "is_open": False,
            "kind": "tea",
            "owner": None,
        },
        set(),
    )


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("QUANMAP_SHELVES", "9", "shelves", 9),
        ("quanmap_shelves", " 1 ", "shelves", 1),
        ("QUANMAP_WIDTH", "1e-3", "width_m", 0.001),
        ("QUANMAP_IS_OPEN", "Yes", "is_open", True),
        ("QUANMAP_IS_OPEN", "0", "is_open", False),
        ("QUANMAP_KIND", "rice", "kind", "rice"),
        ("QUANMAP_OWNER", "王", "owner", "王"),
        ("QUANMAP_OWNER", "", "owner", None),
    ],
)
def test_a_variable_is_read_as_its_type(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, name: str, value: object
) -> None:
    monkeypatch.setenv(variable, text)

    values, names = read_values(Shop, {})

    assert values[name] == value
    assert type(values[name]) is type(value)
    assert names == ({name} if text else set())


@pytest.mark.parametrize(
    ("variable", "text", "wanted"),
    [
        ("QUANMAP_SHELVES", "2.5", "a whole number from 1 to 9"),
        ("QUANMAP_SHELVES", "0", "a whole number from 1 to 9"),
        ("QUANMAP_SHELVES", "10", "a whole number from 1 to 9"),
        ("QUANMAP_TABLES", "-1", "a whole number from 0 up"),
        ("QUANMAP_WIDTH", "0", "a number over 0"),
        ("QUANMAP_WIDTH", "nan", "a number over 0"),
        ("QUANMAP_WIDTH", "1e999", "a number over 0"),
        ("QUANMAP_WIDTH", "wide", "a number over 0"),
        ("QUANMAP_HEIGHT", "4", "a number over 0 and up to 3.5"),
        ("QUANMAP_WEIGHT", "1e3", "a number up to 90"),
        ("QUANMAP_IS_OPEN", "perhaps", "true or false"),
        ("QUANMAP_KIND", "TEA", "one of tea, rice"),
    ],
)
def test_a_wrong_value_is_refused_with_its_variable_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, wanted: str
) -> None:
    monkeypatch.setenv(variable, text)

    with pytest.raises(RefusedSettingsError) as refused:
        read()

    assert str(refused.value) == f"{variable}={text!r} is refused: write {wanted}."


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANMAP_WIDTH", "-1")

    with pytest.raises(RefusedSettingsError) as refused:
        read(shelves=2.5)

    assert [line.split("=")[0] for line in str(refused.value).splitlines()] == [
        "QUANMAP_SHELVES",
        "QUANMAP_WIDTH",
    ]


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANMAP_SHELVES", "4")
    monkeypatch.setenv("QUANMAP_OWNER", "王")

    assert (read(shelves=5)["shelves"], read(owner=None)["owner"]) == (5, None)


def test_a_name_that_is_no_setting_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="windows"):
        read(windows=2)


def test_a_file_that_is_not_utf8_is_refused_with_the_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("QUANMAP_OWNER=王\n", encoding="gbk")

    with pytest.raises(RefusedSettingsError, match=r"^\.env is not UTF-8 \(byte 15\); save"):
        read()
