"""Lines -> clause tree: what is a heading, what is a table row that looks like one.

A number at the start of a line is a clause number if it *follows*: the next sibling, the first
child, or the next of an enclosing clause. The table of contents, where there is one, is used as a
check and settles gaps. Layouts: GB/T 1.1 (1, 1.1, 附录A, A.1), HJ and mandatory GB, JJG/JJF,
CNCA rules, laws (第一章, 第一条).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.lines import Line, SourceText
from kg.identifiers import fold, narrow
from kg.model import AnnexKind, Clause, Evidence, Finding, Severity

# Three digits: particular standards of the IEC 60601 series count their clauses from 201.
_NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\s?\.\s?\d{1,3}){0,6})(?P<dot>\s?\.(?!\d))?(?P<gap>\s*)(?P<rest>.*)", re.DOTALL)
_ANNEX = re.compile(r"附\s*录\s*(?P<letter>[A-Z])(?![A-Za-z])\s*(?P<rest>.*)", re.DOTALL)
_ANNEX_CLAUSE = re.compile(r"(?P<letter>[A-Z])\s?\.?\s?(?P<number>\d{1,2}(?:\s?\.\s?\d{1,3}){0,5})(?P<gap>\s*)(?P<rest>.*)", re.DOTALL)
_ANNEX_KIND = re.compile(r"[(（]\s*(?P<kind>规范性|资料性|补充件|参考件|提示的|标准的)\s*(?:附录)?\s*[)）]")
_LAW_PART = re.compile(
    r"(?P<number>第[一二三四五六七八九十百零〇\d]+(?P<unit>编|章|节|条)(?:之[一二三四五六七八九十]+)?)(?P<gap>\s*)(?P<rest>.*)", re.DOTALL
)
_CONTENTS = re.compile(r"目\s*[次录]")
_FOREWORD = re.compile(r"(前|引)\s*言")
_LEADER = re.compile(r"^(?P<entry>.*?)\s*(?:[.．·]{4,}|…{2,}|(?:\s?[.…]){6,})\s*(?P<page>[\divxIVXⅠ-Ⅻ０-９一]*)\s*$")
_TABLE_TITLE = re.compile(r"(?:续?表|图)\s*[A-Z]?[.．]?\s?\d+")
_BILINGUAL = re.compile(r"[\u4e00-\u9fff、（）()\-—/A-Za-z0-9]*[\u4e00-\u9fff）)]\s+[A-Za-z][A-Za-z0-9\s,;:()'’/\-—&.]*")
_LATIN_LINE = re.compile(r"[A-Za-z][A-Za-z\s,;:()'’/\-—&.]*")
_SENTENCE = re.compile(r"[。；;：:，,]")


@dataclass(slots=True)
class _Open:
    """A clause under construction."""

    number: str
    heading: str | None
    level: int
    kind: AnnexKind
    parent: str | None
    head: Line
    head_end: int
    body: list[Line] = field(default_factory=list)
    lead: str = ""
    """Text printed behind the number itself, where the clause has no heading."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The document taken apart: cover lines, foreword lines, clauses, table of contents, findings."""

    cover: tuple[Line, ...]
    foreword: tuple[Line, ...]
    contents: tuple[tuple[str, str], ...]
    clauses: tuple[Clause, ...]
    findings: tuple[Finding, ...]


def join_lines(texts: Sequence[str]) -> str:
    """Printed lines as running text: nothing between Chinese, one blank between Latin words.

    >>> join_lines(["最高允许排放", "浓度 of the", "boiler"])
    '最高允许排放浓度 of the boiler'
    """
    out = ""
    for text in texts:
        text = text.strip()
        if out and text and out[-1] < "\u2e80" and text[0] < "\u2e80":
            out += " "
        out += text
    return out


