//! Operators with state that lasts from batch to batch: how they are closed at the end of one, and those that are no windows.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;

use crate::graph::{Arg, JoinBy, NodeId, Value, time};
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
        let option = |name: &str| match (self.named(id, name), node.named(name)) {
            (Some(value), Some(Value::Duration(_) | Value::Arg(_))) => {
                quote_spanned!(span=> ::core::option::Option::Some(#value))
            }
            _ => quote_spanned!(span=> ::core::option::Option::None),
        };
        let (worker, number) = (names::worker(span), id.0);
        let workers = quote_spanned!(span=> #worker.workers());
        let placed = |new: TokenStream| quote_spanned!(span=> #new.map_err(|error| error.at(#worker.operator(#number)))?);
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

    /// A join by distance, of its kind.
    fn interval(&self, id: NodeId) -> TokenStream {
        let (span, krate, worker) =
            (self.node(id).name.span(), self.krate, names::worker(self.node(id).name.span()));
        let mode = match self.node(id).op {
            Op::LeftJoin => quote_spanned!(span=> LeftOuter),
            Op::RightJoin => quote_spanned!(span=> RightOuter),
            Op::FullJoin => quote_spanned!(span=> FullOuter),
            _ => quote_spanned!(span=> Inner),
        };
        let within = if self.node(id).join == Some(JoinBy::Forever) {
            quote_spanned!(span=> #krate::private::Within::Forever)
        } else {
            let within = self.named(id, "within");
            quote_spanned!(span=> #krate::private::Within::Limit(#within))
        };
        let held = self.named(id, "max_held").map(|held| quote_spanned!(span=> .max_held(#held)));
        quote_spanned!(span=> #krate::private::Interval::new(#krate::private::#mode, #within, #worker.workers()) #held)
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
        let (found, kept) = (self.kind(id, &key), self.kept(id, &item));
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

    /// The record goes into its side of a join by distance or by window.
    fn side_entry(&self, reader: Use) -> TokenStream {
        let id = reader.node;
        let edge = &self.node(id).inputs[reader.input];
        let span = if reader.input == 0 { self.node(id).name.span() } else { edge.span };
        let (at, state, stamp) = (self.at(id), self.state_name(id), names::stamp(span));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (stamped, pair, found, kept) =
            (self.stamped(id, edge), self.pair(id), self.kind(id, &key), self.kept(id, &value));
        let kind = names::kind(span);
        let (given, kind) = (names::given(&key, span), quote_spanned!(span=> { #kind }));
        let blamed = names::receiver(&state, span);
        if self.node(id).window.is_none() {
            let side = Ident::new(if reader.input == 0 { "left" } else { "right" }, span);
            let reach = names::local("reach", span);
            return quote_spanned! {span=>
                #at #stamped
                if let ::core::option::Option::Some(#reach) = #state.open(#stamp) {
                    #pair #found #kept
                    #blamed.#side(#reach, #kind, #given, #value);
                }
            };
        }
        let (slot, krate) = (names::local("slot", span), self.krate);
        let aggregate = names::numbered("aggregate", id, span);
        let side = Ident::new(if reader.input == 0 { "Left" } else { "Right" }, span);
        quote_spanned! {span=>
            #at #stamped
            if let ::core::option::Option::Some(#slot) = #state.open(#stamp) {
                #pair #found #kept
                #blamed.add(#slot, #kind, #given, #stamp, #krate::private::Side::#side(#value), &#aggregate);
            }
        }
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
        let (now, number, blamed) = (names::local("tick", span), id.0, names::receiver(&state, span));
        let placed = |new: TokenStream| quote_spanned!(span=> #new.map_err(|error| error.at(#worker.operator(#number)))?);
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
            #worker.gauge(#number, #state.gauge());
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

    /// A table that is joined: opened with the worker, and looked at again with each batch.
    pub(super) fn table_around(&self, id: NodeId) -> Around {
        let (span, krate, number) = (self.node(id).name.span(), self.krate, id.0);
        let (table, worker) = (names::numbered("table", id, span), names::worker(span));
        let given = names::given(&self.value(id, 0), span);
        Around {
            open: quote_spanned!(span=> let mut #table = #krate::private::Given(#given).open_as_table(&mut #worker, #number)?;),
            begin: quote_spanned!(span=> #table.refresh(&#worker)?;),
            ..Around::default()
        }
    }

    /// The record is looked up in a table.
    pub(super) fn table_entry(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let node = self.node(id);
        let span = node.name.span();
        let (at, table, item) = (self.at(id), names::numbered("table", id, span), names::item(span));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (pair, found, kind) = (self.pair(id), self.kind(id, &key), names::kind(span));
        let row = names::local("row", span);
        let get = quote_spanned!(span=> #table.get(#kind, &#key));
        let looked_up = if node.op == Op::LeftJoin {
            quote_spanned!(span=> let #row = #get;)
        } else {
            let leave = exit.leave(span);
            quote_spanned!(span=> let ::core::option::Option::Some(#row) = #get else { #leave };)
        };
        quote_spanned!(span=> #at #pair #found #looked_up let #item = (#key, (#value, #row));)
    }

    /// Whether the operator looks records up in a table.
    pub(super) fn is_table(&self, id: NodeId) -> bool {
        self.node(id).join == Some(JoinBy::Table)
    }
}
