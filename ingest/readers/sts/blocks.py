"""STS: sections, paragraphs, lists, tables, figures, notes and annexes as the lines that a Chinese standard prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ingest.readers.assembly import Assembly, is_caption
from ingest.readers.raised import ScriptedLine
from ingest.readers.sts.inline import Inline, child, collapsed, name_of
from ingest.readers.sts.tables import captioned, rows_of
from ingest.readers.sts.terms import term_lines
from ingest.readers.word.numerals import letters, roman

_TITLES = {"foreword": "前言", "intro": "引言", "introduction": "引言"}
_ANNEX = re.compile(r"(?:附\s*录|Annex|Appendix)?\s*([A-Z])", re.IGNORECASE)
_NOTE_KINDS = {
    "non-normative-note": "注",
    "normative-note": "注",
    "note": "注",
    "non-normative-example": "示例",
    "normative-example": "示例",
    "example": "示例",
}
_LEFT_OUT = frozenset(
    {"label", "title", "sec-meta", "toc", "index", "index-term", "graphic", "media", "object-id", "permissions", "processing-meta", "del"}
)
_INLINE_ONLY = frozenset({"std", "mixed-citation", "element-citation", "nlm-citation", "attrib", "verse-line", "subtitle", "def-head"})
# A list-type and what its items are counted by; the others have a dash (列项, GB/T 1.1-2020, 7.5).
_COUNTED: dict[str, Callable[[int], str]] = {
    "alpha-lower": letters,
    "alpha-upper": lambda n: letters(n).upper(),
    "roman-lower": roman,
    "roman-upper": lambda n: roman(n).upper(),
    "order": str,
    "ordered": str,
    "arabic": str,
}


class Blocks:
    """Walks the content of a standard and adds its lines to an `Assembly`."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._lead = ""  # a label whose text comes with the next paragraph
        self._handlers: dict[str, Callable[[Any, int], None]] = {
            "sec": self._section,
            "term-sec": self._term_section,
            "app": self._annex,
            "p": self._paragraph,
            "list": self._list,
            "def-list": self._definitions,
            "table-wrap": self._table_wrap,
            "array": self._table_wrap,
            "table": self._bare_table,
            "fig": self._figure,
            "disp-formula": self._formula,
            "ref-list": self._references,
            "ref": self._reference,
            "fn": self._footnote,
            "preformat": self._preformatted,
            "code": self._preformatted,
            **dict.fromkeys(_NOTE_KINDS, self._note),
        }

    def walk(self, element: Any, level: int) -> None:
        """The children of ``element``; ``level`` is the heading level of the sections among them."""
        for part in element:
            self._block(part, level)

    def _block(self, part: Any, level: int) -> None:
        name = name_of(part)
        if not name or name in _LEFT_OUT or name.endswith("-meta"):
            return
        handler = self._handlers.get(name)
        if handler is not None:
            handler(part, level)
        elif name in _INLINE_ONLY or not any(name_of(below) for below in part):
            self._say(Inline().text(part))
        else:
            self.walk(part, level)

    def flush(self) -> None:
        """Print a label that no text followed."""
        if self._lead:
            lead, self._lead = self._lead, ""
            self._assembly.add_text(lead)

    def _say(self, text: str, heading: int | None = None) -> None:
        if not text:
            return
        if heading is not None:
            self.flush()
        elif self._lead:
            text, self._lead = f"{self._lead} {text}", ""
        self._assembly.add_text(text, heading=heading)

    def _section(self, section: Any, level: int) -> None:
        inline = Inline()
        label, title = inline.text(child(section, "label")), inline.text(child(section, "title")).replace("\n", " ")
        title = title or _TITLES.get(section.get("sec-type") or "", "")
        if title:
            self._say(f"{label} {title}".strip(), level)
        elif label:
            self.flush()
            self._lead = label
        self.walk(section, level + 1)
        self.flush()
        self._say_notes(inline)

    def _term_section(self, section: Any, level: int) -> None:
        label = Inline().text(child(section, "label"))
        entry = child(section, "termEntry")
        if entry is None:
            self._section(section, level)
            return
        for text, is_heading in term_lines(entry, label):
            self._say(text, level if is_heading else None)
        for part in section:
            if part is not entry and name_of(part) in self._handlers:
                self._handlers[name_of(part)](part, level + 1)

    def _annex(self, annex: Any, level: int) -> None:
        inline = Inline()
        label, title = inline.text(child(annex, "label")), inline.text(child(annex, "title")).replace("\n", " ")
        match = _ANNEX.fullmatch(label)
        said = f"{inline.text(child(annex, 'annex-type'))} {annex.get('content-type') or ''}"
        kind = "（资料性）" if re.search(r"资料|inform", said) else "（规范性）" if re.search(r"规范|norm", said) else ""
        self._say(f"附录{match[1].upper()}{kind} {title}".strip() if match else f"{label}{kind} {title}".strip(), level)
        for part in annex:
            if name_of(part) != "annex-type":
                self._block(part, level + 1)
        self.flush()

    def _paragraph(self, paragraph: Any, level: int) -> None:
        """Running text; lists, tables and formulas inside it stand between its lines."""
        inline, line = Inline(), ScriptedLine()
        line.add(paragraph.text or "")
        for part in paragraph:
            name = name_of(part)
            if name in self._handlers and name not in ("fn", "p", "code"):
                self._say(collapsed(str(line)))
                line = ScriptedLine()
                self._handlers[name](part, level)
            else:
                inline.add_child(line, part)
            line.add(part.tail or "")
        self._say(collapsed(str(line)))
        self._say_notes(inline)

    def _say_notes(self, inline: Inline) -> None:
        for mark, note in inline.notes:
            text = " ".join(filter(None, (Inline().text(part) for part in note if name_of(part) != "label")))
            self._say(f"注{mark.strip('()（）')}：{text}" if text else "")

    def _list(self, items: Any, level: int) -> None:
        counter = _COUNTED.get(items.get("list-type") or "")
        plain = items.get("list-type") == "simple"
        count = 0
        for item in items:
            if name_of(item) != "list-item":
                if name_of(item) == "title":
                    self._say(Inline().text(item))
                continue
            count += 1
            label = Inline().text(child(item, "label"))
            self.flush()
            self._lead = label or (f"{counter(count)})" if counter else "" if plain else "——")
            self.walk(item, level)
            self._lead = ""  # an empty item prints nothing

    def _definitions(self, items: Any, _: int) -> None:
        for item in items:
            if name_of(item) == "def-item":
                inline = Inline()
                term, meaning = inline.text(child(item, "term")), inline.text(child(item, "def"))
                self._say(f"{term}：{meaning}" if term and meaning else term or meaning)

    def _note(self, note: Any, level: int) -> None:
        word = _NOTE_KINDS[name_of(note)]
        number = re.search(r"\d+", Inline().text(child(note, "label")))
        self.flush()
        before = f"{word}{number[0] if number else ''}："
        first = child(note, "p")
        if first is None:
            self._lead = ""
            self._say(before + Inline().text(note))
            return
        self._say(before + Inline().text(first))
        for part in note:
            if part is not first and name_of(part) != "label":
                self._block(part, level)

    def _table_wrap(self, wrap: Any, level: int) -> None:
        self.flush()
        inline = Inline()
        caption: str | None = captioned(inline, wrap)
        units = [
            inline.text(part) for holder in (child(wrap, "caption"), wrap) if holder is not None for part in holder if name_of(part) == "p"
        ]
        if caption and units and is_caption(caption):
            self._say(caption)
            caption = None  # found again above the unit line
        for unit in units:
            self._say(unit)
        for table in [part for part in wrap.iter("{*}table") if name_of(part) == "table"]:
            self._table(table, caption, inline)
            caption = None
        if caption:
            self._say(caption)
        for part in wrap:
            if name_of(part) in ("table-wrap-foot", "fn-group"):
                self.walk(part, level)
            elif name_of(part) in _NOTE_KINDS:
                self._note(part, level)
        self._say_notes(inline)

    def _bare_table(self, table: Any, _: int) -> None:
        self.flush()
        inline = Inline()
        self._table(table, None, inline)
        self._say_notes(inline)

    def _table(self, table: Any, caption: str | None, inline: Inline) -> None:
        rows, header_rows = rows_of(table, inline)
        if rows:
            self._assembly.add_table(rows, header_rows=header_rows, caption=caption)

    def _figure(self, figure: Any, level: int) -> None:
        self.flush()
        self.walk(figure, level)
        self._say(captioned(Inline(), figure))

    def _formula(self, formula: Any, _: int) -> None:
        inline = Inline()
        text, label = inline.text(formula), inline.text(child(formula, "label"))
        self._say(f"{text}  {label}".strip())

    def _references(self, references: Any, level: int) -> None:
        title = Inline().text(child(references, "title"))
        in_back = name_of(references.getparent()) in ("back", "ref-list-group")
        self._say(
            title or ("参考文献" if in_back and (references.get("content-type") or "").startswith("bib") else ""),
            level if in_back else None,
        )
        self.walk(references, level)
        self.flush()

    def _reference(self, reference: Any, level: int) -> None:
        self.flush()
        label = Inline().text(child(reference, "label"))
        # A dash before an entry of the list of references is a bullet.
        self._lead = "" if label in ("—", "–", "-", "——") else label
        self.walk(reference, level)
        self._lead = ""

    def _footnote(self, note: Any, level: int) -> None:
        self.flush()
        self._lead = Inline().text(child(note, "label"))
        self.walk(note, level)
        self._lead = ""

    def _preformatted(self, block: Any, _: int) -> None:
        self.flush()
        self._assembly.add_text("".join(block.itertext()))
