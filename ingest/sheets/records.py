"""JSON records: an array of objects, wherever a portal's answer keeps it, or one object a line."""

from __future__ import annotations

import json
from typing import Any

from ingest.readers.limits import Limits
from ingest.sheets.cells import cut, printed
from ingest.sheets.sheet import Sheet, too_many_cells
from kg.errors import UnreadableDocument

_DEPTH = 4


def read_records(name: str, text: str, limits: Limits) -> Sheet:
    """The records as a sheet: keys in order of their first appearance are line 1, record ``i`` is line ``i + 2``.

    Raises UnreadableDocument bad_json where it is no JSON or holds no records, too_many_cells.
    """
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError) as exc:
        value = _lines(text)
        if value is None:
            raise UnreadableDocument(
                "bad_json", f"{name} 不是有效的 JSON is not valid JSON ({exc})；请检查该位置 check that place"
            ) from exc
    records = _records(value, _DEPTH)
    if not records:
        raise UnreadableDocument(
            "bad_json",
            f"{name} 里没有记录数组 holds no array of objects；请给出形如 [{{...}}, ...] 的数据 give data such as [{{...}}, ...]",
        )
    keys: dict[str, None] = {}
    for record in records:
        keys.update(dict.fromkeys(str(key) for key in record))
    if len(keys) * (len(records) + 1) > limits.max_table_cells:
        raise too_many_cells(name, limits)
    rows = [tuple(printed(key) for key in keys), *(cut([_cell(record.get(key)) for key in keys]) for record in records)]
    return Sheet("", tuple(rows))


def _lines(text: str) -> list[Any] | None:
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


def _records(value: object, depth: int) -> list[dict[str, Any]]:
    """The longest array of objects in the value, the outermost of equals."""
    if isinstance(value, list):
        found = [item for item in value if isinstance(item, dict)]
        return found if len(found) * 2 > len(value) else []
    if not isinstance(value, dict) or depth == 0:
        return []
    inner = [_records(item, depth - 1) for item in value.values()]
    return max(inner, key=len, default=[])


def _cell(value: object, depth: int = 3) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list) and depth:
        return ";".join(_cell(item, depth - 1) for item in value)
    if isinstance(value, (dict, list)):
        return _written(value)
    return printed(str(value))


def _written(value: object) -> str:
    try:
        return printed(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        return ""  # hundreds of lists inside each other are no fact
