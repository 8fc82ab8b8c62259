//! Operators with state that lasts from batch to batch: how they are closed at the end of one, and those that are no windows.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;

use crate::graph::{Arg, NodeId, Value, time};
use crate::ops::Op;
use crate::plan::Use;

use super::boundaries::Closing;
use super::closure;
use super::exit::Exit;
use super::{Around, Expander, names};

impl Expander<'_> {
    /// Whether the operator keeps state from batch to batch.
    pub(super) fn lasts(&self, id: NodeId) -> bool {
        time::lasts(self.node(id))
    }

    /// The state, made once for each worker.
    pub(super) fn lasting_around(&self, id: NodeId) -> Around {
        let node = self.node(id);
        if let Some(window) = &node.window {
            return self.window_around(id, window);
        }
        let (span, krate, state) = (node.name.span(), self.krate, self.state_name(id));
        let option = |name: &str| {
            let is_said = matches!(node.named(name), Some(Value::Duration(_) | Value::Arg(_)));
            names::option(self.named(id, name).filter(|_| is_said), span)
        };
        let worker = names::worker(span);
        let workers = quote_spanned!(span=> #worker.workers());
        let placed = |new: TokenStream| self.placed(id, &new, span);
        let new = match node.op {
            Op::DedupBy => {
                let within = option("within");
                let new = placed(quote_spanned!(span=> #krate::private::Dedup::new(#workers, #within)));
                self.bounded(id, new, &["max_ids"])
            }
            Op::UpdateStateByKey => quote_spanned!(span=> #krate::private::UpdateState::new(#workers)),
            Op::Stateful => {
                let (ttl, max_keys) = (option("ttl"), option("max_keys"));
                let new =
                    placed(quote_spanned!(span=> #krate::private::Stateful::new(#workers, #ttl, #max_keys)));
                self.bounded(id, new, &["max_chained_timers"])
            }
            _ => self.interval(id),
        };
        let late = self.late_records(id);
        Around { open: quote_spanned!(span=> let mut #state = #new; #late), ..Around::default() }
    }

    /// What may fail, its error placed at the operator.
    pub(super) fn placed(&self, id: NodeId, fallible: &TokenStream, span: Span) -> TokenStream {
        let (worker, number) = (names::worker(span), id.0);
        quote_spanned!(span=> #fallible.map_err(|error| error.at(#worker.operator(#number)))?)
    }

    /// State with the bounds that are said, by the clock where no event time is declared.
    fn bounded(&self, id: NodeId, new: TokenStream, bounds: &[&str]) -> TokenStream {
        let span = self.node(id).name.span();
        let bounds = bounds.iter().filter_map(|bound| {
            let (name, value) = (Ident::new(bound, span), self.named(id, bound)?);
            Some(quote_spanned!(span=> .#name(#value)))
        });
        let by_clock = self.stamped_by(id).is_empty().then(|| quote_spanned!(span=> .by_clock()));
        quote_spanned!(span=> #new #by_clock #(#bounds)*)
    }

    /// Where the records that came too late are kept, where anything reads them.
    pub(super) fn late_records(&self, id: NodeId) -> TokenStream {
        if !self.plan.is_read(id, 1) {
            return TokenStream::new();
        }
        let span = self.node(id).name.span();
        let late = names::numbered("late", id, span);
        quote_spanned!(span=> let mut #late = ::std::vec::Vec::new();)
    }

    /// The record at hand goes into the state.
    pub(super) fn lasting_entry(&self, reader: Use, exit: &Exit) -> TokenStream {
        let id = reader.node;
        match self.node(id).op {
            _ if self.node(id).join.is_some() => self.side_entry(reader),
            _ if self.node(id).window.is_some() => self.window_entry(id, exit),
            Op::DedupBy => self.dedup_entry(id, exit),
            _ => self.raw_entry(id),
        }
    }

    fn dedup_entry(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, state, stamp, item) =
            (self.at(id), self.state_name(id), names::stamp(span), names::item(span));
        let stamped = self.stamped(id, &self.node(id).inputs[0]);
        let (bind, value) = self.on_reference(id, 0, exit);
        let key = names::local("key", span);
        let (found, kept) = (self.kind_at(span, &key), self.kept(id, &item));
        let (kind, given, record) = (names::kind(span), names::given(&key, span), names::given(&item, span));
        let first = names::local("first", span);
        let late = self.plan.is_read(id, 1).then(|| {
            let late = names::numbered("late", id, span);
            quote_spanned!(span=> else if #first.is_none() { #kept #late.push(#item); })
        });
        quote_spanned! {span=>
            #at #stamped
            let #first = {
                #bind
                let #key = #value;
                #found
                #state.first(#kind, #given, #stamp)
            };
            if #first == ::core::option::Option::Some(true) {
                #kept
                #state.keep(#stamp, #record);
            } #late
        }
    }

    /// The record is kept as it is until the end of the batch.
    fn raw_entry(&self, id: NodeId) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, state) = (self.at(id), self.state_name(id));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (pair, found, kept) = (self.pair(id), self.kind(id, &key), self.kept(id, &value));
        let (kind, given) = (names::kind(span), names::given(&key, span));
        if self.node(id).op == Op::UpdateStateByKey {
            return quote_spanned!(span=> #at #pair #found #kept #state.push(#kind, #given, #value););
        }
        let (stamped, stamp) = (self.stamped(id, &self.node(id).inputs[0]), names::stamp(span));
        quote_spanned!(span=> #at #stamped #pair #found #kept #state.push(#kind, #given, #stamp, #value);)
    }

    /// What brings the state of a key to its owner, and the loop over the results.
    pub(super) fn lasting_closing(&self, id: NodeId) -> Closing {
        let node = self.node(id);
        let (span, worker) = (node.name.span(), names::worker(node.name.span()));
        let (state, exchange, item) = (self.state_name(id), self.exchange(id), names::item(span));
        if node.window.is_some() {
            return self.window_closing(id);
        }
        let watermark = self.watermark(id);
        let tick = quote_spanned!(span=> #worker.tick(#watermark));
        let (now, blamed) = (names::local("tick", span), names::receiver(&state, span));
        let placed = |new: TokenStream| self.placed(id, &new, span);
        let moved = quote_spanned!(span=> #state.exchange(&mut #exchange).await;);
        let drained = match node.op {
            Op::DedupBy => placed(quote_spanned!(span=> #state.close(#tick))),
            Op::UpdateStateByKey => {
                let update = self.reducer(id, 0);
                return Closing::new(
                    quote_spanned!(span=> #moved #blamed.update(#tick, #update);),
                    quote_spanned!(span=> for #item in #blamed.results()),
                );
            }
            Op::Stateful => {
                let (on_record, on_timer) = (self.reducer(id, 0), self.on_timer(id));
                let given = names::given(&now, span);
                let timers = placed(quote_spanned!(span=> #blamed.each_timer(#given, #on_timer)));
                return Closing::new(
                    quote_spanned!(span=> #moved let #now = #tick; #blamed.each_record(#given, #on_record);),
                    quote_spanned!(span=> for #item in #timers),
                );
            }
            _ => {
                let (pairs, met) = (names::local("pairs", span), names::local("met", span));
                return Closing {
                    before: moved,
                    around: Some((
                        quote_spanned!(span=> let mut #pairs = #state.drain(#tick);),
                        quote_spanned!(span=> while let ::core::option::Option::Some(#met) = #pairs.meet()),
                    )),
                    head: quote_spanned!(span=> for #item in #met),
                    first_only: false,
                };
            }
        };
        Closing::new(moved, quote_spanned!(span=> for #item in #drained))
    }

    /// The closure of a timer; without one a timer does nothing.
    fn on_timer(&self, id: NodeId) -> TokenStream {
        match self.node(id).named("on_timer") {
            Some(Value::Arg(arg)) => match &**arg {
                Arg::Expr(expr) => expr.to_token_stream(),
                written => closure::as_written(written),
            },
            _ => quote_spanned!(self.node(id).name.span()=> |_, _, _, _| {}),
        }
    }

    /// The first statements of the loop over the results: one that could not be finished ends the pipeline.
    pub(super) fn lasting_result(&self, id: NodeId) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let (item, worker, number) = (names::item(span), names::worker(span), id.0);
        let stamp = if self.plan.carried[id.0] {
            names::stamp(span).to_token_stream()
        } else {
            quote_spanned!(span=> _)
        };
        if self.node(id).window.is_none() {
            return quote_spanned!(span=> let (#stamp, #item) = #item;);
        }
        let (failed, shown) = (names::local("overflow", span), names::local("key", span));
        quote_spanned! {span=>
            let (#stamp, #item) = match #item {
                ::core::result::Result::Ok(#item) => #item,
                ::core::result::Result::Err(#failed) => {
                    let #shown = #failed.key.as_ref().and_then(|key| {
                        let probe = &&&&#krate::private::KeyProbe::of(key);
                        probe.key_text(key)
                    });
                    return ::core::result::Result::Err(#worker.failed(#number, &#failed.error, #shown));
                }
            };
        }
    }

    /// What follows the loop over the results: when the next are due, and what is held.
    pub(super) fn lasting_after(&self, id: NodeId) -> TokenStream {
        let (span, number) = (self.node(id).name.span(), id.0);
        let (state, worker) = (self.state_name(id), names::worker(span));
        let gauge = quote_spanned!(span=> #worker.gauge(#number, #state.gauge()););
        // Neither ever acts by itself.
        if let Op::DedupBy | Op::UpdateStateByKey = self.node(id).op {
            return gauge;
        }
        let next = quote_spanned!(span=> #state.next_close());
        let when = self.when(id, &next);
        // A join by distance fails where it holds too much, and never by the clock.
        let also = if self.node(id).join.is_some() && self.node(id).window.is_none() {
            quote_spanned!(span=> #state.check(#worker.operator(#number))?;)
        } else {
            quote_spanned!(span=> #worker.due(#state.next_tick());)
        };
        quote_spanned! {span=>
            #worker.due(#when);
            #also
            #gauge
        }
    }

    /// The loop over the records that came too late, where anything reads them.
    pub(super) fn late_stage(&self, id: NodeId) -> TokenStream {
        if !self.plan.is_read(id, 1) {
            return TokenStream::new();
        }
        let span = self.node(id).name.span();
        let (late, item) = (names::numbered("late", id, span), names::item(span));
        let stage = self.stage_of_output(id, 1, &quote_spanned!(span=> for #item in #late.drain(..)));
        quote!({ #stage })
    }
}
