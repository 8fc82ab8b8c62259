//! Aggregates: what makes an operator of a window, one alone or several of a tuple, and what is no aggregate in their place.

use quote::ToTokens;
use syn::{Expr, Ident};

use super::args::{self, Arguments, ungroup};
use super::build::{Builder, Flow};
use super::windowing::Part;
use super::windows::named_call;
use super::{Arg, Named, Node, Value};
use crate::error;
use crate::ops::near::{self, Guess};
use crate::ops::{self, Kind, Op, Spec};
use crate::parse::Call;

/// How many aggregates a tuple can have.
const MOST_PARTS: usize = 12;

impl Builder<'_> {
    /// The aggregate: the window becomes an operator.
    pub(super) fn aggregate(&mut self, row: &'static Spec, call: Call, number: usize) -> Flow {
        let windowing = self.windowings[number].clone();
        let name = call.name.clone();
        let types = args::types(row, &call, self.errors);
        let inputs = vec![windowing.input.clone()];
        let window = Some(Box::new(windowing));
        let mut node = Node { types, window, ..Node::new(row.op, name.clone(), inputs) };
        let before = self.errors.len();
        let arguments = args::arguments(row, &name, call.args, self.errors);
        // The sink of that name may be meant, so that nothing is missing behind it.
        let meant_to_end = row.op == Op::AggregateCollect && self.errors.len() > before;
        if row.op == Op::Aggregate {
            for expr in arguments.unread {
                self.parts_of_tuple(&mut node, &name, expr);
            }
        } else {
            part(&mut node, row.op, name, arguments);
        }
        let id = self.add(node);
        if meant_to_end { Flow::Lost } else { Flow::Stream(id, 0) }
    }

    /// The aggregates of a tuple, at least one and at most as many as a tuple can have.
    fn parts_of_tuple(&mut self, node: &mut Node, of: &Ident, expr: Expr) {
        let whole = expr.to_token_stream();
        let parts = tuple(expr);
        match parts.len() {
            0 => self.errors.on(whole, &error::AGGREGATE_WANTED, &[&near::list(Kind::Aggregate)]),
            1..=MOST_PARTS => {}
            count => self.errors.on(&parts[MOST_PARTS], &error::TOO_MANY_AGGREGATES, &[&count]),
        }
        for part in parts {
            self.part_of_tuple(node, of, part);
        }
    }

    /// One aggregate of several, or a value of the user's own.
    fn part_of_tuple(&mut self, node: &mut Node, of: &Ident, expr: Expr) {
        let called = named_call(&expr);
        let text = called.as_ref().map(|(name, _)| name.to_string()).unwrap_or_default();
        let own = |expr| Arguments { args: vec![Arg::Expr(expr)], ..Arguments::default() };
        match (called, ops::lookup_in(Kind::Aggregate, &text)) {
            (Some((name, call)), Some(row)) => {
                if matches!(row.op, Op::AggregateReduce | Op::AggregateFold | Op::Aggregate) {
                    self.errors.hide(&expr);
                    self.errors.on(&name, &error::AGGREGATE_ALONE, &[&name]);
                    return;
                }
                let arguments = args::arguments(row, &name, call.args.into_iter().collect(), self.errors);
                part(node, row.op, name, arguments);
            }
            (Some((name, _)), None) => {
                if self.refuse_near(&name, near::in_place(Kind::Aggregate, &text)) {
                    self.errors.hide(&expr);
                } else {
                    part(node, Op::UserAggregate, of.clone(), own(expr));
                }
            }
            (None, _) if matches!(expr, Expr::Closure(_) | Expr::Lit(_) | Expr::Tuple(_)) => {
                self.errors.hide(&expr);
                self.errors.on(&expr, &error::AGGREGATE_WANTED, &[&near::list(Kind::Aggregate)]);
            }
            (None, _) => part(node, Op::UserAggregate, of.clone(), own(expr)),
        }
    }

    /// Something behind a window that is no aggregate; what is no end of the chain is passed over.
    pub(super) fn no_aggregate(&mut self, call: &Call, text: &str, number: usize) -> Flow {
        let name = &call.name;
        let meant = near::in_place(Kind::Aggregate, text);
        let row = match (ops::lookup(text).map(ops::spec), near::guess(text, false)) {
            _ if matches!(meant, Guess::Misspelt(_)) => None,
            (Some(row), _) => {
                self.errors.on(name, &error::BEFORE_AGGREGATE, &[name, &near::list(Kind::Aggregate)]);
                Some(row)
            }
            _ if near::is_setting(text) => {
                self.setting(call);
                return Flow::Windowed(number);
            }
            (None, Guess::Misspelt(row)) => {
                self.errors.on(name, &error::MISSPELT_OPERATOR, &[name, &row.name, &row.usage]);
                Some(row)
            }
            _ => None,
        };
        match row {
            Some(row) if !ends(row) => return Flow::Windowed(number),
            None if !self.refuse_near(name, meant) => {
                self.errors.on(name, &error::UNKNOWN_AGGREGATE, &[name, &near::list(Kind::Aggregate)]);
            }
            _ => {}
        }
        Flow::Lost
    }

    /// Refuses a name that most likely means an aggregate; whether it did.
    fn refuse_near(&mut self, name: &Ident, meant: Guess) -> bool {
        match meant {
            Guess::Misspelt(row) => {
                self.errors.on(name, &error::MISSPELT_AGGREGATE, &[name, &row.name, &row.usage]);
            }
            Guess::Near(row) => {
                self.errors.on(name, &error::NEAR_AGGREGATE, &[name, &row.name, &row.usage, name]);
            }
            Guess::Missing | Guess::Own => return false,
        }
        true
    }
}

/// Whether nothing of the window is left behind the operator.
fn ends(row: &Spec) -> bool {
    row.kind == Kind::Sink || row.op == Op::Late
}

/// A part of an aggregate, its arguments after those of the parts before it.
fn part(node: &mut Node, op: Op, name: Ident, arguments: Arguments) {
    let first = node.args.len();
    node.args.extend(arguments.args);
    let mut flags = Vec::new();
    for Named { name, value } in arguments.named {
        match value {
            Value::Flag => flags.push(name),
            Value::Arg(arg) => node.args.push(*arg),
            Value::Duration(duration) => node.args.push(Arg::Duration(duration)),
            Value::Word(_) => {}
        }
    }
    let count = node.args.len() - first;
    node.parts.push(Part { op, name, first, count, flags });
}

/// The elements of a tuple, or the one expression.
fn tuple(expr: Expr) -> Vec<Expr> {
    match ungroup(expr) {
        Expr::Tuple(tuple) => tuple.elems.into_iter().map(ungroup).collect(),
        expr => vec![expr],
    }
}
