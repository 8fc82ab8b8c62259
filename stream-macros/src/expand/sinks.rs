//! Sinks, and all that an operator adds around the loops.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::NodeId;
use crate::ops::Op;
use crate::plan::{Level, Shape};

use super::closure::{self, Question};
use super::exit::Exit;
use super::{Around, Expander, names};

impl Expander<'_> {
    /// What an operator adds outside the loops.
    pub(super) fn around(&self, id: NodeId) -> Around {
        match self.plan.shapes[id.0] {
            Shape::Source => self.source_around(id),
            Shape::Buffer | Shape::Batch => self.boundary_around(id),
            Shape::Sink => self.sink_around(id),
            Shape::Inline => self.operator_around(id),
        }
    }

    fn operator_around(&self, id: NodeId) -> Around {
        let node = self.node(id);
        let (span, krate) = (node.name.span(), self.krate);
        match node.op {
            Op::EventTime => self.clock_around(id),
            _ if self.is_table(id) => self.table_around(id),
            Op::User | Op::Apply => {
                let operator = names::numbered("operator", id, span);
                let expr = self.user_operator(id);
                Around {
                    before: quote_spanned!(span=> let #operator = #expr;),
                    open: quote_spanned!(span=> let mut #operator = #operator;),
                    ..Around::default()
                }
            }
            Op::Sample => {
                let (sample, fraction) = (names::numbered("sample", id, span), self.value(id, 0));
                let seed = self.named(id, "seed").unwrap_or_else(|| quote!(0));
                let worker = names::worker(span);
                let number = id.0;
                let new = quote!(#krate::private::Sample::new(#fraction, #seed, #worker.index()));
                let placed = quote!(#new.map_err(|error| error.at(#worker.operator(#number)))?);
                Around { open: quote_spanned!(span=> let mut #sample = #placed;), ..Around::default() }
            }
            _ => Around::default(),
        }
    }

    fn user_operator(&self, id: NodeId) -> TokenStream {
        let node = self.node(id);
        let args = (0..node.args.len()).map(|at| match &node.args[at] {
            crate::graph::Arg::Expr(_) => {
                let value = self.value(id, at);
                quote!(#value)
            }
            written => closure::as_written(written),
        });
        if node.op == Op::Apply {
            return quote!(#(#args)*);
        }
        let (name, types) = (&node.name, &node.types);
        let turbofish = (!types.is_empty()).then(|| quote!(::<#(#types),*>));
        quote_spanned!(name.span()=> #name #turbofish (#(#args),*))
    }

    fn sink_name(&self, id: NodeId) -> Ident {
        let name = match self.node(id).op {
            Op::Print => "print",
            Op::ForEachBatch => "records",
            _ => "sink",
        };
        names::numbered(name, id, self.node(id).name.span())
    }

    /// The record reaches a sink.
    pub(super) fn sink_entry(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let node = self.node(id);
        let (span, krate) = (node.name.span(), self.krate);
        let (at, sink, item, worker) =
            (self.at(id), self.sink_name(id), names::item(span), names::worker(span));
        let number = id.0;
        let out = names::numbered("out", id, span);
        let written = match node.op {
            Op::Print => {
                let (probe, how) = (names::local("probe", span), names::local("how", span));
                let (asked, shown) = (names::given(&probe, span), names::given_ref(&item, span));
                quote_spanned! {span=>
                    #item.record_type_is_known();
                    let #probe = &&&&&&&&&&&#krate::private::ShowProbe::of(&#item);
                    let #how = #asked.show_kind();
                    #sink.push(|text| #how.show(#shown, text));
                }
            }
            Op::ForEach => {
                let (bind, value) = self.on_item(id, 0, exit);
                quote_spanned!(span=> #bind #krate::private::outcome(&#worker, #number, #value)?;)
            }
            Op::ForEachBatch => {
                let kept = self.kept(id, &item);
                quote_spanned!(span=> #kept #sink.push(#item);)
            }
            _ => {
                let kept = self.kept(id, &item);
                let given = names::given(&item, span);
                quote_spanned!(span=> #kept #sink.write(#given)?;)
            }
        };
        let straight =
            self.plan.anchors[id.0].iter().any(|anchor| self.plan.straight_sink(*anchor) == Some(id));
        let count = (!straight).then(|| quote_spanned!(span=> #out += 1;));
        quote_spanned!(span=> #at #count #written)
    }

    fn sink_around(&self, id: NodeId) -> Around {
        let node = self.node(id);
        let (span, krate) = (node.name.span(), self.krate);
        let (sink, worker, out) = (self.sink_name(id), names::worker(span), names::numbered("out", id, span));
        let number = id.0;
        let counted = quote_spanned!(span=> #worker.out(::core::mem::take(&mut #out)););
        let mut around = match node.op {
            Op::Print => self.print_around(id),
            Op::ForEach => Around::default(),
            Op::ForEachBatch => self.batch_sink_around(id),
            _ => {
                let value = self.value(id, 0);
                let named = match node.op {
                    Op::Output => {
                        let port = names::numbered("output", id, span);
                        quote!(#port)
                    }
                    Op::Channel => quote!(#krate::private::channel(#value)),
                    Op::IntoSink => quote!(#krate::private::into_sink(#value)),
                    // Built before the pipeline, which must not hold on to a handle that is given by reference.
                    Op::Collect => quote!(#sink),
                    _ => quote!(#value),
                };
                let collected = quote_spanned!(span=> let #sink = #krate::private::collect(#value););
                let given = names::given(&sink, span);
                let flush = self.marked(id, &quote_spanned!(span=> #sink.flush().await?;));
                Around {
                    before: if node.op == Op::Collect { collected } else { TokenStream::new() },
                    open: quote_spanned!(span=> let #sink = #named; let mut #sink = #krate::private::Ending::new(#given).end_as_sink(#worker.operator(#number));),
                    chunk: if self.plan.levels[id.0] == Level::Chunk { flush } else { TokenStream::new() },
                    batch: self.marked(id, &quote_spanned!(span=> #sink.end_batch(#worker.batch()).await?;)),
                    close: self.marked(id, &quote_spanned!(span=> #sink.close().await?;)),
                    ..Around::default()
                }
            }
        };
        around.open.extend(quote_spanned!(span=> let mut #out = 0u64;));
        around.batch.extend(counted);
        around
    }

    fn print_around(&self, id: NodeId) -> Around {
        let node = self.node(id);
        let (span, krate) = (node.name.span(), self.krate);
        let (sink, worker, exchange) = (self.sink_name(id), names::worker(span), self.exchange(id));
        let number = id.0;
        let limit = if node.args.is_empty() {
            quote!(#krate::private::PRINTED)
        } else {
            let value = self.value(id, 0);
            quote!(#value)
        };
        let new = quote!(#krate::private::Print::new(#limit, #worker.index(), #worker.operator(#number)));
        Around {
            open: quote_spanned!(span=> let mut #sink = #new;),
            batch: quote_spanned!(span=> #exchange.gather(#sink.lines()).await; #sink.end_batch(#worker.batch())?;),
            ..Around::default()
        }
    }

    fn batch_sink_around(&self, id: NodeId) -> Around {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let (sink, worker, exchange) = (self.sink_name(id), names::worker(span), self.exchange(id));
        let (number, marker) = (id.0, names::marker(span));
        let taken = quote_spanned!(span=> ::core::mem::take(&mut #sink));
        let info = quote_spanned!(span=> *#worker.batch());
        let applied = self.apply(id, 0, &[taken, info], Question::Fails);
        let (bind, value) = (applied.bind, applied.value);
        Around {
            open: quote_spanned!(span=> let mut #sink = ::std::vec::Vec::new();),
            batch: quote_spanned! {span=>
                #exchange.gather(&mut #sink).await;
                if #worker.is_first() {
                    let #marker = #worker.at(#number);
                    #bind
                    #krate::private::outcome(&#worker, #number, #value)?;
                }
            },
            ..Around::default()
        }
    }
}
