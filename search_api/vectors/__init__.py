"""Vectors on disk: immutable segments, sign codes that make a scan cheap, tombstones, merging by size."""

SEGMENTS = "segments.json"
"""What a folder of vectors consists of; it is written last."""
