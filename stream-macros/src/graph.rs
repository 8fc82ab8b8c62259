//! The graph: every operator of a pipeline with its inputs by number and its arguments in their final form.
//!
//! Nodes stand in the order of definition, which is a topological one: an edge only ever points backwards.

mod aggregates;
mod args;
pub(crate) mod body;
mod build;
mod calls;
mod joins;
mod names;
pub(crate) mod time;
mod windowing;
mod windows;

use std::collections::BTreeSet;
use std::time::Duration;

use proc_macro2::Span;
use syn::visit::Visit;
use syn::{Expr, ExprPath, GenericArgument, Ident, Pat, PatIdent, Type};

use crate::ops::Op;

pub(crate) use build::build;
pub(crate) use windowing::{Lateness, Part, When, Windowing};

/// A whole pipeline.
#[derive(Debug)]
pub(crate) struct Graph {
    /// Every operator, an input before whatever reads it.
    pub(crate) nodes: Vec<Node>,
    /// Each `late()` that was written, with the operator whose late records it gives.
    pub(crate) late: Vec<(NodeId, Ident)>,
    /// The macro call, for what has no token of its own.
    pub(crate) call: Span,
}

impl Graph {
    /// The node of the number.
    ///
    /// # Panics
    ///
    /// If the number is of another graph.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }
}

/// The place of a node in its graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub(crate) struct NodeId(pub(crate) usize);

/// One operator in its place.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) op: Op,
    /// The user's token; its span is where errors go.
    pub(crate) name: Ident,
    /// The function that makes a user's source, as it was called; `None` for all but [`Op::UserSource`].
    pub(crate) callee: Option<ExprPath>,
    /// The streams read: first the one the operator is called on, then those given as arguments.
    pub(crate) inputs: Vec<Edge>,
    /// The types in the turbofish.
    pub(crate) types: Vec<GenericArgument>,
    /// The positional arguments, streams left out.
    pub(crate) args: Vec<Arg>,
    /// The named arguments, in the user's order.
    pub(crate) named: Vec<Named>,
    /// The window whose records are aggregated, for an aggregate behind one; `args` are then those of its parts.
    pub(crate) window: Option<Box<Windowing>>,
    /// What an aggregate computes.
    pub(crate) parts: Vec<Part>,
    /// By what a join brings records together; `None` for all that is no join.
    pub(crate) join: Option<JoinBy>,
}

/// By what a join brings records together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum JoinBy {
    /// Those of a batch.
    Batch,
    /// Those within a distance in time.
    Distance,
    /// All that ever came.
    Forever,
    /// Those of a window.
    Window,
    /// A stream and a table: the node's argument.
    Table,
}

impl Node {
    /// An operator of which nothing is said yet but what it reads.
    fn new(op: Op, name: Ident, inputs: Vec<Edge>) -> Self {
        Node {
            op,
            name,
            callee: None,
            inputs,
            types: Vec::new(),
            args: Vec::new(),
            named: Vec::new(),
            window: None,
            parts: Vec::new(),
            join: None,
        }
    }

    /// Every argument that holds an expression of the user's, whatever its place.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &Arg> {
        let window = self.window.iter().flat_map(|window| window.arguments());
        let named = self.named.iter().filter_map(Named::arg);
        self.args.iter().chain(named).chain(window)
    }

    /// The value of the named argument, if it was given.
    pub(crate) fn named(&self, name: &str) -> Option<&Value> {
        self.named.iter().find(|named| named.name == name).map(|named| &named.value)
    }
}

/// A stream as an operator reads it.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    /// Where the records come from.
    pub(crate) node: NodeId,
    /// Which output of a `split`; 0 for all others.
    pub(crate) branch: usize,
    /// The user's token that names the stream.
    pub(crate) span: Span,
}

/// A positional argument.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    /// A closure, whose body is expanded in place.
    Closure(Closure),
    /// A function, called in place.
    Path(ExprPath),
    /// A value, evaluated once when the pipeline is built.
    Expr(Expr),
    /// A suffixed literal.
    Duration(Duration),
}

/// A closure taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Closure {
    pub(crate) params: Vec<Param>,
    /// The return type, if it was written.
    pub(crate) output: Option<Box<Type>>,
    pub(crate) body: Expr,
    pub(crate) is_move: bool,
    /// The whole closure.
    pub(crate) span: Span,
    pub(crate) facts: Facts,
}

impl Closure {
    /// The names that the parameters bind.
    pub(crate) fn bound(&self) -> BTreeSet<String> {
        struct Names(BTreeSet<String>);
        impl<'ast> Visit<'ast> for Names {
            fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
                self.0.insert(pat.ident.to_string());
                syn::visit::visit_pat_ident(self, pat);
            }
        }
        let mut names = Names(BTreeSet::new());
        for param in &self.params {
            names.visit_pat(&param.pat);
        }
        names.0
    }
}

/// A parameter of a closure.
#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub(crate) pat: Pat,
    pub(crate) ty: Option<Type>,
}

/// What a closure's body does to the loop that it is expanded into.
///
/// Of the body itself: what stands in a nested closure, an `async` block or an item is that one's own.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Facts {
    /// It holds `return`.
    pub(crate) returns: bool,
    /// It holds `?`.
    pub(crate) tries: bool,
    /// It holds `.await`.
    pub(crate) awaits: bool,
    /// Every identifier in it, nested ones, macro tokens and `{name}` in format strings included.
    pub(crate) mentions: BTreeSet<String>,
}

/// A named argument.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

impl Named {
    /// The value, where it is an expression or a closure.
    pub(crate) fn arg(&self) -> Option<&Arg> {
        match &self.value {
            Value::Arg(arg) => Some(arg),
            Value::Duration(_) | Value::Flag | Value::Word(_) => None,
        }
    }
}

/// The value of a named argument.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A suffixed literal.
    Duration(Duration),
    /// Anything else that was written after the `=`.
    Arg(Box<Arg>),
    /// The bare word.
    Flag,
    /// A word of the language: `within = batch`.
    Word(Ident),
}
