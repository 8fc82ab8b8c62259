"""The cases of Structured Streaming: an input, a query, an output mode, and whether stream-core differs on purpose."""

from dataclasses import dataclass
from typing import Callable

from pyspark.sql import functions as F

import inputs
import structured

SECOND = 1_000
MINUTE = 60 * SECOND
KEYS = ["a", "b", "c", "d"]


@dataclass
class Case:
    """One query over one input. `about` is what was run, in words; `differs` what stream-core does otherwise, and why."""

    name: str
    about: str
    mode: str
    columns: list
    rows: list
    query: Callable
    late: int = 0
    flush: bool = False
    two_sided: bool = False
    differs: str = ""
    input: str = ""

    def __post_init__(self):
        self.input = self.input or self.name


def all_cases():
    return [*window_cases(), *session_cases(), *mode_cases(), *dedup_cases(), *join_cases(), *differing_cases()]


def watermarked(spark, rows, delay, flush):
    frame = structured.source(spark, rows, flush)
    return frame if delay is None else frame.withWatermark("time", f"{delay} milliseconds")


def millis(column, *others):
    """The window's ends in milliseconds since the epoch, after the key."""
    ends = [F.unix_millis(f"{column}.start").alias("start_ms"), F.unix_millis(f"{column}.end").alias("end_ms")]
    return ["key", *ends, *others]


def windowed(name, about, rows, delay, window, mode="append", late=0, flush=True, differs="", input=""):
    """Count, sum and mean by key and window."""

    def query(spark):
        grouped = watermarked(spark, rows, delay, flush).groupBy("key", window().alias("w"))
        values = grouped.agg(F.count("*").alias("count"), F.sum("value").alias("sum"), F.avg("value").alias("mean"))
        return values.select(*millis("w", "count", "sum", "mean"))

    columns = ["key", "start_ms", "end_ms", "count", "sum", "mean"]
    return Case(name, about, mode, columns, rows, query, late, flush, False, differs, input)


def ms(*numbers):
    return [f"{number} milliseconds" for number in numbers]


def window_case(name, seed, length, every, offset, delay, step, disorder):
    raw = inputs.disordered(seed, 12, 14, step, disorder, KEYS)
    rows, late = inputs.agreed(raw, delay, inputs.windows(length, every, offset))
    assert late > 3, (name, late)
    about = f"count, sum, mean by key and window({length} ms, slide {every} ms, start {offset} ms), watermark {delay} ms"
    return windowed(name, about, rows, delay, lambda: F.window("time", *ms(length, every, offset)), late=late)


def window_cases():
    return [
        window_case("fixed", 1, 10 * SECOND, 10 * SECOND, 0, 5 * SECOND, 2 * SECOND, 200 * SECOND),
        window_case("fixed_offset", 2, 10 * SECOND, 10 * SECOND, 3 * SECOND, 5 * SECOND, 2 * SECOND, 200 * SECOND),
        window_case("fixed_no_disorder", 3, 7 * SECOND, 7 * SECOND, 0, 0, 2 * SECOND, 200 * SECOND),
        window_case("sliding_5min_1min", 4, 5 * MINUTE, MINUTE, 0, MINUTE, 20 * SECOND, 40 * MINUTE),
        window_case("sliding_10_4", 5, 10 * SECOND, 4 * SECOND, 0, 4 * SECOND, SECOND, 90 * SECOND),
        aggregates_case(),
    ]


