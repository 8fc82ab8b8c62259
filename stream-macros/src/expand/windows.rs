//! Windows: each is state that lasts from batch to batch, entered by records and closed at the end of a batch.

use std::time::Duration;

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::{Arg, NodeId, Part, Value, When, Windowing};
use crate::ops::Op;

use super::boundaries::Closing;
use super::closure::{self, Question};
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
        let (worker, number) = (names::worker(span), id.0);
        let policy = self.policy(window);
        let placed = |new: TokenStream| quote_spanned!(span=> #new.map_err(|error| error.at(#worker.operator(#number)))?);
        let first = window.args.first().map(|arg| length(arg, span));
        let named = |name: &str| window.named(name).map(|value| value_of(value, span));
        match window.op {
            Op::Fixed => match (window.args.first(), window.named("offset")) {
                (Some(Arg::Duration(length)), None | Some(Value::Duration(_))) => {
                    let (length, offset) = (nanos(*length), nanos(duration(window.named("offset"))));
                    quote_spanned!(span=> #krate::private::Fixed::new(#krate::private::Length::<#length, #offset>, #policy))
                }
                _ => {
                    let offset = named("offset").unwrap_or_else(|| zero(span));
                    let by = placed(quote_spanned!(span=> #krate::private::LengthOf::new(#first, #offset)));
                    quote_spanned!(span=> #krate::private::Fixed::new(#by, #policy))
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
                    let every = every.map(|every| value_of(every, span));
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
                let every = option(named("every"), span);
                placed(quote_spanned!(span=> #krate::private::InverseBatches::new(#first, #every)))
            }
            Op::CountWindow | Op::Batches => {
                let new = if window.op == Op::Batches { quote!(Batches) } else { quote!(CountWindows) };
                let every = option(named("every"), span);
                placed(quote_spanned!(span=> #krate::private::#new::new(#first, #every, #policy)))
            }
            _ => {
                let (ttl, keys) = (option(named("ttl"), span), option(named("max_keys"), span));
                placed(quote_spanned!(span=> #krate::private::RunningWindows::new(#ttl, #keys, #policy)))
            }
        }
    }

    /// Whether what leaves a window of batches is taken out of its value again.
    fn has_inverse(&self, id: NodeId) -> bool {
        self.node(id).op == Op::ReduceByKeyAndWindow && self.node(id).args.len() > 1
    }

    fn policy(&self, window: &Windowing) -> TokenStream {
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
        let max_open = window.max_open.as_ref().map(|max| {
            let max = closure::as_written(max);
            quote_spanned!(span=> .max_open(#max))
        });
        quote_spanned!(span=> #krate::private::Policy::new() #lateness #emit #max_open)
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

    /// What the aggregates take of the value at hand: one expression, or a tuple of them.
    fn inputs(&self, id: NodeId, value: &proc_macro2::Ident, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let parts = &self.node(id).parts;
        let last_owner = parts.iter().rposition(takes_value);
        let inputs: Vec<TokenStream> = parts
            .iter()
            .enumerate()
            .map(|(at, part)| self.input(id, part, value, Some(at) == last_owner, exit))
            .collect();
        match inputs.as_slice() {
            [one] if self.node(id).op != Op::Aggregate || parts.len() == 1 => one.clone(),
            _ => quote_spanned!(span=> (#(#inputs,)*)),
        }
    }

    fn input(
        &self,
        id: NodeId,
        part: &Part,
        value: &proc_macro2::Ident,
        last: bool,
        exit: &Exit,
    ) -> TokenStream {
        let (span, krate) = (part.name.span(), self.krate);
        let whole = |kept: bool| {
            let owned = if kept { self.kept(id, value) } else { TokenStream::new() };
            if last {
                quote_spanned!(span=> { #owned #value })
            } else {
                quote_spanned!(span=> { #owned #krate::private::fork(&#value) })
            }
        };
        let projected = |at: usize, exit: &Exit| {
            let reference = quote_spanned!(span=> &#value);
            let (bind, taken) = self.settled(id, self.apply(id, at, &[reference], Question::Rejects), exit);
            let input = names::local("taken", span);
            let kept = if keeps(part.op) { self.kept(id, &input) } else { TokenStream::new() };
            quote_spanned!(span=> { #bind let #input = { #taken }; #kept #input })
        };
        match part.op {
            Op::AggregateCount => quote_spanned!(span=> { let _ = &#value; }),
            Op::AggregateTop => {
                let by = projected(part.first + 1, exit);
                let whole = whole(true);
                quote_spanned! {span=> {
                    let by = #by;
                    #value.record_type_is_known();
                    let ties = (&&&#krate::private::TiesProbe::of(&#value)).ties();
                    (by, #whole, ties)
                }}
            }
            Op::AggregateReduce | Op::AggregateFold | Op::UserAggregate => whole(true),
            _ if part.count > 0 => projected(part.first, exit),
            _ => whole(keeps(part.op)),
        }
    }

    /// The aggregate as a variable of the worker, unless closures are in it, whose types are known where they are used only.
    fn aggregate(&self, id: NodeId) -> Option<TokenStream> {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        if self.node(id).join.is_some() {
            let aggregate = names::numbered("aggregate", id, span);
            return Some(quote_spanned!(span=> let #aggregate = #krate::private::SidesOf::new();));
        }
        let parts: Vec<TokenStream> =
            self.node(id).parts.iter().map(|part| self.part(id, part)).collect::<Option<_>>()?;
        let aggregate = names::numbered("aggregate", id, span);
        let made = match parts.as_slice() {
            [one] => one.clone(),
            _ => quote_spanned!(span=> (#(#parts,)*)),
        };
        Some(quote_spanned!(span=> let #aggregate = #made;))
    }

    fn part(&self, id: NodeId, part: &Part) -> Option<TokenStream> {
        let (span, krate) = (part.name.span(), self.krate);
        let kind = match part.op {
            Op::AggregateCount => quote_spanned!(span=> Count),
            Op::AggregateSum if part.has("wrapping") => quote_spanned!(span=> WrappingSum),
            Op::AggregateSum if part.has("compensated") => quote_spanned!(span=> CompensatedSum),
            Op::AggregateSum => quote_spanned!(span=> Sum),
            Op::AggregateMean if part.has("compensated") => quote_spanned!(span=> CompensatedMean),
            Op::AggregateMean => quote_spanned!(span=> Mean),
            Op::AggregateMin => quote_spanned!(span=> Min),
            Op::AggregateMax => quote_spanned!(span=> Max),
            Op::AggregateCollect => quote_spanned!(span=> Collect),
            Op::AggregateDistinct => quote_spanned!(span=> DistinctCount),
            Op::AggregateTop => {
                let n = self.value(id, part.first);
                return Some(quote_spanned!(span=> #krate::private::aggregates::Top::new(#n)));
            }
            Op::UserAggregate => {
                let own = self.value(id, part.first);
                return Some(quote!(#own));
            }
            _ => return None,
        };
        Some(quote_spanned!(span=> #krate::private::aggregates::#kind::new()))
    }

    /// The statement that makes the aggregate where a record is entered, if it is made there, and a reference to it.
    fn aggregate_at_entry(&self, id: NodeId, input: &proc_macro2::Ident) -> (TokenStream, TokenStream) {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let aggregate = names::numbered("aggregate", id, span);
        let made = match self.node(id).op {
            Op::AggregateReduce | Op::ReduceByKeyAndWindow => {
                let reducer = self.reducer(id, 0);
                quote_spanned!(span=> let #aggregate = #krate::private::reduce_of(&#input, #reducer);)
            }
            Op::AggregateFold => {
                let (init, fold, merge) =
                    (closure::as_written(&self.node(id).args[0]), self.reducer(id, 1), self.reducer(id, 2));
                quote_spanned!(span=> let #aggregate = #krate::private::fold_of(&#input, || #init, #fold, #merge);)
            }
            _ => TokenStream::new(),
        };
        (made, names::given_deep(&aggregate, span).into())
    }

    /// The same where windows are merged and closed.
    fn aggregate_at_close(&self, id: NodeId) -> TokenStream {
        let span = self.node(id).name.span();
        let (aggregate, windows) = (names::numbered("aggregate", id, span), self.state_name(id));
        match self.node(id).op {
            _ if self.has_inverse(id) => {
                let (reducer, inverse) = (self.reducer(id, 0), self.reducer(id, 1));
                quote_spanned!(span=> let #aggregate = #windows.reversible(#reducer, #inverse);)
            }
            Op::AggregateReduce | Op::ReduceByKeyAndWindow => {
                let reducer = self.reducer(id, 0);
                quote_spanned!(span=> let #aggregate = #windows.reducer(#reducer);)
            }
            Op::AggregateFold => {
                let merge = self.reducer(id, 2);
                quote_spanned!(span=> let #aggregate = #windows.folder(#merge);)
            }
            _ => TokenStream::new(),
        }
    }

    /// What makes pairs of the two sides of a window, in a join by window.
    fn joined(&self, id: NodeId) -> Option<proc_macro2::Ident> {
        let name = match self.node(id).op {
            Op::Join => "join_inner",
            Op::LeftJoin => "join_left",
            Op::RightJoin => "join_right",
            Op::FullJoin => "join_full",
            _ => return None,
        };
        Some(proc_macro2::Ident::new(name, self.node(id).name.span()))
    }

    /// What brings the windows of a key to their owner, and the loop over the results.
    pub(super) fn window_closing(&self, id: NodeId) -> Closing {
        let (span, worker) = (self.node(id).name.span(), names::worker(self.node(id).name.span()));
        let (windows, exchange, item) = (self.state_name(id), self.exchange(id), names::item(span));
        let (made, aggregate) = (self.aggregate_at_close(id), names::numbered("aggregate", id, span));
        let watermark = self.watermark(id);
        let close =
            if self.closes_only(id) { quote_spanned!(span=> close) } else { quote_spanned!(span=> emit) };
        let tick = quote_spanned!(span=> #worker.tick(#watermark));
        let (blamed, given) = (names::receiver(&windows, span), names::given_deep(&aggregate, span));
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

/// Whether the aggregate takes the value itself, and not something of it.
fn takes_value(part: &Part) -> bool {
    match part.op {
        Op::AggregateCount => false,
        Op::AggregateTop | Op::AggregateReduce | Op::AggregateFold | Op::UserAggregate => true,
        _ => part.count == 0,
    }
}

/// Whether the aggregate keeps what it takes.
fn keeps(op: Op) -> bool {
    !matches!(op, Op::AggregateCount | Op::AggregateSum | Op::AggregateMean)
}

fn length(arg: &Arg, span: Span) -> TokenStream {
    match arg {
        Arg::Duration(duration) => names::duration(*duration, span),
        arg => closure::as_written(arg),
    }
}

fn value_of(value: &Value, span: Span) -> TokenStream {
    match value {
        Value::Duration(duration) => names::duration(*duration, span),
        Value::Flag | Value::Word(_) => quote_spanned!(span=> true),
        Value::Arg(arg) => closure::as_written(arg),
    }
}

fn option(value: Option<TokenStream>, span: Span) -> TokenStream {
    match value {
        Some(value) => quote_spanned!(span=> ::core::option::Option::Some(#value)),
        None => quote_spanned!(span=> ::core::option::Option::None),
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
