"""分词: text to the tokens that the lexical index holds, the same ones for documents and queries.

Folded first (NFKC, lower case), then protected: standard numbers, units, numbers, clause numbers,
articles of laws and annexes are single tokens, since a word segmenter tears
``GB/T 4943.1-2022`` and ``mg/m3`` apart. Runs of Chinese characters go to jieba with the domain
dictionary (`ontologies/segment-dictionary.txt`) and without HMM, which guesses words that no query
repeats. rjieba does the same in Rust, token for token (tested), 18 times as fast: used where installed.

A long word also yields the dictionary words inside it (测量不确定度: 测量, 不确定度), so a query for
the short one finds the long one. `bigrams` is the net below: a field of its own that needs no dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from kg.errors import SettingsError
from kg.identifiers import find_numbers

SEGMENTER_VERSION = "2"
DICTIONARY = Path(__file__).resolve().parent.parent / "ontologies" / "segment-dictionary.txt"

# log(1000 / 60 million) beats every product of two word frequencies but those of function words.
_DOMAIN_FREQUENCY = 1000
_MAX_WORD = 16

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_POWER = re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_SIGNS = str.maketrans({"≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "∕": "/", "⁄": "/", "•": "·", "⋅": "·", "Ω": "ω"})
_ASCII_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")

_ATOM = (
    r"(?:(?:[pnμmckgdh]|meq)?(?:g|l|m[23]?|s|a|v|w|j|n|pa|hz|mol|bq|sv|gy|t|lm|lx|cd|k|ω|var|va)"
    r"|wh|kwh|min|h|d|°c|ppm|nm|db|ntu|cfu|mpn|tce|kgce|[人次只件台])"
)
_ARTICLE = r"第[一二三四五六七八九十百千零〇]{1,8}(?:编|章|节|条|款|项)(?:之[一二三四五六七八九十]{1,3})?"
_ANNEX = r"附录[ ]?[a-z](?![a-z])"
_TOKEN = re.compile(
    rf"""
    (?P<article>{_ARTICLE})
  | (?P<annex>{_ANNEX})
  | (?P<particle>pm[ ]?(?:2\.5|10|0\.1|1)(?!\d))
  | (?P<unit>db[ ]?\([ ]?[abcd][ ]?\)|{_ATOM}(?:·{_ATOM})?(?:/(?:{_ATOM}(?:·{_ATOM})?|\({_ATOM}(?:·{_ATOM})+\)))+(?![a-z0-9])|°[cf]|[%‰])
  | (?P<clause>[a-z](?:\.\d{{1,3}})+(?!\d))
  | (?P<grouped>\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?)
  | (?P<number>\d+(?:\.\d+)*(?:\^-?\d+)?)
  | (?P<latin>[a-zα-ω][a-z0-9α-ω]*)
  | (?P<sign>[≤≥±<>=≠≈])
  | (?P<chinese>(?:[\u4e00-\u7b2b\u7b2d-\u9643\u9645-\u9fd5]|(?!{_ARTICLE})第|(?!{_ANNEX})附)+)
  | (?P<letter>[^\W_])
    """,
    re.VERBOSE,
)
_CAPITAL = re.compile(r"[A-Z]")
_CHINESE_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")

# fmt: off
STOP_WORDS = frozenset({
    "的", "了", "和", "与", "及", "或", "在", "是", "为", "之", "其", "以及", "并", "而", "也", "the", "of",
    "and", "or", "for", "to", "in", "a", "an", "on", "by", "with", "is", "are",
})
QUESTION_WORDS = frozenset({
    "什么", "哪些", "哪个", "哪", "如何", "怎么", "怎样", "怎么办", "多少", "几", "吗", "呢", "请问", "有", "需要", "要",
    "what", "which", "how",
})
# fmt: on
"""Words of a question that say nothing of its answer; dropped from queries only."""

_SAME_BOUND = {
    **dict.fromkeys(("不大于", "不超过", "不高于", "不多于", "小于等于"), "≤"),
    **dict.fromkeys(("不小于", "不低于", "不少于", "大于等于"), "≥"),
}
"""A bound in words also yields its sign: "不超过 70 dB(A)" and "≤70 dB(A)" say the same."""


def fold(text: str) -> str:
    """NFKC, with powers of ten kept apart from their base and one spelling for each sign; case is kept.

    >>> fold("５０ ㎎／㎥"), fold("1.0×10³ m²"), fold("≦ 5℃")
    ('50 mg/m3', '1.0×10^3 m2', '≤ 5°C')
    """
    text = _POWER.sub(lambda match: "^" + match[0].translate(_SUPERSCRIPT), text)
    return re.sub(r"(?<=[A-Za-z])\^(?=\d)", "", unicodedata.normalize("NFKC", text).translate(_SIGNS))


def load_dictionary(path: Path = DICTIONARY) -> tuple[str, ...]:
    """The domain words of a jieba user dictionary (``word [frequency] [tag]`` a line), in order, each once.

    Frequencies are ignored: one for all words keeps jieba and rjieba equal.
    Raises SettingsError for a word that is not made of Chinese characters alone.
    """
    words: dict[str, None] = {}
    for ordinal, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        word = line.split()[0]
        if not re.fullmatch(rf"[\u4e00-\u9fd5]{{2,{_MAX_WORD}}}", word):
            raise SettingsError(f"{path}, line {ordinal}: {word!r} is not a word of 2 to {_MAX_WORD} Chinese characters; remove the line")
        words[word] = None
    return tuple(words)


class Segmenter:
    """Tokens of a text. One instance serves all threads; the dictionary loads at the first token.

    >>> Segmenter().tokens("按GB/T 4943.1—2022，电气间隙不小于5.2.1的规定")
    ['gb/t 4943.1-2022', 'gb/t 4943.1', '按', '电气间隙', '电气', '间隙', '不小于', '≥', '5.2.1', '规定']
    """

    def __init__(self, dictionary: Path | None = None, engine: str = "auto") -> None:
        """``engine``: "jieba", "rjieba", or "auto" for the faster one that is installed; tokens are equal."""
        if engine not in ("auto", "jieba", "rjieba"):
            raise SettingsError(f"segmenter engine {engine!r} does not exist; use auto, jieba or rjieba")
        self._words = load_dictionary(dictionary or DICTIONARY)
        self._domain = frozenset(self._words)
        self._engine = ("rjieba" if find_spec("rjieba") else "jieba") if engine == "auto" else engine
        self._loaded: tuple[Callable[[str], list[str]], Callable[[str], bool]] | None = None
        self._parts = lru_cache(maxsize=65536)(self._find_parts)

    @property
    def engine(self) -> str:
        """The segmenter in use: "jieba" or "rjieba"."""
        return self._engine

    @property
    def fingerprint(self) -> str:
        """What the tokens depend on: version of this module and the dictionary, 32 hex digits."""
        digest = blake2b(f"segmenter {SEGMENTER_VERSION}\n".encode(), digest_size=16)
        digest.update("\n".join(self._words).encode())
        return digest.hexdigest()

    def cut(self, run: str) -> list[str]:
        """A run of Chinese characters as words, function words and all."""
        return self._load()[0](run)

    def tokens(self, text: str) -> list[str]:
        """Tokens for indexing, repeated as they occur; standard numbers come first, each with its undated form."""
        return self._tokens(text, any_case=False)

    def query_tokens(self, text: str) -> list[str]:
        """Tokens of a query, each once, in order: numbers in any case, question words dropped.

        >>> Segmenter().query_tokens("gb/t 4943.1 怎么测电气间隙？")
        ['gb/t 4943.1', '测', '电气间隙', '电气', '间隙']
        """
        found = dict.fromkeys(self._tokens(text, any_case=True))
        # A query of nothing but question words is searched as it stands.
        return [token for token in found if token not in QUESTION_WORDS] or list(found)

    def bigrams(self, text: str) -> list[str]:
        """Overlapping pairs of Chinese characters; a character that stands alone is itself.

        >>> Segmenter().bigrams("检测限 L 值")
        ['检测', '测限', '值']
        """
        pairs: list[str] = []
        for run in _CHINESE_RUN.findall(unicodedata.normalize("NFKC", text)):
            pairs += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        return pairs

    def _tokens(self, text: str, *, any_case: bool) -> list[str]:
        folded = fold(text)
        rest: list[str] = []
        tokens: list[str] = []
        position = 0
        # Only ASCII is raised: str.upper() changes lengths, and with them the spans.
        searched = folded.translate(_ASCII_UPPER) if any_case else folded
        # Every number begins with a capital; most clauses hold none, and the grammar is the slow part.
        for number, start, end in find_numbers(searched) if _CAPITAL.search(searched) else ():
            tokens.append(number.canonical.lower())
            if number.is_dated:
                tokens.append(number.work.canonical.lower())
            rest.append(folded[position:start])
            position = end
        rest.append(folded[position:])
        for piece in rest:
            tokens.extend(self._words_of(piece.lower()))
        return tokens

    def _words_of(self, text: str) -> Iterable[str]:
        for match in _TOKEN.finditer(text):
            kind, token = match.lastgroup, match[0]
            if kind == "chinese":
                cut, _ = self._load()
                for word in cut(token):
                    if word not in STOP_WORDS:
                        yield word
                        yield from self._parts(word)
            elif kind == "grouped":
                yield token.replace(",", "")
            elif kind in ("annex", "particle", "unit"):
                yield token.replace(" ", "")
            elif token not in STOP_WORDS:
                yield singular(token) if kind == "latin" else token

    def _find_parts(self, word: str) -> tuple[str, ...]:
        """Dictionary words inside a word: domain words of any length, general ones of 2 and 3 characters."""
        if word in _SAME_BOUND:
            return (_SAME_BOUND[word],)
        _, known = self._load()
        parts = [
            word[i:j]
            for i in range(len(word) - 1)
            for j in range(i + 2, len(word) + 1)
            if j - i < len(word) and (word[i:j] in self._domain or (j - i <= 3 and known(word[i:j])))
        ]
        return tuple(dict.fromkeys(parts))

    def _load(self) -> tuple[Callable[[str], list[str]], Callable[[str], bool]]:
        """(cut a run of Chinese characters, is it a word) of the engine, loaded once."""
        if self._loaded is None:
            self._loaded = _load_rjieba(self._words) if self._engine == "rjieba" else _load_jieba(self._words)
        return self._loaded


def singular(word: str) -> str:
    """An English plural as its singular; short words and those that only look like plurals stay.

    >>> [singular(word) for word in ("boilers", "batteries", "gas", "mass", "analysis", "limits")]
    ['boiler', 'battery', 'gas', 'mass', 'analysis', 'limit']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "suia":
        return word[:-1]
    return word


