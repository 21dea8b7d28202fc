"""Reading settings: types, bounds, and where a value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pytest

from commands.setting_values import RefusedSettingsError, read_values, setting


@dataclass(frozen=True)
class Shop:
    shelves: int = setting(3, "how many", ge=1, le=9)
    width_m: float = setting(1.5, "of one", gt=0, variable="QUANMAP_WIDTH")
    is_open: bool = setting(False, "today")
    kind: Literal["tea", "rice"] = setting("tea", "what it sells")
    owner: str | None = setting(None, "of the shop")


def read(**given: object) -> dict[str, Any]:
    return read_values(Shop, given)[0]


def test_without_any_value_the_defaults_hold() -> None:
    assert read_values(Shop, {}) == (
        {"shelves": 3, "width_m": 1.5, "is_open": False, "kind": "tea", "owner": None},
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
    ("variable", "text", "cause"),
    [
        ("QUANMAP_SHELVES", "2.5", "'2.5' is not a valid integer range."),
        ("QUANMAP_SHELVES", "0", "0 is not in the range 1<=x<=9."),
        ("QUANMAP_SHELVES", "10", "10 is not in the range 1<=x<=9."),
        ("QUANMAP_WIDTH", "0", "0.0 is not in the range x>0."),
        ("QUANMAP_WIDTH", "nan", "'nan' is no finite number."),
        ("QUANMAP_WIDTH", "1e999", "'1e999' is no finite number."),
        ("QUANMAP_WIDTH", "wide", "'wide' is not a valid float range."),
        ("QUANMAP_IS_OPEN", "perhaps", "'perhaps' is not a valid boolean."),
        ("QUANMAP_KIND", "TEA", "'TEA' is not one of 'tea', 'rice'."),
    ],
)
def test_a_wrong_value_is_refused_with_its_variable_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, cause: str
) -> None:
    monkeypatch.setenv(variable, text)

    with pytest.raises(RefusedSettingsError) as refused:
        read()

    assert str(refused.value).startswith(f"{variable}={text!r} is refused: {cause}")


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
