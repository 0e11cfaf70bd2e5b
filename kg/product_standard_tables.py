"""一种产品的制造者须知的标准: `ontologies/tables/product-standards.csv` -> product-standards.ttl.

A row names a work, never an edition: which edition is in force is a question of the day. Role and
reason stand on a node of their own, as they do for the products of a scheme (`SchemeCoverage`).
"""

from __future__ import annotations

from typing import Final

from kg import vocabulary as v
from kg.reference_tables import block, both, concept_keys, concepts, document, literal, thing
from kg.table_rows import read_table, refuse_unknown
from kg.traceability_tables import numbers_of

_PREFIXES: Final = {name: v.PREFIXES[name] for name in ("nqi", "skos", "dcterms", "owl")}


def product_standards_ttl(text: str | None = None) -> str:
    """The text of product-standards.ttl, from product-standards.csv or ``text``; raises TableError for a row that cannot be right."""
    rows = read_table("product-standards.csv", text, key=None, needs=("product", "standard", "title_zh", "role", "zh", "en", "source"))
    refuse_unknown(rows, "product", [row["key"] for row in read_table("products.csv")])
    refuse_unknown(rows, "role", concept_keys("standard-role"))
    seen: set[str] = set()
    blocks = []
    for row in rows:
        listed = numbers_of(row, "standard")
        if len(listed) != 1 or listed[0].is_dated:
            raise row.refuse("names one standard, without a year: a maker has to know the edition in force")
        number = listed[0]
        iri = f"{v.concept_iri('product', row['product'])}/standard/{v.segment(number.canonical)}/{row['role']}"
        if iri in seen:
            raise row.refuse(f"{number.canonical} stands in an earlier row for the same product and role")
        seen.add(iri)
        pairs = [
            ("a", "nqi:ProductStandard"),
            ("nqi:forProduct", thing("product", row["product"])),
            ("nqi:standard", f"<{v.work_iri(number)}>"),
            ("skos:notation", literal(number.canonical)),
            ("dcterms:title", literal(row["title_zh"], "zh")),
            ("nqi:standardRole", thing("standard-role", row["role"])),
            ("dcterms:description", both(row)),
            ("dcterms:source", literal(row["source"])),
        ]
        blocks.append(block(f"<{iri}>", pairs))
    comment = (
        "Standards that the maker of a product has to know, with role and reason, v1. Written by kg/product_standard_tables.py from",
        "tables/product-standards.csv and concepts.csv: edit those. Works, not editions; a list to start from, never said to be complete.",
    )
    return document(comment, _PREFIXES, [*blocks, *concepts("standard-role", "标准的作用", "Roles of a standard for a product")])
