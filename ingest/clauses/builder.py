"""Which numbers at the start of a line begin a clause, and which belong to a table, a sentence or a value."""

from __future__ import annotations

import re

from ingest.clauses.chapters import chapter_at, numeral
from ingest.clauses.engineering import is_explanation
from ingest.clauses.margins import left_margins, right_margin
from ingest.clauses.numbers import (
    ANNEX,
    ANNEX_CLAUSE,
    ANNEX_KIND,
    ATTACHMENT,
    METHOD_PART,
    NUMBERED,
    SENTENCE,
    annex_number,
    is_next,
    is_sectionless,
    next_letters,
    tidy,
)
from ingest.clauses.open_clause import OpenClause, close_clause
from ingest.clauses.paragraphs import join_lines
from ingest.clauses.particular import is_particular, may_jump
from ingest.lines import Line
from kg.identifiers import fold, narrow
from kg.model import AnnexKind, Clause, Finding, Severity

_BILINGUAL = re.compile(r"[\u4e00-\u9fff、（）()\-—/A-Za-z0-9]*[\u4e00-\u9fff）)]\s+[A-Za-z][A-Za-z0-9\s,;:()'’/\-—&.]*")
# "1 小时平均 1-hour average" is a term, no clause 1.
_NUMBERED_TERM = re.compile(r"\d{1,3}\s?[\u4e00-\u9fff]{2,12}\s+\d{0,3}[\sA-Za-z-][A-Za-z\s,;()-]{3,}")
_LATIN_LINE = re.compile(r"[A-Za-z][A-Za-z\s,;:()'’/\-—&.]*")


_MOST_MISSING = 6
"""More clauses than this are not lost with a page: the number means something else."""
_FURTHER_LINES = 80
# "5 个样品" at the start of a line counts things.
_COUNTED = re.compile(r"[个次种项件台年月日天倍份组只条款章]|[和与及或的中]")
_PHRASES = re.compile(r"[\u4e00-\u9fff%）]\s?，\s?[\u4e00-\u9fff]")
_LONGEST_WITH_PHRASES = 24
_LONGEST_JUMP = 40


