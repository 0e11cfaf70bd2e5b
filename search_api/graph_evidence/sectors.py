"""领域 and classes of a query beside the ICS and CCS of a document: a comparison of codes, no look-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from kg.table_rows import read_table
from search_api.query import Understood


@lru_cache(maxsize=1)
def _ics_of_sectors() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({row["key"]: tuple(row.many("ics")) for row in read_table("sectors.csv")})


def in_sectors(query: Understood, ics: Sequence[str]) -> bool:
    """Whether a document of these ICS codes is of a sector that the query names; some sectors have no ICS field of their own.

    >>> from search_api.query import understand
    >>> in_sectors(understand("钢铁行业排放标准"), ["77.140.50"]), in_sectors(understand("钢铁行业"), ["13.040"])
    (True, False)
    """
    return any(_within(code, field) for sector in query.sectors for field in _ics_of_sectors()[sector] for code in ics)


def in_classes(query: Understood, ics: Sequence[str], ccs: Sequence[str]) -> bool:
    """Whether a document of these codes is of a class of ICS or CCS that the query names."""
    return any(_within(code, wanted) for wanted in query.ics for code in ics) or any(
        code.replace(" ", "").startswith(wanted.replace(" ", "")) for wanted in query.ccs for code in ccs
    )


def _within(code: str, field: str) -> bool:
    return code == field or code.startswith(f"{field}.")
