"""What a query asks for, beside its words: `understand` reads it, `Understood` is what was read."""

from search_api.query.reading import understand
from search_api.query.switches import SWITCHES
from search_api.query.synonyms import synonyms_in
from search_api.query.understood import AskedValue, DidYouMean, IssuedWithin, Reading, Understood, words_of

__all__ = ["SWITCHES", "AskedValue", "DidYouMean", "IssuedWithin", "Reading", "Understood", "synonyms_in", "understand", "words_of"]