def aggregates_case():
    """All the aggregates that have a counterpart."""
    rows, late = inputs.agreed(inputs.disordered(6, 10, 14, SECOND, 100 * SECOND, KEYS), 5 * SECOND, inputs.windows(10 * SECOND, 10 * SECOND))
    rows = [(batch, time, key, value // 20) for batch, time, key, value in rows]

    def query(spark):
        grouped = watermarked(spark, rows, 5 * SECOND, True).groupBy("key", F.window("time", "10 seconds").alias("w"))
        values = [
            F.min("value").alias("min"),
            F.max("value").alias("max"),
            F.sort_array(F.collect_list("value")).alias("values"),
            F.size(F.collect_set("value")).alias("distinct"),
        ]
        return grouped.agg(*values).select(*millis("w", "min", "max", "values", "distinct"))

    about = "min, max, sorted collect_list, size of collect_set by key and window(10000 ms), watermark 5000 ms"
    return Case("fixed_aggregates", about, "append", ["key", "start_ms", "end_ms", "min", "max", "values", "distinct"], rows, query, late, True)


def session_cases():
    """Times are whole seconds and the watermark is half a second off, so that it is never the end of a session."""
    gap, delay = 10 * SECOND, 5_500
    raw = inputs.disordered(7, 12, 10, 4 * SECOND, 300 * SECOND, ["a", "b"])
    rows, late = inputs.agreed(raw, delay, inputs.sessions(gap))
    assert late > 3, late
    edges = [(0, 100_000), (0, 110_000), (0, 120_001), (1, 135_000), (1, 150_000), (2, 142_000), (2, 145_000), (3, 190_000)]
    edges = [(batch, time, "a", value) for value, (batch, time) in enumerate(edges)]
    window = lambda: F.session_window("time", f"{gap} milliseconds")
    about = f"count, sum, mean by key and session_window({gap} ms), watermark"
    return [
        windowed("session", f"{about} {delay} ms", rows, delay, window, late=late),
        windowed("session_edges", f"{about} 20500 ms; an edge that touches, one that misses by 1 ms, a row that joins two sessions", edges, 20_500, window),
    ]


def mode_cases():
    """Update and complete, batch by batch."""
    raw = inputs.disordered(8, 8, 8, 2 * SECOND, 120 * SECOND, KEYS)
    rows, late = inputs.agreed(raw, 5 * SECOND, inputs.windows(10 * SECOND, 10 * SECOND))
    fixed = lambda: F.window("time", "10 seconds")
    about = "count, sum, mean by key and window(10000 ms)"
    negative = [(batch, time - 130 * SECOND, key, value) for batch, time, key, value in rows]
    return [
        windowed("update", f"{about}, watermark 5000 ms", rows, 5 * SECOND, fixed, "update", late, flush=False),
        windowed("complete", f"{about}, no watermark", raw, None, fixed, "complete", flush=False),
        windowed("negative_times", f"{about}, no watermark, times before and after the epoch", negative, None, fixed, "update", flush=False),
        windowed("negative_times_7s", "count, sum, mean by key and window(7000 ms, slide 3000 ms), no watermark", negative, None, lambda: F.window("time", "7 seconds", "3 seconds"), "update", flush=False, input="negative_times"),
        running_case("running_update", "update", raw),
        running_case("running_complete", "complete", raw),
    ]


def running_case(name, mode, rows):
    """The unbounded table."""

    def query(spark):
        grouped = watermarked(spark, rows, None, False).groupBy("key")
        return grouped.agg(F.count("*").alias("count"), F.sum("value").alias("sum"), F.max("value").alias("max"))

    return Case(name, "count, sum, max by key, no watermark", mode, ["key", "count", "sum", "max"], rows, query, input="complete")


def dedup_cases():
    """The value of the row that is kept tells which it is."""
    raw = inputs.disordered(9, 12, 12, SECOND, 6 * SECOND, list("abcdefghij"))
    delay = 10 * SECOND
    rows = inputs.without_ambiguous_duplicates(numbered(raw), delay)

    again = [(0, 100 * SECOND, "a", 1), (1, 130 * SECOND, "b", 2), (2, 125 * SECOND, "a", 4)]

    def within(rows):
        return lambda spark: watermarked(spark, rows, delay, False).dropDuplicatesWithinWatermark(["key"]).select("key", "time_ms", "value")

    def forever(spark):
        return watermarked(spark, numbered(raw), None, False).dropDuplicates(["key", "time_ms"]).select("key", "time_ms", "value")

    columns = ["key", "time_ms", "value"]
    return [
        Case("differs_dedup", f"dropDuplicatesWithinWatermark(key), watermark {delay} ms", "append", columns, again, within(again),
             differs="Spark forgets an id at the end of a batch, by the watermark of the batch before; stream-core just before the row whose watermark has reached the end of its time"),
        Case("dedup_within_watermark", f"dropDuplicatesWithinWatermark(key), watermark {delay} ms", "append", columns, rows, within(rows)),
        Case("dedup_forever", "dropDuplicates(key, time_ms), no watermark", "append", columns, numbered(raw), forever),
    ]


def numbered(rows):
    """The rows with their number as value."""
    return [(batch, time, key, number) for number, (batch, time, key, _) in enumerate(rows)]


def join_cases():
    """By key and distance in time, by window, and with a static table."""
    delays = {"left": 5 * SECOND, "right": 8 * SECOND}
    left = numbered(inputs.disordered(10, 10, 7, 3 * SECOND, 200 * SECOND, KEYS))
    right = numbered(inputs.disordered(11, 10, 7, 3 * SECOND, 200 * SECOND, KEYS))
    both = inputs.two_sides(left, right)
    rows, late = inputs.agreed_join(both, delays, inputs.joined(10 * SECOND))
    windows, late_windows = inputs.agreed_join(both, delays, inputs.windows(10 * SECOND, 10 * SECOND))
    assert late > 3 and late_windows > 3, (late, late_windows)
    kinds = {"inner": "inner", "left": "leftOuter", "right": "rightOuter", "full": "fullOuter"}
    return [
        *[interval_join(name, how, rows, delays, late) for name, how in kinds.items()],
        *[window_join(name, how, windows, delays, late_windows) for name, how in kinds.items()],
        *[static_join(how, left) for how in ["inner", "left"]],
    ]


def sides(spark, rows, delays):
    """Both streams, their columns named l_ and r_."""
    frames = []
    for side, delay in delays.items():
        frame = watermarked(spark, [row[1:] for row in rows if row[0] == side], delay, True)
        frames.append(frame.select(*[F.col(name).alias(f"{side[0]}_{name}") for name in ["key", "time_ms", "time", "value"]]))
    return frames


def interval_join(name, how, rows, delays, late):
    """Left and right at most 10 s apart, both ends included."""

    def query(spark):
        left, right = sides(spark, rows, delays)
        near = "l_key = r_key AND r_time >= l_time - INTERVAL 10 SECONDS AND r_time <= l_time + INTERVAL 10 SECONDS"
        key = F.coalesce("l_key", "r_key").alias("key")
        return left.join(right, F.expr(near), how).select(key, "l_time_ms", "l_value", "r_time_ms", "r_value")

    about = f"{how} join by key and |l.time - r.time| <= 10000 ms, watermarks {delays} ms"
    columns = ["key", "l_time_ms", "l_value", "r_time_ms", "r_value"]
    return Case(f"join_{name}", about, "append", columns, rows, query, late, True, True, input="join")


def window_join(name, how, rows, delays, late):
    """Left and right of the same window."""

    def query(spark):
        left, right = sides(spark, rows, delays)
        left = left.withColumn("l_w", F.window("l_time", "10 seconds"))
        right = right.withColumn("r_w", F.window("r_time", "10 seconds"))
        joined = left.join(right, F.expr("l_key = r_key AND l_w = r_w"), how)
        key = F.coalesce("l_key", "r_key").alias("key")
        start = F.unix_millis(F.coalesce("l_w.start", "r_w.start")).alias("start_ms")
        return joined.select(key, start, "l_time_ms", "l_value", "r_time_ms", "r_value")

    about = f"{how} join by key and window(10000 ms), watermarks {delays} ms"
    columns = ["key", "start_ms", "l_time_ms", "l_value", "r_time_ms", "r_value"]
    return Case(f"join_window_{name}", about, "append", columns, rows, query, late, True, True, input="join_window")


STATIC = [("a", 1), ("b", 2), ("b", 3), ("e", 5)]


def static_join(how, rows):
    """With a table that has one key twice and does not have others."""

    def query(spark):
        table = spark.createDataFrame(STATIC, "key string, number long")
        return watermarked(spark, rows, None, False).join(table, "key", how).select("key", "time_ms", "value", "number")

    about = f"{how} join by key with the static table {STATIC}"
    return Case(f"join_static_{how}", about, "append", ["key", "time_ms", "value", "number"], rows, query, input="join_static")


def differing_cases():
    """Where stream-core does otherwise on purpose."""
    gap = 10 * SECOND
    fixed = lambda: F.window("time", "10 seconds")
    session = lambda: F.session_window("time", "10 seconds")
    about = "count, sum, mean by key and"
    row = lambda batch, seconds, value, key="a": (batch, seconds * SECOND, key, value)
    return [
        windowed("differs_same_batch", f"{about} window(10000 ms), watermark 0 ms", [row(0, 0, 1), row(0, 15, 2), row(0, 9, 4)], 0, fixed,
                 differs="Spark finds nothing late relative to rows of the same batch; in stream-core the row of 9 s comes after its window was closed by the row of 15 s"),
        windowed("differs_session_late", f"{about} session_window(10000 ms), watermark 0 ms", [row(0, 0, 1), row(1, 15, 2), row(2, 9, 4)], 0, session,
                 differs="Spark judges a row of a session by the end of its own interval; in stream-core the row of 9 s is behind the watermark of 15 s"),
        windowed("differs_session_touch", f"{about} session_window(10000 ms), watermark 0 ms", [row(0, 0, 1), row(1, 10, 2, "b"), row(2, 10, 4, "b"), row(3, 10, 8)], 0, session,
                 differs="Spark puts out a session when the watermark is its end; stream-core when it is past it, so a row on the edge still belongs to it"),
        windowed("differs_end_of_input", f"{about} window(10000 ms), watermark 0 ms, no row of the far future", [row(0, 0, 1), row(1, 15, 2), row(2, 25, 4)], 0, fixed, flush=False,
                 differs="Spark leaves the last windows unemitted; in stream-core all fire at the end of the input"),
        windowed("differs_before_epoch", f"{about} window(10000 ms), watermark 0 ms", [row(0, -35, 1), row(1, -25, 2), row(2, -5, 4), row(3, 5, 8)], 0, fixed,
                 differs="Spark's watermark begins at the epoch, so that earlier windows are late from the start; that of stream-core begins at the least Timestamp"),
    ]


DSTREAM_DIFFERS = {
    "dstream_reduce_inverse_5_1": "Spark keeps a key whose value fell to zero for ever; stream-core forgets it",
}


def dstream_rows():
    """Ten batches, one of them empty; a key that stops after two."""
    rows = inputs.disordered(12, 10, 5, SECOND, 0, ["a", "b", "c"])
    rows = [(b, t, k, abs(v)) for b, t, k, v in rows if b != 3 and not (k == "c" and b > 1)]
    return rows
