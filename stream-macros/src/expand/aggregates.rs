//! Aggregates: what a window takes of each value, and the value that computes the result.
//!
//! An aggregate without closures is a variable of the worker. One with closures is made anew where it is used, from the
//! closures as they stand: their types are known there only.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::{NodeId, Part};
use crate::ops::Op;

use super::closure::{self, Question};
use super::exit::Exit;
use super::{Expander, names};

impl Expander<'_> {
    /// What the aggregates take of the value at hand: one expression, or a tuple of them.
    ///
    /// The last one that takes the value itself takes it without a copy: those after it look at the value before that.
    pub(super) fn inputs(&self, id: NodeId, value: &Ident, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let parts = &self.node(id).parts;
        let last_owner = parts.iter().rposition(takes_value);
        let mut inputs: Vec<TokenStream> = parts
            .iter()
            .enumerate()
            .map(|(at, part)| self.input(id, part, value, Some(at) == last_owner, exit))
            .collect();
        let before = last_owner.map(|owner| look_first(parts, owner, &mut inputs)).unwrap_or_default();
        match inputs.as_slice() {
            [one] if self.node(id).op != Op::Aggregate || parts.len() == 1 => one.clone(),
            _ if before.is_empty() => quote_spanned!(span=> (#(#inputs,)*)),
            _ => quote_spanned!(span=> { #before (#(#inputs,)*) }),
        }
    }

    fn input(&self, id: NodeId, part: &Part, value: &Ident, last: bool, exit: &Exit) -> TokenStream {
        let (span, krate) = (part.name.span(), self.krate);
        let whole = |kept: bool| {
            let owned = if kept { self.kept_at(id, span, value) } else { TokenStream::new() };
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
            let kept = if keeps(part.op) { self.kept_at(id, span, &input) } else { TokenStream::new() };
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
    pub(super) fn aggregate(&self, id: NodeId) -> Option<TokenStream> {
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
    pub(super) fn aggregate_at_entry(&self, id: NodeId, input: &Ident) -> (TokenStream, TokenStream) {
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
            _ if self.node(id).parts.len() > 1 => {
                let (known, tuple) = (self.parts_known(id, input), self.tuple(id));
                quote!(#known #tuple)
            }
            _ => TokenStream::new(),
        };
        (made, self.aggregate_given(id))
    }

    /// A reference to the aggregate, or to the tuple of several.
    pub(super) fn aggregate_given(&self, id: NodeId) -> TokenStream {
        let span = self.node(id).name.span();
        let name = if self.node(id).parts.len() > 1 { "parts" } else { "aggregate" };
        names::given_deep(&names::numbered(name, id, span), span).into()
    }

    /// The statement that makes a tuple of several aggregates, each of which is asked at its own place whether it is one.
    fn tuple(&self, id: NodeId) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let tuple = names::numbered("parts", id, span);
        let parts = self.node(id).parts.iter().enumerate().map(|(at, part)| {
            let (span, place) = (part.name.span(), self.part_place(id, at));
            quote_spanned!(span=> (&&#krate::private::aggregates::Part::of(&#place)).part())
        });
        quote_spanned!(span=> let #tuple = (#(#parts,)*);)
    }

    /// Where one of several aggregates is.
    fn part_place(&self, id: NodeId, at: usize) -> TokenStream {
        let span = self.node(id).parts[at].name.span();
        let (aggregate, mut at) = (names::numbered("aggregate", id, span), Literal::usize_unsuffixed(at));
        at.set_span(span);
        quote_spanned!(span=> #aggregate.#at)
    }

    /// The statements that make known what each of several aggregates takes, before it is asked for whether it can.
    fn parts_known(&self, id: NodeId, input: &Ident) -> TokenStream {
        let parts = self.node(id).parts.iter().enumerate();
        let of_language = |part: &Part| !matches!(part.op, Op::AggregateCount | Op::UserAggregate);
        parts
            .filter(|(_, part)| of_language(part))
            .map(|(at, part)| {
                let (span, place) = (part.name.span(), self.part_place(id, at));
                let input = names::local(&input.to_string(), span);
                let mut at = Literal::usize_unsuffixed(at);
                at.set_span(span);
                quote_spanned!(span=> #place.takes(&#input.#at);)
            })
            .collect()
    }

    /// The same where windows are merged and closed.
    pub(super) fn aggregate_at_close(&self, id: NodeId) -> TokenStream {
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
            _ if self.node(id).parts.len() > 1 => self.tuple(id),
            _ => TokenStream::new(),
        }
    }
}

/// What is computed before the tuple, in the user's order, for the aggregate at `owner` takes the value away from those after it:
/// the input of each but the owner becomes a variable. A count takes nothing, not even a look.
fn look_first(parts: &[Part], owner: usize, inputs: &mut [TokenStream]) -> TokenStream {
    let takes_nothing = |part: &Part| part.op == Op::AggregateCount;
    for (part, input) in parts.iter().zip(&mut *inputs).skip(owner).filter(|(part, _)| takes_nothing(part)) {
        *input = quote_spanned!(part.name.span()=> ());
    }
    if parts[owner + 1..].iter().all(takes_nothing) {
        return TokenStream::new();
    }
    let others = parts.iter().zip(inputs).enumerate();
    others
        .filter(|(at, (part, _))| *at != owner && !takes_nothing(part))
        .map(|(at, (part, input))| {
            let span = part.name.span();
            let variable = names::local(&format!("input{at}"), span);
            let looked = std::mem::replace(input, quote!(#variable));
            quote_spanned!(span=> let #variable = #looked;)
        })
        .collect()
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
