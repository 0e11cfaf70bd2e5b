"""Every word that a page says, once in Chinese and once in English.

Templates call ``t("key")``; values of facts (types, statuses, relations) go through `term`, which
gives back what it does not know, so that a new relation shows under its own name.
"""

from __future__ import annotations

from typing import Final

STRINGS: Final[dict[str, tuple[str, str]]] = {
    "site": ("质量基础设施知识图谱", "Quality infrastructure knowledge graph"),
    "tagline": (
        "标准、计量、检验检测、认证认可：一处检索，句句有出处。",
        "Standards, metrology, testing, certification: one search, and every fact shows its source.",
    ),
    "skip": ("跳到正文", "Skip to content"),
    "search": ("检索", "Search"),
    "search_label": ("标准号、题名、产品或问题", "Standard number, title, product or question"),
    "placeholder": ("标准号、产品、被测量，或一句话的问题", "A number, a product, a measurand, or a question"),
    "try": ("试试", "Try"),
    "nav_sparql": ("SPARQL", "SPARQL"),
    "nav_ontology": ("本体", "Ontology"),
    "nav_api": ("接口", "API"),
    "other_language": ("English", "中文"),
    "filters": ("筛选", "Filters"),
    "type": ("类别", "Type"),
    "status": ("状态", "Status"),
    "ics": ("ICS 分类", "ICS class"),
    "ccs": ("CCS 分类", "CCS class"),
    "mandatory": ("性质", "Force"),
    "is_mandatory": ("强制性", "Mandatory"),
    "is_voluntary": ("推荐性", "Voluntary"),
    "more_filters": ("日期与排序依据", "Dates and scores"),
    "issued_from": ("发布日期自", "Issued from"),
    "issued_to": ("发布日期至", "Issued to"),
    "at": ("以此日判定状态", "Judge status on"),
    "show_explain": ("显示得分依据", "Show how scores arise"),
    "any": ("不限", "Any"),
    "apply": ("应用", "Apply"),
    "remove_filter": ("去掉此筛选", "Remove this filter"),
    "clear_filters": ("清除全部筛选", "Clear all filters"),
    "understood": ("理解为", "Understood as"),
    "results": ("{total} 份文件，用时 {ms} 毫秒", "{total} documents in {ms} ms"),
    "results_range": ("第 {first}–{last} 份", "{first}–{last}"),
    "score": ("得分", "Score"),
    "explain": ("得分依据", "How the score arises"),
    "clause": ("条", "Clause"),
    "page_n": ("第 {page} 页", "p. {page}"),
    "path": ("关联路径", "Path"),
    "path_of": ("{name} 的关联路径", "How {name} is linked"),
    "source": ("出处", "Source"),
    "source_of": ("{what} 的出处", "Source of {what}"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "pages": ("分页", "Pages"),
    "group_metrology": ("计量", "Metrology"),
    "group_certification": ("认证", "Certification"),
    "group_testing": ("检测", "Testing"),
    "group_reference": ("引用", "References"),
    "group_other": ("其他", "Other"),
    "nothing_found": ("没有找到与“{q}”相符的文件。", "Nothing matches “{q}”."),
    "nothing_found_why": (
        "图谱目前只有 {documents} 份文件；没有收录的标准在这里查不到，并不说明该标准不存在。",
        "The graph holds {documents} documents only: that a standard is not found here does not mean that it does not exist.",
    ),
    "nothing_found_filters": ("可以去掉部分筛选条件再试。", "Try again with fewer filters."),
    "first_run": ("首次启动：正在读入语料", "First start: reading the corpus"),
    "first_run_text": (
        "已读入 {documents} 份文件、{triples} 条陈述。本页会自动更新；读完之前检索只覆盖已读入的部分。",
        "{documents} documents and {triples} statements so far. This page updates itself; until it is done a search covers what was read.",
    ),
    "empty": ("图谱还是空的", "The graph is still empty"),
    "empty_text": (
        "把文件或文件夹交给下面的命令，读完即可检索：",
        "Give files or folders to this command; what it has read can be searched:",
    ),
    "banner_passages": (
        "正在建立语义向量 {percent} %；目前按词检索，语义结果稍后补全。",
        "Building semantic vectors, {percent} %; searching by words until they are ready.",
    ),
    "banner_indexing": ("正在建立索引；结果可能还不完整。", "The index is being built; results may be incomplete."),
    "banner_done": ("索引已就绪，重新检索即可看到全部结果。", "The index is ready; search again to see everything."),
    "progress": ("索引进度", "Index progress"),
    "counts": (
        "{documents} 份文件 · {passages} 段文字 · {triples} 条陈述",
        "{documents} documents · {passages} passages · {triples} statements",
    ),
    "encoder": ("向量模型", "Encoder"),
    "metadata": ("基本信息", "Metadata"),
    "number": ("标准号", "Number"),
    "title_zh": ("题名", "Title"),
    "title_en": ("英文题名", "English title"),
    "issued": ("发布日期", "Issued"),
    "effective": ("实施日期", "Effective"),
    "replaces": ("代替", "Replaces"),
    "replaced_by": ("被代替于", "Replaced by"),
    "file": ("源文件", "Source file"),
    "listings": ("目录", "Catalogues"),
    "unverified": ("未核实", "unverified"),
    "file_pages": ("{file}，共 {pages} 页", "{file}, {pages} pages"),
    "not_stated": ("未载明", "not stated"),
    "status_at": ("以 {at} 判定", "as of {at}"),
    "today": ("今日", "today"),
    "lifeline": ("版本沿革", "Editions"),
    "references": ("规范性引用文件", "Normative references"),
    "reference_dated": ("注日期", "dated"),
    "reference_undated": ("不注日期", "undated"),
    "resolves_to": ("现指", "means"),
    "meant_when_written": ("{day} 编写时指", "when written on {day}:"),
    "from_day": ("{day} 起", "from {day}"),
    "unresolved": ("图谱中没有", "not in the graph"),
    "digest": ("摘编", "digest"),
    "digest_note": (
        "演示用摘编，不是标准原文；读入原文后会被取代",
        "A digest for demonstration, not the text of the standard; the text takes its place when it is read",
    ),
    "mentions": ("文中提及的文件", "Cited in the text"),
    "citations": ("被以下文件引用", "Cited by"),
    "adopts": ("采用", "Adopts"),
    "partly": ("部分", "in part"),
    "issuers": ("发布单位", "Issued by"),
    "committee": ("归口单位", "Committee"),
    "drafters": ("起草单位", "Drafted by"),
    "terms": ("术语和定义", "Terms and definitions"),
    "limits": ("限值", "Limits"),
    "limit_measurand": ("指标", "Measurand"),
    "limit_object": ("对象", "Object"),
    "limit_value": ("限值", "Limit"),
    "limit_condition": ("条件", "Condition"),
    "limit_place": ("出处", "Where"),
    "methods": ("测定方法", "Test methods"),
    "tables": ("表", "Tables"),
    "unit": ("单位", "Unit"),
    "clauses": ("条文", "Clauses"),
    "expand": ("全部展开", "Expand all"),
    "links": ("质量基础设施关联", "Linked quality infrastructure"),
    "no_links": ("图谱中还没有与它相连的计量、认证或检测文件。", "No metrology, certification or testing document is linked to it yet."),
    "download": ("下载", "Download"),
    "place_title": ("出处", "Place in the source"),
    "place_intro": (
        "以下文字原样取自源文件，加亮部分即所依据的语句。",
        "The text below is as it stands in the source file; the marked words are the evidence.",
    ),
    "place_file": ("文件", "File"),
    "place_page": ("页", "Page"),
    "place_chars": ("字符", "Characters"),
    "place_of_standard": ("所属文件", "Document"),
    "place_more": ("该文件的全部陈述", "All statements of this file"),
    "resource_types": ("类型", "Types"),
    "resource_properties": ("属性", "Properties"),
    "resource_incoming": ("指向它的陈述", "Statements that point here"),
    "resource_formats": ("其他格式", "Other formats"),
    "sparql_title": ("SPARQL 查询", "SPARQL query"),
    "sparql_intro": (
        "图谱的全部陈述都可以用 SPARQL 1.1 查询（只读）。用到的前缀须在查询里声明。",
        "Every statement of the graph can be queried with SPARQL 1.1 (read only). Declare the prefixes that you use.",
    ),
    "sparql_query": ("查询", "Query"),
    "sparql_run": ("运行", "Run"),
    "sparql_format": ("结果格式", "Result as"),
    "sparql_table": ("网页表格", "a table here"),
    "sparql_examples": ("示例", "Examples"),
    "sparql_prefixes": ("前缀", "Prefixes"),
    "sparql_rows": ("{rows} 行", "{rows} rows"),
    "sparql_true": ("是", "true"),
    "sparql_false": ("否", "false"),
    "example_editions": ("最近发布的文件", "Latest documents"),
    "example_references": ("被引用最多的文件", "Most referenced documents"),
    "example_replaces": ("谁代替了谁", "What replaces what"),
    "example_terms": ("含“测量”的术语", "Terms with “测量”"),
    "example_evidence": ("每条引用的出处", "Every reference with its place"),
    "error_title": ("出错了", "Something went wrong"),
    "error_400": ("这个请求无法回答", "This request has no answer"),
    "error_401": ("需要写入令牌", "A write token is needed"),
    "error_403": ("不允许", "Not allowed"),
    "error_404": ("没有找到", "Not found"),
    "error_405": ("这里不接受这种方法", "Method not allowed here"),
    "error_406": ("没有这种格式", "No such format"),
    "error_413": ("超出限制", "Over the limit"),
    "error_500": ("程序出错了", "The program failed"),
    "error_503": ("还没有准备好", "Not ready yet"),
    "error_parameter": ("参数", "Parameter"),
    "error_given": ("给定", "Given"),
    "error_allowed": ("允许", "Allowed"),
    "footer": ("页面不引用任何外部资源；查询只发往本服务。", "These pages load nothing from elsewhere; queries go to this server only."),
}

TERMS: Final[dict[str, tuple[str, str]]] = {
    "status.current": ("现行", "Current"),
    "status.upcoming": ("即将实施", "Upcoming"),
    "status.superseded": ("被代替", "Superseded"),
    "status.withdrawn": ("废止", "Withdrawn"),
    "status.unknown": ("未知", "Unknown"),
    "type.national": ("国家标准", "National standard"),
    "type.industry": ("行业标准", "Industry standard"),
    "type.local": ("地方标准", "Local standard"),
    "type.group": ("团体标准", "Group standard"),
    "type.enterprise": ("企业标准", "Enterprise standard"),
    "type.verification_regulation": ("检定规程", "Verification regulation"),
    "type.calibration_specification": ("校准规范", "Calibration specification"),
    "type.implementation_rule": ("实施规则", "Implementation rule"),
    "type.law": ("法律法规", "Law or regulation"),
    "type.other": ("其他", "Other"),
    "language.zh": ("中文", "Chinese"),
    "language.en": ("英文", "English"),
    "language.mixed": ("中英混合", "Mixed"),
    "kind.metrology": ("计量", "metrology"),
    "kind.certification": ("认证", "certification"),
    "kind.accreditation": ("认可", "accreditation"),
    "kind.test_method": ("检测方法", "test method"),
    "kind.reference": ("引用", "reference"),
    "kind.cited_by": ("被引用", "cited by"),
    "relation.references": ("规范性引用", "normatively references"),
    "relation.reference": ("规范性引用", "normatively references"),
    "relation.cites": ("引用", "cites"),
    "relation.cited_by": ("被引用于", "is cited by"),
    "relation.referenced_by": ("被规范性引用于", "is normatively referenced by"),
    "relation.replaces": ("代替", "replaces"),
    "relation.replaced_by": ("被代替于", "is replaced by"),
    "relation.requires": ("要求", "requires"),
    "relation.rule": ("实施规则", "rule"),
    "relation.based_on": ("依据", "based on"),
    "relation.applies_to": ("适用于", "applies to"),
    "relation.measured_with": ("测量用", "measured with"),
    "relation.tested_by": ("检测依据", "tested by"),
    "relation.verified_under": ("检定依据", "verified under"),
    "relation.calibrated_under": ("校准依据", "calibrated under"),
    "relation.traceable_via": ("溯源于", "traceable via"),
    "relation.mentions": ("提及", "mentions"),
    "relation.product": ("产品", "product"),
}

LINK_GROUPS: Final[dict[str, str]] = {
    "metrology": "metrology",
    "verification": "metrology",
    "calibration": "metrology",
    "certification": "certification",
    "accreditation": "certification",
    "test_method": "testing",
    "testing": "testing",
    "reference": "reference",
    "cited_by": "reference",
    "citation": "reference",
}
"""Kind of a link -> the group of chips it stands in; a kind not listed stands under "other"."""
GROUPS: Final = ("metrology", "certification", "testing", "reference", "other")

EXAMPLE_QUESTIONS: Final = (
    "锅炉大气污染物排放限值",
    "gb13271",
    "电子秤出厂前要做什么检定?",
    "电热水器",
    "GB 13271-2001 还有效吗",
    "how is a blood pressure monitor verified",
    "emission limits for boilers",
)

LANGUAGES: Final = ("zh", "en")


def _pick(pair: tuple[str, str], lang: str) -> str:
    return pair[1] if lang == "en" else pair[0]


def say(key: str, lang: str, **values: object) -> str:
    """The text of ``key`` in ``lang``, its ``{names}`` filled in; an unknown key is a KeyError.

    >>> say("page_n", "zh", page=3), say("page_n", "en", page=3)
    ('第 3 页', 'p. 3')
    """
    text = _pick(STRINGS[key], lang)
    return text.format(**values) if values else text


def term(kind: str, value: object, lang: str) -> str:
    """The label of a value, or the value itself where there is none.

    >>> term("status", "current", "zh"), term("relation", "traceable via", "en"), term("type", "x", "zh")
    ('现行', 'traceable via', 'x')
    """
    pair = TERMS.get(f"{kind}.{str(value).replace(' ', '_')}")
    return _pick(pair, lang) if pair else str(value)
