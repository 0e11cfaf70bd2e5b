"""Suggestions while somebody types: names of standards, terms and concepts by number, word, pinyin or English.

folding   a text as keys compare it, and where each character of a key stands in the text
readings  汉语拼音 of a text, word by word
names     what can be suggested: from passages and from the vocabularies
forms     the keys of one name, as bytes
file      named arrays in one file of plain bytes, mapped into memory
writing   the file of a generation, from the one before and what changed
index     the file opened: two bisections a table, best first
"""
