"""A search as asked, before anything is looked up: what cannot be asked is refused, whichever way it came.

HTTP and the command line parse the same request; the limits stand here once.
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import BadRequest
from kg.life import STATUSES
from kg.model import DocumentType
from search_api.protocols import SearchRequest

MAX_QUERY: Final = 1_000
"""Characters: the longest questions people write have some hundred, and every step over a query is linear in it."""
TYPES: Final = tuple(kind.value for kind in DocumentType)
ICS: Final = re.compile(r"[0-9]{2}(\.[0-9]{3}(\.[0-9]{2})?)?")
CCS: Final = re.compile(r"[A-Z]([0-9]{1,2}(/[0-9]{1,2})?)?")

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WORD: Final = re.compile(r"[^\W_]")


def has_words(query: str) -> bool:
    """Whether a query holds a letter, a digit or a Chinese character: without one there is nothing to look for.

    >>> has_words("锅炉"), has_words("SO2?"), has_words("😀 …_*~")
    (True, True, False)
    """
    return _WORD.search(query) is not None


def values(text: str | None) -> tuple[str, ...]:
    """Alternatives separated by commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def refuse_what_cannot_be_asked(request: SearchRequest) -> None:
    """Raises BadRequest for a query too long or with control characters, and for filter values that no document can have."""
    if len(request.q) > MAX_QUERY:
        raise BadRequest(f"the query has {len(request.q):,} characters; ask in at most {MAX_QUERY:,}, or check a text with 'nqi check'")
    if found := _CONTROL.search(request.q):
        raise BadRequest(f"the query holds the character U+{ord(found[0]):04X}, which is no text; leave it out")
    for name, given, known in (("type", request.type, TYPES), ("status", request.status, STATUSES)):
        if unknown := sorted(set(values(given)) - set(known)):
            raise BadRequest(f"{name} {', '.join(unknown)} does not exist; use {', '.join(known)}")
    for name, given, form, example in (("ics", request.ics, ICS, "13.040.40"), ("ccs", request.ccs, CCS, "Z60")):
        if wrong := [code for code in values(given) if not form.fullmatch(code)]:
            raise BadRequest(f"{name} {', '.join(wrong)!r} is no code; write it as {example}, or its beginning")
    if request.issued_from and request.issued_to and request.issued_from > request.issued_to:
        raise BadRequest(f"issued_to {request.issued_to} is before issued_from {request.issued_from}")
