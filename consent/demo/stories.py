"""What happened to Ana's data before the tour begins, as her places reported it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from consent.demo.cast import CYSTIC_FIBROSIS

PROMISES: Final = ["no_reident", "no_onward", "only_this", "report", "stop"]
STUDY: Final[Mapping[str, object]] = {
    "way": "used",
    "organization": "northfield-hospital",
    "actor": "Dr Sofia Marin",
    "kinds": ["gene"],
    "topic": "health",
    "diseases": [CYSTIC_FIBROSIS],
    "tools": False,
    "commercial": False,
    "use_way": "visit",
    "places": ["FI"],
    "study": "cf-atlas",
    "basis": "choice",
    "accepts": PROMISES,
    "evidence": {"ethics": "REC-2026-17"},
}

# (days before today, what differs from STUDY)
STORIES: Final[tuple[tuple[int, Mapping[str, object]], ...]] = (
    (250, {"purpose": "Which genes make cystic fibrosis worse?"}),
    (
        240,
        {
            "organization": "rare-hope",
            "actor": "Data team",
            "kinds": ["health"],
            "study": "living-with-cf",
            "purpose": "What helps people with cystic fibrosis day by day?",
            "residue": "Published in {month}. The results name nobody.",
        },
    ),
    (
        120,
        {
            "way": "copied",
            "organization": "novagen",
            "actor": "Novagen data team",
            "kinds": ["genome"],
            "commercial": True,
            "use_way": "copy",
            "places": ["US"],
            "study": "nova-predict",
            "purpose": "Train a model to sell.",
        },
    ),
    (
        75,
        {
            "organization": "harbour-public-health",
            "actor": "Outbreak team",
            "kinds": ["health"],
            "topic": "public_health",
            "diseases": [],
            "study": "",
            "basis": "law",
            "purpose": "A law asks places to report some infections.",
        },
    ),
    (
        40,
        {
            "way": "counted",
            "actor": "",
            "is_computer": True,
            "study": "cf-lungs",
            "purpose": "How many people could a new study reach?",
        },
    ),
    (
        12,
        {
            "way": "refused",
            "organization": "kintree",
            "actor": "KinTree research",
            "kinds": ["gene"],
            "topic": "ancestry",
            "diseases": [],
            "commercial": True,
            "use_way": "copy",
            "places": ["US"],
            "study": "",
            "purpose": "Find where families come from.",
        },
    ),
)


def reports_about(subject_id: str, *, now: datetime) -> list[dict[str, object]]:
    """Return the reports in the words of the API, the oldest first."""
    return [
        _report(number, {**STUDY, **story}, subject_id, now - timedelta(days=days))
        for number, (days, story) in enumerate(STORIES, start=1)
    ]


def _report(
    number: int, story: Mapping[str, object], subject_id: str, at: datetime
) -> dict[str, object]:
    return {
        **story,
        "event_id": f"story-{number}",
        "subject_id": subject_id,
        "residue": str(story.get("residue", "")).format(month=at.strftime("%B")),
        "occurred_at": at.strftime("%Y-%m-%dT09:12:00Z"),
    }
