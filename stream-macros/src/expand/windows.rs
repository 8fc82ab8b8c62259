//! Windows: each is state that lasts from batch to batch, entered by records and closed at the end of a batch. What is computed
//! of their records are the aggregates.

use std::time::Duration;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;

use crate::graph::{Arg, NodeId, Value, When, Windowing};
use crate::ops::Op;

use super::boundaries::Closing;
use super::closure;
use super::exit::Exit;
use super::{Around, Expander, names};

impl Expander<'_> {
    fn windowing(&self, id: NodeId) -> Option<&Windowing> {
        self.node(id).window.as_deref()
    }

    /// The state of the windows, made once for each worker.
    pub(super) fn window_around(&self, id: NodeId, window: &Windowing) -> Around {
        let span = self.node(id).name.span();
        let (windows, new) = (self.state_name(id), self.new_windows(id, window));
        let late = self.late_records(id);
        let aggregate = self.aggregate(id);
        let open = quote_spanned!(span=> let mut #windows = #new; #late #aggregate);
        Around { open, ..Around::default() }
    }

    fn new_windows(&self, id: NodeId, window: &Windowing) -> TokenStream {
        let (span, krate) = (window.name.span(), self.krate);
        let (policy, worker) = (self.policy(id, window), names::worker(span));
        let placed = |new: TokenStream| self.placed(id, &new, span);
        let first = window.args.first().map(|arg| length(arg, span));
        let named = |name: &str| window.named(name).map(|value| closure::value_of(value, span));
        match window.op {
            Op::Fixed => match (window.args.first(), window.named("offset")) {
                (Some(Arg::Duration(length)), None | Some(Value::Duration(_))) => {
                    let (length, offset) = (nanos(*length), nanos(duration(window.named("offset"))));
                    quote_spanned!(span=> #krate::private::Fixed::new(#krate::private::Length::<#length, #offset>, #policy).on(&#worker))
                }
                _ => {
                    let offset = named("offset").unwrap_or_else(|| zero(span));
                    let by = placed(quote_spanned!(span=> #krate::private::LengthOf::new(#first, #offset)));
                    quote_spanned!(span=> #krate::private::Fixed::new(#by, #policy).on(&#worker))
                }
            },
            Op::Sliding => match (window.args.first(), window.named("every"), window.named("offset")) {
                (
                    Some(Arg::Duration(length)),
                    Some(Value::Duration(every)),
                    offset @ (None | Some(Value::Duration(_))),
                ) => {
                    let (length, every, offset) = (nanos(*length), nanos(*every), nanos(duration(offset)));
                    quote_spanned!(span=> #krate::private::Sliding::new(#krate::private::Slide::<#length, #every, #offset>, #policy))
                }
                (_, every, _) => {
                    let every = every.map(|every| closure::value_of(every, span));
                    let offset = named("offset").unwrap_or_else(|| zero(span));
                    let by =
                        placed(quote_spanned!(span=> #krate::private::SlideOf::new(#first, #every, #offset)));
                    quote_spanned!(span=> #krate::private::Sliding::new(#by, #policy))
                }
            },
            Op::Session => {
                let gap = named("gap");
                placed(quote_spanned!(span=> #krate::private::Session::new(#gap, #policy)))
            }
            Op::Batches if self.has_inverse(id) => {
                let every = names::option(named("every"), span);
                placed(quote_spanned!(span=> #krate::private::InverseBatches::new(#first, #every)))
            }
            Op::CountWindow | Op::Batches => {
                let new = if window.op == Op::Batches { quote!(Batches) } else { quote!(CountWindows) };
                let every = names::option(named("every"), span);
                placed(quote_spanned!(span=> #krate::private::#new::new(#first, #every, #policy)))
            }
            _ => {
                let (ttl, keys) = (names::option(named("ttl"), span), names::option(named("max_keys"), span));
                let new =
                    placed(quote_spanned!(span=> #krate::private::RunningWindows::new(#ttl, #keys, #policy)));
                let by_clock = window.named("ttl").filter(|_| self.stamped_by(id).is_empty());
                let by_clock = by_clock.map(|_| quote_spanned!(span=> .by_clock()));
                quote_spanned!(span=> #new #by_clock)
            }
        }
    }

    /// Whether what leaves a window of batches is taken out of its value again.
    pub(super) fn has_inverse(&self, id: NodeId) -> bool {
        self.node(id).op == Op::ReduceByKeyAndWindow && self.node(id).args.len() > 1
    }

    fn policy(&self, id: NodeId, window: &Windowing) -> TokenStream {
        let (span, krate) = (window.word.span(), self.krate);
        let lateness = window.lateness.as_ref().map(|lateness| {
            let length = length(&lateness.length, span);
            quote_spanned!(span=> .allowed_lateness(#length))
        });
        let emit = window.emit.as_ref().map(|emit| match emit.when {
            When::OnClose => TokenStream::new(),
            When::OnUpdate => quote_spanned!(span=> .emit(#krate::private::Emit::OnUpdate)),
            When::Complete => quote_spanned!(span=> .emit(#krate::private::Emit::Complete)),
            When::Every => {
                let every = emit.every.as_ref().map(|every| length(every, span));
                quote_spanned!(span=> .emit(#krate::private::Emit::Every(#every)))
            }
        });
        let policy = quote_spanned!(span=> #krate::private::Policy::new() #lateness #emit);
        let Some(max) = &window.max_open else { return policy };
        let windows = closure::as_written(max);
        match max {
            Arg::Expr(Expr::Lit(_)) => quote_spanned!(span=> #policy.max_open(#windows)),
            // That it is not 0 is known when the pipeline starts.
            _ => self.placed(id, &quote_spanned!(span=> #policy.try_max_open(#windows)), span),
        }
    }

    /// Whether results leave their window when it closes and nothing else is given out: keys and states are then moved out.
    fn closes_only(&self, id: NodeId) -> bool {
        self.windowing(id).is_some_and(|window| {
            let on_close = window.emit.as_ref().is_none_or(|emit| emit.when == When::OnClose);
            on_close && window.lateness.is_none() && window.op != Op::Running
        })
    }

    /// The record at hand goes into its windows.
    pub(super) fn window_entry(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, windows, stamp) = (self.at(id), self.state_name(id), names::stamp(span));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (slot, kind, input) =
            (names::local("slot", span), names::kind(span), names::local("input", span));
        let stamped = self.stamped(id, &self.node(id).inputs[0]);
        let (pair, found, given) = (self.pair(id), self.kind(id, &key), names::given(&key, span));
        let inputs = self.inputs(id, &value, exit);
        let (made, aggregate) = self.aggregate_at_entry(id, &input);
        let late = self.late_entry(id);
        let (blamed, input_given) = (names::receiver(&windows, span), names::given(&input, span));
        let [slot_given, kind_given, stamp_given] =
            [&slot, &kind, &stamp].map(|name| names::given(name, span));
        quote_spanned! {span=>
            #at #stamped
            if let ::core::option::Option::Some(#slot) = #windows.open(#stamp) {
                #pair #found
                let #input = #inputs;
                #made
                #blamed.add(#slot_given, #kind_given, #given, #stamp_given, #input_given, #aggregate);
            } #late
        }
    }

    /// What becomes of a record that is too late for every window, where anything reads those.
    fn late_entry(&self, id: NodeId) -> TokenStream {
        if !self.plan.is_read(id, 1) {
            return TokenStream::new();
        }
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (pair, found, kept) = (self.pair(id), self.kind(id, &key), self.kept(id, &value));
        let (kind, given) = (names::kind(span), names::given(&key, span));
        let late = names::numbered("late", id, span);
        quote_spanned!(span=> else { #pair #found #kept #late.push((#krate::private::own(#kind, #given), #value)); })
    }

    /// What makes pairs of the two sides of a window, in a join by window.
    fn joined(&self, id: NodeId) -> Option<Ident> {
        let name = match self.node(id).op {
            Op::Join => "join_inner",
            Op::LeftJoin => "join_left",
            Op::RightJoin => "join_right",
            Op::FullJoin => "join_full",
            _ => return None,
        };
        Some(Ident::new(name, self.node(id).name.span()))
    }

    /// What brings the windows of a key to their owner, and the loop over the results.
    pub(super) fn window_closing(&self, id: NodeId) -> Closing {
        let (span, worker) = (self.node(id).name.span(), names::worker(self.node(id).name.span()));
        let (windows, exchange, item) = (self.state_name(id), self.exchange(id), names::item(span));
        let (made, given) = (self.aggregate_at_close(id), self.aggregate_given(id));
        let watermark = self.watermark(id);
        let close =
            if self.closes_only(id) { quote_spanned!(span=> close) } else { quote_spanned!(span=> emit) };
        let tick = quote_spanned!(span=> #worker.tick(#watermark));
        let blamed = names::receiver(&windows, span);
        let results = quote_spanned!(span=> #blamed.#close(#tick, #given));
        Closing::new(
            quote_spanned!(span=> #made #blamed.exchange(&mut #exchange, #given).await;),
            match self.joined(id) {
                Some(joined) => {
                    let krate = self.krate;
                    quote_spanned!(span=> for #item in #krate::private::#joined(#results))
                }
                None => quote_spanned!(span=> for #item in #results),
            },
        )
    }
}

fn length(arg: &Arg, span: Span) -> TokenStream {
    match arg {
        Arg::Duration(duration) => names::duration(*duration, span),
        arg => closure::as_written(arg),
    }
}

fn duration(value: Option<&Value>) -> Duration {
    match value {
        Some(Value::Duration(duration)) => *duration,
        _ => Duration::ZERO,
    }
}

fn zero(span: Span) -> TokenStream {
    names::duration(Duration::ZERO, span)
}

/// Nanoseconds as a constant of a type.
fn nanos(duration: Duration) -> Literal {
    Literal::i64_suffixed(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX))
}
