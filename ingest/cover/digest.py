"""摘编: a file that retells a standard or a law says so on its cover, and gives way to the text itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.cover.facts import text_at
from ingest.lines import Line
from kg.model import Text

_DIGEST = re.compile(r"本文件(?:为|是)(?:演示用)?摘编\s*[,，]\s*(?:不是|并非|而非)[^，,。；]{2,14}原文")


def read_digest(cover: Sequence[Line]) -> Text | None:
    """The words with which a cover says that the file is a digest; None where it does not.

    >>> read_digest([Line("注：本文件为演示用摘编，不是行政法规原文；条号读自全文。", 1, 0)]).value
    '本文件为演示用摘编，不是行政法规原文'
    """
    return next((text_at(line, match.start(), match.end()) for line in cover if (match := _DIGEST.search(line.text))), None)
