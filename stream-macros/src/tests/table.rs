//! The operator table against itself.

use std::collections::BTreeSet;

use crate::ops::near::{Guess, emit_word, guess, in_place};
use crate::ops::{ArgKind, Kind, Op, lookup, lookup_in, named_rows, spec};

#[test]
fn each_operator_has_one_row() {
    let ops: BTreeSet<Op> = named_rows().map(|row| row.op).collect();
    assert_eq!(ops.len(), named_rows().count());
    assert_eq!(ops.len() + 3, Op::Sink as usize + 1, "all but the three that have no name");
    assert_eq!((spec(Op::User).op, spec(Op::UserSource).op), (Op::User, Op::UserSource));
    for row in named_rows() {
        let found = match row.kind {
            Kind::Window | Kind::Aggregate => lookup_in(row.kind, row.name).map(|found| found.op),
            _ => lookup(row.name),
        };
        assert_eq!(found, Some(row.op));
    }
}

#[test]
fn each_row_agrees_with_itself() {
    for row in named_rows() {
        let called = row.usage.contains(&format!("{}(", row.name));
        assert!(called || row.usage.contains(&format!("{}::<T>(", row.name)), "{}", row.usage);
        assert!(row.doc.ends_with('.'), "{}", row.doc);
        for required in row.required {
            assert!(row.named.iter().any(|(name, _)| name == required), "{}", row.name);
            assert!(row.usage.contains(required), "{}", row.usage);
        }
        let optional = |kind: &ArgKind| {
            matches!(kind, ArgKind::OptionalExpr | ArgKind::OptionalClosure(_) | ArgKind::OptionalWindow)
        };
        let first = row.args.iter().position(optional).unwrap_or(row.args.len());
        assert!(row.args[first..].iter().all(optional), "{}", row.name);
    }
}

#[test]
fn names_of_other_systems_lead_to_a_row() {
    for (name, row) in [
        ("reduceByKey", "reduce_by_key"),
        ("flatMap", "flat_map"),
        ("socketTextStream", "socket_text"),
        ("rawSocketStream", "socket_raw"),
        ("textFileStream", "text_files"),
        ("queueStream", "queue"),
        ("binaryRecordsStream", "binary_records"),
        ("foreachRDD", "for_each_batch"),
        ("foreachBatch", "for_each_batch"),
        ("saveAsTextFiles", "for_each_batch"),
        ("pprint", "print"),
        ("countByValue", "count_by_value"),
        ("keyBy", "key_by"),
        ("leftOuterJoin", "left_join"),
        ("for_each_concurrent", "map_async"),
        ("collect_vec", "collect"),
        ("peek", "inspect"),
        ("withWatermark", "event_time"),
        ("assignTimestampsAndWatermarks", "event_time"),
        ("windowedBy", "window"),
        ("timeWindow", "window"),
        ("countByWindow", "window"),
        ("reduceByWindow", "window"),
        ("countByValueAndWindow", "window"),
        ("tumbling", "window"),
        ("outputMode", "emit"),
        ("suppress", "emit"),
        ("grace", "allowed_lateness"),
        ("sideOutputLateData", "late"),
        ("dropDuplicatesWithinWatermark", "dedup_by"),
        ("dropDuplicates", "dedup_by"),
        ("mapGroupsWithState", "stateful"),
        ("flatMapGroupsWithState", "stateful"),
        ("transformWithState", "stateful"),
        ("mapWithState", "stateful"),
        ("process", "stateful"),
        ("updateStateByKey", "update_state_by_key"),
        ("reduceByKeyAndWindow", "reduce_by_key_and_window"),
        ("leftOuterJoin", "left_join"),
        ("intervalJoin", "join"),
        ("coGroup", "cogroup"),
    ] {
        let Guess::Misspelt(meant) = guess(name, false) else {
            panic!("{name} is not known");
        };
        assert_eq!(meant.name, row, "{name}");
    }
}

#[test]
fn windows_and_aggregates_of_other_systems_lead_to_a_row_of_their_place() {
    for (kind, name, row) in [
        (Kind::Window, "tumble", "fixed"),
        (Kind::Window, "TumblingEventTimeWindows", "fixed"),
        (Kind::Window, "SlidingWindows", "sliding"),
        (Kind::Window, "hop", "sliding"),
        (Kind::Window, "session_window", "session"),
        (Kind::Window, "countWindow", "count"),
        (Kind::Aggregate, "avg", "mean"),
        (Kind::Aggregate, "reduceByKey", "reduce"),
        (Kind::Aggregate, "countByKey", "count"),
        (Kind::Aggregate, "collect_list", "collect"),
        (Kind::Aggregate, "approx_count_distinct", "distinct_count"),
        (Kind::Aggregate, "agg", "aggregate"),
    ] {
        let Guess::Misspelt(meant) = in_place(kind, name) else { panic!("{name} is not known") };
        assert_eq!(meant.name, row, "{name}");
    }
    for (text, word) in [
        ("append", "on_close"),
        ("Update", "on_update"),
        ("ON_WINDOW_CLOSE", "on_close"),
        ("on_clse", "on_close"),
    ] {
        assert_eq!(emit_word(text), Some(word));
    }
    assert_eq!(emit_word("never"), None);
}

#[test]
fn a_user_s_own_names_stay_the_user_s() {
    for name in ["my_map", "my_source", "words", "decode", "to_upper", "kafka", "op", "f"] {
        let own = guess(name, false);
        assert!(matches!(own, Guess::Own), "{name}: {own:?}");
        let own = guess(name, true);
        assert!(matches!(own, Guess::Own), "{name}: {own:?}");
    }
}
