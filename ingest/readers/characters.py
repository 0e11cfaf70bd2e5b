"""Bytes to characters: which encoding a text file is in, and which characters a line may hold."""

from __future__ import annotations

import codecs
import contextlib
import re
from pathlib import Path

from ingest.readers.limits import Limits
from kg.errors import UnreadableDocument

# UTF-32 stands first because its little-endian mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What a page may declare, and what it is decoded as: GB18030 contains GBK and GB2312, and pages that say
# gb2312 hold GBK characters as a rule. Other labels are not believed.
_DECLARED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
}

_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Control characters print nothing; the zero-width ones come from web editors and cut numbers in two.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")

_NOISE_SHARE = 0.01
_COMMON_SHARE = 0.7


def is_noise(data: bytes) -> bool:
    """Whether bytes without a byte order mark are no text in any encoding: a NUL, or over 1 % control bytes.

    >>> is_noise(b"GB 13271\\n"), is_noise(bytes(range(64)))
    (False, True)
    """
    if b"\0" in data:
        return True
    return len(_CONTROL_BYTES.findall(data)) > len(data) * _NOISE_SHARE


def has_mark(data: bytes) -> bool:
    """Whether ``data`` begins with a Unicode byte order mark."""
    return any(data.startswith(mark) for mark, _ in _MARKS)


def is_plausibly_chinese(text: str) -> bool:
    """Whether the non-ASCII characters of ``text`` are mostly everyday ones (GB/T 2312 level 1 and symbols).

    GB18030 decodes almost any bytes to *some* characters; text in another encoding comes out as rare ones.

    >>> is_plausibly_chinese("锅炉大气污染物排放标准"), is_plausibly_chinese("閿呯倝澶ф皵姹℃煋")
    (True, False)
    """
    foreign = [char for char in text if char > "\x7f"]
    common = sum(1 for char in foreign if _is_common(char))
    return common >= len(foreign) * _COMMON_SHARE


def _is_common(char: str) -> bool:
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    # Rows 1-9 are punctuation, Greek, table rules and the like, 16-55 the 3755 level 1 characters (GB/T 2312-1980, 5).
    return 0xA1 <= lead <= 0xA9 or 0xB0 <= lead <= 0xD7


def read_characters(path: Path, limits: Limits, declared: str | None = None) -> str:
    """The characters of the text file at ``path``; see `decode`. Raises UnreadableDocument too_large, binary or encoding."""
    text = decode(path.read_bytes(), path.name, declared)
    # Markup is text too: a page of 20 million characters is refused before it is parsed.
    if len(text) > 2 * limits.max_text_chars:
        raise UnreadableDocument(
            "too_large",
            f"{path.name} holds {len(text):,} characters, more than twice the limit of {limits.max_text_chars:,}; split it into parts",
        )
    return text


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """Text of ``data``: by byte order mark, else as ``declared``, as UTF-8, or as GB18030 where that reads as Chinese.

    Every attempt is strict: a character that cannot be decoded is never replaced.
    Raises UnreadableDocument ``binary`` or ``encoding``; ``name`` is the file's name for the message.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec)
            except UnicodeDecodeError as exc:
                raise UnreadableDocument(
                    "encoding",
                    f"{name} begins with the mark of {codec.removesuffix('-sig')} but byte {exc.start} is not; save it again as UTF-8",
                ) from exc
    if is_noise(data):
        raise UnreadableDocument("binary", f"{name} holds binary data, no text; give it the suffix of its real format")
    codec = _DECLARED.get((declared or "").strip().lower(), "utf-8")
    bad_byte = 0
    for attempt in dict.fromkeys((codec, "utf-8", "gb18030")):
        try:
            text = data.decode(attempt)
        except UnicodeDecodeError as exc:
            if attempt == "utf-8":
                bad_byte = exc.start
            continue
        if attempt != "gb18030" or is_plausibly_chinese(text):
            return text
    if codec == "gb18030":
        # Rare characters, but the page says so and they are not UTF-8.
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(codec)
    raise UnreadableDocument(
        "encoding",
        f"{name} is neither UTF-8 (byte {bad_byte} is not) nor Chinese text in GB18030; save it again as UTF-8",
    )


def printed_lines(text: str) -> list[str]:
    """The lines of ``text`` without control characters and trailing spaces; blank lines are left out.

    No line holds a character that ``str.splitlines`` splits at, so offsets survive a join by a line feed.

    >>> printed_lines("1\\t范围 \\r\\n\\x07\\n\\u3000本标准\\u2028适用")
    ['1\\t范围', '\\u3000本标准', '适用']
    """
    lines = (_INVISIBLE.sub("", line).rstrip() for line in text.splitlines())
    return [line for line in lines if line]