def read_structure(source: SourceText) -> Structure:
    """Cover, foreword, contents and clause tree of ``source``."""
    lines = [line for line in source.lines if not line.furniture and line.text.strip()]
    contents_lines, contents = _find_contents(lines)
    foreword_start, body_start = _find_body(lines, contents_lines)
    cover = [line for i, line in enumerate(lines[:foreword_start]) if i not in contents_lines]
    foreword = [line for i, line in enumerate(lines) if foreword_start <= i < body_start and i not in contents_lines]
    body = [line for i, line in enumerate(lines) if i >= body_start and i not in contents_lines]
    no_findings: list[Finding] = []
    if _is_law(body):
        clauses, findings = _law_clauses(body), no_findings
    else:
        clauses, findings = _ClauseBuilder(body, dict(contents)).build()
    if not clauses:
        clauses = _item_clauses([*foreword, *body] or cover)
    found = {clause.number for clause in clauses}
    missing = [number for number, _ in contents if number not in found]
    if missing:
        findings.append(
            Finding(
                Severity.WARNING,
                "contents_differ",
                "table of contents",
                f"the table of contents names {', '.join(missing[:8])}, which the body does not have; check those pages",
            )
        )
    return Structure(tuple(cover), tuple(foreword), tuple(contents), tuple(clauses), tuple(findings))


# -- contents, foreword, body -----------------------------------------------------------------


def _find_contents(lines: list[Line]) -> tuple[set[int], list[tuple[str, str]]]:
    """Indexes of the lines of the table of contents, and its (number, heading) entries."""
    indexes: set[int] = set()
    entries: list[tuple[str, str]] = []
    start = next((i for i, line in enumerate(lines[:400]) if _CONTENTS.fullmatch(line.text.strip()) and not line.heading == 1), None)
    leaders = [i for i, line in enumerate(lines[:600]) if _LEADER.match(line.text) and len(line.text) > 6]
    if start is None and len(leaders) < 4:
        return indexes, entries
    if start is not None:
        indexes.add(start)
    near = [i for i in leaders if start is None or i > start]
    last = start if start is not None else near[0] - 1
    for i in near:
        if i - last > 6:
            break
        indexes.update(range(last + 1, i + 1))
        last = i
    for i in sorted(indexes):
        match = _LEADER.match(lines[i].text)
        if match:
            entry = _contents_entry(match["entry"])
            if entry:
                entries.append(entry)
    return indexes, entries


def _contents_entry(text: str) -> tuple[str, str] | None:
    # Word writes hyperlinked entries with a stray U on either side.
    text = re.sub(r"^U(?=[\d附前A-Z])|U$", "", fold(text).strip())
    if match := _ANNEX.match(text):
        return f"附录{match['letter']}", _ANNEX_KIND.sub("", match["rest"]).strip()
    if match := _ANNEX_CLAUSE.match(text):
        return f"{match['letter']}.{_tidy(match['number'])}", match["rest"].strip()
    if (match := _NUMBERED.match(text)) and match["rest"]:
        return _tidy(match["number"]), match["rest"].strip()
    return None


def _find_body(lines: list[Line], contents: set[int]) -> tuple[int, int]:
    """(first line of the foreword or body, first line of the body)."""
    foreword: int | None = None
    after = max(contents) + 1 if contents else 0
    for i, line in enumerate(lines):
        if i in contents:
            continue
        text = fold(line.text).strip()
        if foreword is None and _FOREWORD.fullmatch(text):
            foreword = i
            continue
        if i < after and foreword is None and contents:
            continue
        if _starts_body(text, line):
            return (foreword if foreword is not None and foreword < i else i), i
    return (foreword if foreword is not None else len(lines)), len(lines)


def _starts_body(text: str, line: Line) -> bool:
    if match := _LAW_PART.match(text):
        return match["number"] in ("第一章", "第一条", "第一编") and not _LEADER.match(text)
    if not (match := _NUMBERED.match(text)) or _tidy(match["number"]) not in ("0", "1", "201.1"):
        return False
    rest = match["rest"].strip()
    if _LEADER.match(text) or not rest or len(rest) > 30 or _SENTENCE.search(rest):
        return False
    if line.heading is not None and line.heading >= 2:
        return True
    return re.match(r"(主题内容|范围|适用|总\s*则|目的|引\s*言|概\s*述|范\s*围)", rest) is not None


# -- numbered clauses -------------------------------------------------------------------------


def _tidy(number: str) -> str:
    return re.sub(r"\s+", "", number)


