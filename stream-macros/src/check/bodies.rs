//! The bodies of closures: none is left by `break`, and a reducer neither waits nor fails.

use super::closures;
use crate::error::{self, Errors};
use crate::graph::Node;
use crate::graph::body::Body;
use crate::ops;

pub(super) fn check_bodies(node: &Node, errors: &mut Errors) {
    for closure in closures(node) {
        let body = Body::of(&closure.body);
        for (word, span) in &body.leaves {
            errors.at(*span, &error::LEAVES, &[word]);
        }
        if ops::spec(node.op).can_await {
            continue;
        }
        if let Some(span) = body.awaits.first() {
            errors.at(*span, &error::REDUCER_AWAITS, &[&node.name]);
        }
        if let Some(span) = body.tries.first().filter(|_| !ops::spec(node.op).fallible) {
            errors.at(*span, &error::REDUCER_TRIES, &[&node.name]);
        }
    }
}
