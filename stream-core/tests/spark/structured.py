"""Runs a query of Structured Streaming over rows that are cut into batches, one file of input for each micro-batch."""

import os
import tempfile

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

SCHEMA = "time_ms long, key string, value long"
FAR = 4_102_444_800_000
SENTINEL = "~"


def session():
    """A local Spark with one partition, so that runs are quick and the same."""
    builder = SparkSession.builder.master("local[1]").appName("goldens")
    options = {
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.sql.streaming.stopTimeout": "60000",
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def write_batches(rows, folder, flush):
    """One CSV file a batch, their times a second apart; `flush` adds a batch with one row of the far future."""
    batches = max(row[0] for row in rows) + 1
    contents = [[row[1:] for row in rows if row[0] == batch] for batch in range(batches)]
    if flush:
        contents.append([(FAR, SENTINEL, 0)])
    for number, content in enumerate(contents):
        path = os.path.join(folder, f"{number:04}.csv")
        with open(path, "w") as file:
            file.writelines(",".join(map(str, row)) + "\n" for row in content)
        os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))


def source(spark, rows, flush):
    """The stream of the rows, with their event time as column `time`."""
    folder = tempfile.mkdtemp()
    write_batches(rows, folder, flush)
    frame = spark.readStream.schema(SCHEMA).option("maxFilesPerTrigger", 1).csv(folder)
    return frame.withColumn("time", F.timestamp_millis("time_ms"))


def run(frame, mode):
    """The rows that each batch puts out, as [(batch, *columns)], without those of the flushing row."""
    out = []

    def take(batch, number):
        out.extend((number, *row) for row in sorted(map(plain, batch.collect()), key=sort_key))

    writer = frame.writeStream.foreachBatch(take).outputMode(mode).trigger(availableNow=True)
    query = writer.option("checkpointLocation", tempfile.mkdtemp()).start()
    query.awaitTermination()
    return [row for row in out if SENTINEL not in row]


def plain(row):
    """Lists as text, with | between the items; null as nothing."""
    return tuple("|".join(map(str, v)) if isinstance(v, list) else "" if v is None else v for v in row)


def sort_key(row):
    return [(0, v, "") if isinstance(v, (int, float)) else (1, 0, v) for v in row]
