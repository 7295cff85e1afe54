"""Why this platform itself says no, and the duties that it understands."""

UNDERSTOOD = frozenset(
    {
        "no_reident", "no_onward", "only_this", "report", "stop",
        "ethics", "months", "publish", "give_back", "summary",
        "no_name", "barred", "local_rules",
    }
)  # fmt: skip
OUR_REASONS = {
    "lease_lapsed": "We have not heard from Ambit in time, so we stopped.",
    "not_told": "Ambit has not told us of a choice of this person.",
    "sharing_none": "This person shares nothing new.",
    "sharing_ended": "This person has left.",
    "ambit_silent": "Ambit did not answer. Without its yes there is no release.",
    "unknown_obligation": "The yes came with a duty that we do not understand.",
    "cannot_leave_out": "We cannot keep apart what must be left out.",
    "gone": "This person asked us to delete or destroy it, and we did.",
    "out_of_date": "The answer was older than what we already know.",
}
