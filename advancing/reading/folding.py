"""Text made comparable without moving a single character: lower case, no accents, plain quotes, dashes and spaces.

Everything else in the reader looks at folded text and cuts its quotes from the original by the same offsets.
"""

import unicodedata

_PLAIN = {
    0x2018: "'",
    0x2019: "'",
    0x201B: "'",
    0x2032: "'",
    0x00B4: "'",
    0x0060: "'",
    0x201C: '"',
    0x201D: '"',
    0x201E: '"',
    0x2033: '"',
    0x00AB: '"',
    0x00BB: '"',
    0x2010: "-",
    0x2011: "-",
    0x2012: "-",
    0x2013: "-",
    0x2014: "-",
    0x2015: "-",
    0x2212: "-",
    0x00A0: " ",
    0x2007: " ",
    0x2009: " ",
    0x200A: " ",
    0x202F: " ",
    0x200B: " ",
    0xFEFF: " ",
    0x0009: " ",
    0x000D: " ",
    0x00D7: "x",
    0x2715: "x",
    0x2022: "•",
    0x00D8: "o",
    0x00F8: "o",
    0x0130: "i",
    0x0131: "i",
    0x00DF: "s",
    0x1E9E: "s",
    0x0142: "l",
    0x0141: "l",
}


def _table() -> dict[int, str]:
    table = dict(_PLAIN)
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = unicodedata.normalize("NFD", chr(code))[0]
        if code not in table and letter != chr(code):
            table[code] = letter
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """Fold a text for comparison; the result has the same length, character by character.

    Args:
        text: Any text.

    Returns:
        Lower case, accents off letters that carry one, typographic quotes and dashes plain, any kind of space a space
        (a newline stays a newline).
    """
    return text.translate(_TABLE).lower()


def find_word(text: str, words: str, start: int = 0) -> int:
    """Where words stand that are not part of longer ones.

    A plain search: a pattern per name and mail would be compiled each time, which costs more than reading the mail.

    Args:
        text: Where to look.
        words: What to look for.
        start: Offset to begin at.

    Returns:
        Offset of the first such place, -1 where there is none.
    """
    at = text.find(words, start)
    while at >= 0:
        end = at + len(words)
        if not (at and _in_word(text[at - 1])) and not (end < len(text) and _in_word(text[end])):
            return at
        at = text.find(words, at + 1)
    return -1


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
