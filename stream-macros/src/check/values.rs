//! Values that are written out and cannot be right, and words that exclude each other.

use syn::{Expr, Lit};

use crate::error::{self, Errors};
use crate::graph::{Arg, Node, Value};
use crate::ops::Op;

/// Words that no operator takes together.
const EXCLUSIVE: [(&str, &str); 1] = [("ordered", "unordered")];

/// Named arguments that count something, so that 0 of it makes no sense.
const COUNTS: [&str; 3] = ["concurrency", "max_line", "max_block"];

pub(super) fn check_values(node: &Node, errors: &mut Errors) {
    check_words(node, errors);
    for named in &node.named {
        if let Value::Arg(arg) = &named.value
            && COUNTS.iter().any(|count| named.name == count)
        {
            check_count(arg, &format!("`{}`", named.name), errors);
        }
    }
    match (node.op, node.args.as_slice()) {
        (Op::Rate, [count, ..]) => check_count(count, "the rate", errors),
        (Op::Repartition, [count, ..]) => check_count(count, "the number of partitions", errors),
        (Op::BinaryRecords, [_, length, ..]) => check_count(length, "the length of a record", errors),
        (Op::Sample, [fraction, ..]) => check_fraction(fraction, errors),
        _ => {}
    }
}

fn check_words(node: &Node, errors: &mut Errors) {
    let place = |word: &str| node.named.iter().position(|named| named.name == word);
    for (one, other) in EXCLUSIVE {
        if let (Some(first), Some(second)) = (place(one), place(other)) {
            let later = &node.named[first.max(second)].name;
            errors.on(later, &error::CONFLICT, &[&one, &other]);
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