class _ClauseBuilder:
    """Walks the body once and decides, line by line, whether a clause begins."""

    def __init__(self, body: list[Line], contents: dict[str, str]) -> None:
        self.body = body
        self.contents = contents
        self.clauses: list[_Open] = []
        self.findings: list[Finding] = []
        self.annex: str | None = None
        self.annex_kind = AnnexKind.NORMATIVE
        self.current: tuple[int, ...] = ()
        self.right = _right_margin(body)
        self.left = _left_margins(body)

    def build(self) -> tuple[list[Clause], list[Finding]]:
        i = 0
        while i < len(self.body):
            i += self._step(i)
        return [_close(clause) for clause in self.clauses], self.findings

    def _step(self, i: int) -> int:
        """Consumes the line at ``i``; returns how many lines were used."""
        line = self.body[i]
        text = fold(line.text).strip()
        if (match := _ANNEX.match(text)) and self._is_annex_heading(match, line):
            return self._open_annex(match, i)
        if self.annex is not None and (match := _ANNEX_CLAUSE.match(text)) and match["letter"] == self.annex:
            parts = tuple(int(p) for p in _tidy(match["number"]).split("."))
            gap = bool(match["gap"])
            if not self._runs_on(i, match["rest"], gap) and self._follows(parts, match["rest"].strip(), line, self.annex):
                return self._open(parts, match, i, self.annex)
        elif self.annex is None:
            if (match := _NUMBERED.match(text)) and not text.startswith("0."):
                parts = tuple(int(p) for p in _tidy(match["number"]).split("."))
                gap = bool(match["gap"] or match["dot"])
                if not self._runs_on(i, match["rest"], gap) and self._follows(parts, match["rest"].strip(), line, None, gap):
                    return self._open(parts, match, i, None)
        if self.clauses:
            self.clauses[-1].body.append(line)
        return 1

    def _runs_on(self, i: int, rest: str, gap: bool) -> bool:
        """Whether the number at the start of line ``i`` belongs to the sentence of the line before ("…见\\n9.1 和…")."""
        if not gap and re.match(r"[和的中、条章款或及与至～~,，。)）;；规所进执节]", rest):
            return True
        before = self.body[i - 1] if i else None
        if before is None or before.box is None or before.table is not None or self.right is None or before.heading is not None:
            return False
        line = self.body[i]
        # A table row or a note in smaller print is no sentence that could go on here.
        if "  " in before.text or (before.size is not None and line.size is not None and abs(before.size - line.size) > 0.8):
            return False
        full = before.box[2] > self.right - 14 and len(before.text) > 15
        return full and not before.text.rstrip().endswith(("。", "；", "：", ":", ";", ".", "）", ")", "！"))

    def _is_annex_heading(self, match: re.Match[str], line: Line) -> bool:
        rest = match["rest"].strip()
        expected = chr(ord(self.annex) + 1) if self.annex else "A"
        if match["letter"] != expected and not (line.heading and match["letter"] > (self.annex or "@")):
            return f"附录{match['letter']}" in self.contents and not rest and match["letter"] > (self.annex or "@")
        without_kind = _ANNEX_KIND.sub("", rest).strip()
        return (
            bool(line.heading)
            or not rest
            or bool(_ANNEX_KIND.match(rest))
            or (len(without_kind) < 40 and not _SENTENCE.search(without_kind) and not re.match(r"[的中为是和、规给所]", without_kind))
        )

    def _open_annex(self, match: re.Match[str], i: int) -> int:
        line, used = self.body[i], 1
        rest = match["rest"].strip()
        kind_text, heading = rest, _ANNEX_KIND.sub("", rest).strip()
        # Kind and title stand on the following lines where the heading is centred over three.
        while not heading and i + used < len(self.body) and used < 4:
            following = fold(self.body[i + used].text).strip()
            if _ANNEX_CLAUSE.match(following) and following[0] == match["letter"]:
                break
            if kind := _ANNEX_KIND.match(following):
                kind_text += kind[0]
                heading = _ANNEX_KIND.sub("", following).strip()
            elif len(following) <= 40 and not following.endswith(("。", "；", "：")):
                heading = self.body[i + used].text.strip()
            else:
                break
            used += 1
        kind = _ANNEX_KIND.search(kind_text)
        informative = kind is not None and kind["kind"] in ("资料性", "参考件", "提示的")
        self.annex, self.annex_kind, self.current = match["letter"], AnnexKind.INFORMATIVE if informative else AnnexKind.NORMATIVE, ()
        if kind is None:
            self.findings.append(
                Finding(
                    Severity.INFO,
                    "annex_kind_missing",
                    f"page {line.page}",
                    f"附录{match['letter']} does not say whether it is normative; read as normative",
                )
            )
        last = self.body[i + used - 1]
        self.clauses.append(_Open(f"附录{match['letter']}", narrow(heading) or None, 1, self.annex_kind, None, line, last.end))
        return used

    def _follows(self, parts: tuple[int, ...], rest: str, line: Line, annex: str | None, gap: bool = True) -> bool:
        """Whether a clause ``parts`` may begin here."""
        number = (f"{annex}." if annex else "") + ".".join(map(str, parts))
        if any(p == 0 for p in parts[1:]) or (parts[0] == 0 and self.current):
            return False
        if parts <= self.current:
            return False
        if line.heading is not None and rest:
            return True
        named = self._named_in_contents(number, rest)
        in_table = line.table is not None and not named
        if in_table and not (line.box is not None and len(parts) >= 2 and any(abs(line.box[0] - x) < 2 for x in self.left)):
            return False
        if len(parts) == 1 and annex is None:
            if not rest:
                return False
            if named:
                return True
            if _SENTENCE.search(rest.rstrip("：:")) or len(rest) > 40 or not re.match(r"[\u4e00-\u9fffA-Z《“]", rest):
                return False
            if not gap and not named:
                return False
            if re.match(r"[\u4e00-\u9fff]?\s*[\d.,]+(\s|$)", rest) or len(re.findall(r"\s{2,}", rest)) >= 2:
                return False
            if self.left and line.box is not None and not named and not any(abs(line.box[0] - x) < 14 for x in self.left):
                return False
            if self.contents and not named and any(n.isdigit() for n in self.contents):
                return False
        elif (
            re.match(r"[~～×%℃]|[万亿吨]|(?:mg|kg|km|mm|cm|m|h|s|t|V|A|W|kW|Hz|kHz|MHz|dB|MPa|kPa|Pa)(?![a-zA-Z]{2})(?:[/·]|\\b)", rest)
            and not named
        ):
            return False  # "2.5 m/s …" is a value at the start of a line
        if named:
            return True
        return self._is_next(parts)

    def _named_in_contents(self, number: str, rest: str) -> bool:
        heading = self.contents.get(number)
        if heading is None or not rest:
            return False
        mine, theirs = re.sub(r"\s+", "", rest), re.sub(r"\s+", "", heading)
        return mine[:6] == theirs[:6] or theirs.startswith(mine) or mine.startswith(theirs[:8])

    def _is_next(self, parts: tuple[int, ...]) -> bool:
        current = self.current
        if not current:
            return (
                parts in ((0,), (1,), (201, 1))
                or (len(parts) <= 3 and all(p == 1 for p in parts))
                or (self.annex is not None and parts[0] == 1)
            )
        for depth in range(1, len(current) + 1):
            prefix = current[: depth - 1]
            if parts[: depth - 1] != prefix:
                continue
            # The next sibling at this depth; a gap of one or two is a numbering slip of the document.
            step = parts[depth - 1] - current[depth - 1] if len(parts) >= depth else 0
            tail = parts[depth:]
            if 1 <= step <= (3 if depth > 1 or current[0] > 200 else 1) and all(p == 1 for p in tail) and len(tail) <= 2:
                return True
        # A first child, at most two levels further down.
        return (
            len(parts) > len(current)
            and parts[: len(current)] == current
            and all(p in (1, 2) for p in parts[len(current) :])
            and len(parts) - len(current) <= 2
        )

    def _open(self, parts: tuple[int, ...], match: re.Match[str], i: int, annex: str | None) -> int:
        line = self.body[i]
        raw_rest = line.text.strip()[match.start("rest") :].strip() if match["rest"] else ""
        number = (f"{annex}." if annex else "") + ".".join(map(str, parts))
        level = len(parts) + (1 if annex else 0)
        if len(parts) > 1:
            parent: str | None = (f"{annex}." if annex else "") + ".".join(map(str, parts[:-1]))
        else:
            parent = f"附录{annex}" if annex else None
        known = {clause.number for clause in self.clauses}
        while parent is not None and parent not in known:
            parent = parent.rpartition(".")[0] or (f"附录{annex}" if annex else None)
            if parent is not None and len(parent) == 1 and parent.isalpha():
                parent = f"附录{annex}"
        used, heading, lead, head_end = 1, None, "", line.end
        if raw_rest:
            if _BILINGUAL.fullmatch(raw_rest):
                # A term and its English equivalent, which may need a second line.
                heading = raw_rest
                while i + used < len(self.body) and used < 3 and _LATIN_LINE.fullmatch(self.body[i + used].text.strip()):
                    heading = join_lines([heading, self.body[i + used].text])
                    head_end = self.body[i + used].end
                    used += 1
            elif self._is_heading(raw_rest, line, i):
                heading = raw_rest
            else:
                lead = raw_rest
        elif i + 1 < len(self.body):
            # A number on a line of its own: the term or heading follows.
            following = self.body[i + 1]
            if not _NUMBERED.match(fold(following.text).strip()) or following.text.strip()[:1].isalpha():
                if len(following.text) <= 90 and not following.text.rstrip().endswith(("。", "；")):
                    heading, head_end, used = following.text.strip(), following.end, 2
        self._note_gaps(parts, number, line)
        self.current = parts
        self.clauses.append(
            _Open(
                number,
                narrow(heading) if heading else None,
                level,
                self.annex_kind if annex else AnnexKind.NORMATIVE,
                parent,
                line,
                head_end,
                lead=lead,
            )
        )
        return used

    def _note_gaps(self, parts: tuple[int, ...], number: str, line: Line) -> None:
        current = self.current
        depth = len(parts)
        if current and len(current) >= depth and current[: depth - 1] == parts[:-1] and parts[-1] - current[depth - 1] > 1:
            self.findings.append(
                Finding(
                    Severity.WARNING,
                    "clause_gap",
                    f"page {line.page}",
                    f"clause {number} follows {'.'.join(map(str, current))}: a number between is missing",
                )
            )

    def _is_heading(self, rest: str, line: Line, i: int) -> bool:
        """A heading is short, ends without punctuation, and does not run on in the next line."""
        if line.heading is not None:
            return True
        text = fold(rest)
        if len(rest) > 60 or rest.rstrip().endswith(("。", "；", ";", "：", ":", "，", ",", "、")):
            return False
        if "。" in rest or "；" in rest:
            return False
        if re.search(r"[，,]", text) and not re.search(r"[A-Za-z]", text):
            return False
        fills = line.box is not None and self.right is not None and line.box[2] > self.right - 14
        if line.box is not None:
            return not fills
        return True


