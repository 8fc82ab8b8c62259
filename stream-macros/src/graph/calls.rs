//! Calls in a chain: which operator a name is in its place, and the node that it becomes.
//!
//! A call that may not stand where it stands leaves a lost flow, of which nothing more is said; its own arguments are still
//! looked at where the operator is known.

use proc_macro2::Span;
use syn::Expr;

use super::args;
use super::build::{Builder, Flow};
use super::{Edge, Node};
use crate::error::{self, Message};
use crate::ops::near::{self, Guess};
use crate::ops::{self, Kind, Op, Spec};
use crate::parse::{self, Call};

/// What is said of a name that is no row, by its place.
struct Unknown {
    /// What a user's own is in that place.
    own: Op,
    misspelt: &'static Message,
    near: &'static Message,
    missing: &'static Message,
    /// What could stand there.
    kind: Kind,
}

const AT_HEAD: Unknown = Unknown {
    own: Op::UserSource,
    misspelt: &error::MISSPELT_SOURCE,
    near: &error::NEAR_SOURCE,
    missing: &error::MISSING_SOURCE,
    kind: Kind::Source,
};

const INSIDE: Unknown = Unknown {
    own: Op::User,
    misspelt: &error::MISSPELT_OPERATOR,
    near: &error::NEAR_OPERATOR,
    missing: &error::MISSING_OPERATOR,
    kind: Kind::Operator,
};

impl Builder<'_> {
    /// The head of a chain, if it is a call.
    pub(super) fn head(&mut self, call: Call) -> Flow {
        let Some(callee) = &call.callee else { return Flow::Lost };
        if callee.path.segments.len() > 1 || callee.qself.is_some() {
            return self.node(ops::spec(Op::UserSource), call, Flow::Lost, &[]);
        }
        let name = &call.name;
        match ops::lookup(&name.to_string()).map(ops::spec) {
            Some(row) if is_source(row) => return self.node(row, call, Flow::Lost, &[]),
            Some(row) => {
                self.errors.on(name, &error::OPERATOR_AT_HEAD, &[name, name]);
                if row.kind == Kind::Windowing {
                    self.errors.hide_all(&call.args);
                } else {
                    self.node(row, call, Flow::Lost, &[]);
                }
            }
            None if name == "table" => {
                self.errors.on(name, &error::TABLE_ALONE, &[]);
                self.errors.hide_all(&call.args);
            }
            None => return self.unknown(&AT_HEAD, call, Flow::Lost, &[]),
        }
        Flow::Lost
    }

    /// A call on what is at hand.
    pub(super) fn call(&mut self, call: Call, input: Flow, at: Span) -> Flow {
        if call.refused {
            return Flow::Lost;
        }
        if let Flow::Windowed(number) = input {
            return self.behind_window(call, number);
        }
        let name = &call.name;
        let text = name.to_string();
        let edges: Vec<Edge> = edge(input, at).into_iter().collect();
        match ops::lookup(&text).map(ops::spec) {
            Some(row) if is_source(row) => {
                self.errors.on(name, &error::SOURCE_INSIDE, &[name, name]);
                self.errors.hide_all(&call.args);
                Flow::Lost
            }
            Some(row) if row.kind == Kind::Windowing => self.windowing(row, call, edges.first()),
            Some(row) if row.op == Op::Late => self.late(&call, input),
            Some(row) => self.node(row, call, input, &edges),
            None => match ops::lookup_in(Kind::Aggregate, &text) {
                Some(row) => self.unplaced(row, call, input),
                None => self.unknown(&INSIDE, call, input, &edges),
            },
        }
    }

    /// An aggregate without a window.
    fn unplaced(&mut self, row: &'static Spec, call: Call, input: Flow) -> Flow {
        if !matches!(input, Flow::Lost) {
            self.errors.on(&call.name, &error::AGGREGATE_UNPLACED, &[&call.name, &row.usage, &row.usage]);
        }
        self.errors.hide_all(&call.args);
        Flow::Lost
    }

    /// A name that is no row: a user's own, or what is most likely meant.
    fn unknown(&mut self, place: &Unknown, call: Call, input: Flow, edges: &[Edge]) -> Flow {
        let name = &call.name;
        match near::guess(&name.to_string(), place.kind == Kind::Source) {
            Guess::Own => return self.node(ops::spec(place.own), call, input, edges),
            Guess::Misspelt(row) => self.errors.on(name, place.misspelt, &[name, &row.name, &row.usage]),
            Guess::Near(row) => self.errors.on(name, place.near, &[name, &row.name, &row.usage, name]),
            Guess::Missing => {
                self.errors.on(name, place.missing, &[name, &near::list(place.kind), name]);
            }
        }
        self.errors.hide_all(&call.args);
        Flow::Lost
    }

    /// Adds the node; a node behind a mistake has too few edges, but its own mistakes are found.
    fn node(&mut self, row: &'static Spec, call: Call, input: Flow, edges: &[Edge]) -> Flow {
        let types = args::types(row, &call, self.errors);
        let arguments = args::arguments(row, &call.name, without_slide(row, call.args), self.errors);
        if is_join(row.op) {
            return self.join(row.op, call.name, input, edges, arguments);
        }
        if row.op == Op::ReduceByKeyAndWindow {
            return self.reduce_in_window(call.name, input, edges, arguments);
        }
        let mut inputs = edges.to_vec();
        for stream in arguments.unread {
            inputs.extend(self.stream_argument(stream));
        }
        let branches = arguments.args.len() + 1;
        let id = self.add(Node {
            callee: call.callee,
            types,
            args: arguments.args,
            named: arguments.named,
            ..Node::new(row.op, call.name, inputs)
        });
        match (row.kind, input) {
            (Kind::Sink, _) => Flow::Ended,
            (Kind::Operator, Flow::Lost) => Flow::Lost,
            (Kind::Operator, _) if row.op == Op::Split => Flow::Branches(id, branches),
            _ => Flow::Stream(id, 0),
        }
    }

    /// A stream given as an argument: a name or a chain.
    pub(super) fn stream_argument(&mut self, expr: Expr) -> Option<Edge> {
        let chain = parse::chain(expr, self.errors);
        let (flow, last) = self.chain(chain);
        if let Flow::Windowed(_) = flow {
            self.refuse_open_window(last);
        }
        edge(self.open(flow, last), last)
    }
}

/// Spark's two durations behind `reduce_by_key_and_window`, of which the first says all that there is to say.
fn without_slide(row: &Spec, mut exprs: Vec<Expr>) -> Vec<Expr> {
    if row.op == Op::ReduceByKeyAndWindow && matches!(exprs.get(1), Some(Expr::Lit(_))) {
        exprs.truncate(2);
    }
    exprs
}

fn is_join(op: Op) -> bool {
    matches!(op, Op::Join | Op::LeftJoin | Op::RightJoin | Op::FullJoin | Op::Cogroup)
}

pub(super) fn is_source(row: &Spec) -> bool {
    row.kind == Kind::Source
}

fn edge(flow: Flow, span: Span) -> Option<Edge> {
    match flow {
        Flow::Stream(node, branch) => Some(Edge { node, branch, span }),
        Flow::Branches(..) | Flow::Windowed(_) | Flow::Ended | Flow::Lost => None,
    }
}
