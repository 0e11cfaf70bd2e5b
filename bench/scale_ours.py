"""Our side of `bench.scale`, each part in a process of its own so that memory and CPU time are its own.

    python -m bench.scale_ours graph|texts|build|search|serve FOLDER ...

The last line of the output is the result as JSON.
"""

from __future__ import annotations

import argparse
import json
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import scale_encoder, scale_texts
from bench.scale_stages import Stages
from bench.scale_timing import Meter, memory_mb, with_clients
from bench.synthetic_graph import plan, quads
from kg.data_folder import DataFolder
from kg.segment import Segmenter
from kg.settings import Settings
from kg.store_oxigraph import OxigraphStore
from search_api.encoders.registry import open_encoder
from search_api.lexical_index import LexicalIndex
from search_api.manifest import LEXICAL, SUGGEST, VECTORS, Generations, Manifest
from search_api.protocols import SearchRequest
from search_api.service import Service
from search_api.sources import Sources
from search_api.suggest.names import Name, tapped
from search_api.suggest.writing import write_suggestions
from search_api.vector_index import update

Json = dict[str, Any]

_EDITIONS_PER_WORK = 1.6
_CHUNK = 16_384


def works_for(editions: int) -> int:
    """Works whose editions are about so many (see `bench.synthetic_graph`)."""
    return round(editions / _EDITIONS_PER_WORK)


def build_graph(folder: Path, editions: int) -> Json:
    """A graph of about that many editions on disk."""
    # What a killed run left is no graph.
    shutil.rmtree(folder, ignore_errors=True)
    started = time.perf_counter()
    planned = plan(works_for(editions))
    store = OxigraphStore(folder)
    store.raw.bulk_extend(quads(planned))
    store.flush()
    store.raw.optimize()
    return {"editions": len(planned.editions), "triples": store.triple_count(), "seconds": time.perf_counter() - started}


def build_texts(folder: Path, count: int, editions: int, questions: int) -> Json:
    """Passages, vectors and questions."""
    started = time.perf_counter()
    scale_texts.generate(folder, count, plan(works_for(editions)).editions, questions)
    return {"seconds": time.perf_counter() - started}


