"""被测量: the characteristics that a document regulates or has measured."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Limit, MeasurandMention, MethodReference, Table


def read_measurands(tables: Sequence[Table], limits: Sequence[Limit], methods: Sequence[MethodReference]) -> tuple[MeasurandMention, ...]:
    """Each characteristic once, in the order of its first place."""
    return ()
