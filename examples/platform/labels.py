"""What the desk calls things; the codes are Ambit's vocabulary."""

WHAT = {
    "survey": "Survey answers",
    "health": "Health details",
    "gene": "Gene test results",
    "genome": "Full DNA record",
    "sample": "Samples",
}
LEAVE_OUT = {
    "health.mental": "Mental health",
    "health.sexual": "Sex, pregnancy, birth",
    "health.infection": "HIV and infections from sex",
    "health.substance": "Alcohol and drugs",
    "health.violence": "Violence and abuse",
    "health.image": "Pictures and scans",
    "survey.family": "Family",
    "survey.device": "Phone or watch data",
}
WHY = {
    "health": "Health research",
    "ancestry": "Where people come from",
    "other": "Other research",
    "public_health": "Protect public health",
    "care": "Help treat others",
}
DISEASES = {
    "": "Any illness",
    "MONDO:0009061": "Cystic fibrosis",
    "MONDO:0007254": "Breast cancer",
}
HOW = {
    "visit": "Use it here, where it is kept",
    "copy": "Take a copy",
    "library": "Put it in a shared library",
    "count": "Only count people",
}
SIGNED = (
    "Everyone who asks here has signed: never find out who it is, never pass it on,"
    " use it only for this, report each use, stop when asked."
)
PROMISES = {
    "publish": "Publish what was found",
    "give_back": "Give new data back",
    "summary": "Tell people what was found",
}
LAPSED = "We have not heard from Ambit in time. We release nothing."
SMALLEST_GROUP = 10  # fewer people than this are never shown as a number
