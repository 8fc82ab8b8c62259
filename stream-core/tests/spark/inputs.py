"""Small seeded inputs, cut into micro-batches, and the rule that keeps only rows on which both definitions of "late" agree.

A row is (batch, time_ms, key, value); a row of a join is (side, batch, time_ms, key, value).

Spark compares a row with the watermark of the batch before, which the batches before that one left behind, the same for all
partitions. stream-core compares it with the watermark of the row's own partition just before the row. `agreed` drops the rows that the two judge
differently, so that the results of a case do not depend on the definition. Times are chosen so that no watermark is the end of a session.
"""

import random

START = 100_000


def disordered(seed, batches, per_batch, step, disorder, keys, grid=1_000):
    """Rows whose time goes on by about `step` ms each, some of them up to `disorder` ms behind; times are multiples of `grid`."""
    rng = random.Random(seed)
    now, rows = START, []
    for batch in range(batches):
        for _ in range(per_batch):
            now += rng.randint(0, 2 * step)
            behind = rng.choice([0, 0, rng.randint(0, disorder)])
            time = max(0, now - behind) // grid * grid
            rows.append((batch, time, rng.choice(keys), rng.randint(-100, 100)))
    return rows


def agreed(rows, delay, judge):
    """The rows that `judge(time, own, spark)` calls late or not late by both watermarks (None: it depends), and the number late."""
    two, late = agreed_join([("", *row) for row in rows], {"": delay}, judge)
    return [row[1:] for row in two], late


def agreed_join(rows, delays, judge):
    """`agreed` for two streams: a row is judged by its own side here, by the lesser watermark of both sides in Spark."""
    kept, late = [], 0
    own = dict.fromkeys(delays, -(2**62))
    spark, after_last, batch_of = 0, 0, 0
    for row in rows:
        side, batch, time = row[:3]
        if batch != batch_of:
            spark, after_last, batch_of = after_last, max(after_last, min(own.values())), batch
        verdict = judge(time, own[side], spark)
        if verdict is None:
            continue
        late += verdict
        own[side] = max(own[side], time - delays[side])
        kept.append(row)
    return kept, late


def windows(length, every, offset=0):
    """Late for a window: it ended at or before the watermark. A row is late if any of its windows is."""

    def judge(time, own, spark):
        last = time - (time - offset) % every
        ends = [start + length for start in range(last, time - length, -every)]
        if any((end <= own) != (end <= spark) for end in ends):
            return None
        return any(end <= spark for end in ends)

    return judge


def sessions(gap):
    """Late in Spark: the row's own interval ended; here: the row is behind the watermark."""

    def judge(time, own, spark):
        here, there = time < own, time + gap <= spark
        return here if here == there else None

    return judge


def joined(within):
    """Late in Spark: at or before the watermark; here: too far behind it to find a partner that is not. On time: not behind it."""

    def judge(time, own, spark):
        if time <= spark and time + within < own:
            return True
        return False if time > spark and time >= own else None

    return judge


def two_sides(left, right):
    """The rows of two streams, one batch of each after the other."""
    rows = [("left", *row) for row in left] + [("right", *row) for row in right]
    return sorted(rows, key=lambda row: row[1])


def without_ambiguous_duplicates(rows, delay):
    """The rows that are not late and whose id is either surely remembered or surely forgotten, by both definitions.

    An id is forgotten when the watermark reaches the time of its first row + `delay`; Spark forgets after the batch.
    """
    kept, first = [], {}
    own, spark, after_last, batch_of = -(2**62), 0, 0, 0
    for row in rows:
        batch, time, key = row[:3]
        if batch != batch_of:
            spark, after_last, batch_of = after_last, max(after_last, own), batch
        expiry = first.get(key)
        surely_known = expiry is not None and expiry > max(own, time - delay)
        surely_new = expiry is None or expiry <= spark
        if time <= own or not (surely_known or surely_new):
            continue
        if surely_new:
            first[key] = time + delay
        own = max(own, time - delay)
        kept.append(row)
    return kept
