//! Rejections: what becomes of a record for which a closure or a decoder returned an error.
//!
//! The result goes to the worker, with where the record stands in its source; by the pipeline's policy the record leaves the
//! loop, or the pipeline ends.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::{Arg, NodeId};
use crate::ops::Op;
use crate::plan::Shape;

use super::closure::{Applied, Question};
use super::exit::Exit;
use super::{Expander, names, sources};

impl Expander<'_> {
    /// Whether the operator may reject a record.
    pub(super) fn rejects(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let tries = |arg: &Arg| matches!(arg, Arg::Closure(closure) if closure.facts.tries);
        matches!(node.op, Op::TryMap | Op::Json | Op::Csv | Op::Parse | Op::ForEach | Op::EventTime)
            || node.arguments().any(tries)
            || matches!(node.op, Op::MapAsync | Op::Lookup) && self.gives_results(id)
    }

    /// What `?` means in the operator's closures.
    pub(super) fn question(&self, id: NodeId) -> Question {
        if crate::ops::spec(self.node(id).op).fallible { Question::IsTheClosures } else { Question::Rejects }
    }

    /// A closure's value where it has one; the record leaves where `?` rejected it.
    pub(super) fn settled(&self, id: NodeId, applied: Applied, exit: &Exit) -> (TokenStream, TokenStream) {
        let Applied { bind, value, tries } = applied;
        if !tries {
            return (bind, value);
        }
        let span = self.node(id).name.span();
        let (accepted, leave) = (self.accepted(id, &value), exit.leave(span));
        let kept = names::local("kept", span);
        let bind =
            quote_spanned!(span=> #bind let ::core::option::Option::Some(#kept) = #accepted else { #leave };);
        (bind, quote!(#kept))
    }

    /// A `Result` handed to the error policy: `Some` of its value, or `None` where the record is rejected.
    pub(super) fn accepted(&self, id: NodeId, result: &TokenStream) -> TokenStream {
        let here = self.here(id, self.node(id).name.span());
        self.accepted_at(id, result, &here)
    }

    /// The same where `here` tells, when it is called, where the record stands in its source.
    pub(super) fn accepted_at(&self, id: NodeId, result: &TokenStream, here: &TokenStream) -> TokenStream {
        let span = self.node(id).name.span();
        let (worker, number) = (names::worker(span), id.0);
        quote_spanned!(span=> #worker.accept(#number, #result, #here)?)
    }

    /// Where the record at hand stands in its source.
    pub(super) fn here(&self, id: NodeId, span: Span) -> TokenStream {
        let from_source =
            self.plan.anchors[id.0].iter().all(|anchor| self.plan.shapes[anchor.0] == Shape::Source);
        if !from_source {
            return quote_spanned!(span=> || (::core::option::Option::None, ::core::option::Option::None));
        }
        let (chunk, raw) = (sources::chunk(span), names::local("raw", span));
        quote_spanned!(span=> || (#chunk.place(#raw), #raw))
    }
}
