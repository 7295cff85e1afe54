"""How hard a text is to read: Flesch-Kincaid grade, and the words of a page."""

import re
from html.parser import HTMLParser

VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^laeiouy]es|[^dt]ed|[^l]e)$")


class _Words(HTMLParser):
    """Collects the text of paragraphs."""

    def __init__(self):
        super().__init__()
        self.depth = 0
        self.parts = []

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "p"
        if tag == "p":
            self.parts.append("")

    def handle_endtag(self, tag):
        self.depth -= tag == "p"

    def handle_data(self, data):
        if self.depth:
            self.parts[-1] += data


def paragraphs(html: str) -> list[str]:
    """Return the text of each paragraph, with single spaces."""
    reader = _Words()
    reader.feed(html)
    return [" ".join(part.split()) for part in reader.parts if part.strip()]


class _Blocks(HTMLParser):
    """Collects what the main part says, block by block, as a reader meets it."""

    ENDS = frozenset(
        [
            "p",
            "li",
            "h1",
            "h2",
            "h3",
            "h4",
            "legend",
            "label",
            "dt",
            "dd",
            "th",
            "td",
            "summary",
            "caption",
            "button",
            "option",
        ]
    )
    SILENT = frozenset({"script", "style", "svg", "select", "template"})

    def __init__(self):
        super().__init__()
        self.inside = 0
        self.silent = 0
        self.parts = [""]

    def handle_starttag(self, tag, attrs):
        self.inside += tag == "main"
        self.silent += tag in self.SILENT
        if tag in self.ENDS:
            self.parts.append("")

    def handle_endtag(self, tag):
        self.inside -= tag == "main"
        self.silent -= tag in self.SILENT
        if tag in self.ENDS:
            self.parts.append("")

    def handle_data(self, data):
        if self.inside and not self.silent:
            self.parts[-1] += data


def blocks(html: str) -> list[str]:
    """Return every piece of text of the main part; each ends like a sentence."""
    reader = _Blocks()
    reader.feed(html)
    found = [" ".join(part.split()) for part in reader.parts]
    return [
        text if text[-1] in ".?!:" else f"{text}."
        for text in found
        if re.search(r"[A-Za-z]", text)
    ]


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!:])[)”\"]?\s+", text) if one]


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z']+", text)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade: years of school that a text asks for."""
    all_words = words(text)
    per_sentence = len(all_words) / len(sentences(text))
    per_word = sum(map(_syllables, all_words)) / len(all_words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def _syllables(word: str) -> int:
    plain = word.lower()
    shorter = SILENT.sub("", plain) if len(plain) > 3 else plain
    return max(1, len(VOWELS.findall(shorter)))
