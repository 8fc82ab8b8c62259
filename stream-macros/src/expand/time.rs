//! Event time: the watermark of a stream, and the time that a record carries.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::time::{Time, needs_time};
use crate::graph::{Edge, NodeId, Value};
use crate::ops::Op;
use crate::plan::Shape;

use super::exit::Exit;
use super::{Around, Expander, names};

impl Expander<'_> {
    /// The clock of an `event_time`: opened with the worker, advanced when all chunks of a batch are in.
    pub(super) fn clock_around(&self, id: NodeId) -> Around {
        let (span, krate, number) = (self.node(id).name.span(), self.krate, id.0);
        let (clock, worker, exchange) = (self.clock(id), names::worker(span), self.exchange(id));
        let out_of_order = self.named(id, "out_of_order");
        let idle = self.node(id).named("idle").map(|value| {
            let idle = self.named(id, "idle");
            if let Value::Duration(_) = value {
                return quote_spanned!(span=> .idle(#idle));
            }
            // That it is not zero is known when the pipeline starts.
            self.placed(id, &quote_spanned!(span=> .try_idle(#idle)), span)
        });
        let ahead = match self.node(id).named("max_ahead") {
            None => TokenStream::new(),
            Some(Value::Flag) => quote_spanned!(span=> .any_time_ahead()),
            Some(_) => {
                let ahead = self.named(id, "max_ahead");
                quote_spanned!(span=> .max_ahead(#ahead))
            }
        };
        let sources = self.plan.of_shape(Shape::Source);
        let reads = sources.filter(|source| self.plan.clocks_of(*source).any(|of| of == id)).map(|source| {
            let (number, name) = (source.0, names::numbered("source", source, self.node(source).name.span()));
            quote_spanned!(span=> #clock.reads(#number, &#name, #worker.batch());)
        });
        Around {
            open: quote_spanned!(span=> let mut #clock = #krate::private::EventTime::new(#number, #out_of_order) #idle #ahead;),
            tick: quote_spanned!(span=> #(#reads)* #clock.advance(&mut #worker, &mut #exchange).await;),
            ..Around::default()
        }
    }

    fn clock(&self, id: NodeId) -> Ident {
        names::numbered("time", id, self.node(id).name.span())
    }

    /// The clocks that the records of a source reach are told of its chunk.
    pub(super) fn told_of_chunk(&self, source: NodeId) -> TokenStream {
        let (number, span) = (source.0, self.node(source).name.span());
        let (name, worker) = (names::numbered("source", source, span), names::worker(span));
        let told = self.plan.clocks_of(source).map(|id| {
            let clock = self.clock(id);
            quote_spanned!(span=> #clock.chunk(#number, #name.partition(), #worker.batch());)
        });
        quote!(#(#told)*)
    }

    /// The record gets its time.
    pub(super) fn event_time(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, clock, stamp) = (self.at(id), self.clock(id), names::stamp(span));
        let (bind, value) = self.on_reference(id, 0, exit);
        let time = names::local("time", span);
        let given = quote_spanned!(span=> { #time });
        let blamed = names::receiver(&clock, span);
        let accepted = self.accepted(id, &quote_spanned!(span=> #blamed.stamp(#given)));
        let leave = exit.leave(span);
        quote_spanned! {span=>
            #at
            let #time = { #bind #value };
            let ::core::option::Option::Some(#stamp) = #accepted else { #leave };
        }
    }

    /// The statement that gives the record at hand its time, where it carries none: that of the batch. Windows by number and over
    /// batches do not look at it, so that nothing carries a time for them.
    pub(super) fn stamped(&self, id: NodeId, edge: &Edge) -> TokenStream {
        let span = self.node(id).name.span();
        let (stamp, worker) = (names::stamp(span), names::worker(span));
        match self.plan.time_of(edge) {
            Time::Stamped(_) if needs_time(self.node(id)) => TokenStream::new(),
            _ => quote_spanned!(span=> let #stamp = #worker.stamp();),
        }
    }

    /// The least watermark of what the operator reads, as an expression.
    pub(super) fn watermark(&self, id: NodeId) -> TokenStream {
        let span = self.node(id).name.span();
        let (worker, krate) = (names::worker(span), self.krate);
        let (clocks, states) = self.clocks_and_states(id);
        let together = match &*clocks {
            [] => None,
            [clock] => Some(quote_spanned!(span=> #clock.watermark())),
            clocks => Some(quote_spanned!(span=> #krate::private::meet(&mut [#(&mut #clocks),*]))),
        };
        let mut all = together.into_iter().chain(states.into_iter().map(|of| {
            let state = self.state_name(of);
            quote_spanned!(span=> #state.watermark())
        }));
        let Some(first) = all.next() else { return quote_spanned!(span=> #worker.processing()) };
        let rest = all.map(|other| quote_spanned!(span=> .min(#other)));
        quote_spanned!(span=> #first #(#rest)*)
    }

    /// What gives the records that the operator reads their time: clocks, and operators that have stamped them anew.
    fn clocks_and_states(&self, id: NodeId) -> (Vec<Ident>, Vec<NodeId>) {
        let is_clock = |of: &NodeId| self.node(*of).op == Op::EventTime;
        let (clocks, states): (Vec<_>, Vec<_>) = self.stamped_by(id).into_iter().partition(is_clock);
        (clocks.into_iter().map(|of| self.clock(of)).collect(), states)
    }

    /// What gives the records that the operator reads their time; nothing in processing time.
    pub(super) fn stamped_by(&self, id: NodeId) -> BTreeSet<NodeId> {
        let times = self.node(id).inputs.iter().map(|edge| self.plan.time_of(edge));
        times
            .filter_map(|time| if let Time::Stamped(by) = time { Some(by) } else { None })
            .flatten()
            .collect()
    }

    /// The instant of processing time at which the watermark of what the operator reads comes to `at`, if no record comes: an
    /// `Option`.
    pub(super) fn when(&self, id: NodeId, at: &TokenStream) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let instant = names::local("instant", span);
        let (clocks, states) = self.clocks_and_states(id);
        let together = match &*clocks {
            [] => None,
            [clock] => Some(quote_spanned!(span=> #clock.when(#instant))),
            clocks => Some(quote_spanned!(span=> #krate::private::when(&[#(&#clocks),*], #instant))),
        };
        let together = together.map(|when| quote_spanned!(span=> #at.and_then(|#instant| #when)));
        let all = together.into_iter().chain(states.into_iter().map(|of| {
            let state = self.state_name(of);
            self.when(of, &quote_spanned!(span=> #at.map(|#instant| #instant.plus(#state.lateness()))))
        }));
        // With several the last one rules; where one never comes, there is no such instant.
        let (a, b) = (names::local("one", span), names::local("other", span));
        all.reduce(|one, other| quote_spanned!(span=> #one.zip(#other).map(|(#a, #b)| #a.max(#b))))
            .unwrap_or_else(|| at.clone())
    }
}
