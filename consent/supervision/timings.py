"""How long changes took to be received and put in force, counted in the database.

The numbers only grow, whichever process answers for them, and a restart forgets
none: the form in which Prometheus wants them.
"""

from consent.statements import rows, run

# Seconds; what took longer than the last is counted behind it.
BOUNDS = (
    *(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
    *(300.0, 900.0, 3_600.0, 21_600.0, 86_400.0),
)
MARK = "timings"
BATCH = 5_000
# Ids are given before transactions commit: a row with a lower id may still appear.
# So nothing is counted until it is older than any transaction that confirms; the
# longest of them ends when a task's time limit does (45 s).
YOUNG_SECONDS = 60

SET_MARK = """
INSERT INTO consent_timingmark (name, confirmation_id) VALUES (%(mark)s, 0)
ON CONFLICT DO NOTHING
"""
# One statement, and so one transaction: what is counted and how far stand or fall
# together, and the lock on the mark lets one count at a time. A confirmation is the
# first word about every version since the one that was confirmed before it: a
# narrowing that was overtaken on its way counts with its own, longer time.
COUNT = """
WITH mark AS (
    SELECT confirmation_id FROM consent_timingmark
    WHERE name = %(mark)s FOR UPDATE SKIP LOCKED
),
near AS MATERIALIZED (
    SELECT c.* FROM mark
    JOIN consent_confirmation c ON c.id > mark.confirmation_id
    ORDER BY c.id LIMIT %(batch)s
),
aged AS (
    SELECT id, at > clock_timestamp() - %(young)s * interval '1 second' AS is_young
    FROM near
),
reach AS (
    SELECT max(id) AS id FROM aged
    WHERE id < coalesce((SELECT min(id) FROM aged WHERE is_young), id + 1)
),
took AS (
    SELECT l.platform_id, c.step,
           CASE WHEN v.change IN ('narrowed', 'withdrawn')
                THEN 'narrowing' ELSE 'widening' END AS urgency,
           greatest(extract(epoch FROM c.at - v.issued_at)::float8, 0) AS seconds
    FROM near c
    JOIN reach ON c.id <= reach.id
    JOIN consent_link l ON l.id = c.link_id
    JOIN consent_linkversion v ON v.link_id = c.link_id AND v.version <= c.version
     AND v.version > coalesce((
        SELECT max(told.version) FROM consent_confirmation told
        WHERE told.link_id = c.link_id AND told.step = c.step AND told.id < c.id), 0)
),
sums AS (
    SELECT platform_id, step, urgency, sum(seconds) AS seconds,
           ARRAY(
               SELECT count(place) FROM generate_series(0, %(last)s) AS bucket
               LEFT JOIN unnest(
                   array_agg(width_bucket(seconds, %(bounds)s::float8[]))) AS place
                 ON place = bucket
               GROUP BY bucket ORDER BY bucket
           ) AS counts
    FROM took GROUP BY platform_id, step, urgency
),
counted AS (
    INSERT INTO consent_timing AS timing (platform_id, step, urgency, counts, seconds)
    SELECT platform_id, step, urgency, counts, seconds FROM sums
    ON CONFLICT (platform_id, urgency, step) DO UPDATE
    SET seconds = timing.seconds + excluded.seconds,
        counts = ARRAY(
            SELECT coalesce(old, 0) + coalesce(new, 0)
            FROM unnest(timing.counts, excluded.counts)
                 WITH ORDINALITY AS both_ (old, new, place) ORDER BY place)
)
UPDATE consent_timingmark SET confirmation_id = reach.id
FROM reach WHERE name = %(mark)s AND reach.id > confirmation_id
RETURNING (SELECT count(*) FROM near)
"""


def count_timings() -> None:
    """Count every confirmation once; whoever finds another at it leaves at once."""
    run(SET_MARK, {"mark": MARK})
    while _count_batch() == BATCH:
        pass


def _count_batch() -> int:
    """Return how many confirmations were looked at; none when nothing moved."""
    moved = rows(
        COUNT,
        {
            "mark": MARK,
            "batch": BATCH,
            "young": YOUNG_SECONDS,
            "bounds": list(BOUNDS),
            "last": len(BOUNDS),
        },
    )
    return int(moved[0][0]) if moved else 0