def build_index(texts: Path, data: Path, graph: Path) -> Json:
    """A data folder with one generation of both indexes over the generated passages, as `search_api.build` writes it."""
    scale_encoder.register()
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    (data / "graph").symlink_to(graph.resolve())
    segmenter, encoder = Segmenter(), open_encoder(f"{scale_encoder.NAME}:{texts}", data)
    generations = Generations(data / "indexes")
    building = generations.begin()
    words = Meter()
    with words:
        count = LexicalIndex.build(building / LEXICAL, scale_texts.read_passages(texts), segmenter)
    matrix = np.load(texts / scale_texts.VECTORS, mmap_mode="r")
    ids = np.fromiter((passage.id for passage in scale_texts.read_passages(texts)), np.int64, count)
    meaning = Meter()
    with meaning:
        chunks = ((ids[start : start + _CHUNK], np.asarray(matrix[start : start + _CHUNK])) for start in range(0, count, _CHUNK))
        update(building / VECTORS, encoder.dimension, chunks)
    names: list[Name] = []
    for _ in tapped(scale_texts.read_passages(texts), names, read=True):
        pass
    write_suggestions(building / SUGGEST, None, names, (), segmenter.cut, lambda editions: ())
    with Sources(building, writable=True) as sources:
        sources.put("0" * 64, "bench", catalogue=False, about=[])
    manifest = Manifest(
        segmenter=segmenter.fingerprint,
        passages=count,
        documents=-(-count // scale_texts.PASSAGES_PER_DOCUMENT),
        vectors="ready",
        encoder=encoder.spec,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        prompts=dict(encoder.prompts),
    )
    generations.commit(building, manifest)
    sizes = {p: p.stat().st_size for p in generations.path(generations.current(verify=False) or manifest).rglob("*") if p.is_file()}
    on_vectors = sum(size for path, size in sizes.items() if path.parent.name == VECTORS)
    return {
        "words": words.as_json(),
        "vectors": meaning.as_json(),
        "kind": "sign codes",
        "words_mb": (sum(sizes.values()) - on_vectors) / 1e6,
        "vectors_mb": on_vectors / 1e6,
        "peak_mb": memory_mb()["peak"],
    }


def opened(texts: Path, data: Path, folder: DataFolder) -> Service:
    """The product's own service over what was built."""
    scale_encoder.register()
    return Service(OxigraphStore(folder.graph), folder, Settings(data=data, encoder=f"{scale_encoder.NAME}:{texts}"))


def parts(questions: Sequence[str], *shares: int) -> list[list[str]]:
    """Questions in consecutive parts by these shares: a question that was asked before finds its passages in memory."""
    whole, out, start = sum(shares), [], 0
    for share in shares:
        end = start + len(questions) * share // whole
        out.append(list(questions[start:end]))
        start = end
    return out


def measure_search(texts: Path, data: Path, models: Path) -> Json:
    """Searching in this process: bare ranking, whole answers, again, with e5, eight clients, and where the time goes."""
    questions = json.loads((texts / scale_texts.QUESTIONS).read_text(encoding="utf-8"))
    warm, bare, whole, paid, many, profiled = parts(questions, 2, 4, 6, 2, 4, 2)
    with DataFolder(data, exclusive=True, purpose="bench") as folder:
        started = time.perf_counter()
        service = opened(texts, data, folder)
        service.search(SearchRequest(warm[0]))
        result: Json = {"load_s": time.perf_counter() - started, "loaded": memory_mb()}
        searcher = service.searcher()

        def ask(question: str) -> object:
            return service.search(SearchRequest(question))

        for question in warm:
            ask(question)
        result["rank"] = timed(lambda question: searcher.rank_documents(question, 10), bare)
        result["search"] = timed(ask, whole)
        result["again"] = timed(ask, whole)
        result["clients8"] = with_clients(ask, many, 8)
        table = service._encoders["query"]
        assert isinstance(table, scale_encoder.VectorTable)
        table.paid = open_encoder("e5", models)
        table.paid.encode_query(warm[0])
        result["encoded"] = timed(ask, paid)
        table.paid = None
        with Stages() as stages:
            for question in profiled:
                ask(question)
        result["stages"] = stages.as_json(len(profiled))
        result["found"] = float(np.mean([service.search(SearchRequest(q))["total"] for q in whole[:50]]))
        result["used"] = memory_mb()
        result["unknown"] = table.unknown
    return result


def timed(call: Callable[[str], object], questions: Sequence[str]) -> Json:
    """Wall and CPU time of each question, one after the other."""
    meter = Meter()
    for question in questions:
        with meter:
            call(question)
    return meter.as_json()


def serve(texts: Path, data: Path) -> None:
    """The whole server on a free port, as `search_api.serving` starts it; says the port, ends with its input."""
    import sys

    import waitress

    from search_api.serving import _THREADS
    from search_api.web.app import create_app

    with DataFolder(data, exclusive=True, purpose="bench") as folder:
        service = opened(texts, data, folder)
        service.searcher()
        app = create_app(service, Settings(data=data))
        server = waitress.create_server(app, host="127.0.0.1", port=0, threads=_THREADS, ident=None, clear_untrusted_proxy_headers=True)
        threading.Thread(target=server.run, daemon=True).start()
        print(json.dumps({"port": server.effective_port}), flush=True)
        for line in sys.stdin:
            if line.startswith("profile"):
                stages = Stages()
                stages.__enter__()
            elif line.startswith("stages"):
                stages.__exit__(None, None, None)
                print(json.dumps(stages.as_json(int(line.split()[1]))), flush=True)
            else:
                print(json.dumps(memory_mb()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("graph", "texts", "build", "search", "serve"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--passages", type=int, default=0)
    parser.add_argument("--editions", type=int, default=0)
    parser.add_argument("--questions", type=int, default=0)
    asked = parser.parse_args()
    if asked.what == "serve":
        serve(asked.folder, asked.data)
        return
    result = {
        "graph": lambda: build_graph(asked.folder, asked.editions),
        "texts": lambda: build_texts(asked.folder, asked.passages, asked.editions, asked.questions),
        "build": lambda: build_index(asked.folder, asked.data, asked.graph),
        "search": lambda: measure_search(asked.folder, asked.data, asked.models),
    }[asked.what]()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
