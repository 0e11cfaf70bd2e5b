"""A Word comment (批注) at each citation, in the user's own document; nothing else of it changes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ingest.citations.word_text import open_word, paragraphs, printed
from ingest.readers.limits import Limits

_AUTHOR, _INITIALS = "nqi", "nqi"


def annotated_word(path: Path, limits: Limits, notes: Sequence[Mapping[str, Any]]) -> bytes:
    """The document with ``notes`` ({"anchor": of the citation, "words": lines, "raw": as printed}) as comments.

    Word has no comments in headers, footers and notes: what is cited there is told in one comment at the first words of the body.
    """
    document = open_word(path, limits)
    body = list(paragraphs(document.element.body))
    apart = []
    # Backwards within a paragraph: what is put behind a run does not move what comes before it.
    for note in notes:
        anchor = note["anchor"]
        ordinal = anchor.get("paragraph", -1)
        ends = printed(body[ordinal]).runs_of(anchor["start"], anchor["end"]) if 0 <= ordinal < len(body) else None
        if ends is None:
            apart.append(note)
        else:
            _comment(document, *ends, "\n".join(note["words"]))
    if apart:
        first = next((ends for p in body if printed(p).text.strip() and (ends := printed(p).runs_of(0, 1))), None)
        if first is not None:
            words = "\n".join(f"{note['place']}: {note['raw']}\n" + "\n".join(note["words"]) for note in apart)
            _comment(document, *first, words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _comment(document: Any, first: Any, last: Any, words: str) -> None:
    """A comment on the runs from ``first`` to ``last`` (w:r elements, in whatever parents), as 17.13.4 of ECMA-376-1 has it."""
    comment = document.part.comments.add_comment(text=words, author=_AUTHOR, initials=_INITIALS)
    number = str(comment.comment_id)
    start, end = OxmlElement("w:commentRangeStart"), OxmlElement("w:commentRangeEnd")
    start.set(qn("w:id"), number)
    end.set(qn("w:id"), number)
    first.addprevious(start)
    run, reference = OxmlElement("w:r"), OxmlElement("w:commentReference")
    reference.set(qn("w:id"), number)
    run.append(reference)
    last.addnext(end)
    end.addnext(run)
