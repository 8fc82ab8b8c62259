//! The plan and the expansion of every operator, and of the shapes that a graph may have, as snapshots.
//!
//! `UPDATE_EXPECT=1 cargo test -p stream-macros` writes them anew.

use std::collections::BTreeSet;

use expect_test::expect_file;

use super::door::check_expand;
use crate::ops::named_rows;

/// A pipeline for each operator, by the operator's name.
const OPERATORS: &[(&str, &str)] = &[
    ("socket_text", r#"socket_text("localhost:4444", max_retries = 3).print()"#),
    ("socket_raw", r#"socket_raw("localhost:4444", max_backoff = 1s).map(|block| block.len()).print()"#),
    ("text_files", r#"text_files("logs", existing, settle = 0s).map(|line| line.len()).print()"#),
    ("files", r#"files("logs", decoder).print()"#),
    ("binary_records", r#"binary_records("logs", 16).map(|bytes| bytes[0]).print()"#),
    ("queue", "queue(batches, all_at_once).print()"),
    ("from_iter", "from_iter(0..9).print()"),
    ("from_stream", "from_stream(ticks).print()"),
    ("input", "input::<u32>().print()"),
    ("rate", "rate(10).print()"),
    ("source", "source(mine).print()"),
    ("map", "from_iter(0..9).map(|n| n + 1).print()"),
    ("filter", "from_iter(0..9).filter(|n| n % 2 == 0).print()"),
    ("filter_map", "from_iter(0..9).filter_map(|n| half(n)?.checked_sub(1)).print()"),
    (
        "flat_map",
        "from_iter(lines).flat_map(|line: String| line.split(' ')).filter(|w| !w.is_empty()).count().print()",
    ),
    ("flatten", "from_iter(lists).flatten().print()"),
    ("inspect", r#"from_iter(0..9).inspect(|n| println!("{n}")).print()"#),
    ("try_map", "from_iter(0..9).try_map(check).try_map(|n| Ok(half(n)?)).print()"),
    ("map_async", "from_iter(0..9).map_async(|n| fetch(n).await, concurrency = 4, timeout = 1s).print()"),
    ("json", r#"socket_text("localhost:1").json::<Event<'_>>().map(|event| event.n).print()"#),
    ("csv", r#"from_iter(lines).csv::<Row>(delimiter = b';').print()"#),
    ("parse", "from_iter(lines).parse::<u32>().print()"),
    ("union", "{ let a = from_iter(0..9); let b = a.map(|n| n + 1); a.union(b).print(); }"),
    ("split", "{ let (a, rest) = from_iter(0..9).split(|n| *n > 3); a.print(); rest.for_each(drop); }"),
    ("sample", "from_iter(0..9).sample(0.1, seed = 7).print()"),
    ("distinct", "from_iter(0..9).distinct().print()"),
    ("repartition", "from_iter(0..9).repartition(4).print()"),
    ("transform", "from_iter(0..9).transform(|batch| batch.into_iter().rev()).print()"),
    ("apply", "from_iter(0..9).apply(every(2)).every(3).print()"),
    ("key_by", "from_iter(0..9).key_by(|n| n % 3).print()"),
    ("map_values", "from_iter(pairs).map_values(|n| n + 1).print()"),
    ("flat_map_values", "from_iter(pairs).flat_map_values(|n| 0..n).print()"),
    ("reduce_by_key", r#"socket_text("localhost:1").map(|w| (w, 1)).reduce_by_key(|x, y| x + y).print()"#),
    ("group_by_key", r#"socket_text("localhost:1").map(|w| (w, w.len())).group_by_key().print()"#),
    ("count_by_key", "from_iter(pairs).count_by_key().print()"),
    ("fold_by_key", "from_iter(pairs).fold_by_key(0, |sum, n| sum + n).print()"),
    ("aggregate_by_key", "from_iter(pairs).aggregate_by_key(0, |sum, n| sum + n, |a, b| a + b).print()"),
    ("join", "{ let a = from_iter(pairs); a.join(a.map_values(|n| n + 1), within = batch).print(); }"),
    ("left_join", "{ let a = from_iter(pairs); a.left_join(a, within = batch).print(); }"),
    ("right_join", "{ let a = from_iter(pairs); a.right_join(a, within = batch).print(); }"),
    ("full_join", "{ let a = from_iter(pairs); a.full_join(a, within = batch).print(); }"),
    ("cogroup", "{ let a = from_iter(pairs); a.cogroup(a, within = batch).print(); }"),
    ("count", "from_iter(0..9).count().print()"),
    ("reduce", "from_iter(0..9).reduce(|a, b| a.max(b)).print()"),
    ("count_by_value", "from_iter(0..9).count_by_value().print()"),
    ("top", "from_iter(pairs).top(3, by = |pair| pair.1).print()"),
    ("sort_by", "from_iter(pairs).sort_by(|pair| pair.1, descending).sort_by(|a, b| a.0.cmp(&b.0)).print()"),
    (
        "event_time",
        "from_iter(trades).event_time(|trade| trade.at, out_of_order = 5s, idle = 30s, max_ahead = none).window(fixed(10s)).count().print()",
    ),
    ("window", "from_iter(pairs).window(fixed(length, offset = off)).sum(compensated).print()"),
    ("running", "from_iter(pairs).running(max_keys = 1000).sum(|v| v.size).print()"),
    ("emit", "from_iter(pairs).window(sliding(length, every = step)).emit(every = 1s).sum(wrapping).print()"),
    (
        "allowed_lateness",
        "from_iter(pairs).event_time(at, out_of_order = 0s).window(session(gap = 30s)).allowed_lateness(1min).collect().print()",
    ),
    (
        "late",
        "{ let counts = from_iter(pairs).event_time(at, out_of_order = 0s).window(fixed(10s)).count(); counts.late().print(); counts.print(); }",
    ),
    ("fixed", "from_iter(pairs).window(fixed(10s, offset = 3s)).count().print()"),
    ("sliding", "from_iter(pairs).window(sliding(5min, every = 1min)).mean(|trade| trade.price).print()"),
    ("session", "from_iter(pairs).window(session(gap = 30s)).count().print()"),
    ("count_window", "from_iter(pairs).window(count(10, every = 2)).max().print()"),
    ("batches", "from_iter(pairs).window(batches(3)).min(|v| *v).print()"),
    ("aggregate_count", "from_iter(pairs).window(fixed(10s)).count().print()"),
    ("aggregate_reduce", "from_iter(pairs).window(fixed(10s)).reduce(|a, b| a.max(b)).print()"),
    (
        "aggregate_fold",
        "from_iter(pairs).window(fixed(10s)).fold(0, |a, v| a + v, merge = |a, b| a + b).print()",
    ),
    ("aggregate_top", "from_iter(pairs).window(fixed(10s)).top(3, by = |v| v.size).print()"),
    ("aggregate_collect", "socket_text(a).map(|l| (l, l.len())).window(fixed(10s)).collect().print()"),
    ("distinct_count", "from_iter(pairs).window(fixed(10s)).distinct_count(|v| v.user).print()"),
    (
        "aggregate",
        "from_iter(pairs).window(fixed(10s)).aggregate((count(), sum(|v| v.size?), max(|v| v.price), own_of(3), collect())).print()",
    ),
    (
        "aggregate_that_keeps_first",
        "from_iter(pairs).window(fixed(10s)).aggregate((min(), top(2, by = |v| v.len()), sum(|v| v.size?), count())).print()",
    ),
    ("from_partitions", "from_partitions(parts).event_time(at, out_of_order = 1s).running().count().print()"),
    (
        "dedup_by",
        "from_iter(trades).event_time(at, out_of_order = 1s).dedup_by(|t| t.id, within = 1h).key_by(by).window(fixed(10s)).count().print()",
    ),
    (
        "update_state_by_key",
        "from_iter(pairs).update_state_by_key(|values, state: Option<u64>| Some(state.unwrap_or(0) + values.len() as u64)).print()",
    ),
    (
        "stateful",
        "from_iter(pairs).stateful(|key, n, seen: &mut u64, context| { *seen += n; context.emit(*seen); }, on_timer = |key, at, seen, context| context.clear(), ttl = 1h).print()",
    ),
    (
        "reduce_by_key_and_window",
        "from_iter(pairs).reduce_by_key_and_window(|a, b| a + b, batches(3, every = 2), inverse = |a, b| a - b).print()",
    ),
    (
        "lookup",
        "from_iter(orders).key_by(|o| o.user).lookup(|id| fetch(id).await?, cache = 100, ttl = 1min, concurrency = 8).print()",
    ),
    ("print", "from_iter(0..9).print(20)"),
    ("for_each", "from_iter(0..9).for_each(|n| store(n)?)"),
    ("for_each_batch", "from_iter(0..9).for_each_batch(|records, info| write(records, info.number).await)"),
    ("channel", "from_iter(0..9).channel(sender)"),
    ("into_sink", "from_iter(0..9).into_sink(sender)"),
    ("collect", "from_iter(0..9).collect(seen)"),
    ("output", "input::<u32>().map(|n| n + 1).output::<u32>()"),
    ("sink", "from_iter(0..9).sink(mine)"),
];

/// Shapes that no single operator shows.
const SHAPES: &[(&str, &str)] = &[
    ("own_source_with_types", "feeds::numbers::<u64>(4).for_each(drop)"),
    (
        "two_sources",
        r#"{ let a = socket_text("a:1"); let b = socket_text("b:1"); a.union(b).for_each(show); }"#,
    ),
    (
        "fork_of_three",
        "{ let a = from_iter(0..9).filter(|n| n % 2 == 0); a.map(|n| n + 1).print(); a.filter(|n| *n > 3).print(); a.print(); }",
    ),
    (
        "names_that_clash",
        r#"from_iter(0..9).map(|x| x + 1).map(|y| y + x).map(|z| format!("{x}"), ).print()"#,
    ),
    (
        "return_and_await",
        "from_iter(0..9).map(|n| { if n > 3 { return 0; } n }).filter(|n| keep(n).await).print()",
    ),
    (
        "return_beside_question",
        "from_iter(lines).map(|l: &str| { if l.is_empty() { return 0; } l.parse::<u32>()? }).map(|n| -> Result<u32, String> { Ok(f(n)?) }).print()",
    ),
    (
        "chained_windows",
        "from_iter(trades).event_time(at, out_of_order = 1s).map_async(load, concurrency = 4).key_by(by).window(fixed(1min)).count().key_by(|_| ()).window(fixed(1min)).top(10, by = |r| r.value).print()",
    ),
    (
        "join_by_distance",
        "{ let a = from_iter(x).event_time(at, out_of_order = 1s).key_by(k); let b = from_iter(y).event_time(at, out_of_order = 1s).key_by(k); a.left_join(b, within = 10s).print(); }",
    ),
    (
        "join_by_window",
        "{ let a = from_iter(x).event_time(at, out_of_order = 1s); let b = from_iter(y).event_time(at, out_of_order = 2s); a.join(b, fixed(10s)).print(); }",
    ),
    ("join_with_table", "from_iter(pairs).join(table(stock)).left_join(table(prices)).print()"),
    (
        "late_read_twice",
        "{ let a = from_iter(x).event_time(at, out_of_order = 1s).dedup_by(id, within = 1h); let b = a.late(); a.union(b).union(b).print(); }",
    ),
    ("rejects_and_waits", "from_iter(0..9).map(|n| fetch(n).await?).for_each(drop)"),
];

#[test]
fn every_operator_has_a_snapshot() {
    let named: BTreeSet<&str> = named_rows().map(|row| row.name).collect();
    let called = |name: &&str| {
        OPERATORS
            .iter()
            .any(|(_, tokens)| tokens.contains(&format!("{name}(")) || tokens.contains(&format!("{name}::")))
    };
    let missing: Vec<_> = named.iter().filter(|name| !called(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn operators_expand_to_their_snapshots() {
    for (name, tokens) in OPERATORS {
        check_expand(tokens, &expect_file![format!("expansions/{name}.rs")]);
    }
}

#[test]
fn shapes_expand_to_their_snapshots() {
    for (name, tokens) in SHAPES {
        check_expand(tokens, &expect_file![format!("expansions/shape_{name}.rs")]);
    }
}
