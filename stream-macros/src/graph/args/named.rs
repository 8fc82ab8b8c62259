//! Named arguments and bare words.

use quote::ToTokens;
use syn::{Expr, ExprAssign, ExprLit, Ident, Lit};

use super::Reader;
use super::closure::{is_plain_value, ungroup};
use crate::error;
use crate::graph::{Arg, Named, Value};
use crate::ops::near::nearest;
use crate::ops::{Kind, NamedKind, Op, Spec, named_rows};
use crate::parse::duration::{self, Refusal};

impl Reader<'_> {
    pub(super) fn bare_word(&mut self, word: Ident) {
        match self.kind_of(&word) {
            Some(NamedKind::Flag | NamedKind::Switch) => self.push(word, Value::Flag),
            _ => {
                self.means(&word);
                self.errors.on(&word, &error::NAMED_WITHOUT_VALUE, &[&word, &word]);
            }
        }
    }

    pub(super) fn named(&mut self, assign: ExprAssign) {
        let name = match assign.left.as_ref() {
            Expr::Path(path) => path.path.get_ident().cloned(),
            _ => None,
        };
        let Some(name) = name else {
            return self.refuse(&Expr::Assign(assign), &error::TOO_MANY);
        };
        let Some(kind) = self.kind_of(&name) else {
            self.errors.hide(&assign.right);
            return self.refuse_unknown(&name);
        };
        self.means(&name);
        if let Some(value) = self.named_value(&name, kind, ungroup(*assign.right)) {
            self.push(name, value);
        }
    }

    /// Notes that the argument of the name was written.
    fn means(&mut self, name: &Ident) {
        let known = self.row.named.iter().find(|(known, _)| name == known);
        self.out.meant.extend(known.map(|(known, _)| *known));
    }

    fn push(&mut self, name: Ident, value: Value) {
        if self.out.named.iter().any(|named| named.name == name) {
            self.errors.on(&name, &error::NAMED_TWICE, &[&name]);
        } else {
            self.out.named.push(Named { name, value });
        }
    }

    fn refuse_unknown(&mut self, name: &Ident) {
        let text = name.to_string();
        let known = self.row.named.iter().map(|(known, _)| *known);
        let list: Vec<_> = known.clone().map(|known| format!("`{known}`")).collect();
        let near = nearest(&text, known);
        match near {
            Some(near) => self.out.meant.push(near),
            None => self.out.meant.extend(self.row.required),
        }
        let there_are = format!("there are {}", list.join(", "));
        let hint = match (near, self.elsewhere(name)) {
            (Some(near), _) => format!("did you mean `{near}`? {there_are}"),
            (None, Some(place)) if list.is_empty() || self.row.op == Op::Window => place,
            (None, Some(place)) => format!("{place}; {there_are}"),
            (None, None) if list.is_empty() => {
                format!("it has no named arguments; usage: `{}`", self.row.usage)
            }
            (None, None) => there_are,
        };
        self.errors.on(name, &error::UNKNOWN_NAMED, &[self.name, name, &hint]);
    }

    /// Where the word belongs if it is known of windows, though not here.
    fn elsewhere(&self, name: &Ident) -> Option<String> {
        let window = window_that_takes(name);
        let behind = |row: &&Spec| matches!(row.op, Op::Emit | Op::AllowedLateness) && name == row.name;
        let operator = named_rows().find(behind);
        match (self.row.kind, window, operator) {
            _ if self.row.op == Op::Window && window.is_some() => {
                Some(format!("it stands in the window's own parentheses: `window({})`", window?))
            }
            (Kind::Window, Some(window), _) => Some(format!("it belongs to `{window}`")),
            (Kind::Window, None, _) if name == "max_open" => {
                Some("it belongs to `window(.., max_open = n)`".to_owned())
            }
            (_, _, Some(operator)) => {
                Some(format!("it is an operator behind `window(..)`: `.{}`", operator.usage))
            }
            _ => None,
        }
    }

    fn named_value(&mut self, name: &Ident, kind: NamedKind, expr: Expr) -> Option<Value> {
        match kind {
            NamedKind::Expr | NamedKind::Switch => self.value(expr).map(argument),
            NamedKind::Closure(n) => self.closure(expr, &[n]).map(argument),
            NamedKind::Duration | NamedKind::DurationOrZero => {
                self.duration(name, &format!("`{name}`"), kind, expr)
            }
            NamedKind::DurationOrNone => match &expr {
                Expr::Path(path) if path.path.is_ident("none") => Some(Value::Flag),
                _ => self.duration(name, &format!("`{name}`"), kind, expr),
            },
            NamedKind::Flag => {
                self.errors.on(&expr, &error::FLAG_WITH_VALUE, &[name, name]);
                None
            }
            NamedKind::Within => match &expr {
                Expr::Path(path) if path.path.is_ident("batch") || path.path.is_ident("forever") => {
                    path.path.get_ident().cloned().map(Value::Word)
                }
                _ => self.duration(name, &format!("`{name}`"), kind, expr),
            },
        }
    }

    /// A duration; `what` is how an error calls it.
    pub(super) fn duration(
        &mut self,
        name: &Ident,
        what: &str,
        kind: NamedKind,
        expr: Expr,
    ) -> Option<Value> {
        let text = match &expr {
            Expr::Lit(ExprLit { lit: lit @ (Lit::Int(_) | Lit::Float(_)), .. }) => {
                lit.to_token_stream().to_string()
            }
            Expr::Unary(negative) if matches!(negative.op, syn::UnOp::Neg(_)) => {
                self.errors.on(expr, &error::NEGATIVE_DURATION, &[&what]);
                return None;
            }
            expr if is_plain_value(expr) && !matches!(expr, Expr::Binary(_))
                || matches!(expr, Expr::Closure(_)) =>
            {
                self.errors.on(expr, &error::NO_DURATION, &[name]);
                return None;
            }
            _ => return Some(argument(Arg::Expr(expr))),
        };
        match duration::duration(&text) {
            Ok(duration) if duration.is_zero() && kind != NamedKind::DurationOrZero => {
                self.errors.on(&expr, &error::ZERO_DURATION, &[&what]);
                None
            }
            Ok(duration) => Some(Value::Duration(duration)),
            Err(refusal) => {
                self.refuse_duration(&expr, &text, refusal);
                None
            }
        }
    }

    fn refuse_duration(&mut self, expr: &Expr, text: &str, refusal: Refusal) {
        match refusal {
            Refusal::Bare => self.errors.on(expr, &error::BARE_NUMBER, &[&text, &text, &text]),
            Refusal::Base => self.errors.on(expr, &error::HEXADECIMAL, &[&text]),
            Refusal::Ambiguous(minutes, millis) => {
                self.errors.on(expr, &error::AMBIGUOUS_UNIT, &[&text, &minutes, &millis]);
            }
            Refusal::Unit => self.errors.on(expr, &error::UNKNOWN_UNIT, &[&text]),
            Refusal::Range => self.errors.on(expr, &error::DURATION_RANGE, &[&text]),
        }
    }
}

fn argument(arg: Arg) -> Value {
    Value::Arg(Box::new(arg))
}

/// The usage of the window that has an argument of the name.
fn window_that_takes(name: &Ident) -> Option<&'static str> {
    let takes = |row: &&Spec| row.kind == Kind::Window && row.named.iter().any(|(known, _)| name == known);
    named_rows().filter(takes).max_by_key(|row| row.usage.contains(&name.to_string())).map(|row| row.usage)
}
