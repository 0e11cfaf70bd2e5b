"""`nqi dossier`: a product's dossier on the terminal, as JSON, or as one page that prints."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from kg.limit_text import bound_text
from kg.settings import Settings
from search_api.command_line import STATUS, data_option, json_option, open_console, open_service
from search_api.protocols import Json
from search_api.walk.cli import not_one_thing, place_text

_LIMITS = 6
"""Limits of one standard on a terminal; the page and --json say more."""


@click.command()
@click.argument("product")
@click.option("--at", default=None, help="the day on which editions and status are judged (YYYY-MM-DD; default today)")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), default=None, help="write one self-contained page (- for stdout)")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="language of the page")
@json_option
@data_option
def dossier(product: str, at: str | None, html: Path | None, lang: str, as_json: bool, data: Path | None) -> None:
    """Everything a maker of PRODUCT needs: law, certification, standards, methods, instruments, bodies, changes, and what is unknown."""
    settings = Settings.from_environment(data=data)
    with open_service(settings, "nqi dossier") as service:
        answer = service.dossier(product, at)
        if html is not None and "product" in answer:
            from search_api.dossier.page import self_contained

            page = self_contained(service, settings, product, at, lang)
            if str(html) == "-":
                click.echo(page)
            else:
                html.write_text(page, encoding="utf-8")
                click.echo(f"{html}: {len(page.encode()):,} bytes", err=True)
            return
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif "product" in answer:
        _Printer(answer).run()
    if "product" not in answer:
        if not as_json:
            click.echo(not_one_thing(answer), err=True)
        sys.exit(1)


class _Printer:
    """Prints a dossier section by section; each line ends with its source in brackets."""

    def __init__(self, answer: Json) -> None:
        self.d = answer
        self.console = open_console()

    def line(self, text: str, style: str = "", source: str | None = None) -> None:
        from rich.text import Text

        line = Text(text, style=style)
        if source:
            line.append(f"  [{source}]", style="dim")
        self.console.print(line)

    def head(self, zh: str, en: str, count: int) -> None:
        self.line(f"\n{zh} {en} ({count})", "bold")

    def run(self) -> None:
        p = self.d["product"]
        self.line(f"{p['zh']}  {p['en']}", "bold cyan")
        facts = [*p["notations"], *(s["zh"] for s in p["sectors"])]
        self.line(f"  {'；'.join(facts)}" if facts else "  —", "dim")
        s = self.d["sources"]
        self.line(
            f"  {self.d['at']}：{s['places_in_documents']} 处出自文件 places in documents，{s['rows_of_vocabularies']} 处出自词表 rows of vocabularies"
            f"（未核实 unverified {s['unverified_rows']}）",
            "dim",
        )
        self.schemes()
        self.changes()
        self.standards()
        self.methods()
        self.instruments()
        self.bodies()
        self.unknown()

    def schemes(self) -> None:
        self.head("认证、许可与计量管理", "certification, licences, metrological control", len(self.d["schemes"]))
        for s in self.d["schemes"]:
            must = {True: "法定 by law", False: "自愿 voluntary", None: ""}[s["mandatory"]]
            self.line(f"  {s['zh']}  {s['en']}  {must}", "cyan", self.source(s["path"]))
            if s["rule"]:
                self.line(
                    f"      规则 rule {s['rule']['number']} {s['rule']['title'] or ''}", "", place_text(s["rule"]["step"]["evidence"])
                )
            for law in s["laws"]:
                self.line(
                    f"      依据 basis {law['title'] or law['number']} {law['article'] or ''}", "dim", place_text(law["step"]["evidence"])
                )

    def changes(self) -> None:
        if self.d["changes"]:
            self.head("即将变化和刚变化的", "changes", len(self.d["changes"]))
        for c in self.d["changes"]:
            word = "起实施 begins" if c["what"] == "begins" else "被代替 ended"
            others = "、".join(c["instead_of"] or c["replaced_by"])
            self.line(f"  {c['day']} {word}  {c['number']} {c['title'] or ''}  {others}", "yellow", self.source(c["path"]))

    def standards(self) -> None:
        self.head("适用的标准", "standards", len(self.d["standards"]))
        for s in self.d["standards"]:
            note = "" if s["in_graph"] else "  只知编号 number only"
            self.line(f"  {s['number']}  {s['name'] or ''}  {STATUS.get(s['status'], '')}{note}", "cyan", self.source(s["path"]))
            for limit in s["limits"][:_LIMITS]:
                words = (limit["measurand"], bound_text(limit), limit["object"], limit["condition"], limit["table"] or limit["clause"])
                self.line("      " + "  ".join(str(word) for word in words if word), "dim")
            if s["limits_in_all"] > _LIMITS:
                self.line(f"      … {s['limits_in_all'] - _LIMITS} 条限值 more limits: nqi show '{s['number']}'", "dim")

    def methods(self) -> None:
        self.head("试验方法", "test methods", len(self.d["test_methods"]))
        for m in self.d["test_methods"]:
            self.line(f"  {m['measurand'] or '—'}  {m['number']}  {m['title'] or ''}", "", f"{m['stated_by']} {place_text(m['evidence'])}")

    def instruments(self) -> None:
        self.head("计量器具", "instruments", len(self.d["instruments"]))
        for i in self.d["instruments"]:
            itself = "  （就是本产品 the product itself）" if i["is_the_product"] else ""
            self.line(f"  {i['zh']}  {i['en']}{itself}", "cyan", self.source(i["path"]))
            for r in i["regulations"]:
                word = "检定" if r["relation"] == "verifiedUnder" else "校准"
                self.line(f"      {word} {r['number']} {r['title'] or ''} {STATUS.get(r['status'], '')}", "dim")
            for chain in i["traceability"]:
                self.line(f"      溯源 {chain['measurand']} → {' → '.join(chain['to'])}", "dim")

    def bodies(self) -> None:
        self.head("机构", "bodies", len(self.d["bodies"]))
        words = {"authority": "主管", "assessor": "评定", "committee": "归口", "issuer": "发布"}
        for b in self.d["bodies"]:
            roles = "；".join(f"{words[r['role']]} {r['of']}" for r in b["roles"])
            self.line(f"  {b['name']}  {roles}", "", place_text(b["roles"][0]["evidence"]))
        for c in self.d["competence"]:
            bases = "、".join(b["title"] or b["number"] for b in c["bases"])
            self.line(f"  检测实验室要有 laboratories need {c['zh']}（{bases}）")

    def unknown(self) -> None:
        self.head("图谱不知道的", "not known here", len(self.d["unknown"]))
        for u in self.d["unknown"]:
            self.line(f"  {u['zh']} {u['en']}：{'、'.join(u['things'][:12])}{' …' if len(u['things']) > 12 else ''}")

    @staticmethod
    def source(path: list[Any]) -> str:
        last = path[-1]
        return f"{last['reason']['zh']}；{place_text(last['evidence'])}"
