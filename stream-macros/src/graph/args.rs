//! The arguments of a call, each as the operator's row wants it.

mod closure;
mod named;
mod types;

use std::fmt::Display;

use quote::ToTokens;
use syn::{Expr, Ident, Lit};

use super::{Arg, Named, Value};
use crate::error::{self, Errors};
use crate::ops::{ArgKind, Kind, NamedKind, Op, Spec};
use crate::parse::duration;

pub(in crate::graph) use closure::{is_plain_value, ungroup};
pub(super) use types::types;

/// A call's arguments in their final form.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) args: Vec<Arg>,
    pub(super) named: Vec<Named>,
    /// Streams, windows and aggregates, still as they were written.
    pub(super) unread: Vec<Expr>,
    /// The names of named arguments that were written, refused ones included, and of those that a refused one most likely means.
    pub(super) meant: Vec<&'static str>,
}

/// The arguments as the row wants them; of the positional ones the first mistake is reported.
pub(super) fn arguments(
    row: &'static Spec,
    name: &Ident,
    exprs: Vec<Expr>,
    errors: &mut Errors,
) -> Arguments {
    let mut reader = Reader { row, name, errors, count: 0, refused: false, out: Arguments::default() };
    for expr in exprs {
        reader.argument(ungroup(expr));
    }
    reader.finish()
}

struct Reader<'a> {
    row: &'static Spec,
    name: &'a Ident,
    errors: &'a mut Errors,
    /// Positional arguments so far.
    count: usize,
    /// A positional argument was refused: the others may only have moved.
    refused: bool,
    out: Arguments,
}

