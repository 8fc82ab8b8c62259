//! Windows that cannot be: their lengths, their policies, and the time they need.

use std::time::Duration;

use syn::{Expr, ExprLit, Lit};

use crate::error::{self, Errors};
use crate::graph::time::{Time, gathers, lasts, needs_time, time_of, times};
use crate::graph::{Arg, Graph, JoinBy, Lateness, Node, NodeId, Value, When, Windowing};
use crate::ops::{self, Kind, Op};
use crate::parse::duration::say;

pub(super) fn check_windows(graph: &Graph, errors: &mut Errors) {
    let times = times(graph);
    for (at, node) in graph.nodes.iter().enumerate() {
        check_place(graph, &times, node, errors);
        if let Some(window) = &node.window {
            check_lengths(window, errors);
            check_emit(graph, NodeId(at), window, errors);
            check_lateness(graph, &times, window, errors);
        }
    }
    check_late(graph, &times, errors);
}

/// Where event time is declared, and whether it is there where it is needed.
fn check_place(graph: &Graph, times: &[Time], node: &Node, errors: &mut Errors) {
    let inputs: Vec<Time> = node.inputs.iter().map(|edge| time_of(times, graph, edge)).collect();
    let stamped = |time: &Time| matches!(time, Time::Stamped(_));
    match node.op {
        Op::EventTime => {
            if let Some(boundary) = node.inputs.first().and_then(|edge| boundary(graph, edge.node)) {
                errors.on(&node.name, &error::TIME_TOO_LATE, &[&graph.node(boundary).name]);
            } else if inputs.iter().any(stamped) {
                errors.on(&node.name, &error::TIME_TWICE, &[]);
            }
        }
        // With a stream whose time has ended, the time of all ends here, which an operator that needs it says.
        Op::Union if inputs.iter().any(stamped) && inputs.contains(&Time::Processing) => {
            errors.on(&node.name, &error::TIME_IN_PART, &[]);
        }
        _ if needs_time(node) => {
            if let Some(Time::Lost(by)) = inputs.iter().find(|time| matches!(time, Time::Lost(_))) {
                let word = node.window.as_ref().map_or(&node.name, |window| &window.word);
                let by = loser(graph, *by);
                errors.on(word, &error::TIME_LOST, &[word, &by, word, &by]);
            } else if node.join == Some(JoinBy::Distance) && !inputs.iter().all(stamped) {
                errors.on(&node.name, &error::DISTANCE_WITHOUT_TIME, &[]);
            }
            if node.op == Op::DedupBy
                && let Some(Value::Word(word)) = node.named("within")
                && word == "batch"
            {
                errors.on(word, &error::WITHIN_BATCH, &[]);
            }
        }
        _ => {}
    }
}

/// What a reader knows as the end of a stream's time: an operator, or the word that takes its late records.
fn loser(graph: &Graph, by: NodeId) -> String {
    let node = graph.node(by);
    if gathers(node) { node.name.to_string() } else { "late".to_owned() }
}

/// The operator at or above `id` that ends the batch.
fn boundary(graph: &Graph, id: NodeId) -> Option<NodeId> {
    let node = graph.node(id);
    if gathers(node) || lasts(node) {
        return Some(id);
    }
    node.inputs.iter().find_map(|edge| boundary(graph, edge.node))
}

fn check_lengths(window: &Windowing, errors: &mut Errors) {
    check_counts(window, errors);
    let every = window.named("every");
    if let (Some(Arg::Duration(length)), Some(Value::Duration(every))) = (window.args.first(), every)
        && every > length
    {
        let word = window.named.iter().find(|named| named.name == "every");
        let word = word.map_or(&window.name, |named| &named.name);
        errors.on(word, &error::SLIDE_TOO_LONG, &[&say(*length), &say(*every)]);
    }
    let period = match (every, window.args.first()) {
        (Some(Value::Duration(every)), _) => Some(every),
        (None, Some(Arg::Duration(length))) => Some(length),
        _ => None,
    };
    if let (Some(Value::Duration(offset)), Some(period)) = (window.named("offset"), period)
        && offset >= period
    {
        let word = window.named.iter().find(|named| named.name == "offset");
        let word = word.map_or(&window.name, |named| &named.name);
        let rest = Duration::from_nanos_u128(offset.as_nanos() % period.as_nanos());
        errors.on(word, &error::OFFSET_TOO_LONG, &[&say(*offset), &say(*period), &say(rest)]);
    }
}

/// A window by number that slides further than it is long.
fn check_counts(window: &Windowing, errors: &mut Errors) {
    let what = match window.op {
        Op::CountWindow => "records",
        Op::Batches => "batches",
        _ => return,
    };
    let every = window.named.iter().find(|named| named.name == "every");
    let length = window.args.first().and_then(whole);
    let (Some(length), Some(word)) = (length, every) else { return };
    if let Some(every) = word.arg().and_then(whole).filter(|every| *every > length) {
        errors.on(&word.name, &error::SLIDE_TOO_LONG, &[&format!("{length} {what}"), &every]);
    }
}

/// The number that the argument spells out.
fn whole(arg: &Arg) -> Option<u64> {
    match arg {
        Arg::Expr(Expr::Lit(ExprLit { lit: Lit::Int(digits), .. })) => digits.base10_parse().ok(),
        _ => None,
    }
}

fn check_emit(graph: &Graph, id: NodeId, window: &Windowing, errors: &mut Errors) {
    let Some(emit) = &window.emit else { return };
    match (window.op, emit.when) {
        (Op::CountWindow | Op::Batches, _) => {
            errors.on(&emit.word, &error::EMITS_BY_COUNT, &[&window.name]);
        }
        (Op::Running, When::OnClose) => errors.on(&emit.word, &error::NEVER_CLOSES, &[]),
        (Op::Session, When::OnUpdate) => errors.on(&emit.word, &error::SESSION_UPDATES, &[]),
        (Op::Running, _) => {}
        (_, When::Complete) if !is_bounded(graph, id) => errors.on(&emit.word, &error::NOT_COMPLETE, &[]),
        _ => {}
    }
}

/// Whether all that the operator reads comes from sources that end by themselves.
fn is_bounded(graph: &Graph, id: NodeId) -> bool {
    let node = graph.node(id);
    match ops::spec(node.op).kind {
        Kind::Source => matches!(node.op, Op::FromIter | Op::FromPartitions | Op::Queue),
        _ => node.inputs.iter().all(|edge| is_bounded(graph, edge.node)),
    }
}

fn check_lateness(graph: &Graph, times: &[Time], window: &Windowing, errors: &mut Errors) {
    let Some(Lateness { word, .. }) = &window.lateness else { return };
    if !window.is_in_time() {
        errors.on(word, &error::NEVER_LATE, &[word, &window.name]);
    } else if time_of(times, graph, &window.input) == Time::Processing {
        errors.on(word, &error::LATENESS_WITHOUT_TIME, &[word]);
    }
}

/// Late records, where nothing is late.
fn check_late(graph: &Graph, times: &[Time], errors: &mut Errors) {
    for (id, word) in &graph.late {
        let judge = graph.node(*id);
        match &judge.window {
            Some(window) if !window.is_in_time() => {
                errors.on(word, &error::NEVER_LATE, &[word, &window.name]);
            }
            _ if judge.inputs.iter().any(|edge| time_of(times, graph, edge) == Time::Processing) => {
                errors.on(word, &error::LATENESS_WITHOUT_TIME, &[word]);
            }
            _ => {}
        }
    }
}
