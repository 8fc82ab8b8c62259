//! Sources: what opens them, and the loop over the chunks that they lend.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::NodeId;
use crate::ops::Op;
use crate::plan::{Level, Shape};

use super::{Around, Expander, closure, names};

impl Expander<'_> {
    /// The description of a source, built with the pipeline, and its opening at each worker.
    pub(super) fn source_around(&self, id: NodeId) -> Around {
        let node = self.node(id);
        let span = node.name.span();
        let (source, worker) = (names::numbered("source", id, span), names::worker(span));
        let (described, before) = if node.op == Op::Input {
            (names::numbered("input", id, span), TokenStream::new())
        } else {
            let expr = self.source(id);
            (source.clone(), quote_spanned!(span=> let #source = #expr;))
        };
        let (krate, number) = (self.krate, id.0);
        let given = names::given(&described, span);
        let open = quote_spanned!(span=> let mut #source = #krate::private::Given(#given).open_as_source(&mut #worker, #number)?;);
        Around { before, open, ..Around::default() }
    }

    fn source(&self, id: NodeId) -> TokenStream {
        let node = self.node(id);
        let (span, krate) = (node.name.span(), self.krate);
        let args = node.args.iter().map(closure::as_written);
        let options = node.named.iter().map(|named| {
            let (name, value) = (&named.name, self.named(id, &named.name.to_string()));
            quote_spanned!(name.span()=> .#name(#value))
        });
        match node.op {
            Op::UserSource => {
                let callee = &node.callee;
                quote_spanned!(span=> #callee(#(#args),*))
            }
            Op::Source => quote!(#(#args)*),
            Op::FromIter => {
                let given =
                    quote_spanned!(span=> #krate::private::Given(#(#args),*).read_as_iterator()#(#options)*);
                quote_spanned!(span=> { use #krate::private::Iterates as _; #given })
            }
            Op::FromPartitions | Op::FromStream | Op::Queue => {
                let read = match node.op {
                    Op::FromPartitions => quote_spanned!(span=> read_as_partitions),
                    Op::FromStream => quote_spanned!(span=> read_as_stream),
                    _ => quote_spanned!(span=> read_as_batches),
                };
                quote_spanned!(span=> #krate::private::Given(#(#args),*).#read()#(#options)*)
            }
            _ => {
                let name = &node.name;
                quote_spanned!(span=> #krate::private::sources::#name(#(#args),*)#(#options)*)
            }
        }
    }

    /// All sources, as the worker awaits them.
    pub(super) fn sources(&self) -> TokenStream {
        let call = self.call();
        let all: Vec<NodeId> = self.plan.of_shape(Shape::Source).collect();
        let nested = all.iter().rev().fold(quote!(()), |rest, id| {
            let source = names::numbered("source", *id, call);
            quote_spanned!(call=> (&mut #source, #rest))
        });
        quote_spanned!(call=> &mut #nested)
    }

    /// The loop that takes chunks from the sources until the batch has ended.
    pub(super) fn chunks(&self, sources: &TokenStream, flushes: &TokenStream) -> TokenStream {
        let call = self.call();
        let worker = names::worker(call);
        let buffers = self.plan.boundaries(Level::Chunk).map(|id| self.buffer(id));
        let drains = self.plan.boundaries(Level::Chunk).map(|id| self.boundary_stage(id));
        let stages: Vec<TokenStream> =
            self.plan.of_shape(Shape::Source).map(|id| self.source_stage(id)).collect();
        let read = match stages.as_slice() {
            [only] => quote!(#only),
            several => {
                let number = several.iter().enumerate().map(|(at, stage)| quote!(#at => { #stage }));
                quote_spanned!(call=> match ready { #(#number)* _ => {} })
            }
        };
        let ready = if stages.len() == 1 { quote!(_) } else { quote_spanned!(call=> ready) };
        quote_spanned! {call=>
            while let ::core::option::Option::Some(#ready) = #worker.fill(#sources).await? {
                #(#buffers)*
                #read
                #(#drains)*
                #flushes
            }
        }
    }

    /// The loop over one chunk of a source.
    fn source_stage(&self, id: NodeId) -> TokenStream {
        let span = self.node(id).name.span();
        let source = names::numbered("source", id, span);
        let (chunk, item) = (names::local("chunk", span), names::item(span));
        let head = quote_spanned!(span=> while let ::core::option::Option::Some(#item) = #chunk.next());
        let (loops, told) = (self.run_stage(id, &self.stage(id, &head)), self.told_of_chunk(id));
        if let Some(sink) = self.plan.straight_sink(id) {
            let (dropped, out) = (names::numbered("dropped", id, span), names::numbered("out", sink, span));
            return quote_spanned! {span=>
                #told
                let #dropped = #loops;
                #out += #source.lent() - #dropped;
            };
        }
        let (outs, counted) = (self.counters(id), names::local("counted", span));
        match outs.len() {
            0 => quote!(#told #loops;),
            1 => quote_spanned!(span=> #told let #counted = #loops; #(#outs += #counted;)*),
            _ => {
                let at = (0..outs.len()).map(syn::Index::from);
                quote_spanned!(span=> #told let #counted = #loops; #(#outs += #counted.#at;)*)
            }
        }
    }

    /// What the loop over a chunk of the source counts, in variables of its own that rustc can keep in registers: the records
    /// that do not reach its one sink, else those that reach each of several.
    fn counters(&self, id: NodeId) -> Vec<Ident> {
        let span = self.node(id).name.span();
        if self.plan.straight_sink(id).is_some() {
            return vec![names::numbered("dropped", id, span)];
        }
        let sinks = self.plan.of_shape(Shape::Sink).filter(|sink| self.plan.anchors[sink.0].contains(&id));
        sinks.map(|sink| names::numbered("out", sink, span)).collect()
    }

    /// The loop over a chunk as a function of its own, unless it waits: rustc then keeps in registers what it would keep in
    /// the pipeline's future. Its value is what was counted.
    fn run_stage(&self, id: NodeId, stage: &TokenStream) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let (source, chunk) = (names::numbered("source", id, span), chunk(span));
        let waits = |reader: NodeId| {
            self.node(reader).op == Op::MapAsync && self.plan.anchors[reader.0].contains(&id)
        };
        let counters = self.counters(id);
        let count = quote_spanned!(span=> #(let mut #counters = 0u64;)*);
        let counted = if let [one] = counters.as_slice() { quote!(#one) } else { quote!((#(#counters),*)) };
        if self.plan.awaits_in(id) || self.plan.ids().any(waits) {
            return quote_spanned!(span=> { let mut #chunk = #source.chunk(); #count #stage #counted });
        }
        let done = quote_spanned!(span=> ::core::result::Result::Ok::<_, #krate::Error>(#counted));
        if let Some((lent, tables)) = self.lent_tables(id) {
            return quote_spanned! {span=>
                #krate::private::stage_with(#source.chunk(), #lent, |mut #chunk, #tables| { #count #stage #done })?
            };
        }
        quote_spanned!(span=> #krate::private::stage(#source.chunk(), |mut #chunk| { #count #stage #done })?)
    }
}

/// The variable of the chunk that is being read.
pub(super) fn chunk(span: proc_macro2::Span) -> Ident {
    names::local("chunk", span)
}