def _load_jieba(words: Iterable[str]) -> tuple[Callable[[str], list[str]], Callable[[str], bool]]:
    import jieba

    tokenizer = jieba.Tokenizer()
    # jieba.initialize() would unmarshal a cache that any user can write to in the shared temporary folder.
    with tokenizer.get_dict_file() as file:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(file)
    tokenizer.initialized = True
    for word in words:
        # jieba counts a word it knew already twice, rjieba does not; the total decides near ties.
        tokenizer.total -= tokenizer.FREQ.get(word, 0)
        tokenizer.add_word(word, _DOMAIN_FREQUENCY)
    frequencies: dict[str, int] = tokenizer.FREQ

    def cut(text: str) -> list[str]:
        return list(tokenizer.cut(text, HMM=False))

    return cut, lambda word: frequencies.get(word, 0) > 0


def _load_rjieba(words: Iterable[str]) -> tuple[Callable[[str], list[str]], Callable[[str], bool]]:
    import rjieba

    tokenizer = rjieba.Jieba()
    for word in words:
        tokenizer.add_word(word, _DOMAIN_FREQUENCY, None)

    def cut(text: str) -> list[str]:
        return list(tokenizer.cut(text, False))

    def known(word: str) -> bool:
        return bool(tokenizer.has_word(word))

    return cut, known
