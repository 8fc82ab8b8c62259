//! Windows as they are written: `window(..)` or `running()`, what stands behind them, and the aggregate that ends them.

use syn::Ident;

use super::args::Arguments;
use super::{Arg, Edge, Named, Value};
use crate::ops::Op;

/// What makes the windows of a stream, and when they give out their results.
#[derive(Clone, Debug)]
pub(crate) struct Windowing {
    /// The stream whose records are put into windows.
    pub(crate) input: Edge,
    /// `window` or `running`, as it was written.
    pub(crate) word: Ident,
    /// Which windows: [`Op::Running`], or what stands in the parentheses.
    pub(crate) op: Op,
    /// The token of that.
    pub(crate) name: Ident,
    /// Its positional arguments.
    pub(crate) args: Vec<Arg>,
    /// Its named arguments.
    pub(crate) named: Vec<Named>,
    /// How many windows may be open at a time, if it was said.
    pub(crate) max_open: Option<Arg>,
    /// When results come out, if it was said.
    pub(crate) emit: Option<Emit>,
    /// For how long a window stays open for late records, if it was said.
    pub(crate) lateness: Option<Lateness>,
}

impl Windowing {
    /// The windows that stand in a call of `word`, of which nothing more is said yet.
    pub(super) fn new(input: Edge, word: Ident, of: Written) -> Self {
        let Written { op, name, arguments: Arguments { args, named, .. } } = of;
        Windowing { input, word, op, name, args, named, max_open: None, emit: None, lateness: None }
    }

    /// The value of the named argument, if it was given.
    pub(crate) fn named(&self, name: &str) -> Option<&Value> {
        self.named.iter().find(|named| named.name == name).map(|named| &named.value)
    }

    /// The arguments that hold an expression of the user's.
    pub(super) fn arguments(&self) -> impl Iterator<Item = &Arg> {
        let every = self.emit.as_ref().and_then(|emit| emit.every.as_ref());
        let lateness = self.lateness.as_ref().map(|lateness| &lateness.length);
        self.args
            .iter()
            .chain(self.named.iter().filter_map(Named::arg))
            .chain(every)
            .chain(lateness)
            .chain(&self.max_open)
    }

    /// Whether its windows are intervals of time.
    pub(crate) fn is_in_time(&self) -> bool {
        matches!(self.op, Op::Fixed | Op::Sliding | Op::Session)
    }
}

/// What stands in the parentheses of `window`, as it was written.
pub(super) struct Written {
    pub(super) op: Op,
    pub(super) name: Ident,
    pub(super) arguments: Arguments,
}

/// `emit(..)`.
#[derive(Clone, Debug)]
pub(crate) struct Emit {
    /// The word in the parentheses.
    pub(crate) word: Ident,
    pub(crate) when: When,
    /// The interval of `every`.
    pub(crate) every: Option<Arg>,
}

/// When results come out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum When {
    OnClose,
    OnUpdate,
    Complete,
    Every,
}

/// `allowed_lateness(d)`.
#[derive(Clone, Debug)]
pub(crate) struct Lateness {
    pub(crate) word: Ident,
    pub(crate) length: Arg,
}

/// One aggregate of a window.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) op: Op,
    /// The user's token.
    pub(crate) name: Ident,
    /// Its arguments among those of the node: from here, so many.
    pub(crate) first: usize,
    pub(crate) count: usize,
    /// Its flags.
    pub(crate) flags: Vec<Ident>,
}

impl Part {
    /// Whether the flag was given.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|given| given == flag)
    }
}
