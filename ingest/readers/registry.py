"""Which reader reads a file: its suffix proposes, its content must agree."""

from __future__ import annotations

import stat
from importlib import import_module
from pathlib import Path
from typing import cast

from ingest.lines import Reader
from ingest.readers.limits import DEFAULT_LIMITS, MIB, Limits
from ingest.readers.sniff import DESCRIPTIONS, SUFFIX_OF, has_markup, is_portal_page, kind_of
from kg.errors import UnreadableDocument

READERS: dict[str, str] = {
    "pdf": "ingest.readers.pdf.reader:PdfReader",
    "ofd": "ingest.readers.ofd.reader:OfdReader",
    "docx": "ingest.readers.word.reader:DocxReader",
    "sts": "ingest.readers.sts.reader:StsReader",
    "html": "ingest.readers.html:HtmlReader",
    "markdown": "ingest.readers.markdown:MarkdownReader",
    "text": "ingest.readers.text:TextReader",
    "portal": "ingest.readers.portal.reader:PortalReader",
}
"""Name -> "module:Class", imported when opened. The class takes a `Limits` and follows `ingest.lines.Reader`."""

SUFFIXES: dict[str, str] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".ofd": "ofd",
    ".xml": "sts",
    ".yml": "portal",
    ".yaml": "portal",
}
"""Suffix in lower case -> name of the reader."""

# Kinds of content (ingest.readers.sniff) that each reader takes; a new binary format is its own kind.
_TAKES: dict[str, frozenset[str]] = {
    "docx": frozenset({"docx", "broken_zip"}),
    "ofd": frozenset({"ofd", "broken_zip"}),
    "sts": frozenset({"xml", "text"}),
    "portal": frozenset({"text"}),
    "html": frozenset({"html", "text", "xml"}),
    "markdown": frozenset({"text", "xml"}),
    "text": frozenset({"text", "xml"}),
}

_ADVICE = {
    ".doc": "save it as .docx in Word or WPS",
    ".wps": "save it as .docx in WPS",
    ".rtf": "save it as .docx",
    ".docm": "save it as .docx without macros",
    ".dotx": "save it as .docx",
    ".zip": "unpack it first",
    ".rar": "unpack it first",
    ".7z": "unpack it first",
    ".gz": "unpack it first",
    ".png": "save it as PDF",
    ".jpg": "save it as PDF",
    ".jpeg": "save it as PDF",
    ".tif": "save it as PDF",
    ".tiff": "save it as PDF",
    ".caj": "export it as PDF",
    ".djvu": "export it as PDF",
}


def open_reader(name: str, limits: Limits = DEFAULT_LIMITS) -> Reader:
    """The reader ``name`` of `READERS`; KeyError if there is none."""
    module, _, attribute = READERS[name].partition(":")
    return cast(Reader, getattr(import_module(module), attribute)(limits))


def reader_for(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[str, Reader]:
    """Name and reader for the file at ``path``.

    Raises UnreadableDocument with code missing, not_a_file, unreadable, empty_file, too_large,
    unknown_format, old_format, encrypted, wrong_suffix or binary.
    """
    try:
        status = path.stat()
    except FileNotFoundError as exc:
        raise UnreadableDocument("missing", f"there is no file {path}; check the path") from exc
    except (OSError, ValueError) as exc:
        raise UnreadableDocument("unreadable", f"{path.name} cannot be opened ({exc}); check its permissions") from exc
    # Opening a named pipe would wait for ever.
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableDocument("not_a_file", f"{path.name} is not a regular file; name a document, or a folder of documents to ingest")
    if status.st_size == 0:
        raise UnreadableDocument("empty_file", f"{path.name} is empty (0 bytes); get the file again from its source")
    if status.st_size > limits.max_bytes:
        raise UnreadableDocument(
            "too_large",
            f"{path.name} is {status.st_size / MIB:,.1f} MiB, more than the limit of {limits.max_bytes / MIB:,.1f} MiB; split it into parts",
        )
    suffix = path.suffix.lower()
    try:
        kind = kind_of(path)
        name = SUFFIXES.get(suffix)
        if name == "html" and kind == "text" and not has_markup(path):
            raise _wrong_suffix(path, "text")
        # A page of a standards portal tells of a standard and is none.
        is_record = name == "html" and kind in _TAKES["html"] and is_portal_page(path)
    except OSError as exc:
        raise UnreadableDocument("unreadable", f"{path.name} cannot be read ({exc.strerror}); check its permissions") from exc
    if name is None:
        raise _unknown(path, suffix, kind)
    if kind not in _TAKES.get(name, {name}):
        raise _mismatch(path, name, kind)
    name = "portal" if is_record else name
    return name, open_reader(name, limits)


def readable_suffixes() -> str:
    """The suffixes that are read, as a message lists them."""
    return ", ".join(SUFFIXES)


def _unknown(path: Path, suffix: str, kind: str) -> UnreadableDocument:
    if kind in ("encrypted", "doc"):
        return _mismatch(path, "docx", kind)
    readable = SUFFIX_OF.get(kind)
    if kind in READERS and readable in SUFFIXES and kind not in ("text",):
        return _wrong_suffix(path, kind)
    if suffix in _ADVICE:
        return UnreadableDocument(
            "unknown_format", f"{path.name}: files named {suffix} are not read; {_ADVICE[suffix]} ({readable_suffixes()} are read)"
        )
    said = f"files named {suffix} are" if suffix else "a file without a suffix is"
    return UnreadableDocument("unknown_format", f"{path.name}: {said} not read; give a file named {readable_suffixes()}")


def _mismatch(path: Path, name: str, kind: str) -> UnreadableDocument:
    if kind == "encrypted":
        return UnreadableDocument("encrypted", f"{path.name} is protected by a password; save a copy without one and read that")
    if kind in ("doc", "ole2") and name == "docx":
        return UnreadableDocument(
            "old_format", f"{path.name} holds {DESCRIPTIONS[kind]}; open it in Word or WPS and save it as .docx without a password"
        )
    if kind == "binary":
        if "text" in _TAKES.get(name, ()):
            return UnreadableDocument("binary", f"{path.name} holds binary data, no text; give it the suffix of its real format")
        return UnreadableDocument("damaged", f"{path.name} does not begin like a {name.upper()} file; get the file again from its source")
    return _wrong_suffix(path, kind)


def _wrong_suffix(path: Path, kind: str) -> UnreadableDocument:
    suffix = SUFFIX_OF.get(kind)
    if suffix is None:
        advice = "save it as PDF" if kind == "image" else f"only {readable_suffixes()} are read"
    elif suffix in SUFFIXES:
        advice = f"rename it to {path.stem}{suffix}"
    else:
        advice = f"rename it to {path.stem}{suffix} and {_ADVICE.get(suffix, 'save it as PDF or .docx')}"
    named = path.suffix or "without a suffix"
    return UnreadableDocument("wrong_suffix", f"{path.name} is named {named} but holds {DESCRIPTIONS[kind]}; {advice}")
