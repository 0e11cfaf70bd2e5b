"""What `bench.scale` measured at one size, as tables; every aim with the number that meets or misses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

AIMS = {"http_cpu": 2.0, "peer": 8.0, "flat": 1.3, "recall": 0.99}


def report(found: Json) -> None:
    """Print all of it."""
    print(f"\n== {found['passages']:,} passages, {found['graph']['editions']:,} editions in the graph, {found['seconds']:.0f} s ==")
    _sizes(found)
    _searches(found)
    _stages("where a search spends CPU time, ms a question (calls)", found["search"]["stages"])
    _stages("and over HTTP", found["http"]["stages"])
    _floors(found["floors"])
    _aims(found)
    if found["search"]["unknown"]:
        print(f"{found['search']['unknown']} questions were rewritten before they were encoded and got the vector of another one")


def _sizes(found: Json) -> None:
    build, search = found["build"], found["search"]
    kept = " (from an earlier run)" if build.get("kept") else ""
    print(
        f"build{kept}: words {build['words']['seconds']:.1f} s ({build['words']['cpu_seconds']:.1f} s CPU), "
        f"vectors {build['vectors']['seconds']:.1f} s ({build['vectors']['cpu_seconds']:.1f} s CPU, {build['kind']}), peak {build['peak_mb']:.0f} MB"
    )
    print(
        f"disk: words {build['words_mb']:.0f} MB, vectors {build['vectors_mb']:.0f} MB; first answer after {search['load_s']:.2f} s with "
        f"{search['loaded']['rss']:.0f} MB ({search['loaded']['anonymous']:.0f} not mapped from files), in the end {search['used']['rss']:.0f} MB "
        f"({search['used']['anonymous']:.0f})"
    )
    if "peer" in found:
        peer, made = found["peer"], found["peer_build"]
        kept = " (from an earlier run)" if made.get("kept") else ""
        print(
            f"txtai {peer['version']}: build{kept} {made['seconds']:.1f} s ({made['cpu_seconds']:.1f} s CPU), peak {made['peak_mb']:.0f} MB; "
            f"disk {made['mb']:.0f} MB; first answer after {peer['load_s']:.2f} s with {peer['loaded']['rss']:.0f} MB, in the end "
            f"{peer['used']['rss']:.0f} MB"
        )
    elif "peer_failed" in found:
        print(f"txtai did not finish: {found['peer_failed']}")


def _searches(found: Json) -> None:
    search, http = found["search"], found["http"]
    print(f"{'':44} {'wall p50':>9} {'p95':>8} {'CPU p50':>9} {'p95':>8} {'mean':>8}  ms")
    rows = [
        ("ranking of ten documents, no encoding", search["rank"]),
        ("whole answer, no encoding", search["search"]),
        ("the same questions again", search["again"]),
        ("whole answer, question encoded by e5", search["encoded"]),
        ("over HTTP, no encoding", http["one"]),
        ("over HTTP, the same questions again", http["again"]),
    ]
    if "peer" in found:
        rows.append(("txtai hybrid: ids and scores of ten", found["peer"]["search"]))
    for name, row in rows:
        print(f"{name:44} {row['wall_p50']:9.2f} {row['wall_p95']:8.2f} {row['cpu_p50']:9.2f} {row['cpu_p95']:8.2f} {row['cpu_mean']:8.2f}")
    eight = [("eight clients, whole answer", search["clients8"]), ("eight clients over HTTP", http["clients8"])]
    if "peer" in found:
        eight.append(("eight clients, txtai", found["peer"]["clients8"]))
    for name, row in eight:
        print(
            f"{name:44} {row['wall_p50']:9.2f} {row['wall_p95']:8.2f} {'':9} {'':8} {row['cpu_mean']:8.2f}   {row['per_second']:.0f} questions/s"
        )
    print(f"{search['found']:.0f} documents a question; an answer over HTTP has {http['bytes'] / 1000:.0f} kB")


def _stages(title: str, profile: Json) -> None:
    print(title + ":")
    print("  " + ", ".join(f"{name} {ms:.2f} ({calls:.0f})" for name, (ms, calls) in profile["stages"].items()))
    if profile["missing"]:
        print(f"  not found in this version: {', '.join(profile['missing'])}")


def _floors(floors: Json) -> None:
    print(
        f"words: top 10 equal to exhaustive BM25 of one field {floors['same_top10']:.1%}; one field {floors['words_body']['wall_p50']:.2f} ms, "
        f"all fields {floors['words_all']['wall_p50']:.2f} ms, exhaustive in numpy {floors['exhaustive']['wall_p50']:.2f} ms"
    )
    print(
        f"vectors ({floors['kind']}): 10 nearest {floors['vectors_10']['wall_p50']:.2f} ms, 200 nearest {floors['vectors_200']['wall_p50']:.2f} ms, "
        f"recall@10 {floors['recall']:.4f}; Flat {floors['flat']['wall_p50']:.2f} ms, one read of the {floors['megabytes']:.0f} MB "
        f"{floors['read']['wall_p50']:.2f} ms"
    )
    for share, row in floors["filtered"].items():
        print(f"  {float(share):4.0%} of the passages allowed: {row['wall_p50']:.2f} ms, recall@10 {row['recall']:.4f}")


def _aims(found: Json) -> None:
    floors = found["floors"]
    flat = floors["flat"]["wall_p50"] / floors["read"]["wall_p50"]
    recall = min([floors["recall"], *(row["recall"] for row in floors["filtered"].values())])
    rows = [
        ("CPU of an answer over HTTP, p50", found["http"]["one"]["cpu_p50"], "<=", AIMS["http_cpu"], "ms"),
        ("Flat against one read of its bytes", flat, "<=", AIMS["flat"], "times"),
        ("least recall@10, filtered or not", recall, ">=", AIMS["recall"], ""),
        ("questions with the top 10 of exhaustive BM25", floors["same_top10"], ">=", 1.0, ""),
    ]
    if "peer" in found:
        peer = found["peer"]["search"]["cpu_mean"]
        rows.append(("txtai's CPU against our ranking's, mean", peer / found["search"]["rank"]["cpu_mean"], ">=", AIMS["peer"], "times"))
        rows.append(
            ("txtai's CPU against our whole answer's, mean", peer / found["search"]["search"]["cpu_mean"], ">=", AIMS["peer"], "times")
        )
        print(f"txtai's recall@10 of vectors alone: {found['peer']['recall']:.4f}")
    for name, value, sign, aim, unit in rows:
        met = value <= aim if sign == "<=" else value >= aim
        print(f"{'met   ' if met else 'missed'} {name}: {value:.3g} {unit}".rstrip() + f" (aim {sign} {aim:g})")
