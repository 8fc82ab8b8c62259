//! Windows in a chain: `window(..)`, the words behind it, and the aggregate that makes an operator of them.

use std::fmt::Display;

use proc_macro2::Span;
use syn::{Expr, ExprCall, Ident};

use super::args::{self, Arguments, ungroup};
use super::build::{Builder, Flow};
use super::time::judges;
use super::windowing::{Emit, Lateness, Part, When, Windowing};
use super::{Arg, Edge, Named, Node, NodeId, Value};
use crate::error;
use crate::ops::near::{self, InPlace};
use crate::ops::{self, Kind, Op, Spec};
use crate::parse::Call;

impl Builder<'_> {
    /// `window`, `running`, or a word that should stand behind one of them.
    pub(super) fn windowing(&mut self, row: &'static Spec, call: Call, input: Option<&Edge>) -> Flow {
        let name = call.name.clone();
        let types = args::types(row, &call, self.errors);
        debug_assert!(types.is_empty() || !self.errors.is_empty());
        if matches!(row.op, Op::Emit | Op::AllowedLateness) {
            self.errors.on(&name, &error::NO_WINDOW, &[&name, &row.usage]);
            self.errors.hide_all(&call.args);
            return Flow::Lost;
        }
        let mut arguments = args::arguments(row, &name, call.args, self.errors);
        let mut max_open = None;
        let (op, of) = match (row.op, arguments.unread.pop()) {
            (Op::Running, _) => (Op::Running, name.clone()),
            (_, Some(expr)) => match self.window(&name, expr) {
                Some((op, of, inner)) => {
                    let outer = std::mem::replace(&mut arguments, inner);
                    max_open = outer.named.into_iter().find_map(|named| named.arg().cloned());
                    (op, of)
                }
                None => return Flow::Lost,
            },
            _ => return Flow::Lost,
        };
        let Some(input) = input.cloned() else { return Flow::Lost };
        let Arguments { args, named, .. } = arguments;
        self.open_window(Windowing {
            input,
            word: name,
            op,
            name: of,
            args,
            named,
            max_open,
            emit: None,
            lateness: None,
        })
    }

    fn open_window(&mut self, windowing: Windowing) -> Flow {
        self.windowings.push(windowing);
        Flow::Windowed(self.windowings.len() - 1)
    }

    /// What stands in the parentheses of `window`, and its own arguments.
    pub(super) fn window(&mut self, word: &Ident, expr: Expr) -> Option<(Op, Ident, Arguments)> {
        let Some((name, call)) = named_call(&expr) else {
            self.errors.hide(&expr);
            self.errors.on(&expr, &error::WINDOW_WANTED, &[word]);
            return None;
        };
        let text = name.to_string();
        if let Some(row) = ops::lookup_in(Kind::Window, &text) {
            let arguments = args::arguments(row, &name, call.args.into_iter().collect(), self.errors);
            return Some((row.op, name, arguments));
        }
        self.errors.hide(&expr);
        match near::in_place(Kind::Window, &text) {
            InPlace::Near(row) => {
                self.errors.on(&name, &error::MISSPELT_WINDOW, &[&name, &row.name, &row.usage]);
            }
            InPlace::None => {
                let list = near::list(Kind::Window);
                self.errors.on(&name, &error::UNKNOWN_WINDOW, &[&name, &list]);
            }
        }
        None
    }

    /// What is called on a stream that is put into windows.
    pub(super) fn behind_window(&mut self, call: Call, number: usize) -> Flow {
        if call.refused {
            return Flow::Lost;
        }
        let text = call.name.to_string();
        let word = ops::lookup(&text).map(ops::spec);
        match word.map(|row| row.op) {
            Some(Op::Emit) => return self.emit(ops::spec(Op::Emit), call, number),
            Some(Op::AllowedLateness) => return self.lateness(ops::spec(Op::AllowedLateness), call, number),
            _ => {}
        }
        if let Some(row) = ops::lookup_in(Kind::Aggregate, &text) {
            return self.aggregate(row, call, number);
        }
        let name = &call.name;
        match near::in_place(Kind::Aggregate, &text) {
            InPlace::Near(row) => {
                self.errors.on(name, &error::MISSPELT_AGGREGATE, &[name, &row.name, &row.usage, name]);
            }
            InPlace::None => {
                let list = near::list(Kind::Aggregate);
                let message =
                    if word.is_some() { &error::BEFORE_AGGREGATE } else { &error::UNKNOWN_AGGREGATE };
                self.errors.on(name, message, &[name, &list]);
            }
        }
        self.errors.hide_all(&call.args);
        Flow::Lost
    }

    fn emit(&mut self, row: &'static Spec, call: Call, number: usize) -> Flow {
        let mut windowing = self.windowings[number].clone();
        if let Some(before) = &windowing.emit {
            self.errors.on(&call.name, &error::EMIT_TWICE, &[&call.name, &before.word]);
            return Flow::Windowed(number);
        }
        let before = self.errors.len();
        let arguments = args::arguments(row, &call.name, call.args, self.errors);
        let mut words = arguments.named.into_iter();
        match (words.next(), words.next()) {
            (Some(first), None) => windowing.emit = emitted(first),
            (Some(first), Some(second)) => {
                let args: [&dyn Display; 2] = [&first.name, &second.name];
                self.errors.on(&second.name, &error::CONFLICT, &args);
            }
            _ if self.errors.len() == before => {
                self.errors.on(&call.name, &error::TOO_FEW, &[&call.name, &row.usage]);
            }
            _ => {}
        }
        self.open_window(windowing)
    }

    fn lateness(&mut self, row: &'static Spec, call: Call, number: usize) -> Flow {
        let mut windowing = self.windowings[number].clone();
        if windowing.lateness.is_some() {
            self.errors.on(&call.name, &error::NAMED_TWICE, &[&call.name]);
            return Flow::Windowed(number);
        }
        let arguments = args::arguments(row, &call.name, call.args, self.errors);
        let length = arguments.args.into_iter().next();
        windowing.lateness = length.map(|length| Lateness { word: call.name, length });
        self.open_window(windowing)
    }

    /// The aggregate: the window becomes an operator.
    fn aggregate(&mut self, row: &'static Spec, call: Call, number: usize) -> Flow {
        let windowing = self.windowings[number].clone();
        let name = call.name.clone();
        let types = args::types(row, &call, self.errors);
        let mut node = Node {
            op: row.op,
            name: name.clone(),
            callee: None,
            inputs: vec![windowing.input.clone()],
            types,
            args: Vec::new(),
            named: Vec::new(),
            window: Some(Box::new(windowing)),
            parts: Vec::new(),
            join: None,
        };
        let arguments = args::arguments(row, &name, call.args, self.errors);
        if row.op == Op::Aggregate {
            for expr in arguments.unread.into_iter().flat_map(tuple) {
                self.part_of_tuple(&mut node, &name, expr);
            }
        } else {
            part(&mut node, row.op, name, arguments);
        }
        self.nodes.push(node);
        Flow::Stream(NodeId(self.nodes.len() - 1), 0)
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
            (Some((name, _)), None) => match near::in_place(Kind::Aggregate, &text) {
                InPlace::Near(row) => {
                    self.errors.hide(&expr);
                    self.errors.on(&name, &error::MISSPELT_AGGREGATE, &[&name, &row.name, &row.usage, &name]);
                }
                InPlace::None => part(node, Op::UserAggregate, of.clone(), own(expr)),
            },
            (None, _) if matches!(expr, Expr::Closure(_) | Expr::Lit(_)) => {
                self.errors.hide(&expr);
                self.errors.on(&expr, &error::AGGREGATE_WANTED, &[&near::list(Kind::Aggregate)]);
            }
            (None, _) => part(node, Op::UserAggregate, of.clone(), own(expr)),
        }
    }

    /// A window that no aggregate ends.
    pub(super) fn refuse_open_window(&mut self, last: Span) {
        self.errors.at(last, &error::NO_AGGREGATE, &[&near::list(Kind::Aggregate)]);
    }

    /// `late()`: the other output of the operator before it.
    pub(super) fn late(&mut self, call: &Call, input: Flow) -> Flow {
        let _ = args::arguments(ops::spec(Op::Late), &call.name, call.args.clone(), self.errors);
        let Flow::Stream(id, branch) = input else { return Flow::Lost };
        if branch == 0 && judges(&self.nodes[id.0]) {
            self.late.push((id, call.name.clone()));
            return Flow::Stream(id, 1);
        }
        self.errors.on(&call.name, &error::LATE_OF_NOTHING, &[]);
        Flow::Lost
    }
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

/// What a word of `emit` says.
fn emitted(Named { name: word, value }: Named) -> Option<Emit> {
    let when = match word.to_string().as_str() {
        "on_close" => When::OnClose,
        "on_update" => When::OnUpdate,
        "complete" => When::Complete,
        _ => When::Every,
    };
    let every = match value {
        Value::Flag | Value::Word(_) => None,
        Value::Duration(duration) => Some(Arg::Duration(duration)),
        Value::Arg(arg) => Some(*arg),
    };
    Some(Emit { word, when, every })
}

/// The elements of a tuple, or the one expression.
fn tuple(expr: Expr) -> Vec<Expr> {
    match ungroup(expr) {
        Expr::Tuple(tuple) => tuple.elems.into_iter().map(ungroup).collect(),
        expr => vec![expr],
    }
}

/// A call of a plain name, with that name.
fn named_call(expr: &Expr) -> Option<(Ident, ExprCall)> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(path) = &*call.func else { return None };
    Some((path.path.get_ident()?.clone(), call.clone()))
}
