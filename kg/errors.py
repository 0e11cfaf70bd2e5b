"""Everything that can go wrong with a *run*; what is wrong with the *data* is a Finding.

    NqiError                      exit 1, HTTP 500
    ├── BadRequest                the caller asked for something that has no answer   exit 2, HTTP 400
    │   ├── InvalidStandardNumber a text that is not a standard number
    │   └── InvalidUnit           a text that is not a unit of measurement
    ├── NotFound                  nothing of that name is known                       exit 1, HTTP 404
    ├── NotReady                  right question, too early                           exit 1, HTTP 503
    │   └── IndexMissing          no usable index generation
    ├── Forbidden                 needs a token, or is never allowed                  exit 1, HTTP 403
    ├── TooLarge                  over a limit of size, rows or time                  exit 1, HTTP 413
    ├── DataFolderBusy            another process owns the data folder                exit 1, HTTP 503
    ├── UnreadableDocument        a file that no reader can read: refused, with code  exit 1, HTTP 422
    ├── StoreError                the graph store said no                             exit 1, HTTP 500
    ├── EncoderError              a model is missing, damaged or not the one named    exit 1, HTTP 500
    ├── TableError                a row of a vocabulary table that cannot be right    exit 1, HTTP 500
    └── SettingsError             a setting that does not exist or does not parse     exit 2, HTTP 500

A message says what, where, and the next step, in one sentence.
"""

from __future__ import annotations


class NqiError(Exception):
    """The root: what the command line prints without a traceback."""

    exit_code = 1
    http_status = 500


class BadRequest(NqiError):
    """The caller asked for something that has no answer."""

    exit_code = 2
    http_status = 400


class InvalidStandardNumber(BadRequest):
    """A text that is not a standard number."""


class InvalidUnit(BadRequest):
    """A text that is not a unit of measurement."""


class NotFound(NqiError):
    """Nothing of that name is known to this graph."""

    http_status = 404


class NotReady(NqiError):
    """The right question, asked before the answer exists."""

    http_status = 503


class IndexMissing(NotReady):
    """No usable index generation; the message names the command that builds one."""


class Forbidden(NqiError):
    """Needs a token, or is never allowed."""

    http_status = 403


class TooLarge(NqiError):
    """Over a stated limit of size, rows or time."""

    http_status = 413


class DataFolderBusy(NqiError):
    """Another process owns the data folder."""

    http_status = 503


class UnreadableDocument(NqiError):
    """A file that no reader can turn into text; ``code`` names the reason for scripts."""

    http_status = 422

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StoreError(NqiError):
    """The graph store refused an operation."""


class EncoderError(NqiError):
    """A model is missing, damaged, or not the one that was named."""


class TableError(NqiError):
    """A row of a vocabulary table that cannot be right; the message begins with table and row."""


class SettingsError(NqiError):
    """A setting that does not exist or does not parse."""

    exit_code = 2
