"""Makes e5-token-axes.npy: mean and principal axes of the token vectors of corpus/.

    python -m search_api.encoders.fit_token_axes DATA       DATA: a data folder into which corpus/ was read

The file is (1 + k, d) float16: the mean, then the axes, longest first.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from search_api.encoders.base import TokenEncoder
from search_api.encoders.registry import open_encoder
from search_api.encoders.token_axes import _E5_FILE, AXES
from search_api.lexical_index import Filters, LexicalIndex
from search_api.manifest import Generations

_PASSAGES = 1500
"""About 100,000 tokens; more move no axis by a degree."""


def main() -> None:
    data = Path(sys.argv[1])
    generations = Generations(data / "indexes")
    manifest = generations.current(verify=False)
    if manifest is None:
        sys.exit(f"{data} holds no index; run 'nqi ingest corpus --data {data}'")
    lexical = LexicalIndex.open(generations.lexical(manifest))
    ids = lexical.matching(Filters(kinds=("clause", "term", "table"))).tolist()
    texts = [passage.embedding_text for passage in lexical.fetch(ids[:: max(1, len(ids) // _PASSAGES)]).values()]
    encoder = open_encoder("e5", data / "models")
    assert isinstance(encoder, TokenEncoder)
    _, tokens = encoder.encode_passage_tokens(texts, lambda done: print(f"\r{done} of {len(texts)}", end="", file=sys.stderr))
    vectors = np.concatenate([found.vectors for found in tokens])
    mean = vectors.mean(axis=0)
    lengths, axes = np.linalg.eigh(np.cov((vectors - mean).T.astype(np.float64)))
    kept = axes[:, ::-1][:, :AXES].T
    np.save(_E5_FILE, np.concatenate([mean[None], kept]).astype(np.float16), allow_pickle=False)
    print(f"\n{_E5_FILE.name}: {AXES} axes of {len(vectors):,} tokens, {lengths[::-1][:AXES].sum() / lengths.sum():.3f} of their variance")


if __name__ == "__main__":
    main()
