"""Products of a document: the longest label, in title and scope only, not what the scope shuts out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.linking.products import find_products, link_products
from kg.model import AnnexKind, Clause, Evidence, Text
from kg.reference_data import product_labels

LABELS = {"电子秤": "scale", "秤": "any-scale", "锅炉": "boiler", "热水锅炉": "boiler", "水表": "water-meter", "水泥": "cement"}


def _text(value: str, start: int = 0, quote: str | None = None) -> Text:
    quote = value if quote is None else quote
    return Text(value, Evidence(1, start, start + len(quote), quote))


def _scope(text: str, start: int = 100, quote: str | None = None) -> Clause:
    quote = text if quote is None else quote
    at = Evidence(2, start, start + len(quote), quote)
    return Clause("1", "范围", 1, AnnexKind.NORMATIVE, None, text, at, at)


def _products(title: str | None, scope: str = "") -> list[str]:
    return [m.product for m in link_products(_text(title) if title else None, [_scope(scope)] if scope else [])]


def test_the_longest_label_at_a_place_counts_alone() -> None:
    assert find_products("电子秤和秤", LABELS) == [("scale", "电子秤", 0, 3), ("any-scale", "秤", 4, 5)]
    assert [label for _, label, _, _ in find_products("燃煤热水锅炉", LABELS)] == ["热水锅炉"]


def test_a_longer_word_is_another_thing() -> None:
    assert find_products("锅炉房和水泥窑、水表面、水泥厂", LABELS) == []
    assert [slug for slug, *_ in find_products("锅炉大气污染物，水泥工业", LABELS)] == ["boiler", "cement"]


def test_without_labels_nothing_is_found() -> None:
    assert find_products("电子秤", {}) == []


@given(st.text(alphabet="电子秤热水锅炉表泥 a，", max_size=40))
def test_spans_hold_their_labels_in_order_and_apart(text: str) -> None:
    end_before = 0
    for slug, label, start, end in find_products(text, LABELS):
        assert text[start:end] == label and LABELS[label] == slug and start >= end_before
        end_before = end


def test_title_first_each_product_once() -> None:
    mentions = link_products(_text("声级计", start=7), [_scope("本规程适用于声级计和砝码的检定，声级计的校准除外。")])
    assert [(m.product, m.label, m.at.page) for m in mentions] == [("sound-level-meter", "声级计", 1), ("weight", "砝码", 2)]
    assert (mentions[0].at.start, mentions[0].at.end) == (7, 10)


def test_the_place_is_exact_though_the_title_was_broken_over_lines() -> None:
    title = _text("锅炉大气污染物排放标准", start=20, quote="锅 炉\n大气污染物排放标准")
    (mention,) = link_products(title, [])
    assert (mention.at.start, mention.at.end, mention.at.quote) == (20, 23, "锅 炉")


def test_the_place_is_that_of_the_whole_text_where_the_quote_was_cut() -> None:
    clause = _scope("本文件适用于燃油加油机。", quote="本文件适用")
    (mention,) = link_products(None, [clause])
    assert mention.at == clause.text_at


def test_the_caller_may_know_the_place_better() -> None:
    (mention,) = link_products(None, [_scope("适用于砝码")], lambda clause, start, end: Evidence(9, start, end, clause.text[start:end]))
    assert mention.at == Evidence(9, 3, 5, "砝码")


def test_what_the_scope_shuts_out_is_no_product_of_the_document() -> None:
    assert _products(None, "本标准不适用于发电锅炉和水泥；适用于燃油加油机。") == ["fuel-dispenser"]
    assert _products(None, "植入式除颤器不适用本文件。适用于砝码。") == ["weight"]
    assert _products(None, "适用于砝码，锅炉不适用。") == ["weight"]
    assert _products(None, "不适用于：\n- 锅炉；\n- 水泥。\n适用于砝码。") == ["weight"]
    assert _products(None, "适用于除锅炉、水泥等以外的燃油加油机。") == ["fuel-dispenser"]
    assert _products(None, "适用于心脏除颤器和砝码，锅炉外的砝码。") == ["defibrillator", "weight", "boiler"]
    assert _products(None, "数字心电图机按 JJG 1041 检定，不在本规程范围内。") == []


def test_a_part_that_the_scope_says_it_is_built_on_is_no_product_of_the_document() -> None:
    assert _products(None, "适用于以称重传感器为转换元件的电子台案秤。") == ["electronic-bench-platform-scale"]


def test_a_title_names_its_product_whatever_the_scope_says() -> None:
    assert _products("心电图机", "不适用于心电图机的软件。") == ["electrocardiograph"]


def test_labels_of_the_vocabulary_find_their_own_product() -> None:
    labels = product_labels()
    assert len(labels) > 100
    for label, slug in labels.items():
        assert find_products(label, labels) == [(slug, label, 0, len(label))]


def test_a_document_of_no_known_product_links_to_none() -> None:
    assert _products("污水综合排放标准", "本标准适用于排污单位。") == []
    assert link_products(None, []) == ()


def test_a_product_left_to_another_standard_is_not_what_this_one_applies_to() -> None:
    assert _products(None, "综合标准与行业标准不交叉执行，锅炉执行 GB 13271，其他污染源执行本标准。") == []
    assert _products(None, "锅炉、水泥厂各有标准，其他废气归本标准。") == []
    assert _products(None, "本标准适用于锅炉，执行本标准。") == ["boiler"]
