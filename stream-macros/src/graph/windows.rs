//! Windows in a chain: `window(..)` and the words behind it. They are no operator until an aggregate makes one of them.

use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Expr, ExprCall, Ident};

use super::args;
use super::build::{Builder, Flow};
use super::time::judges;
use super::windowing::{Emit, Lateness, When, Windowing, Written};
use super::{Arg, Edge, Named, Value};
use crate::error;
use crate::ops::near::{self, Guess};
use crate::ops::{self, Kind, Op, Spec};
use crate::parse::Call;

impl Builder<'_> {
    /// `window`, `running`, or a word that should stand behind one of them.
    pub(super) fn windowing(&mut self, row: &'static Spec, call: Call, input: Option<&Edge>) -> Flow {
        let name = call.name.clone();
        // A window takes none, which is all that is to be said of them.
        args::types(row, &call, self.errors);
        if matches!(row.op, Op::Emit | Op::AllowedLateness) {
            if input.is_some() {
                self.errors.on(&name, &error::NO_WINDOW, &[&name, &row.usage]);
            }
            self.errors.hide_all(&call.args);
            return Flow::Lost;
        }
        let before = self.errors.len();
        let mut arguments = args::arguments(row, &name, call.args, self.errors);
        if self.errors.len() > before {
            return Flow::Lost;
        }
        let (of, outer) = match (row.op, arguments.unread.pop()) {
            (Op::Running, _) => (Written { op: Op::Running, name: name.clone(), arguments }, Vec::new()),
            (_, Some(expr)) => match self.window(&name, expr) {
                Some(of) => (of, arguments.named),
                None => return Flow::Lost,
            },
            _ => return Flow::Lost,
        };
        let Some(input) = input.cloned() else { return Flow::Lost };
        let max_open = outer.iter().find_map(Named::arg).cloned();
        self.open_window(Windowing { max_open, ..Windowing::new(input, name, of) })
    }

    fn open_window(&mut self, windowing: Windowing) -> Flow {
        self.windowings.push(windowing);
        Flow::Windowed(self.windowings.len() - 1)
    }

    /// What stands in the parentheses of `window`, and its own arguments.
    pub(super) fn window(&mut self, word: &Ident, expr: Expr) -> Option<Written> {
        let Some((name, call)) = named_call(&expr) else {
            self.errors.hide(&expr);
            let message = match word.to_string().as_str() {
                "window" => &error::WINDOW_WANTED,
                "reduce_by_key_and_window" => &error::NOT_OF_BATCHES,
                _ => &error::JOIN_WINDOW,
            };
            self.errors.on(&expr, message, &[word, &expr.to_token_stream()]);
            return None;
        };
        let text = name.to_string();
        if text == "running" {
            let message = if word == "window" { &error::RUNNING_INSIDE } else { &error::JOIN_BY_COUNT };
            self.errors.on(&name, message, &[&name]);
            return None;
        }
        if let Some(row) = ops::lookup_in(Kind::Window, &text) {
            let arguments = args::arguments(row, &name, call.args.into_iter().collect(), self.errors);
            return Some(Written { op: row.op, name, arguments });
        }
        self.errors.hide(&expr);
        match near::in_place(Kind::Window, &text) {
            Guess::Misspelt(row) | Guess::Near(row) => {
                self.errors.on(&name, &error::MISSPELT_WINDOW, &[&name, &row.name, &row.usage]);
            }
            Guess::Missing | Guess::Own => {
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
        self.errors.hide_all(&call.args);
        self.no_aggregate(&call, &text, number)
    }

    fn emit(&mut self, row: &'static Spec, call: Call, number: usize) -> Flow {
        let mut windowing = self.windowings[number].clone();
        if windowing.emit.is_some() {
            self.errors.on(&call.name, &error::POLICY_TWICE, &[&call.name]);
            return Flow::Windowed(number);
        }
        let before = self.errors.len();
        let wrong = call.args.iter().position(|arg| !is_emit_word(row, arg));
        if let Some(wrong) = wrong {
            let meant = emit_word(&call.args[wrong]);
            self.errors.on(&call.args[wrong], &error::EMIT_WORD, &[&meant]);
            return self.open_window(windowing);
        }
        let arguments = args::arguments(row, &call.name, call.args, self.errors);
        let mut words = arguments.named.into_iter();
        match (words.next(), words.next()) {
            (Some(first), None) => windowing.emit = Some(emitted(first)),
            (Some(first), Some(second)) => {
                let args: [&dyn Display; 2] = [&first.name, &second.name];
                self.errors.on(&second.name, &error::CONFLICT, &args);
            }
            _ if self.errors.len() == before => {
                self.errors.on(&call.name, &error::EMIT_WORD, &[&"write "]);
            }
            _ => {}
        }
        self.open_window(windowing)
    }

    fn lateness(&mut self, row: &'static Spec, call: Call, number: usize) -> Flow {
        let mut windowing = self.windowings[number].clone();
        if windowing.lateness.is_some() {
            self.errors.on(&call.name, &error::POLICY_TWICE, &[&call.name]);
            return Flow::Windowed(number);
        }
        let arguments = args::arguments(row, &call.name, call.args, self.errors);
        let length = arguments.args.into_iter().next();
        windowing.lateness = length.map(|length| Lateness { word: call.name, length });
        self.open_window(windowing)
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

/// Whether the argument is one that `emit` takes, whatever stands behind its `=`.
fn is_emit_word(row: &Spec, arg: &Expr) -> bool {
    let word = match arg {
        Expr::Path(path) => path.path.get_ident(),
        Expr::Assign(assign) => match &*assign.left {
            Expr::Path(path) => path.path.get_ident(),
            _ => None,
        },
        _ => None,
    };
    word.is_some_and(|word| row.named.iter().any(|(known, _)| word == known))
}

/// What a word of another system, or a misspelt one, means: the beginning of a hint.
fn emit_word(arg: &Expr) -> String {
    let text = arg.to_token_stream().to_string();
    let text = text.trim_matches('"').to_lowercase();
    match near::emit_word(&text) {
        Some(meant) => format!("did you mean `{meant}`? there are "),
        None => "write ".to_owned(),
    }
}

/// What a word of `emit` says.
fn emitted(Named { name: word, value }: Named) -> Emit {
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
    Emit { word, when, every }
}

/// A call of a plain name, with that name.
pub(super) fn named_call(expr: &Expr) -> Option<(Ident, ExprCall)> {
    let Expr::Call(call) = expr else { return None };
    let Expr::Path(path) = &*call.func else { return None };
    Some((path.path.get_ident()?.clone(), call.clone()))
}