def _close(clause: _Open) -> Clause:
    texts = ([clause.lead] if clause.lead else []) + [line.text for line in clause.body]
    text = join_lines_keeping_blocks(clause.lead, clause.body)
    first = clause.head
    last_end = clause.body[-1].end if clause.body else clause.head_end
    head_text = clause.heading or clause.lead or ""
    quote = f"{clause.number} {head_text}".strip()[:200]
    at = Evidence(first.page, first.start, last_end if texts else clause.head_end, quote)
    text_at = None
    if clause.lead:
        text_at = Evidence(first.page, first.start, last_end, text[:200])
    elif clause.body:
        text_at = Evidence(clause.body[0].page, clause.body[0].start, last_end, text[:200])
    return Clause(clause.number, clause.heading, clause.level, clause.kind, clause.parent, text, at, text_at)


_BLOCK = re.compile(
    r"(?:[a-z]\s?[)）]|[(（][\d一二三四五六七八九十a-z]+[)）]|\d{1,2}\s?[)）]|——|--|●|注\s?\d*[:：]|示例|表\s?[A-Z]?\.?\d+|图\s?[A-Z]?\.?\d+|续表|式中|单位[:：]|第[一二三四五六七八九十百]+条)"
)


def join_lines_keeping_blocks(lead: str, body: Sequence[Line]) -> str:
    """Lines joined into paragraphs: list items, notes, table rows and captions start a line of their own."""
    blocks: list[list[str]] = [[lead]] if lead else []
    previous: Line | None = None
    for line in body:
        text = line.text.strip()
        fresh = (
            previous is None
            or _BLOCK.match(text) is not None
            or line.table is not None
            or (previous.table is not None)
            or line.heading is not None
            or previous.text.rstrip().endswith(("。", "；", "：", ":"))
            or line.box is None
            or (
                previous.box is not None
                and line.box[0] > previous.box[0] + 12
                and line.page == previous.page
                and not _BLOCK.match(previous.text.strip())
            )
        )
        if fresh and not (previous is None and blocks):
            blocks.append([text])
        else:
            blocks[-1].append(text)
        previous = line
    return "\n".join(join_lines(block) for block in blocks)


