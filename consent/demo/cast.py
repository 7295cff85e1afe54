"""The made-up people, places and organizations of the tour (no real ROR ids)."""

from dataclasses import dataclass
from typing import Final

from consent.vocabulary.levels import Level

PASSWORD: Final = "ambit-demo-2026"  # noqa: S105 - public on purpose
# The key of the staff's code app: public too, so that anyone can try the second step.
CODE_APP_KEY: Final = "AMBITDEMOAMBITDEMOAMBITDEMOAMBIT"
CYSTIC_FIBROSIS: Final = "MONDO:0009061"


@dataclass(frozen=True)
class Company:
    """An organization of the demo."""

    code: str
    name: str
    kind: str
    country: str
    about: str


@dataclass(frozen=True)
class Place:
    """A platform of the demo, with the folder name of its process."""

    code: str
    name: str
    organization: str
    country: str
    holds: str
    details_apart: tuple[str, ...]
    bases: tuple[str, ...]
    is_down: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody who takes part; `level` None has not chosen yet."""

    code: str
    name: str
    level: Level | None
    about: str
    country: str = "FI"
    birth_year: int = 1986
    conditions: frozenset[str] = frozenset()
    guardian: str = ""

    @property
    def email(self) -> str:
        return f"{self.code}@ambit.example"


@dataclass(frozen=True)
class Staff:
    """Somebody who runs the portal."""

    code: str
    name: str
    about: str
    is_superuser: bool = False
    is_operator: bool = False

    @property
    def email(self) -> str:
        return f"{self.code}@ambit.example"


@dataclass(frozen=True)
class Colleague:
    """Somebody who works for an organization of the demo, in one role."""

    code: str
    name: str
    about: str
    organization: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.code}@ambit.example"


ALL_DETAILS: Final = (
    *("survey.family", "survey.device", "health.mental", "health.sexual"),
    *("health.infection", "health.substance", "health.violence", "health.image"),
)

COMPANIES: Final = (
    Company(
        "lakeside", "Lakeside Biobank", "nonprofit", "FI", "Keeps samples and data."
    ),
    Company(
        "open-genome", "Open Genome Library", "nonprofit", "NL", "A shared library."
    ),
    Company(
        "northfield-hospital", "Northfield Hospital", "nonprofit", "FI", "A hospital."
    ),
    Company("novagen", "Novagen", "company", "US", "Makes medicines."),
    Company("kintree", "KinTree", "other_company", "US", "Finds family roots."),
    Company(
        "rare-hope", "Rare Hope", "charity", "FI", "Helps people with rare illness."
    ),
    Company(
        "harbour-public-health",
        "Harbour Public Health",
        "public",
        "FI",
        "Watches over the health of all.",
    ),
)
PLACES: Final = (
    Place(
        code="lakeside",
        name="Lakeside Biobank",
        organization="lakeside",
        country="FI",
        holds="Keeps your samples, your gene results and your health details.",
        details_apart=tuple(one for one in ALL_DETAILS if one != "health.mental"),
        bases=("law", "primary_study", "prior_consent"),
    ),
    Place(
        code="open-genome",
        name="Open Genome Library",
        organization="open-genome",
        country="NL",
        holds="Keeps a copy of your gene results and your full DNA record.",
        details_apart=ALL_DETAILS,
        bases=("prior_consent",),
        is_down=True,
    ),
)
PEOPLE: Final = (
    Person("ben", "Ben", Level.WIDE, "shares widely"),
    Person("mei", "Mei", Level.HEALTH, "shares for health"),
    Person(
        "ana",
        "Ana",
        Level.CONDITION,
        "shares for her condition only",
        conditions=frozenset({CYSTIC_FIBROSIS}),
    ),
    Person("dina", "Dina", Level.ASK, "wants to be asked each time"),
    Person("omar", "Omar", Level.NONE, "shares with no one"),
    Person("eva", "Eva", None, "joined years ago and has not chosen yet"),
    Person(
        "leo",
        "Leo",
        Level.CONDITION,
        "Ana's son, nearly of age; Ana chooses for him",
        birth_year=2009,
        conditions=frozenset({CYSTIC_FIBROSIS}),
        guardian="ana",
    ),
    Person("pat", "Pat", Level.WIDE, "is asked at each start whether all works"),
)
# The columns of the tour's first screen.
ON_STAGE: Final = ("ben", "mei", "ana", "dina", "omar")
# At Lakeside only, so that the start-up proof does not wait for the place that is down.
ONLY_AT_LAKESIDE: Final = frozenset({"pat"})

STAFF: Final = (
    Staff("sam", "Sam", "steward: runs the portal", is_superuser=True),
    Staff("kit", "Kit", "operator: watches deliveries", is_operator=True),
    Staff("ravi", "Ravi", "auditor: reads everything, changes nothing"),
)
COLLEAGUES: Final = (
    Colleague("lena", "Lena", "owner at Lakeside Biobank", "lakeside", "owner"),
    Colleague(
        "noor", "Noor", "operator at Open Genome Library", "open-genome", "operator"
    ),
)
