"""单位的元素: the units and prefixes that composite units are made of, as GB 3100 and GB 3101 name them.

Chinese names, symbols and factors are general knowledge (GB 3100-1993, SI Brochure), unverified against the printed text; the QUDT
names were compared with QUDT's vocabulary. ``dimension`` counts exponents in QUDT's order: A amount of substance, E electric
current, L length, I luminous intensity, M mass, H temperature, T time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

Dimension = tuple[int, int, int, int, int, int, int]
NONE: Final[Dimension] = (0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Atom:
    """A unit that is no product of others: ASCII symbol, QUDT's local name (None where it has none), names, size in SI.

    SI value = (value + ``offset``) x ``factor``; ``factor`` is None where a value has no SI form (decibel, 级).
    """

    symbol: str
    qudt: str | None
    zh: str
    en: str
    dimension: Dimension
    factor: float | None
    prefixes: bool = True
    other: tuple[str, ...] = ()
    """Other symbols and names in print."""
    offset: float = 0.0


def _d(a: int = 0, e: int = 0, l: int = 0, i: int = 0, m: int = 0, h: int = 0, t: int = 0) -> Dimension:  # noqa: E741
    return (a, e, l, i, m, h, t)


_LENGTH, _MASS, _TIME, _VOLUME, _ANGLE = _d(l=1), _d(m=1), _d(t=1), _d(l=3), NONE
_ENERGY, _POWER, _PRESSURE, _FORCE = _d(l=2, m=1, t=-2), _d(l=2, m=1, t=-3), _d(l=-1, m=1, t=-2), _d(l=1, m=1, t=-2)
_POTENTIAL, _RATE = _d(e=-1, l=2, m=1, t=-3), _d(t=-1)

ATOMS: Final[tuple[Atom, ...]] = (
    # -- SI base and derived units (GB 3100-1993, tables 1 to 3)
    Atom("m", "M", "米", "metre", _LENGTH, 1.0),
    Atom("g", "GM", "克", "gram", _MASS, 1e-3),
    Atom("s", "SEC", "秒", "second", _TIME, 1.0, other=("sec",)),
    Atom("A", "A", "安", "ampere", _d(e=1), 1.0, other=("安培",)),
    Atom("K", "K", "开", "kelvin", _d(h=1), 1.0, other=("开尔文",)),
    Atom("mol", "MOL", "摩", "mole", _d(a=1), 1.0, other=("摩尔",)),
    Atom("cd", "CD", "坎", "candela", _d(i=1), 1.0, other=("坎德拉",)),
    Atom("rad", "RAD", "弧度", "radian", _ANGLE, 1.0),
    Atom("sr", "SR", "球面度", "steradian", NONE, 1.0),
    Atom("Hz", "HZ", "赫", "hertz", _RATE, 1.0, other=("赫兹", "HZ")),
    Atom("N", "N", "牛", "newton", _FORCE, 1.0, other=("牛顿",)),
    Atom("Pa", "PA", "帕", "pascal", _PRESSURE, 1.0, other=("帕斯卡", "pa")),
    Atom("J", "J", "焦", "joule", _ENERGY, 1.0, other=("焦耳",)),
    Atom("W", "W", "瓦", "watt", _POWER, 1.0, other=("瓦特",)),
    Atom("C", "C", "库", "coulomb", _d(e=1, t=1), 1.0, other=("库仑",)),
    Atom("V", "V", "伏", "volt", _POTENTIAL, 1.0, other=("伏特",)),
    Atom("F", "FARAD", "法", "farad", _d(e=2, l=-2, m=-1, t=4), 1.0, other=("法拉",)),
    Atom("Ohm", "OHM", "欧", "ohm", _d(e=-2, l=2, m=1, t=-3), 1.0, other=("Ω", "欧姆", "ohm")),
    Atom("S", "S", "西", "siemens", _d(e=2, l=-2, m=-1, t=3), 1.0, other=("西门子",)),
    Atom("Wb", "WB", "韦", "weber", _d(e=-1, l=2, m=1, t=-2), 1.0, other=("韦伯",)),
    Atom("T", "T", "特", "tesla", _d(e=-1, m=1, t=-2), 1.0, other=("特斯拉",)),
    Atom("H", "H", "亨", "henry", _d(e=-2, l=2, m=1, t=-2), 1.0, other=("亨利",)),
    Atom("lm", "LM", "流明", "lumen", _d(i=1), 1.0),
    Atom("lx", "LUX", "勒", "lux", _d(l=-2, i=1), 1.0, other=("勒克斯",)),
    Atom("Bq", "BQ", "贝可", "becquerel", _RATE, 1.0, other=("贝可勒尔", "贝克")),
    Atom("Gy", "GRAY", "戈", "gray", _d(l=2, t=-2), 1.0, other=("戈瑞",)),
    Atom("Sv", "SV", "希", "sievert", _d(l=2, t=-2), 1.0, other=("希沃特",)),
    Atom("kat", "KAT", "开特", "katal", _d(a=1, t=-1), 1.0),
    Atom("degC", "DEG_C", "摄氏度", "degree Celsius", _d(h=1), 1.0, prefixes=False, other=("℃", "°C"), offset=273.15),
    # -- units used with the SI (GB 3100-1993, table 5)
    Atom("min", "MIN", "分钟", "minute", _TIME, 60.0, prefixes=False),
    Atom("h", "HR", "小时", "hour", _TIME, 3600.0, prefixes=False, other=("hr", "个小时", "个单位小时", "单位小时")),
    Atom("d", "DAY", "天", "day", _TIME, 86400.0, prefixes=False, other=("日", "日历日", "个日历日", "日历天", "个日历天", "自然日")),
    Atom("a", "YR", "年", "year", _TIME, 31557600.0, prefixes=False),
    Atom("mo", None, "个月", "month", _TIME, 31557600.0 / 12, prefixes=False, other=("月",)),
    Atom("wk", "WK", "周", "week", _TIME, 604800.0, prefixes=False, other=("星期",)),
    Atom("L", "L", "升", "litre", _VOLUME, 1e-3, other=("l", "ℓ")),
    Atom("t", "TONNE", "吨", "tonne", _MASS, 1e3, other=("公吨",)),
    Atom("ha", "HA", "公顷", "hectare", _d(l=2), 1e4, prefixes=False, other=("hm2",)),
    Atom("deg", "DEG", "角度", "degree", _ANGLE, 0.017453292519943295, prefixes=False, other=("°",)),
    Atom("'", "ARCMIN", "角分", "arcminute", _ANGLE, 0.0002908882086657216, prefixes=False, other=("′",)),
    Atom('"', "ARCSEC", "角秒", "arcsecond", _ANGLE, 4.84813681109536e-06, prefixes=False, other=("″",)),
    Atom("eV", "EV", "电子伏", "electronvolt", _ENERGY, 1.602176634e-19, other=("电子伏特",)),
    Atom("u", "U", "原子质量单位", "unified atomic mass unit", _MASS, 1.66053906660e-27, prefixes=False),
    Atom("var", "VAR", "乏", "var", _POWER, 1.0),
    Atom("VA", "VA", "伏安", "volt ampere", _POWER, 1.0, other=("V.A",)),
    Atom("r", "REV", "转", "revolution", _ANGLE, 6.283185307179586, prefixes=False),
    Atom("tex", "TEX", "特克斯", "tex", _d(l=-1, m=1), 1e-6),
    # -- units outside the SI that standards still print
    Atom("bar", "BAR", "巴", "bar", _PRESSURE, 1e5),
    Atom("atm", "ATM", "标准大气压", "standard atmosphere", _PRESSURE, 101325.0, prefixes=False),
    Atom("mmHg", "MilliM_HG", "毫米汞柱", "millimetre of mercury", _PRESSURE, 133.322387415, prefixes=False),
    Atom("mmH2O", "MilliM_H2O", "毫米水柱", "millimetre of water", _PRESSURE, 9.80665, prefixes=False),
    Atom("kgf", "KiloGM_F", "千克力", "kilogram-force", _FORCE, 9.80665, prefixes=False, other=("公斤力",)),
    Atom("cal", "CAL_TH", "卡", "calorie", _ENERGY, 4.184, other=("卡路里",)),
    Atom("tce", None, "吨标准煤", "tonne of coal equivalent", _ENERGY, 2.93076e10, prefixes=True, other=("吨标煤",)),
    Atom("kgce", None, "千克标准煤", "kilogram of coal equivalent", _ENERGY, 2.93076e7, prefixes=False, other=("公斤标准煤", "千克标煤")),
    Atom("gce", None, "克标准煤", "gram of coal equivalent", _ENERGY, 2.93076e4, prefixes=False, other=("克标煤",)),
    Atom("P", "POISE", "泊", "poise", _d(l=-1, m=1, t=-1), 0.1),
    Atom("St", "ST", "斯", "stokes", _d(l=2, t=-1), 1e-4, other=("斯托克斯",)),
    Atom("Gs", "GAUSS", "高斯", "gauss", _d(e=-1, m=1, t=-2), 1e-4),
    Atom("Ci", "CI", "居里", "curie", _RATE, 3.7e10),
    Atom("Gal", "GALILEO", "伽", "gal", _d(l=1, t=-2), 0.01),
    Atom("in", "IN", "英寸", "inch", _LENGTH, 0.0254, prefixes=False, other=("inch",)),
    Atom("ft", "FT", "英尺", "foot", _LENGTH, 0.3048, prefixes=False),
    Atom("nmi", "MI_N", "海里", "nautical mile", _LENGTH, 1852.0, prefixes=False, other=("n mile",)),
    Atom("kn", "KN", "节", "knot", _d(l=1, t=-1), 1852.0 / 3600, prefixes=False),
    # -- levels: a value of theirs has no coherent SI form
    Atom("dB", "DeciB", "分贝", "decibel", NONE, None, prefixes=False, other=("db",)),
    Atom(
        "dB(A)", "DeciB_A", "分贝（A计权）", "decibel (A)", NONE, None, prefixes=False, other=("dBA", "db(A)", "dB(a)", "分贝(A)", "分贝A")
    ),
    Atom("dB(C)", "DeciB_C", "分贝（C计权）", "decibel (C)", NONE, None, prefixes=False, other=("dBC",)),
    Atom("dB(Z)", "DeciB_Z", "分贝（Z计权）", "decibel (Z)", NONE, None, prefixes=False, other=("dBZ",)),
    Atom("dBm", "DeciB_M", "毫瓦分贝", "decibel-milliwatt", NONE, None, prefixes=False),
    Atom("dBW", None, "瓦分贝", "decibel-watt", NONE, None, prefixes=False),
    Atom("dBi", None, "各向同性分贝", "decibel-isotropic", NONE, None, prefixes=False),
    Atom("dBc", None, "载波分贝", "decibel-carrier", NONE, None, prefixes=False),
    Atom("dBuV", None, "微伏分贝", "decibel-microvolt", NONE, None, prefixes=False, other=("dB(uV)",)),
    Atom("dBuV/m", None, "微伏每米分贝", "decibel-microvolt per metre", NONE, None, prefixes=False, other=("dB(uV/m)",)),
    Atom("Np", "NP", "奈培", "neper", NONE, None, prefixes=False),
    Atom("pH", None, "酸碱度", "pH", NONE, None, prefixes=False),
    # -- ratios
    Atom("1", "UNITLESS", "一", "one", NONE, 1.0, prefixes=False),
    Atom("%", "PERCENT", "百分之一", "percent", NONE, 1e-2, prefixes=False),
    Atom("%RH", "PERCENT_RH", "百分之一相对湿度", "percent relative humidity", NONE, 1e-2, prefixes=False, other=("%R.H.",)),
    Atom("permille", "PERMILLE", "千分之一", "permille", NONE, 1e-3, prefixes=False, other=("‰",)),
    Atom("ppm", "PPM", "百万分之一", "parts per million", NONE, 1e-6, prefixes=False),
    Atom("ppb", "PPB", "十亿分之一", "parts per billion", NONE, 1e-9, prefixes=False),
    Atom("ppt", None, "万亿分之一", "parts per trillion", NONE, 1e-12, prefixes=False),
    Atom("%FS", None, "满量程百分之一", "percent of full scale", NONE, 1e-2, prefixes=False, other=("%F.S.", "%F.S", "%F·S")),
    # -- information
    Atom("bit", "BIT", "比特", "bit", NONE, 1.0, other=("b",)),
    Atom("B", "BYTE", "字节", "byte", NONE, 8.0, other=("byte", "Byte", "个字节")),
    Atom("Bd", None, "波特", "baud", _RATE, 1.0, other=("baud",)),
    # -- counts and empirical scales
    Atom("CFU", None, "菌落形成单位", "colony-forming unit", NONE, 1.0, prefixes=False, other=("cfu",)),
    Atom("PFU", None, "噬斑形成单位", "plaque-forming unit", NONE, 1.0, prefixes=False),
    Atom("MPN", None, "最大可能数", "most probable number", NONE, 1.0, prefixes=False),
    Atom("IU", None, "国际单位", "international unit", NONE, None),
    Atom("NTU", None, "散射浊度单位", "nephelometric turbidity unit", NONE, None, prefixes=False),
    Atom("级", None, "级", "grade", NONE, None, prefixes=False),
    Atom("度", None, "度", "degree of an empirical scale", NONE, None, prefixes=False),
    Atom("HRC", None, "洛氏硬度（C标尺）", "Rockwell hardness, scale C", NONE, None, prefixes=False),
    Atom("HRB", None, "洛氏硬度（B标尺）", "Rockwell hardness, scale B", NONE, None, prefixes=False),
    Atom("HBW", None, "布氏硬度", "Brinell hardness", NONE, None, prefixes=False),
    Atom("HV", None, "维氏硬度", "Vickers hardness", NONE, None, prefixes=False),
    Atom("倍", None, "倍", "times", NONE, 1.0, prefixes=False, other=("稀释倍数",)),
)
"""Every atom, once. The Chinese name is the short one of GB 3100; longer and older names stand under ``other``."""

COUNTED: Final = tuple(
    re.findall(
        r"\S+",
        "个 只 头 根 次 台 套 件 人 人次 辆 株 片 张 粒 颗 条 支 瓶 包 袋 箱 组 批 点 处 层 户 床 羽 尾 桶 工作日 个工作日 帧 像素 字符 周期 班 份 孔",
    )
)
"""Nouns that are counted ("个/L", "m3/(百头·d)"): units of one, printed as they are."""

MANY: Final[dict[str, float]] = {"十": 10.0, "百": 100.0, "千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8}

PREFIXES: Final[dict[str, tuple[float, str, str]]] = {
    "Y": (1e24, "Yotta", "尧"),
    "Z": (1e21, "Zetta", "泽"),
    "E": (1e18, "Exa", "艾"),
    "P": (1e15, "Peta", "拍"),
    "T": (1e12, "Tera", "太"),
    "G": (1e9, "Giga", "吉"),
    "M": (1e6, "Mega", "兆"),
    "k": (1e3, "Kilo", "千"),
    "h": (1e2, "Hecto", "百"),
    "da": (1e1, "Deca", "十"),
    "d": (1e-1, "Deci", "分"),
    "c": (1e-2, "Centi", "厘"),
    "m": (1e-3, "Milli", "毫"),
    "u": (1e-6, "Micro", "微"),
    "n": (1e-9, "Nano", "纳"),
    "p": (1e-12, "Pico", "皮"),
    "f": (1e-15, "Femto", "飞"),
    "a": (1e-18, "Atto", "阿"),
}
"""SI prefixes (GB 3100-1993, table 4): symbol -> factor, QUDT's name, Chinese name."""
