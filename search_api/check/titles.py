"""Whether two printed titles are the same: signs, blanks, width, case and the way a part is counted do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_ORDINAL = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}
_PART = re.compile(r"第([一二三四五六七八九十百]{1,5})(部分|册|分册|篇|分部分)")
# "(含第1号修改单)", "(代替...)", "(2019版)" stand beside a title and are none of it.
_REMARK = re.compile(r"[(（](?:[^()（）]*修改单|代替|替代|附|以下简称|含)[^()（）]*[)）]|[(（](?:19|20)\d\d\s*年?版?[)）]")
_LATIN_BRACKET = re.compile(r"(?<=[一-鿿0-9）)])\s*[(（\[][^一-鿿]*[A-Za-z]{4}[^一-鿿]*[)）\]]\s*$")
_LATIN_TAIL = re.compile(r"^(.*[一-鿿][^A-Za-z]*?)\s*([A-Za-z][A-Za-z0-9\s\-—–,.:;()'/&]{8,})$", re.DOTALL)


def normal(title: str) -> str:
    """The letters, digits and characters of a title, in one width and case, parts counted in digits.

    >>> normal("《虚构设备　第一部分：通用要求》") == normal("虚构设备 第 1 部分: 通用要求")
    True
    >>> normal("Fictional devices — Part 1: General") == normal("FICTIONAL DEVICES-PART 1 GENERAL")
    True
    """
    text = unicodedata.normalize("NFKC", _REMARK.sub("", title)).lower()
    text = re.sub(r"\s+", "", text)
    text = _PART.sub(lambda match: f"第{_count(match[1])}{match[2]}", text)
    return "".join(c for c in text if c.isalnum())


def same_title(printed: str, known: Iterable[str]) -> bool | None:
    """Whether ``printed`` is one of the titles known; None where none is. A title in two languages may be right in either.

    >>> same_title("虚构设备 Fictional devices", ["虚构设备"]), same_title("虚构设备", ["虚构装置"]), same_title("虚构设备", [])
    (True, False, None)
    """
    titles = {normal(title) for title in known} - {""}
    if not titles:
        return None
    return not titles.isdisjoint(normal(reading) for reading in readings(printed))


def readings(printed: str) -> tuple[str, ...]:
    """The title as printed, and its Chinese and its English part where it has both.

    >>> readings("虚构设备 Fictional devices")
    ('虚构设备 Fictional devices', '虚构设备', 'Fictional devices')
    >>> readings("虚构设备（Fictional devices）")
    ('虚构设备',)
    """
    printed = _LATIN_BRACKET.sub("", printed) or printed
    match = _LATIN_TAIL.match(printed)
    return (printed, match[1].strip(), match[2].strip()) if match else (printed,)


def _count(words: str) -> int:
    """A Chinese number below a thousand.

    >>> _count("一"), _count("十二"), _count("二十"), _count("一百零三")
    (1, 12, 20, 103)
    """
    total = 0
    hundreds, _, rest = words.rpartition("百")
    if "百" in words:
        total += 100 * int(_ORDINAL.get(hundreds or "一", "1"))
    tens, ten, ones = rest.rpartition("十")
    if ten:
        total += 10 * int(_ORDINAL.get(tens or "一", "1"))
    digit = ones.strip("零")
    return total + (int(_ORDINAL.get(digit, "0")) if digit else 0)
