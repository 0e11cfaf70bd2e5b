"""The page of a dossier as one file: what the server shows, with its style inside and without what only a server can do."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

from kg.errors import StoreError
from kg.settings import Settings
from search_api.protocols import SearchService
from search_api.web.app import create_app

_STATIC = Path(__file__).resolve().parent.parent / "static"


def self_contained(service: SearchService, settings: Settings, product: str, at: str | None, lang: str) -> str:
    """HTML that opens anywhere: links to places and standards, which only a server answers, become plain text."""
    query = {"product": product, "lang": lang} | ({"at": at} if at else {})
    response = create_app(service, settings).test_client().get(f"/dossier?{urlencode(query)}", headers={"Accept": "text/html"})
    if response.status_code != 200:
        raise StoreError(f"the page of {product!r} could not be made ({response.status_code}); ask for it with --json")
    page = response.get_data(as_text=True)
    style = (_STATIC / "nqi.css").read_text(encoding="utf-8")
    page = re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: f"<style>\n{style}</style>", page)
    page = re.sub(r'<link rel="icon"[^>]*>|<script [^>]*></script>', "", page)
    page = re.sub(
        r'<a class="skip".*?</a>|<header class="top">.*?</header>|<form class="at".*?</form>|<p class="get note">.*?</p>',
        "",
        page,
        flags=re.S,
    )
    # A place keeps its words and its file name; there is no server behind the page to open it.
    return re.sub(r'<a\b[^>]*?\shref="/[^"]*"[^>]*>(.*?)</a>', r"<span>\1</span>", page, flags=re.DOTALL)
