import hashlib
import re

from maps.offline import ASSETS, page_script, page_style, read_json


def test_vendored_files_are_those_of_the_manifest() -> None:
    listed = {
        name: digest
        for package in read_json("manifest.json").values()
        for name, digest in package["files"].items()
    }
    for name, digest in listed.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest, name
    kept = {
        path.relative_to(ASSETS).as_posix()
        for folder in ("vendor", "fonts")
        for path in (ASSETS / folder).rglob("*")
        if path.is_file()
    }
    assert kept <= set(listed)


def test_every_package_keeps_its_licence() -> None:
    for package in read_json("manifest.json").values():
        assert any("LICENSE" in name or "OFL" in name for name in package["files"])


def test_scripts_and_styles_name_no_host_and_end_no_block() -> None:
    assert "</script" not in page_script()
    assert "<!--" not in page_script()
    assert "sourceMappingURL" not in page_script()
    assert "</style" not in page_style()
    assert re.findall(r"url\([^#)]*\)", page_style()) == []


def test_every_message_has_both_languages() -> None:
    for key, message in read_json("messages.json").items():
        assert message["zh"], key
        assert message["en"], key
