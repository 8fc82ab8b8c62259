//! What was meant by a name that is no row: the names of other systems, and names one slip away.

use super::{Kind, Op, Spec, lookup, named_rows, spec};

/// What a name that is no row stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Guess {
    /// A row, in another spelling or by another system's name.
    Misspelt(&'static Spec),
    /// A row, by a slip; it could still be a user's own.
    Near(&'static Spec),
    /// Something that other systems have and this one has not.
    Missing,
    /// A user's own.
    Own,
}

/// What the name stands for at the head of a chain, or further on. It is not the name of a row.
///
/// A slip is at most a third of the shorter name's length away, so that short names of users stay theirs.
pub(crate) fn guess(name: &str, head: bool) -> Guess {
    let plain = plain(name);
    if let Some(row) = named_rows().find(|row| row.in_chain() && self::plain(row.name) == plain) {
        return Guess::Misspelt(row);
    }
    if let Some((op, _)) = ALIASES.iter().find(|(_, names)| has(names, &plain)) {
        return Guess::Misspelt(spec(*op));
    }
    if has(MISSING, &plain) {
        return Guess::Missing;
    }
    let in_place = named_rows().filter(|row| row.in_chain() && (row.kind == Kind::Source) == head);
    match nearest(name, in_place.map(|row| row.name)) {
        Some(near) => lookup(near).map_or(Guess::Own, |op| Guess::Near(spec(op))),
        None => Guess::Own,
    }
}

/// What the name stands for in a place of its own, in the parentheses of `window` or behind it: a row of the kind, or none. It is
/// not the name of one.
pub(crate) fn in_place(kind: Kind, name: &str) -> Guess {
    let plain = plain(name);
    let rows = || named_rows().filter(|row| row.kind == kind);
    let spelt = rows().find(|row| self::plain(row.name) == plain);
    let alias = || {
        let (op, _) = PLACED.iter().find(|(op, names)| spec(*op).kind == kind && has(names, &plain))?;
        Some(spec(*op))
    };
    let slip = || {
        let near = nearest(name, rows().map(|row| row.name))?;
        rows().find(|row| row.name == near)
    };
    match spelt.or_else(alias) {
        Some(row) => Guess::Misspelt(row),
        None => slip().map_or(Guess::Own, Guess::Near),
    }
}

/// The candidate nearest to the name, if it is at most a third of the shorter one's length away. More than one slip
/// never touches the first letter: `my_map` is not meant as `try_map`.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |candidate: &str| strsim::osa_distance(name, candidate);
    let is_near = |candidate: &str| {
        let reach = name.chars().count().min(candidate.chars().count()) / 3;
        let begins_alike = name.chars().next() == candidate.chars().next();
        distance(candidate) <= if begins_alike { reach } else { reach.min(1) }
    };
    candidates.filter(|candidate| is_near(candidate)).min_by_key(|candidate| distance(candidate))
}

/// The word of `emit` that the text means: a slip, or an output mode of Spark or a trigger of Flink or Beam.
pub(crate) fn emit_word(text: &str) -> Option<&'static str> {
    const MODES: [(&str, &str); 3] = [
        ("on_close", "append onwindowclose close final afterwatermark"),
        ("on_update", "update onwindowupdate updates changes"),
        ("complete", "all full"),
    ];
    let mode = MODES.into_iter().find(|(word, names)| plain(word) == plain(text) || has(names, &plain(text)));
    mode.map(|(word, _)| word).or_else(|| {
        let row = spec(Op::Emit);
        nearest(text, row.named.iter().map(|(word, _)| *word))
    })
}

/// Whether a pipeline is set up by a method of this name, which an operator will hardly have.
pub(crate) fn is_setting(name: &str) -> bool {
    has(SETTINGS, name)
}

/// Whether a pipeline has a method of this name.
pub(crate) fn is_method(name: &str) -> bool {
    is_setting(name) || has(METHODS, name)
}

/// The names of all rows of the kind, as a list to read; those of windows stand among the operators.
pub(crate) fn list(kind: Kind) -> String {
    let windows = |row: &Spec| kind == Kind::Operator && matches!(row.op, Op::Window | Op::Running);
    let names = named_rows().filter(|row| row.kind == kind || windows(row));
    let names: Vec<_> = names.map(|row| format!("`{}`", row.name)).collect();
    names.join(", ")
}

