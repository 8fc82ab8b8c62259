"""Runs DStream operators over a queue of batches, all in one streaming context."""

import tempfile
import time

from pyspark.streaming import StreamingContext

INTERVAL = 1


def run(context, batches):
    """{case: [(batch, key, value)]}: what each operator puts out, batch by batch, until the queue has been empty for four batches."""
    streaming = StreamingContext(context, INTERVAL)
    streaming.checkpoint(tempfile.mkdtemp())
    pairs = streaming.queueStream([context.parallelize(batch, 1) for batch in batches])
    outputs, times = {}, []
    pairs.foreachRDD(lambda at, rdd: times.append(at))
    for name, stream in operators(pairs).items():
        record(outputs, name, stream)
    streaming.start()
    while len(times) < len(batches) + 4:
        time.sleep(0.1)
    streaming.stop(stopSparkContext=False, stopGraceFully=True)
    last = times[: len(batches) + 4]
    return {name: rows(found, last) for name, found in outputs.items()}


def operators(pairs):
    """The operators, by the name of their case: window and slide in batches. PySpark uses the inverse from window = 5 x slide on."""
    add, subtract = (lambda a, b: a + b), (lambda a, b: a - b)
    return {
        "dstream_window_3_1": pairs.window(3 * INTERVAL, INTERVAL),
        "dstream_window_4_2": pairs.window(4 * INTERVAL, 2 * INTERVAL),
        "dstream_reduce_3_1": pairs.reduceByKeyAndWindow(add, None, 3 * INTERVAL, INTERVAL),
        "dstream_reduce_4_2": pairs.reduceByKeyAndWindow(add, None, 4 * INTERVAL, 2 * INTERVAL),
        "dstream_reduce_inverse_5_1": pairs.reduceByKeyAndWindow(add, subtract, 5 * INTERVAL, INTERVAL),
        "dstream_reduce_inverse_filter_5_1": pairs.reduceByKeyAndWindow(
            add, subtract, 5 * INTERVAL, INTERVAL, filterFunc=lambda pair: pair[1] != 0
        ),
        "dstream_count_3_1": pairs.countByWindow(3 * INTERVAL, INTERVAL).map(lambda n: ("", n)),
        "dstream_update_state": pairs.updateStateByKey(updated),
    }


def updated(values, state):
    """The sum so far; a key whose sum is over 200 is removed."""
    total = (state or 0) + sum(values)
    return None if total > 200 else total


def record(outputs, name, stream):
    found = outputs.setdefault(name, [])
    stream.foreachRDD(lambda at, rdd: found.append((at, rdd.collect())))


def rows(found, times):
    """(batch, key, value) of the batches whose time is among `times`, sorted within a batch."""
    number = {at: i for i, at in enumerate(times)}
    return [(number[at], *pair) for at, content in found if at in number for pair in sorted(content)]
