"""标准编号: one grammar for the numbers that Chinese standards cite, and the IRIs they get.

`StandardNumber.parse` reads one number in any printed form, `find_numbers` every number in a
text. Both print canonically: prefix, space, number, ``-``, four-digit year; families that are
published with a colon (ISO, IEC, OIML, CNCA, CNAS, EN) keep it.
"""

from kg.identifiers.families import INDUSTRY_CODES, Family
from kg.identifiers.finding import find_numbers, says_all_parts
from kg.identifiers.folding import fold, fold_but, narrow
from kg.identifiers.number import StandardNumber

__all__ = ["INDUSTRY_CODES", "Family", "StandardNumber", "find_numbers", "fold", "fold_but", "narrow", "says_all_parts"]
