import pytest

from maps.basemap import Basemap
from maps.errors import BasemapError


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("http://localhost:8080/{z}/{x}/{y}", "http://localhost:8080"),
        ("https://{s}.example.org/{z}/{x}/{y}?tk=1", "https://*.example.org"),
    ],
)
def test_policy_source_is_the_host_alone(url: str, source: str) -> None:
    assert Basemap(url).policy_source == source


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/{z}/{x}/{y}",
        "https://example.org/{z}/{x}",
        "javascript:alert(1)/{z}/{x}/{y}",
        "https://a.org;script-src *//{z}/{x}/{y}",
        "https://a.org 'unsafe-inline'/{z}/{x}/{y}",
        "https://user:secret@a.org/{z}/{x}/{y}",
        "https://[::1/{z}/{x}/{y}",
        "",
    ],
)
def test_address_that_is_no_template_is_refused(url: str) -> None:
    with pytest.raises(BasemapError, match="base map"):
        Basemap(url)


def test_subdomains_are_letters_and_digits() -> None:
    with pytest.raises(BasemapError, match="subdomains"):
        Basemap("https://{s}.example.org/{z}/{x}/{y}", subdomains="a;b")
