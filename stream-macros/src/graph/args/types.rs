//! A call's turbofish.

use syn::GenericArgument;

use crate::error::{self, Errors};
use crate::ops::{Op, Spec};
use crate::parse::Call;

/// The types of the call's turbofish.
pub(in crate::graph) fn types(row: &Spec, call: &Call, errors: &mut Errors) -> Vec<GenericArgument> {
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