def _right_margin(body: list[Line]) -> float | None:
    """Where full lines end: the 95th percentile of right edges."""
    edges = sorted(line.box[2] for line in body if line.box is not None and line.table is None)
    return edges[int(len(edges) * 0.95)] if edges else None


def _left_margins(body: list[Line]) -> tuple[float, ...]:
    """Left edges at which level-1 clauses may start: those of lines that begin with a clause number (odd and even pages differ)."""
    counts: dict[int, int] = {}
    for line in body:
        if line.box is not None and re.match(r"\d{1,2}(\.\d{1,3})*\s?[\u4e00-\u9fff]", fold(line.text)) and line.table is None:
            counts[round(line.box[0])] = counts.get(round(line.box[0]), 0) + 1
    return tuple(x for x, n in counts.items() if n >= 2) or tuple(float(x) for x in counts)


# -- laws -------------------------------------------------------------------------------------

_UNITS = {"编": 0, "章": 1, "节": 2, "条": 3}


def _is_law(body: list[Line]) -> bool:
    articles = sum(1 for line in body if re.match(r"第[一二三四五六七八九十百零〇]+条", line.text.strip()))
    return articles >= 3


def _law_clauses(body: list[Line]) -> list[Clause]:
    """编, 章, 节 and 条 as a tree; an article belongs to the innermost chapter or section open."""
    clauses: list[_Open] = []
    stack: list[tuple[int, str]] = []
    chapter = ""
    for line in body:
        match = _LAW_PART.match(line.text.strip())
        # "第九条规定的…" in running text begins no article: the number is followed by a blank there.
        if match and (match["gap"] or not match["rest"] or line.heading):
            rank = _UNITS[match["unit"]]
            while stack and stack[-1][0] >= rank:
                stack.pop()
            number = match["number"]
            if match["unit"] == "章":
                chapter = number
            elif match["unit"] == "节":
                number = f"{chapter}{number}"
            parent = stack[-1][1] if stack else None
            is_article = match["unit"] == "条"
            rest = match["rest"].strip()
            clauses.append(
                _Open(
                    number,
                    None if is_article else rest or None,
                    len(stack) + 1,
                    AnnexKind.NORMATIVE,
                    parent,
                    line,
                    line.end,
                    lead=rest if is_article else "",
                )
            )
            stack.append((rank, number))
        elif clauses:
            clauses[-1].body.append(line)
    return [_close(clause) for clause in clauses]


def _item_clauses(lines: list[Line]) -> list[Clause]:
    """一、 二、 of orders and notices that have no articles."""
    clauses: list[_Open] = []
    for line in lines:
        if match := re.match(r"(?P<number>[一二三四五六七八九十]+)\s*、\s*(?P<rest>.*)", line.text.strip()):
            clauses.append(_Open(match["number"], None, 1, AnnexKind.NORMATIVE, None, line, line.end, lead=match["rest"]))
        elif clauses:
            clauses[-1].body.append(line)
    return [_close(clause) for clause in clauses]
