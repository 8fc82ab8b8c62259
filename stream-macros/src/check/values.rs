//! Values that are written out and cannot be right, and words that exclude each other.

use syn::{Expr, Ident, Lit};

use crate::error::{self, Errors};
use crate::graph::{Arg, Named, Node, Value, Windowing};
use crate::ops::Op;

/// Words that no operator takes together.
const EXCLUSIVE: [(&str, &str); 2] = [("ordered", "unordered"), ("wrapping", "compensated")];

/// Named arguments that count something, so that 0 of it makes no sense.
const COUNTS: [&str; 7] =
    ["concurrency", "max_line", "max_block", "max_keys", "max_ids", "max_held", "cache"];

pub(super) fn check_values(node: &Node, errors: &mut Errors) {
    check_words(&node.named.iter().map(|named| &named.name).collect::<Vec<_>>(), errors);
    check_named(&node.named, errors);
    match (node.op, node.args.as_slice()) {
        (Op::Rate, [count, ..]) => check_count(count, "the rate", errors),
        (Op::Repartition, [count, ..]) => check_count(count, "the number of partitions", errors),
        (Op::BinaryRecords, [_, length, ..]) => check_count(length, "the length of a record", errors),
        (Op::Sample, [fraction, ..]) => check_fraction(fraction, errors),
        _ => {}
    }
    if let Some(window) = &node.window {
        check_window(window, errors);
    }
    for part in &node.parts {
        check_words(&part.flags.iter().collect::<Vec<_>>(), errors);
    }
}

/// The numbers of a window.
fn check_window(window: &Windowing, errors: &mut Errors) {
    check_named(&window.named, errors);
    if let Some(open) = &window.max_open {
        check_count(open, "`max_open`", errors);
    }
    let what = match window.op {
        Op::CountWindow => "the number of records",
        Op::Batches => "the number of batches",
        _ => return,
    };
    if let Some(count) = window.args.first() {
        check_count(count, what, errors);
    }
    if let Some(Value::Arg(every)) = window.named("every") {
        check_count(every, "`every`", errors);
    }
}

fn check_named(named: &[Named], errors: &mut Errors) {
    for named in named {
        if let Value::Arg(arg) = &named.value
            && COUNTS.iter().any(|count| named.name == count)
        {
            check_count(arg, &format!("`{}`", named.name), errors);
        }
    }
}

fn check_words(words: &[&Ident], errors: &mut Errors) {
    let place = |word: &str| words.iter().position(|given| *given == word);
    for (one, other) in EXCLUSIVE {
        if let (Some(first), Some(second)) = (place(one), place(other)) {
            errors.on(words[first.max(second)], &error::CONFLICT, &[&one, &other]);
        }
    }
}

fn check_count(arg: &Arg, what: &str, errors: &mut Errors) {
    if let Arg::Expr(expr) = arg
        && number(expr) == Some(0.0)
    {
        errors.on(expr, &error::ZERO, &[&what]);
    }
}

fn check_fraction(arg: &Arg, errors: &mut Errors) {
    if let Arg::Expr(expr) = arg
        && let Some(fraction) = number(expr)
        && !(0.0..=1.0).contains(&fraction)
    {
        errors.on(expr, &error::FRACTION, &[]);
    }
}

/// The number that the expression spells out.
fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(digits) => digits.base10_parse().ok(),
            Lit::Float(digits) => digits.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => {
            number(&unary.expr).map(|number| -number)
        }
        _ => None,
    }
}