impl Reader<'_> {
    fn argument(&mut self, expr: Expr) {
        if matches!(self.row.op, Op::User | Op::UserSource) {
            return self.user_argument(expr);
        }
        match expr {
            Expr::Assign(assign) => self.named(assign),
            Expr::Path(path) => match path.path.get_ident() {
                Some(word) if self.count >= self.required() && self.kind_of(word).is_some() => {
                    self.bare_word(word.clone());
                }
                _ => self.positional(Expr::Path(path)),
            },
            expr => self.positional(expr),
        }
    }

    fn user_argument(&mut self, expr: Expr) {
        if let Expr::Assign(assign) = &expr {
            let left = assign.left.to_token_stream();
            self.errors.on(&assign.left, &error::USER_NAMED, &[self.name, &left]);
        }
        self.out.args.push(Arg::Expr(expr));
    }

    /// How many positional arguments may not be left out.
    fn required(&self) -> usize {
        let optional = |kind: &&ArgKind| {
            matches!(kind, ArgKind::OptionalExpr | ArgKind::OptionalClosure(_) | ArgKind::OptionalWindow)
        };
        self.row.args.iter().filter(|kind| !optional(kind)).count()
    }

    fn kind_of(&self, name: &Ident) -> Option<NamedKind> {
        let mut named = self.row.named.iter();
        named.find(|(known, _)| name == known).map(|(_, kind)| *kind)
    }

    fn positional(&mut self, expr: Expr) {
        let kind = match self.row.args.get(self.count) {
            Some(kind) => Some(*kind),
            None => self.row.args.last().copied().filter(|kind| matches!(kind, ArgKind::Closures(_))),
        };
        self.count += 1;
        let arg = match kind {
            None => return self.surplus(expr),
            Some(ArgKind::Stream | ArgKind::Window | ArgKind::OptionalWindow | ArgKind::Aggregates) => {
                self.out.unread.push(expr);
                return;
            }
            Some(ArgKind::Expr | ArgKind::OptionalExpr) => self.value(expr),
            Some(ArgKind::Duration) => self.length(expr, true),
            Some(ArgKind::DurationOrZero) => self.length(expr, false),
            Some(ArgKind::Closure(n) | ArgKind::Closures(n) | ArgKind::OptionalClosure(n)) => {
                self.closure(expr, &[n])
            }
            Some(ArgKind::ClosureEither(n, m)) => self.closure(expr, &[n, m]),
        };
        self.out.args.extend(arg);
    }

    /// Refuses a positional argument; one mistake per call, since the others may only have moved.
    fn refuse(&mut self, expr: &Expr, message: &'static error::Message) {
        self.errors.hide(expr);
        if !self.refused {
            self.errors.on(expr, message, &[self.name, &self.row.usage]);
        }
        self.refused = true;
    }

    /// A positional argument too many: most likely one that has a name.
    fn surplus(&mut self, expr: Expr) {
        let Some(named) = self.unnamed(&expr) else { return self.refuse(&expr, &error::TOO_MANY) };
        self.errors.hide(&expr);
        if !self.refused {
            let shown = sketch(&expr);
            let args: [&dyn Display; 5] = [self.name, &named, &named, &shown, &self.row.usage];
            self.errors.on(&expr, &error::NAMED_MEANT, &args);
        }
        self.refused = true;
    }

    /// The named argument that is meant by a value without a name: one that may not be left out, or a closure where only one is
    /// taken.
    fn unnamed(&self, expr: &Expr) -> Option<&'static str> {
        let given = |name: &&&str| !self.out.meant.contains(*name);
        let required = self.row.required.iter().find(given).copied();
        let closure = || match self.row.named {
            [(name, NamedKind::Closure(_))] if matches!(expr, Expr::Closure(_)) => Some(*name),
            _ => None,
        };
        required.or_else(closure)
    }

    /// A positional duration.
    fn length(&mut self, expr: Expr, positive: bool) -> Option<Arg> {
        let kind = if positive { NamedKind::Duration } else { NamedKind::DurationOrZero };
        let what = match self.row.kind {
            Kind::Window => format!("the length of `{}`", self.name),
            _ => format!("`{}`", self.name),
        };
        match self.duration(self.name, &what, kind, expr)? {
            Value::Duration(duration) => Some(Arg::Duration(duration)),
            Value::Arg(arg) => Some(*arg),
            Value::Flag | Value::Word(_) => None,
        }
    }

    fn value(&mut self, expr: Expr) -> Option<Arg> {
        if matches!(expr, Expr::Closure(_)) {
            self.refuse(&expr, &error::VALUE_WANTED);
            return None;
        }
        if is_duration(&expr) {
            self.refuse(&expr, &error::NUMBER_WANTED);
            return None;
        }
        Some(Arg::Expr(expr))
    }

    fn finish(self) -> Arguments {
        let user = matches!(self.row.op, Op::User | Op::UserSource);
        if self.refused || user {
            return self.out;
        }
        if self.count < self.required() {
            self.errors.on(self.name, &error::TOO_FEW, &[self.name, &self.row.usage]);
        } else {
            for required in self.row.required {
                let given = self.out.named.iter().any(|named| named.name == required);
                if !given && !self.out.meant.contains(required) {
                    let args: [&dyn Display; 3] = [self.name, required, &self.row.usage];
                    self.errors.on(self.name, &error::NAMED_MISSING, &args);
                }
            }
        }
        self.out
    }
}

/// Whether the expression is a literal with a unit of time, which nothing but a duration takes.
fn is_duration(expr: &Expr) -> bool {
    let Expr::Lit(literal) = expr else { return false };
    let suffixed = match &literal.lit {
        Lit::Int(digits) => !digits.suffix().is_empty(),
        Lit::Float(digits) => !digits.suffix().is_empty(),
        _ => false,
    };
    suffixed && duration::duration(&literal.to_token_stream().to_string()).is_ok()
}

/// The expression as a hint shows it: a literal or a name as it is.
fn sketch(expr: &Expr) -> String {
    match expr {
        Expr::Closure(closure) => {
            let names: Vec<_> =
                closure.inputs.iter().map(|input| input.to_token_stream().to_string()).collect();
            format!("|{}| ..", names.join(", "))
        }
        Expr::Lit(_) | Expr::Path(_) => expr.to_token_stream().to_string(),
        _ => "..".to_owned(),
    }
}
