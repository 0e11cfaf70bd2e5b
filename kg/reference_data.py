from __future__ import annotations

from pathlib import Path
from typing import Final

ONTOLOGIES: Final = Path(__file__).resolve().parent.parent / "ontologies"
