"""Chinese addresses in one form, so that two ways of writing one are the same."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_BRACKETED = re.compile(r"[(\[【〔{].*?[)\]】〕}]")
_NOISE = re.compile(r"[\s,.;:、。·'\"“”‘’_~#*/\\-]+")
# A province is left out before a city or a district only: 青海省人民医院 is a name.
_PROVINCE = re.compile(
    r"^[^省]{2,8}?(?:省|自治区|特别行政区)(?=[^省]{2,8}?(?:市|自治州|地区|区|县))"
)
_CITY = re.compile(r"^[^市省区县路街]{2,8}?(?:市(?![场政民医委])|自治州|地区)")
# What is finer than a house stands behind it: floors, rooms, shops.
_INSIDE = re.compile(
    r"(?:(?<=[号楼座厦场栋幢院])|(?<=[a-z0-9]号))(?:负|地下)?[0-9a-z]{1,5}(?:层|楼|室|房|单元|铺|号铺|门).*$"
)
_NUMBERS = re.compile(r"\d+")
_STREET_NUMBER = re.compile(r"(\d+)(?:附\d+)?号")
_STREET_ENDINGS = ("路", "街", "道", "巷", "里", "弄", "胡同", "大道", "大街")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SPOKEN = re.compile(r"[〇零一二三四五六七八九十百]+(?=[号弄栋幢座层楼室单])")
_SAME = (("大廈", "大厦"), ("号院", "号"), ("門牌", ""), ("门牌", ""), ("號", "号"), ("樓", "楼"))


@dataclass(frozen=True)
class Address:
    """An address in one form.

    Attributes
    ----------
    text
        Without province, city and district, marks and what stands in brackets.
    core
        `text` without floors and rooms.
    district
        The number of the district that it begins with, -1 for none.
    """

    text: str
    core: str
    district: int

    @property
    def house_number(self) -> str | None:
        """The number of the house in its street."""
        found = _STREET_NUMBER.search(self.core)
        return None if found is None else found[1]

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers of the core, in order."""
        return tuple(_NUMBERS.findall(self.core))

    @property
    def is_street(self) -> bool:
        """Whether it ends in a street, without a house."""
        return self.core.endswith(_STREET_ENDINGS)


def address(text: str, districts: Sequence[str] = ()) -> Address:
    """Bring an address into one form.

    Full-width forms, capitals, spaces and marks do not matter; 二十三号 is 23号.

    Parameters
    ----------
    districts
        Names of the city's districts, with which an address may begin.

    Examples
    --------
    >>> address("青海省西宁市城东区 建国路２３号（工商银行旁）３层301室", ["城东区"])
    Address(text='建国路23号3层301室', core='建国路23号', district=0)
    """
    plain = _BRACKETED.sub("", unicodedata.normalize("NFKC", text)).casefold()
    plain = _NOISE.sub("", plain)
    for written, meant in _SAME:
        plain = plain.replace(written, meant)
    plain = _SPOKEN.sub(lambda match: _counted(match[0]), plain)
    for pattern in (_PROVINCE, _CITY):
        plain = _without(plain, pattern)
    plain, district = _district(plain, districts)
    return Address(plain, _INSIDE.sub("", plain) or plain, district)


def _without(text: str, pattern: re.Pattern[str]) -> str:
    rest = pattern.sub("", text, count=1)
    return rest or text


def _district(text: str, districts: Sequence[str]) -> tuple[str, int]:
    for number, name in enumerate(districts):
        folded = _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()
        if folded and text.startswith(folded) and len(text) > len(folded):
            return text[len(folded) :], number
    return text, -1


def _counted(spoken: str) -> str:
    """Read a Chinese number below 1,000; digit by digit where no tens are named."""
    if not set(spoken) & {"十", "百"}:
        return spoken.translate(_DIGITS)
    hundreds, _, rest = spoken.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * int(hundreds.translate(_DIGITS) or 1) if "百" in spoken else 0
    if ten:
        total += 10 * int(tens.translate(_DIGITS).lstrip("0") or 1)
    return str(total + int(ones.translate(_DIGITS) or 0))