/// The name without what the spellings of languages differ in.
fn plain(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

fn has(names: &str, plain: &str) -> bool {
    names.split_whitespace().any(|name| name == plain)
}

/// Names of Spark (Scala and Python), Flink, Kafka Streams, Rust's iterators and streams, and rxrust, without case and
/// underscores.
const ALIASES: &[(Op, &str)] = {
    use Op::*;
    &[
        (SocketText, "sockettextstream socketstream socket"),
        (SocketRaw, "rawsocketstream"),
        (TextFiles, "textfilestream textfile readtextfile"),
        (Files, "filestream readfile"),
        (BinaryRecords, "binaryrecordsstream binaryfiles"),
        (Queue, "queuestream"),
        (FromIter, "fromcollection fromelements fromdata parallelize intostream"),
        (FromPartitions, "frompartition partitioned partitions"),
        (FromStream, "tostream"),
        (Source, "receiverstream addsource fromsource"),
        (Map, "mapto select then"),
        (Filter, "wherever retain filternot"),
        (FlatMap, "concatmap mergemap switchmap flatmapiterable"),
        (Flatten, "explode concatall mergeall"),
        (Inspect, "tap peek doonnext"),
        (TryMap, "mapok andthen trythen"),
        (MapAsync, "asyncmap foreachconcurrent bufferunordered buffered unorderedwait orderedwait"),
        (Json, "fromjson decodejson parsejson"),
        (Csv, "fromcsv decodecsv parsecsv"),
        (Parse, "fromstr"),
        (Union, "merge concat chain interleave unionall mergewith"),
        (Split, "partition branch sideoutput"),
        (Distinct, "unique"),
        (Repartition, "rebalance shuffle coalesce"),
        (Transform, "mappartitions transformwith mapbatch"),
        (KeyBy, "groupby partitionby selectkey"),
        (ReduceByKey, "sumbykey reducevalues"),
        (FoldByKey, "foldvalues"),
        (AggregateByKey, "combinebykey"),
        (Join, "innerjoin joinwith intervaljoin joinglobally"),
        (Cogroup, "cogroupbykey"),
        (LeftJoin, "leftouterjoin outerleftjoin"),
        (RightJoin, "rightouterjoin"),
        (FullJoin, "fullouterjoin outerjoin"),
        (Reduce, "reduceall"),
        (
            DedupBy,
            "dropduplicates dropduplicateswithinwatermark deduplicate dedup dedupbykey uniqueby distinctby distinctuntilchanged",
        ),
        (
            Stateful,
            "mapgroupswithstate flatmapgroupswithstate transformwithstate transformwithstateinpandas mapwithstate
            flatmapwithstate applyinpandaswithstate keyedprocess process scanbykey",
        ),
        (Lookup, "enrich asyncjoin lookupjoin"),
        (
            EventTime,
            "withwatermark assigntimestampsandwatermarks withtimestampassigner watermark timestamps assigntimestamps",
        ),
        (
            Window,
            "windowall windowedby windowby sliding slidingwindow tumbling tumblingwindow timewindow session
            sessionwindow countwindow fixed tumble hop hopping batches countbywindow reducebywindow
            countbyvalueandwindow groupbykeyandwindow",
        ),
        (Running, "global globalwindow runningtotal accumulate"),
        (Emit, "outputmode triggering suppress emitstrategy"),
        (AllowedLateness, "lateness grace graceperiod withlateness"),
        (Late, "sideoutputlatedata getsideoutput latedata"),
        (SortBy, "sort sorted orderby sortbykey sortwith"),
        (Top, "topk takeordered"),
        (Print, "pprint show println printtoerr"),
        (ForEach, "subscribe foreachasync"),
        (
            ForEachBatch,
            "foreachrdd foreachpartition saveastextfiles saveasobjectfiles saveashadoopfiles writestream",
        ),
        (Channel, "send sendto"),
        (IntoSink, "forward sinkto"),
        (Collect, "collectvec tovec tolist toarray collectlist"),
        (Sink, "addsink"),
    ]
};

/// The same for windows and aggregates, which have a place of their own.
const PLACED: &[(Op, &str)] = {
    use Op::*;
    &[
        (
            Fixed,
            "tumbling tumble tumblingwindow tumblingwindows fixedwindow fixedwindows tumblingeventtimewindows timewindow window",
        ),
        (Sliding, "hopping hop slide slidingwindow slidingwindows hoppingwindow slidingeventtimewindows"),
        (Session, "sessions sessionwindow sessionwindows withgap eventtimesessionwindows"),
        (CountWindow, "countwindow records tumblingcount rows"),
        (Batches, "batch batchwindow dstream"),
        (AggregateCount, "len size countbykey counter counting"),
        (AggregateSum, "total sumby sumbykey add"),
        (AggregateMean, "avg average avgby averageby"),
        (AggregateMin, "minimum minby least"),
        (AggregateMax, "maximum maxby greatest"),
        (AggregateReduce, "reducebykey reducebywindow combine"),
        (AggregateFold, "foldbykey foldleft scan"),
        (AggregateTop, "topk topn takeordered largest"),
        (AggregateCollect, "collectlist collectset groupbykey tolist tovec group apply process"),
        (AggregateDistinct, "countdistinct distinct approxcountdistinct nunique uniquecount"),
        (Aggregate, "agg aggregatebykey combinebykey"),
    ]
};

/// Names of operators that this language has no counterpart of, without case and underscores.
const MISSING: &str = "
    cache persist zip zipwithindex chunks take takewhile skip skipwhile limit stepby enumerate scan rev last first nth
    throttle debounce delay buffer pairwise slice";

/// Methods of a pipeline that set it up.
const SETTINGS: &str = "trigger on_error max_records_per_batch workers";

/// The other methods of a pipeline, which an operator of the user could well be called.
const METHODS: &str = "name clock explain boxed drive start run progress embed sink_stream";
