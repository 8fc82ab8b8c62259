"""Writes inputs/*.csv and expected/*.csv: what Spark makes of small inputs. See README.md.

    python3 -m venv /tmp/spark && /tmp/spark/bin/pip install pyspark==4.3.0
    /tmp/spark/bin/python generate.py [name ..]

Without a name, all cases are run.
"""

import os
import sys

import cases
import dstreams
import structured

HERE = os.path.dirname(os.path.abspath(__file__))


def write(folder, name, header, columns, rows):
    """A CSV file: comment lines with #, the names of the columns, the rows."""
    with open(os.path.join(HERE, folder, name + ".csv"), "w") as file:
        file.writelines(f"# {line}\n" for line in header)
        file.write(",".join(columns) + "\n")
        file.writelines(",".join(map(str, row)) + "\n" for row in rows)


def generate(spark, case):
    """Runs one case of Structured Streaming and writes its two files."""
    rows = structured.run(case.query(spark), case.mode)
    columns = ["side"] * case.two_sided + ["batch", "time_ms", "key", "value"]
    write("inputs", case.input, ["see README.md"], columns, case.rows)
    header = [
        f"spark {spark.version}, Structured Streaming, output mode {case.mode}",
        f"input: inputs/{case.input}.csv, one file a micro-batch" + ("; then a row of the far future" if case.flush else ""),
        f"query: {case.about}",
        f"rows late in both definitions: {case.late}",
        f"differs: {case.differs or 'no'}",
    ]
    write("expected", case.name, header, ["batch", *case.columns], rows)
    print(f"{case.name}: {len(case.rows)} rows in, {case.late} late, {len(rows)} rows out", flush=True)


def generate_dstreams(spark):
    """Runs all operators of DStreams over one queue and writes one file for each."""
    rows = cases.dstream_rows()
    batches = [[(k, v) for b, _, k, v in rows if b == batch] for batch in range(rows[-1][0] + 1)]
    write("inputs", "dstreams", ["see README.md"], ["batch", "time_ms", "key", "value"], rows)
    for name, found in dstreams.run(spark.sparkContext, batches).items():
        header = [
            f"spark {spark.version}, DStreams, checkpointed",
            f"input: inputs/dstreams.csv through queueStream, then four empty batches",
            f"operator: {name}, see dstreams.py",
            f"differs: {cases.DSTREAM_DIFFERS.get(name, 'no')}",
        ]
        write("expected", name, header, ["batch", "key", "value"], found)
        print(f"{name}: {len(found)} rows out", flush=True)


def main(names):
    spark = structured.session()
    for case in cases.all_cases():
        if not names or case.name in names:
            generate(spark, case)
    if not names or "dstreams" in names:
        generate_dstreams(spark)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