class ClauseBuilder:
    """Walks the body once and decides, line by line, whether a clause begins."""

    def __init__(self, body: list[Line], contents: dict[str, str]) -> None:
        self.body = body
        self.contents = contents
        self.clauses: list[OpenClause] = []
        self.findings: list[Finding] = []
        self.annex: str | None = None
        self.annex_clause: str | None = None
        self.annex_kind = AnnexKind.NORMATIVE
        self.attachments = 0
        # Chapters 一, 二 over paragraphs counted through: the number of the chapter open, None in documents without them.
        self.chapter: int | None = 0 if body and chapter_at(body[0], 1) is not None else None
        self.current: tuple[int, ...] = ()
        self.right = right_margin(body)
        self.left = left_margins(body)
        self.particular = is_particular(body)
        self.explaining = False

    def build(self) -> tuple[list[Clause], list[Finding]]:
        i = 0
        while i < len(self.body):
            i += self._step(i)
        return [close_clause(clause, self.right) for clause in self.clauses], self.findings

    def _step(self, i: int) -> int:
        """Consumes the line at ``i``; returns how many lines were used."""
        line = self.body[i]
        text = fold(line.text).strip()
        if line.table is None and METHOD_PART.fullmatch(text):
            return 1  # stands between clauses and belongs to none of them
        if (match := ANNEX.match(text)) and self._is_annex_heading(match, line):
            return self._open_annex(match, i)
        if self.chapter is not None and self.annex is None and (heading := chapter_at(line, self.chapter + 1)) is not None:
            self.chapter += 1
            self.clauses.append(OpenClause(numeral(self.chapter), narrow(heading), 1, AnnexKind.NORMATIVE, None, line, line.end))
            return 1
        if (match := ATTACHMENT.match(text)) and self._is_attachment_heading(match, line):
            return self._open_attachment(match, i)
        if self.annex is not None and (match := ANNEX_CLAUSE.match(text)) and match["letter"] == self.annex:
            parts = tuple(int(p) for p in tidy(match["number"]).split("."))
            gap = bool(match["gap"])
            if not self._runs_on(i, match["rest"], gap) and self._begins(parts, match["rest"].strip(), i, True):
                return self._open(parts, match, i, self.annex)
        elif self.annex is None and (match := NUMBERED.match(text)) and not text.startswith("0."):
            parts = tuple(int(p) for p in tidy(match["number"]).split("."))
            gap = bool(match["gap"] or match["dot"])
            if not self._runs_on(i, match["rest"], gap) and self._begins(parts, match["rest"].strip(), i, gap):
                return self._open(parts, match, i, None)
        # Road standards explain a clause below it; that requires nothing, and ends where the next clause begins.
        self.explaining = self.explaining or (line.table is None and is_explanation(line.text))
        if self.clauses and not self.explaining:
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
        match = NUMBERED.match(fold(line.text).strip())
        if match is not None and self.annex is None and self._is_entry_of_contents(tidy(match["number"]), rest):
            return False
        full = before.box[2] > self.right - 14 and len(before.text) > 15
        return full and not before.text.rstrip().endswith(("。", "；", "：", ":", ";", ".", "）", ")", "！"))

    def _is_annex_heading(self, match: re.Match[str], line: Line) -> bool:
        rest = match["rest"].strip()
        if (
            match["letter"] not in next_letters(self.annex)
            and not self._is_annex_of_particular(match)
            and not (line.heading and match["letter"] > (self.annex or "@"))
        ):
            return annex_number(match) in self.contents and not rest and match["letter"] > (self.annex or "@")
        without_kind = ANNEX_KIND.sub("", rest).strip()
        return (
            bool(line.heading)
            or not rest
            or bool(ANNEX_KIND.match(rest))
            or (len(without_kind) < 40 and not SENTENCE.search(without_kind) and not re.match(r"[的中为是和、规给所]", without_kind))
        )

    def _is_attachment_heading(self, match: re.Match[str], line: Line) -> bool:
        """The next 附件, alone on its line or with a title as the contents have it: "附件1中规定的…" is running text."""
        ordinal, rest = int(match["ordinal"]), match["rest"].strip()
        if not self.clauses or line.table is not None or ordinal != self.attachments + 1:
            return False
        titled = len(rest) < 40 and not SENTENCE.search(rest) and not re.match(r"[的中为是和、规给所至与及()（）]", rest)
        return not rest or self._named_in_contents(f"附件{ordinal}", rest) or (titled and line.heading is not None)

    def _open_attachment(self, match: re.Match[str], i: int) -> int:
        line, used, heading = self.body[i], 1, match["rest"].strip()
        if not heading and i + 1 < len(self.body):
            following = self.body[i + 1].text.strip()
            if len(following) <= 40 and not SENTENCE.search(fold(following)) and self.body[i + 1].table is None:
                heading, used = following, 2
        self.attachments += 1
        self.annex, self.annex_kind, self.current = match[0][: match.end("ordinal")], AnnexKind.NORMATIVE, ()
        last = self.body[i + used - 1]
        number = f"附件{self.attachments}"
        self.clauses.append(
            OpenClause(number, narrow(heading) or None, 1, AnnexKind.NORMATIVE, None, line, last.end, head_text=self._printed(i, used))
        )
        return used

    def _open_annex(self, match: re.Match[str], i: int) -> int:
        line, used = self.body[i], 1
        rest = match["rest"].strip()
        kind_text, heading = rest, ANNEX_KIND.sub("", rest).strip()
        # Kind and title stand on the following lines where the heading is centred over three.
        while not heading and i + used < len(self.body) and used < 4:
            following = fold(self.body[i + used].text).strip()
            if ANNEX_CLAUSE.match(following) and following[0] == match["letter"]:
                break
            if kind := ANNEX_KIND.match(following):
                kind_text += kind[0]
                heading = ANNEX_KIND.sub("", following).strip()
            elif len(following) <= 40 and not following.endswith(("。", "；", "：")):
                heading = self.body[i + used].text.strip()
            else:
                break
            used += 1
        kind = ANNEX_KIND.search(kind_text)
        self.annex_clause, self.explaining = annex_number(match), False
        informative = kind is not None and kind["kind"] in ("资料性", "参考件", "提示的")
        self.annex, self.annex_kind, self.current = match["letter"], AnnexKind.INFORMATIVE if informative else AnnexKind.NORMATIVE, ()
        if kind is None:
            self.findings.append(
                Finding(
                    Severity.INFO,
                    "annex_kind_missing",
                    f"page {line.page}",
                    f"附录{match['letter']} 未注明规范性或资料性，按规范性处理 does not say whether it is normative; read as normative",
                )
            )
        last = self.body[i + used - 1]
        self.clauses.append(
            OpenClause(
                self.annex_clause,
                narrow(heading) or None,
                1,
                self.annex_kind,
                None,
                line,
                last.end,
                head_text=self._printed(i, used),
            )
        )
        return used

    def _printed(self, i: int, used: int) -> str:
        return "\n".join(line.text for line in self.body[i : i + used])

    def _begins(self, parts: tuple[int, ...], rest: str, i: int, gap: bool) -> bool:
        if self._follows(parts, rest, self.body[i], self.annex, gap) or (gap and self._is_proven(parts, rest, i)):
            return True
        if gap and self.annex is None and (self._is_chapter_named_otherwise(parts, rest, i) or self._is_printed_again(parts, rest, i)):
            return True
        if gap and self._jumps_far(parts, rest, i):
            return True
        return self.particular and self.annex is None and (gap or not rest) and self._jumps(parts, rest, i)

    def _jumps(self, parts: tuple[int, ...], rest: str, i: int) -> bool:
        """Whether a clause of a particular standard begins here, which leaves out what it takes over from the general one."""
        line = self.body[i]
        at_margin = line.box is None or not self.left or any(abs(line.box[0] - x) < 14 for x in self.left)
        following = self.body[i + 1].text if i + 1 < len(self.body) else ""
        return line.table is None and at_margin and may_jump(parts, self.current, rest, following)

    def _is_annex_of_particular(self, match: re.Match[str]) -> bool:
        alone = not match["rest"].strip() or ANNEX_KIND.match(match["rest"].strip()) is not None
        return self.particular and alone and (self.annex is None or match["letter"] > self.annex)

    def _is_proven(self, parts: tuple[int, ...], rest: str, i: int) -> bool:
        """Whether a number out of order is a clause all the same, because of its heading and of what comes behind it.

        A page may be missing before it, or a number may have been printed twice.
        """
        line, current = self.body[i], self.current
        depth = len(parts)
        listed = any(number.count(".") == depth - 1 and not number.startswith("附") for number in self.contents)
        if not current or not self.clauses or listed or not self._stands_like_a_heading(rest, line):
            return False
        is_repeated = parts == current[:depth] and self.clauses[-1].heading != rest
        skips = depth <= len(current) and parts[:-1] == current[: depth - 1] and 1 < parts[-1] - current[depth - 1] <= _MOST_MISSING
        if not is_repeated and not skips:
            return False
        child, sibling = (*parts, 1), (*parts[:-1], parts[-1] + 1)
        for following in self.body[i + 1 : i + 1 + _FURTHER_LINES]:
            match = (ANNEX_CLAUSE if self.annex else NUMBERED).match(fold(following.text).strip())
            if match is None or following.table is not None:
                continue
            number = tuple(int(p) for p in tidy(match["number"]).split("."))
            if number == child:
                return True
            # A list may count 1, 2, 3 again; nothing but clauses has points in its numbers.
            if number == sibling and (skips or depth > 1) and self._stands_like_a_heading(match["rest"].strip(), following):
                return True
            if is_next(number, current, in_annex=self.annex is not None) and match["gap"]:
                return False
        return False

    def _is_chapter_named_otherwise(self, parts: tuple[int, ...], rest: str, i: int) -> bool:
        """Whether the next chapter begins here though the table of contents has it under another heading or number, or not at all.

        An item of a list stands like it: then the chapter of that number comes further down, or nothing speaks for this line.
        """
        line = self.body[i]
        chapters = {number for number in self.contents if number.isdigit()}
        if not chapters or self.chapter or len(parts) != 1 or not self.current or parts[0] != self.current[0] + 1:
            return False
        if not self._stands_like_a_heading(rest, line) or not self._ends_before(i):
            return False
        number, child = str(parts[0]), (*parts, 1)
        following = [m for later in self.body[i + 1 :] if later.table is None and (m := NUMBERED.match(fold(later.text).strip()))]
        if any(tidy(m["number"]) == number and self._named_in_contents(number, m["rest"].strip()) for m in following):
            return False
        if following and tuple(int(p) for p in tidy(following[0]["number"]).split(".")) == child:
            return True
        return number in chapters or any(self._named_in_contents(other, rest) for other in chapters)

    def _is_printed_again(self, parts: tuple[int, ...], rest: str, i: int) -> bool:
        """Whether the number of the clause that is open stands before another one: the typist did not count on.

        An item of a list that has the number of its chapter has those of the items before it in front.
        """
        line = self.body[i]
        if parts != self.current or not self.clauses or self.chapter or line.table is not None or not self._ends_before(i):
            return False
        if line.box is not None and self.left and not any(abs(line.box[0] - x) < 14 for x in self.left):
            return False
        if re.match(r"[\u4e00-\u9fff]", rest) is None or _COUNTED.match(rest) or self.clauses[-1].heading == rest:
            return False
        if len(parts) > 1:
            return True
        counted = any(
            (m := NUMBERED.match(fold(one.text).strip())) is not None and tidy(m["number"]) == str(parts[0] - 1)
            for one in self.clauses[-1].body
        )
        return parts[0] > 1 and not counted and self._stands_like_a_heading(rest, line)

    def _ends_before(self, i: int) -> bool:
        """Whether the line before ``i`` ends a sentence, a table or a heading."""
        before = self.body[i - 1] if i else None
        if before is None or before.table is not None or before.heading is not None:
            return True
        text = before.text.rstrip()
        return text.endswith(("。", "；", ";", "：", ":", ".", "！")) or bool(
            self.clauses and self.clauses[-1].heading and not self.clauses[-1].body
        )

    def _jumps_far(self, parts: tuple[int, ...], rest: str, i: int) -> bool:
        """Whether a sibling or child begins here that leaves out many numbers (5.2.4, then 5.2.15), none of which comes later.

        Excerpts leave clauses out. A number of two parts may be a value; it must stand over its text like a heading.
        """
        line, current, depth = self.body[i], self.current, len(parts)
        if line.table is not None or depth < 2 or parts[:-1] != current[: depth - 1] or (depth == 2 and len(current) < 2):
            return False
        before = current[depth - 1] if len(current) >= depth else 0
        if not 1 < parts[-1] - before <= _LONGEST_JUMP or re.match(r"[\u4e00-\u9fff《“*（]", rest) is None:
            return False
        if not may_jump(parts, current, rest, "") or (depth == 2 and not self._stands_like_a_heading(rest, line)):
            return False
        if line.box is not None and self.left and not any(abs(line.box[0] - x) < 14 for x in self.left):
            return False
        for following in self.body[i + 1 :]:
            match = (ANNEX_CLAUSE if self.annex else NUMBERED).match(fold(following.text).strip())
            if match is None or following.table is not None or not (match["gap"] or not match["rest"]):
                continue
            number = tuple(int(p) for p in tidy(match["number"]).split("."))
            if len(number) >= depth and number[: depth - 1] == parts[:-1] and before < number[depth - 1] < parts[-1]:
                return False
        return True

    def _stands_like_a_heading(self, rest: str, line: Line) -> bool:
        at_margin = line.box is None or not self.left or any(abs(line.box[0] - x) < 14 for x in self.left)
        return (
            line.table is None
            and at_margin
            and 2 <= len(rest) <= 30
            and re.match(r"[\u4e00-\u9fff]{2}", rest) is not None
            and not SENTENCE.search(rest)
            and not re.search(r"\s{2,}|[年月日][\s,，]", rest)
        )

    def _follows(self, parts: tuple[int, ...], rest: str, line: Line, annex: str | None, gap: bool = True) -> bool:
        """Whether a clause ``parts`` may begin here."""
        number = (f"{annex}." if annex else "") + ".".join(map(str, parts))
        if (any(p == 0 for p in parts[1:-1]) and not is_sectionless(parts)) or (
            parts[0] == 0 and self.current and not is_sectionless(parts, annex)
        ):
            return False
        if len(parts) > 1 and parts[-1] == 0:
            # "5.0 概述" is the first clause of its chapter in documents that count from nought; "2.0 mm" is a value.
            return parts[:-1] == self.current and gap and self._stands_like_a_heading(rest, line)
        if parts <= self.current:
            return False
        if line.heading is not None and rest:
            return True
        named = self._named_in_contents(number, rest)
        if self.chapter and len(parts) == 1 and line.table is None and rest:
            # The paragraphs of a chapter are sentences; their numbers run through all chapters.
            return gap and parts[0] == (self.current[0] if self.current else 0) + 1
        in_table = line.table is not None and not named
        if in_table and not (line.box is not None and len(parts) >= 2 and any(abs(line.box[0] - x) < 2 for x in self.left)):
            return False
        if len(parts) == 1 and annex is None:
            if not rest:
                return False
            if named:
                return True
            if SENTENCE.search(rest.rstrip("：:")) or len(rest) > 40 or not re.match(r"[\u4e00-\u9fffA-Z《“]", rest):
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
        return is_next(parts, self.current, in_annex=self.annex is not None)

    def _is_entry_of_contents(self, number: str, rest: str) -> bool:
        heading = self.contents.get(number)
        return heading is not None and rest != "" and re.sub(r"\s+", "", rest) == re.sub(r"\s+", "", heading)

    def _named_in_contents(self, number: str, rest: str) -> bool:
        heading = self.contents.get(number)
        if heading is None or not rest:
            return False
        mine, theirs = re.sub(r"\s+", "", rest), re.sub(r"\s+", "", heading)
        return mine[:6] == theirs[:6] or theirs.startswith(mine) or mine.startswith(theirs[:8])

    def _open(self, parts: tuple[int, ...], match: re.Match[str], i: int, annex: str | None) -> int:
        line = self.body[i]
        raw_rest = line.text.strip()[match.start("rest") :].strip() if match["rest"] else ""
        number = (f"{annex}." if annex else "") + ".".join(map(str, parts))
        chapter = numeral(self.chapter) if self.chapter and annex is None else None
        level = len(parts) + (1 if annex or chapter else 0)
        if len(parts) > 1:
            parent: str | None = (f"{annex}." if annex else "") + ".".join(map(str, parts[:-1]))
        else:
            parent = self.annex_clause if annex else chapter
        known = {clause.number for clause in self.clauses}
        while parent is not None and parent not in known:
            parent = parent.rpartition(".")[0] or (self.annex_clause if annex else chapter)
            if parent is not None and len(parent) <= 2 and parent.isalpha():
                parent = self.annex_clause
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
            begun = fold(following.text).strip()
            if not NUMBERED.match(begun) or begun[:1].isalpha() or _NUMBERED_TERM.fullmatch(begun):
                if len(following.text) <= 90 and not following.text.rstrip().endswith(("。", "；")):
                    heading, head_end, used = following.text.strip(), following.end, 2
        self._note_gaps(parts, number, line)
        self.current, self.explaining = parts, False
        self.clauses.append(
            OpenClause(
                number,
                narrow(heading) if heading else None,
                level,
                self.annex_kind if annex else AnnexKind.NORMATIVE,
                parent,
                line,
                head_end,
                head_text=self._printed(i, used),
                lead=lead,
            )
        )
        return used

    def _note_gaps(self, parts: tuple[int, ...], number: str, line: Line) -> None:
        current = self.current
        depth = len(parts)
        if (
            not self.particular
            and current
            and len(current) >= depth
            and current[: depth - 1] == parts[:-1]
            and parts[-1] - current[depth - 1] > 1
        ):
            self.findings.append(
                Finding(
                    Severity.WARNING,
                    "clause_gap",
                    f"page {line.page}",
                    f"{number} 紧接 {'.'.join(map(str, current))}，中间缺号 a number between is missing",
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
        # A heading may be long or hold a comma ("A, B 和 C"), but a long one whose phrases are Chinese is a sentence cut by the line.
        if len(rest) > _LONGEST_WITH_PHRASES and _PHRASES.search(rest):
            return False
        fills = line.box is not None and self.right is not None and line.box[2] > self.right - 14
        if line.box is not None:
            return not fills
        return True
