"""Numbers as lists print them: letters, Roman, Chinese and circled numerals."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def chinese(number: int) -> str:
    """A counting number in Chinese numerals; from 10000 on in digits.

    >>> [chinese(n) for n in (3, 10, 12, 20, 101, 110, 2024)]
    ['三', '十', '十二', '二十', '一百零一', '一百一十', '二千零二十四']
    """
    if not 0 < number < 10_000:
        return _DIGITS[0] if number == 0 else str(number)
    text, gap = "", False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // value % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if 10 <= number < 20 else text


def letters(number: int) -> str:
    """a, b, … z, aa, bb, …: Word repeats the letter, spreadsheets count on.

    >>> letters(1), letters(26), letters(28)
    ('a', 'z', 'bb')
    """
    if number < 1:
        return ""
    repeat, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * min(repeat + 1, 30)


def roman(number: int) -> str:
    """Lower-case Roman numerals up to 3999, digits above.

    >>> roman(4), roman(1999)
    ('iv', 'mcmxcix')
    """
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        count, number = divmod(number, value)
        text += sign * count
    return text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(abs(number)))


def _digit_by_digit(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(abs(number)))


def _legal(number: int) -> str:
    """Numerals as contracts write them, which cannot be altered."""
    plain = chinese(number)
    written = "一" + plain if 10 <= number < 20 else plain
    return written.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))


# ST_NumberFormat (ECMA-376-1:2016, 17.18.59); what is not here prints in digits, as Word does with formats it does not know.
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02d}",
    "lowerLetter": letters,
    "upperLetter": lambda n: letters(n).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda n: roman(n).upper(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "chineseLegalSimplified": _legal,
    "ideographTraditional": lambda n: _STEMS[(n - 1) % 10],
    "ideographZodiac": lambda n: _BRANCHES[(n - 1) % 12],
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "bullet": lambda n: "",
    "none": lambda n: "",
}


def printed(number: int, format_name: str) -> str:
    """A number as Word prints it in a list of that ``w:numFmt``.

    >>> printed(3, "upperLetter"), printed(3, "chineseCounting"), printed(3, "bullet")
    ('C', '三', '')
    >>> printed(10, "ideographDigital"), printed(12, "chineseLegalSimplified")
    ('一〇', '壹拾贰')
    """
    return _FORMATS.get(format_name, str)(number)
