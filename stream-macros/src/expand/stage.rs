//! The loop of a stage, and the fork of a stream that several operators read.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::graph::NodeId;
use crate::graph::time::judges;
use crate::ops::Op;
use crate::plan::{Shape, Use};

use super::exit::Exit;
use super::{Expander, names};

impl Expander<'_> {
    /// The loop of an anchor, with all that is fused into it. The head binds `item`.
    pub(super) fn stage(&self, anchor: NodeId, head: &TokenStream) -> TokenStream {
        if self.lasts(anchor) {
            return self.stage_from(anchor, 0, head, |_| self.lasting_result(anchor));
        }
        match self.node(anchor).op {
            Op::Lookup => self.stage_from(anchor, 0, head, |exit| self.lookup_result(anchor, exit)),
            Op::MapAsync if self.gives_results(anchor) => self.stage_of_results(anchor, head),
            _ => self.stage_of_output(anchor, 0, head),
        }
    }

    /// The loop over one output of an anchor.
    pub(super) fn stage_of_output(&self, anchor: NodeId, output: usize, head: &TokenStream) -> TokenStream {
        self.stage_from(anchor, output, head, |_| TokenStream::new())
    }

    /// The same where the head binds where a record stands and a `Result`: an `Err` is a rejected record.
    fn stage_of_results(&self, anchor: NodeId, head: &TokenStream) -> TokenStream {
        let span = self.node(anchor).name.span();
        let (item, here) = (names::item(span), names::local("here", span));
        self.stage_from(anchor, 0, head, |exit| {
            let result = quote_spanned!(span=> #item);
            let accepted = self.accepted_at(anchor, &result, &quote_spanned!(span=> || #here));
            let leave = exit.leave(span);
            quote_spanned! {span=>
                let (#here, #item) = #item;
                let ::core::option::Option::Some(#item) = #accepted else { #leave };
            }
        })
    }

    fn stage_from(
        &self,
        anchor: NodeId,
        output: usize,
        head: &TokenStream,
        first: impl FnOnce(&Exit) -> TokenStream,
    ) -> TokenStream {
        let span = self.node(anchor).name.span();
        let (worker, marker, item) = (names::worker(span), names::marker(span), names::item(span));
        let number = anchor.0;
        let mut exit = Exit::of_loop(self.next_label(), span);
        if self.plan.straight_sink(anchor).is_some() {
            exit = exit.counted(names::numbered("dropped", anchor, span));
        }
        let first = first(&exit);
        let body = self.readers(anchor, output, &exit);
        let label = exit.label(span);
        let krate = self.krate;
        let raw = self.rejects_in(anchor).then(|| {
            let raw = names::local("raw", span);
            quote_spanned!(span=> let #raw = (&&#krate::private::Bytes::of(&#item)).bytes(&#item);)
        });
        quote_spanned! {span=>
            let #marker = #worker.at(#number);
            #label #head {
                #raw
                #first
                #body
            }
            #marker.done();
        }
    }

    /// Statements outside a loop, with the operator marked as the one at work.
    pub(super) fn marked(&self, id: NodeId, statements: &TokenStream) -> TokenStream {
        let span = self.node(id).name.span();
        let (worker, marker, number) = (names::worker(span), names::marker(span), id.0);
        quote_spanned!(span=> let #marker = #worker.at(#number); #statements #marker.done();)
    }

    /// All that reads an output of an operator: in place if one does, each in a branch of its own if several do.
    ///
    /// An operator with two outputs has a loop for each, and the markers of what brings both together stand before the two.
    pub(super) fn readers(&self, id: NodeId, branch: usize, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let item = names::item(span);
        let krate = self.krate;
        let one_loop = self.node(id).op != Op::Split && !judges(self.node(id));
        let markers = one_loop.then(|| self.one_type_markers(id));
        let readers = &self.plan.uses[id.0][branch];
        let Some((last, first)) = readers.split_last() else {
            return quote_spanned!(span=> let _ = &#item;);
        };
        let branches = first.iter().map(|reader| {
            let at = self.edge_span(*reader);
            let block = Exit::of_block(self.next_label(), span);
            let body = self.reader(*reader, &block);
            let label = block.label(span);
            let lent = names::local("lent", at);
            let record = quote_spanned! {at=> {
                let #lent = #krate::private::Both(&#item, ());
                #lent.fork()
            }};
            quote_spanned!(span=> #label { let #item = #record; #body })
        });
        let branches = quote!(#(#branches)*);
        let last = self.reader(*last, exit);
        quote!(#markers #branches #last)
    }

    fn edge_span(&self, reader: Use) -> proc_macro2::Span {
        self.node(reader.node).inputs[reader.input].span
    }

    /// The markers of the fused unions whose branches part here: each makes its branches agree on one type of record.
    pub(super) fn one_type_markers(&self, id: NodeId) -> TokenStream {
        let krate = self.krate;
        let markers = self.plan.parts_at[id.0].iter().map(|union| {
            let span = self.node(*union).name.span();
            let marker = names::numbered("one_type", *union, span);
            quote_spanned!(span=> let #marker = #krate::private::OneType::new();)
        });
        quote!(#(#markers)*)
    }

    /// One operator that reads the record at hand.
    fn reader(&self, reader: Use, exit: &Exit) -> TokenStream {
        match self.plan.shapes[reader.node.0] {
            Shape::Source => TokenStream::new(),
            Shape::Inline => self.record_operator(reader, exit),
            Shape::Buffer | Shape::Batch => self.boundary_entry(reader, exit),
            Shape::Sink => self.sink_entry(reader.node, exit),
        }
    }

    /// Whether an operator in the loop of the anchor may reject a record.
    fn rejects_in(&self, anchor: NodeId) -> bool {
        self.plan.shapes[anchor.0] == Shape::Source
            && self.plan.ids().any(|id| self.plan.anchors[id.0].contains(&anchor) && self.rejects(id))
    }
}
