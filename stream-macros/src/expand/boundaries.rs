//! Boundaries: what collects the records of a chunk or a batch, and the loop over what comes out of it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::NodeId;
use crate::graph::time::judges;
use crate::ops::Op;
use crate::plan::{Level, Use};

use super::closure::Question;
use super::exit::Exit;
use super::{Around, Expander, names};

/// What closes a boundary: statements that bring the records of all workers to where they belong, and the head of the loop
/// over what comes out.
pub(super) struct Closing {
    pub(super) before: TokenStream,
    /// What stands around that loop: a statement, and the head of a loop.
    pub(super) around: Option<(TokenStream, TokenStream)>,
    pub(super) head: TokenStream,
    /// Whether only the first worker has anything to do.
    pub(super) first_only: bool,
}

impl Closing {
    pub(super) fn new(before: TokenStream, head: TokenStream) -> Self {
        Closing { before, around: None, head, first_only: false }
    }
}

impl Expander<'_> {
    /// What a boundary collects into, made once for each worker.
    pub(super) fn boundary_around(&self, id: NodeId) -> Around {
        if self.lasts(id) {
            return self.lasting_around(id);
        }
        let open = match self.node(id).op {
            Op::MapAsync | Op::Union | Op::Lookup => {
                let settings = self.settings(id);
                let buffer = (self.plan.levels[id.0] == Level::Batch).then(|| self.buffer(id));
                quote!(#settings #buffer)
            }
            _ => self.state(id),
        };
        let begin = if self.node(id).op == Op::Lookup { self.lookup_begin(id) } else { TokenStream::new() };
        Around { open, begin, ..Around::default() }
    }

    /// What the operator is set up by at the start of a worker.
    fn settings(&self, id: NodeId) -> TokenStream {
        match self.node(id).op {
            Op::Lookup => self.new_lookup(id),
            Op::MapAsync => {
                let concurrency = self.setting(id, "concurrency", &quote!(primitive::usize));
                let timeout = self.timeout(id);
                quote!(#concurrency #timeout)
            }
            _ => TokenStream::new(),
        }
    }

    /// What an operator that ends with the chunk collects into; made anew each time, so that it may hold borrowed records.
    pub(super) fn buffer(&self, id: NodeId) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let buffer = self.state_name(id);
        if self.node(id).op == Op::Lookup {
            return quote_spanned!(span=> let mut #buffer = ::std::vec::Vec::new(););
        }
        if self.node(id).op == Op::Union {
            let marker = names::numbered("one_type", id, span);
            return quote_spanned! {span=>
                let mut #buffer = ::std::vec::Vec::new();
                let #marker = #krate::private::OneType::new();
            };
        }
        let concurrency = names::numbered("concurrency", id, span);
        let order =
            if self.node(id).named("unordered").is_some() { quote!(unordered) } else { quote!(ordered) };
        quote_spanned!(span=> let mut #buffer = #krate::private::Concurrent::#order(#concurrency);)
    }

    /// The state of a boundary at the end of the batch.
    fn state(&self, id: NodeId) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let state = self.state_name(id);
        let new = match self.node(id).op {
            Op::Transform | Op::Repartition | Op::SortBy => quote!(::std::vec::Vec::new()),
            Op::Join | Op::LeftJoin | Op::RightJoin | Op::FullJoin | Op::Cogroup => {
                quote!(#krate::private::Cogroup::new())
            }
            Op::Count => quote!(#krate::private::Count::new()),
            Op::Reduce => quote!(#krate::private::Reduced::new()),
            Op::Top => {
                let value = self.value(id, 0);
                quote!(#krate::private::Top::new(#value))
            }
            _ => quote!(#krate::private::Table::new()),
        };
        let raw = self.folds_apart(id).then(|| {
            let raw = names::numbered("raw", id, span);
            quote_spanned!(span=> let mut #raw = #krate::private::Table::new();)
        });
        quote_spanned!(span=> let mut #state = #new; #raw)
    }

    pub(super) fn state_name(&self, id: NodeId) -> Ident {
        let name = match self.node(id).op {
            Op::DedupBy | Op::Stateful | Op::UpdateStateByKey => "state",
            _ if self.node(id).window.is_some() => "windows",
            _ if self.lasts(id) => "sides",
            Op::Transform | Op::Repartition | Op::SortBy | Op::Union => "records",
            Op::MapAsync | Op::Lookup => "waiting",
            Op::Join | Op::LeftJoin | Op::RightJoin | Op::FullJoin | Op::Cogroup => "groups",
            Op::Count => "count",
            Op::Reduce => "reduced",
            Op::Top => "top",
            _ => "table",
        };
        names::numbered(name, id, self.node(id).name.span())
    }

    /// The end of a worker's exchange for a boundary.
    pub(super) fn exchange(&self, id: NodeId) -> Ident {
        names::numbered("exchange", id, self.node(id).name.span())
    }

    /// The record at hand goes into the boundary.
    pub(super) fn boundary_entry(&self, reader: Use, exit: &Exit) -> TokenStream {
        let id = reader.node;
        let span = self.node(id).name.span();
        let (at, state, item) = (self.at(id), self.state_name(id), names::item(span));
        let kept = self.kept(id, &item);
        let stamp = names::stamp(span);
        match self.node(id).op {
            _ if self.lasts(id) => self.lasting_entry(reader, exit),
            Op::Union => {
                let (of, krate) = (self.node(id).inputs[reader.input].span, self.krate);
                let (marker, given) = (names::numbered("one_type", id, span), names::given(&item, of));
                let both = names::local("both", of);
                let mut record = quote_spanned!(of=> #both.of_one_type());
                if self.plan.carried[id.0] {
                    record = quote_spanned!(of=> (#stamp, #record));
                }
                quote_spanned!(of=> let #both = #krate::private::Both(#marker, #given); #state.push(#record);)
            }
            Op::Transform | Op::Repartition | Op::SortBy => quote_spanned!(span=> #kept #state.push(#item);),
            Op::MapAsync => self.wait(id),
            Op::Lookup => self.lookup_entry(id),
            Op::Count => quote_spanned!(span=> let _ = &#item; #state.add();),
            Op::Reduce => {
                let reducer = self.reducer(id, 0);
                quote_spanned!(span=> #at #kept #state.push(#item, #reducer);)
            }
            Op::Top => {
                let order = self.order(id);
                quote_spanned!(span=> #at #kept #state.push(#item, #order);)
            }
            Op::Join | Op::LeftJoin | Op::RightJoin | Op::FullJoin | Op::Cogroup => self.side_entry(reader),
            _ => self.keyed_entry(id),
        }
    }

    /// The check that a record which is kept beyond its chunk is owned, where it may not be.
    pub(super) fn kept(&self, id: NodeId, record: &Ident) -> TokenStream {
        self.kept_at(id, self.node(id).name.span(), record)
    }

    /// The same where a part of the operator keeps it.
    pub(super) fn kept_at(&self, id: NodeId, span: Span, record: &Ident) -> TokenStream {
        if !self.plan.lent[id.0] {
            return TokenStream::new();
        }
        let krate = self.krate;
        quote_spanned!(span=> (&#krate::private::Kept::of(&#record)).must_be_owned();)
    }

    /// The loop over what comes out of a boundary.
    pub(super) fn boundary_stage(&self, id: NodeId) -> TokenStream {
        let span = self.node(id).name.span();
        let Closing { before, around, head, first_only } = self.closing(id);
        let late = self.late_stage(id);
        let markers = judges(self.node(id)).then(|| self.one_type_markers(id));
        let after = match self.node(id).op {
            _ if self.lasts(id) => self.lasting_after(id),
            Op::Lookup => self.lookup_after(id),
            _ => TokenStream::new(),
        };
        let stage = self.stage(id, &head);
        let stage = match around {
            Some((first, around)) => quote_spanned!(span=> #first #around { #stage }),
            None => stage,
        };
        let worker = names::worker(span);
        let before = if before.is_empty() { before } else { self.marked(id, &before) };
        if first_only {
            quote_spanned!(span=> #before if #worker.is_first() { #stage })
        } else {
            quote_spanned!(span=> #markers #late #before { #stage } #after)
        }
    }

    fn closing(&self, id: NodeId) -> Closing {
        let span = self.node(id).name.span();
        let (state, item, exchange) = (self.state_name(id), names::item(span), self.exchange(id));
        let drained = quote_spanned!(span=> for #item in #state.drain(..));
        let stamp = names::stamp(span);
        let carried = if self.plan.carried[id.0] { quote!((#stamp, #item)) } else { quote!(#item) };
        match self.node(id).op {
            _ if self.lasts(id) => self.lasting_closing(id),
            Op::Union => {
                Closing::new(TokenStream::new(), quote_spanned!(span=> for #carried in #state.drain(..)))
            }
            Op::MapAsync => {
                let at = self.at(id);
                let next = quote_spanned!(span=> { #at #state.next().await });
                let head = quote_spanned!(span=> while let ::core::option::Option::Some(#carried) = #next);
                Closing::new(TokenStream::new(), head)
            }
            Op::Lookup => self.lookup_closing(id),
            Op::Repartition => {
                let over = self.value(id, 0);
                Closing::new(quote_spanned!(span=> #exchange.spread(&mut #state, #over).await;), drained)
            }
            Op::SortBy => {
                let (order, krate) = (self.order(id), self.krate);
                let sort =
                    quote_spanned!(span=> #krate::private::sort(&mut #state, &mut #exchange, #order).await;);
                Closing::new(sort, drained)
            }
            Op::Transform => self.transform(id),
            Op::Count => Closing::new(
                TokenStream::new(),
                quote_spanned!(span=> for #item in ::core::iter::IntoIterator::into_iter(#state.finish(&mut #exchange).await)),
            ),
            Op::Reduce => {
                let f = self.reducer(id, 0);
                let head = quote_spanned!(span=> for #item in ::core::iter::IntoIterator::into_iter(#state.finish(&mut #exchange, #f).await));
                Closing::new(TokenStream::new(), head)
            }
            Op::Top => {
                let order = self.order(id);
                let head = quote_spanned!(span=> for #item in #state.finish(&mut #exchange, #order).await);
                Closing::new(TokenStream::new(), head)
            }
            Op::Join | Op::LeftJoin | Op::RightJoin | Op::FullJoin | Op::Cogroup => self.join_closing(id),
            _ => self.keyed_closing(id),
        }
    }

    fn transform(&self, id: NodeId) -> Closing {
        let span = self.node(id).name.span();
        let (state, item, exchange) = (self.state_name(id), names::item(span), self.exchange(id));
        let taken = quote_spanned!(span=> ::core::mem::take(&mut #state));
        let applied = self.apply(id, 0, &[taken], Question::IsTheClosures);
        let (bind, value) = (applied.bind, applied.value);
        let mut records = quote_spanned!(span=> { #bind #value });
        if !self.plan.awaits_in(id) {
            // Bound first: what the closure waits for must not find the marker borrowed.
            let (marker, number, kept) = (names::marker(span), id.0, names::local("records", span));
            records = quote_spanned!(span=> { let #kept = #records; #marker.watch(#number, #kept) });
        }
        Closing {
            before: quote_spanned!(span=> #exchange.gather(&mut #state).await;),
            around: None,
            head: quote_spanned!(span=> for #item in #records),
            first_only: true,
        }
    }
}
