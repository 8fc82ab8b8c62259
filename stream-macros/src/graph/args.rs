//! The arguments of a call, each as the operator's row wants it.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, ExprAssign, ExprClosure, ExprLit, GenericArgument, Ident, Lit, Pat, ReturnType};

use super::body::Body;
use super::{Arg, Closure, Named, Param, Value};
use crate::error::{self, Errors};
use crate::ops::near::nearest;
use crate::ops::{ArgKind, NamedKind, Op, Spec};
use crate::parse::Call;
use crate::parse::duration::{self, Refusal};

/// A call's arguments in their final form.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) args: Vec<Arg>,
    pub(super) named: Vec<Named>,
    /// Streams, still as they were written.
    pub(super) streams: Vec<Expr>,
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

/// The types of the call's turbofish.
pub(super) fn types(row: &Spec, call: &Call, errors: &mut Errors) -> Vec<GenericArgument> {
    let types: Vec<_> = match &call.turbofish {
        Some(turbofish) => turbofish.args.iter().cloned().collect(),
        None => Vec::new(),
    };
    if matches!(row.op, Op::User | Op::UserSource) {
        return types;
    }
    if !row.types.contains(&types.len()) {
        let wanted = match (row.types.start(), row.types.end()) {
            (_, 0) => "no types",
            (0, _) => "at most one type",
            _ => "one type",
        };
        match &call.turbofish {
            Some(turbofish) => errors.on(turbofish, &error::TYPES, &[&call.name, &wanted, &row.usage]),
            None => errors.on(&call.name, &error::TYPES, &[&call.name, &wanted, &row.usage]),
        }
    } else if let Some(other) = types.iter().find(|arg| !matches!(arg, GenericArgument::Type(_))) {
        errors.on(other, &error::NOT_A_TYPE, &[&call.name, &row.usage]);
    }
    types
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
        let optional = |kind: &&ArgKind| matches!(kind, ArgKind::OptionalExpr | ArgKind::OptionalClosure(_));
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
            None => return self.refuse(&expr, &error::TOO_MANY),
            Some(ArgKind::Stream) => return self.stream(expr),
            Some(ArgKind::Expr | ArgKind::OptionalExpr) => self.value(expr),
            Some(ArgKind::Closure(n) | ArgKind::OptionalClosure(n) | ArgKind::Closures(n)) => {
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

    fn stream(&mut self, expr: Expr) {
        self.out.streams.push(expr);
    }

    fn value(&mut self, expr: Expr) -> Option<Arg> {
        if matches!(expr, Expr::Closure(_)) {
            self.refuse(&expr, &error::VALUE_WANTED);
            return None;
        }
        Some(Arg::Expr(expr))
    }

    fn closure(&mut self, expr: Expr, params: &[usize]) -> Option<Arg> {
        match expr {
            Expr::Closure(closure) => self.own_closure(closure, params),
            Expr::Path(path) => Some(Arg::Path(path)),
            expr if is_plain_value(&expr) => {
                self.refuse(&expr, &error::CLOSURE_WANTED);
                None
            }
            expr => Some(Arg::Expr(expr)),
        }
    }

    fn own_closure(&mut self, closure: ExprClosure, params: &[usize]) -> Option<Arg> {
        self.refuse_form(&closure);
        if !params.contains(&closure.inputs.len()) {
            let taken = parameters(&[closure.inputs.len()]);
            let called: Vec<_> = params.iter().map(ToString::to_string).collect();
            let bars = closure.inputs_begin.to_token_stream();
            let bars = [bars, closure.inputs.to_token_stream(), closure.inputs_end.to_token_stream()];
            let place: proc_macro2::TokenStream = bars.into_iter().collect();
            self.errors.on(
                place,
                &error::PARAMETERS,
                &[&taken, self.name, &called.join(" or "), &self.row.usage],
            );
        }
        Some(Arg::Closure(parse_closure(closure)))
    }

    fn refuse_form(&mut self, closure: &ExprClosure) {
        let body = match ungrouped(&closure.body) {
            Expr::Async(body) => Some(body.async_token.span),
            _ => None,
        };
        if let Some(span) = closure.asyncness.map(|token| token.span).or(body) {
            self.errors.at(span, &error::ASYNC_CLOSURE, &[self.name]);
        }
        if let Some(lifetimes) = &closure.lifetimes {
            self.errors.on(lifetimes, &error::CLOSURE_FORM, &[&"for<..>"]);
        }
        if let Some(token) = &closure.constness {
            self.errors.on(token, &error::CLOSURE_FORM, &[&"const"]);
        }
        if let Some(attribute) = closure.attrs.first() {
            self.errors.on(attribute, &error::ATTRIBUTE, &[]);
        }
    }

    fn bare_word(&mut self, word: Ident) {
        match self.kind_of(&word) {
            Some(NamedKind::Flag | NamedKind::Switch) => self.push(word, Value::Flag),
            _ => self.errors.on(&word, &error::NAMED_WITHOUT_VALUE, &[&word, &word]),
        }
    }

    fn named(&mut self, assign: ExprAssign) {
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
        if let Some(value) = self.named_value(&name, kind, ungroup(*assign.right)) {
            self.push(name, value);
        }
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
        let hint = match nearest(&text, known) {
            Some(near) => format!("did you mean `{near}`? there are {}", list.join(", ")),
            None if list.is_empty() => {
                format!("it has no named arguments; usage: `{}`", self.row.usage)
            }
            None => format!("there are {}", list.join(", ")),
        };
        self.errors.on(name, &error::UNKNOWN_NAMED, &[self.name, name, &hint]);
    }

    fn named_value(&mut self, name: &Ident, kind: NamedKind, expr: Expr) -> Option<Value> {
        match kind {
            NamedKind::Expr | NamedKind::Switch => self.value(expr).map(argument),
            NamedKind::Closure(n) => self.closure(expr, &[n]).map(argument),
            NamedKind::Duration | NamedKind::DurationOrZero => self.duration(name, kind, expr),
            NamedKind::Flag => {
                self.errors.on(&expr, &error::FLAG_WITH_VALUE, &[name, name]);
                None
            }
            NamedKind::Batch => {
                let batch = matches!(&expr, Expr::Path(path) if path.path.is_ident("batch"));
                if !batch {
                    self.errors.hide(&expr);
                    self.errors.on(&expr, &error::NOT_BATCH, &[]);
                }
                Some(Value::Flag)
            }
        }
    }

    fn duration(&mut self, name: &Ident, kind: NamedKind, expr: Expr) -> Option<Value> {
        let text = match &expr {
            Expr::Lit(ExprLit { lit: lit @ (Lit::Int(_) | Lit::Float(_)), .. }) => {
                lit.to_token_stream().to_string()
            }
            expr if is_plain_value(expr) || matches!(expr, Expr::Closure(_)) => {
                self.errors.on(expr, &error::NO_DURATION, &[name]);
                return None;
            }
            _ => return Some(argument(Arg::Expr(expr))),
        };
        match duration::duration(&text) {
            Ok(duration) if duration.is_zero() && kind == NamedKind::Duration => {
                self.errors.on(&expr, &error::ZERO_DURATION, &[name]);
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

    fn finish(self) -> Arguments {
        let user = matches!(self.row.op, Op::User | Op::UserSource);
        if !user && self.count < self.required() {
            self.errors.on(self.name, &error::TOO_FEW, &[self.name, &self.row.usage]);
        } else {
            for required in self.row.required {
                if !self.out.named.iter().any(|named| named.name == required) {
                    let args: [&dyn std::fmt::Display; 3] = [self.name, required, &self.row.usage];
                    self.errors.on(self.name, &error::NAMED_MISSING, &args);
                }
            }
        }
        self.out
    }
}

fn argument(arg: Arg) -> Value {
    Value::Arg(Box::new(arg))
}

fn parameters(counts: &[usize]) -> String {
    match counts {
        [1] => "1 parameter".to_owned(),
        [n] => format!("{n} parameters"),
        counts => format!("{counts:?} parameters"),
    }
}

fn parse_closure(closure: ExprClosure) -> Closure {
    let span = closure.span();
    let params = closure.inputs.into_iter().map(parse_param).collect();
    Closure {
        params,
        output: match closure.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty),
        },
        facts: Body::of(&closure.body).facts(),
        body: *closure.body,
        is_move: closure.capture.is_some(),
        span,
    }
}

fn parse_param(pat: Pat) -> Param {
    match pat {
        Pat::Type(typed) => Param { pat: *typed.pat, ty: Some(*typed.ty) },
        pat => Param { pat, ty: None },
    }
}

/// Whether the expression is surely no closure, whatever its names stand for.
fn is_plain_value(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Lit(_)
            | Expr::Array(_)
            | Expr::Binary(_)
            | Expr::Cast(_)
            | Expr::Range(_)
            | Expr::Repeat(_)
            | Expr::Struct(_)
            | Expr::Tuple(_)
            | Expr::Infer(_)
    ) || matches!(expr, Expr::Unary(unary) if is_plain_value(&unary.expr))
}

/// The expression without the parentheses and invisible groups around it.
fn ungroup(expr: Expr) -> Expr {
    match expr {
        Expr::Group(group) => ungroup(*group.expr),
        Expr::Paren(paren) => ungroup(*paren.expr),
        expr => expr,
    }
}

fn ungrouped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungrouped(&group.expr),
        Expr::Paren(paren) => ungrouped(&paren.expr),
        expr => expr,
    }
}
