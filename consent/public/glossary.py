"""What the words of the portal mean: each in one or two short sentences."""

from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Word:
    """One word, what it means, and an example."""

    slug: str
    term: str
    meaning: str
    example: str


WORDS: Final = (
    Word(
        "ask-me",
        _("Ask me"),
        _("An answer that is neither yes nor no. We ask you each time."),
        _("A firm wants your samples. You get a request, and you say yes or no."),
    ),
    Word(
        "choices",
        _("Choices"),
        _("Your answers: who may use which data, why, how and where."),
        _("“Universities may use my health details. Firms must ask.”"),
    ),
    Word(
        "copy",
        _("Copy"),
        _("Your data go to another team and stay there for some time."),
        _("A university gets a file with your gene test results."),
    ),
    Word(
        "dna",
        _("DNA record"),
        _("All that can be read from your DNA. It can point to you and your family."),
        _("A lab read your whole DNA from a blood sample."),
    ),
    Word(
        "ethics-board",
        _("Ethics board"),
        _("People who check, before it starts, that a study is fair and safe."),
        _("A hospital has a board of doctors, patients and lawyers."),
    ),
    Word(
        "gene-test",
        _("Gene test result"),
        _("What a test found in one or more of your genes."),
        _("A test shows a change in a gene that can cause an illness."),
    ),
    Word(
        "guardian",
        _("Guardian"),
        _("A grown-up who chooses for a child."),
        _("Ana chooses for her son Leo."),
    ),
    Word(
        "helper",
        _("Helper"),
        _("Someone you picked to look at your page, or to choose for you."),
        _("Your sister reads your requests with you."),
    ),
    Word(
        "in-force",
        _("In force"),
        _("A place has told us that it follows your newest choices."),
        _("“In force at 3 of 4 places” means that one has not told us yet."),
    ),
    Word(
        "level",
        _("Level"),
        _("A ready-made set of answers, from wide to none. You can change each part."),
        _("“Ask me every time” is a level."),
    ),
    Word(
        "library",
        _("Shared library"),
        _("A copy that is kept so that many teams can use it. We decide on each team."),
        _("A library keeps DNA records of many people."),
    ),
    Word(
        "named-organization",
        _("Named organization"),
        _("One team or firm that you answer for by name."),
        _("You say yes to all hospitals, but no to one of them."),
    ),
    Word(
        "passkey",
        _("Passkey"),
        _("A safe way to sign in with your phone or computer. No password is needed."),
        _("You sign in with your finger or your face."),
    ),
    Word(
        "place",
        _("Place"),
        _("A system that has data about you, and must follow your choices."),
        _("The biobank that keeps your blood sample."),
    ),
    Word(
        "promise",
        _("Promise"),
        _("Something that others must agree to before they may use your data."),
        _("They promise to tell you what was found."),
    ),
    Word(
        "proof",
        _("Proof"),
        _("A page or file that shows what you chose, and when."),
        _("You print it and keep it at home."),
    ),
    Word(
        "public-health",
        _("Public health"),
        _("Work that keeps everyone well, such as stopping an outbreak."),
        _("A health office counts how many people have the flu."),
    ),
    Word(
        "registry",
        _("Registry"),
        _("A list of people with the same illness, kept so that it can be studied."),
        _("A registry for one rare illness."),
    ),
    Word(
        "request",
        _("Request"),
        _("A team asks to use your data for one study. No answer means no."),
        _("“May we use your gene results to study the lungs?”"),
    ),
    Word(
        "sample",
        _("Sample"),
        _("Blood, spit or tissue that was taken from you and kept."),
        _("A tube of blood in a freezer."),
    ),
    Word(
        "study",
        _("Study"),
        _("Work that tries to find something new."),
        _("A team tests if a medicine helps."),
    ),
    Word(
        "tools-and-ai",
        _("Tools and AI"),
        _("Computer programs that learn from many people's data."),
        _("A program learns to find tumors in pictures."),
    ),
    Word(
        "use",
        _("Use"),
        _(
            "Somebody looked at your data, counted you, worked with them or copied them."
        ),
        _("A doctor compares your test with others."),
    ),
    Word(
        "use-where-kept",
        _("Use where it is kept"),
        _("Teams come to the data. Only checked results about groups leave."),
        _("A team counts how many of 500 people got well."),
    ),
    Word(
        "without-your-choice",
        _("Used without your choice"),
        _("A law or an older form allowed it, so we were not asked."),
        _("A law says that a hospital must report an infection."),
    ),
)
WORD: Final = {word.slug: word for word in WORDS}


def in_order() -> list[dict[str, str]]:
    """Return the words in the reader's language, from A to Z."""
    words = [
        {
            "slug": word.slug,
            "term": gettext(word.term),
            "meaning": gettext(word.meaning),
            "example": gettext(word.example),
        }
        for word in WORDS
    ]
    return sorted(words, key=lambda word: normalize("NFKD", word["term"]).casefold())
