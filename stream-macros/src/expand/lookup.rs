//! `lookup`: records wait together for the answers of an outside store.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::{Arg, NodeId};

use super::boundaries::Closing;
use super::closure::Question;
use super::exit::Exit;
use super::{Expander, names};

impl Expander<'_> {
    fn lookup(&self, id: NodeId) -> Ident {
        names::numbered("lookup", id, self.node(id).name.span())
    }

    /// The answers, kept by each worker.
    pub(super) fn new_lookup(&self, id: NodeId) -> TokenStream {
        let (span, krate, lookup) = (self.node(id).name.span(), self.krate, self.lookup(id));
        let cache = self.named(id, "cache");
        let ttl = match self.named(id, "ttl") {
            Some(ttl) => quote_spanned!(span=> ::core::option::Option::Some(#ttl)),
            None => quote_spanned!(span=> ::core::option::Option::None),
        };
        let at_once =
            self.named(id, "concurrency").unwrap_or_else(|| quote_spanned!(span=> #krate::private::AT_ONCE));
        let timeout = self.named(id, "timeout").map(|value| {
            let timeout = names::numbered("timeout", id, span);
            quote_spanned!(span=> let #timeout: ::core::time::Duration = #value;)
        });
        quote_spanned! {span=>
            let mut #lookup = #krate::private::Lookup::new(#cache, #ttl, #at_once);
            #timeout
        }
    }

    pub(super) fn lookup_begin(&self, id: NodeId) -> TokenStream {
        let (span, lookup) = (self.node(id).name.span(), self.lookup(id));
        let worker = names::worker(span);
        quote_spanned!(span=> #lookup.begin(#worker.batch().time);)
    }

    /// The record at hand begins to wait.
    pub(super) fn lookup_entry(&self, id: NodeId) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, lookup, waiting) = (self.at(id), self.lookup(id), self.state_name(id));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (pair, found, kind) = (self.pair(id), self.kind(id, &key), names::kind(span));
        let (given, slot) = (names::given(&key, span), names::local("slot", span));
        let stamp = self.lookup_stamp(id);
        let here = self.lookup_tries(id).then(|| {
            let here = self.here(id, span);
            quote_spanned!(span=> (#here)())
        });
        let here = here.unwrap_or_else(|| quote!(()));
        quote_spanned! {span=>
            #at #pair #found
            let #slot = #lookup.slot(#kind, #given);
            #waiting.push((#stamp, #here, #slot, #value));
        }
    }

    /// Asks for what is missing, and the loop over the records.
    pub(super) fn lookup_closing(&self, id: NodeId) -> Closing {
        let span = self.node(id).name.span();
        let (lookup, waiting, item) = (self.lookup(id), self.state_name(id), names::item(span));
        let (key, asked) = (names::local("key", span), self.asked(id));
        Closing::new(
            quote_spanned!(span=> #lookup.fetch(|#key| #asked).await;),
            quote_spanned!(span=> for #item in #waiting.drain(..)),
        )
    }

    /// The future that asks for `key`, and is given up after a while where that is said.
    fn asked(&self, id: NodeId) -> TokenStream {
        let (span, krate, future) = (self.node(id).name.span(), self.krate, self.asking(id));
        if self.node(id).named("timeout").is_none() {
            return future;
        }
        let timeout = names::numbered("timeout", id, span);
        let limited = if self.tries(id) { quote!(timeout_of_result) } else { quote!(timeout) };
        quote_spanned!(span=> #krate::private::#limited(#timeout, #future))
    }

    /// The future that asks for `key` and waits for its answer.
    fn asking(&self, id: NodeId) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let key = names::local("key", span);
        let closure = match &self.node(id).args[0] {
            Arg::Closure(closure) if closure.facts.awaits => closure,
            _ => {
                let applied = self.apply(id, 0, &[quote!(#key)], Question::IsTheClosures);
                let (bind, value) = (applied.bind, applied.value);
                return quote_spanned!(span=> { #bind #value });
            }
        };
        let (param, body) = (&closure.params[0], &closure.body);
        let (pat, ty) = (&param.pat, param.ty.as_ref().map(|ty| quote!(: #ty)));
        let is_move = closure.is_move.then(|| quote!(move));
        let body = if closure.facts.tries {
            quote_spanned!(span=> ::core::result::Result::Ok::<_, #krate::private::RecordError>({ #body }))
        } else {
            quote!(#body)
        };
        quote_spanned! {span=> {
            let #key = #krate::private::Moved::new(#key);
            async #is_move { let #pat #ty = #key.into_inner(); #body }
        }}
    }

    /// The first statements of the loop over the records: each with its answer.
    pub(super) fn lookup_result(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (lookup, item) = (self.lookup(id), names::item(span));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (slot, here, answer) =
            (names::local("slot", span), names::local("here", span), names::local("answer", span));
        let stamp = if self.plan.carried[id.0] {
            let stamp = names::stamp(span);
            quote!(#stamp)
        } else {
            quote_spanned!(span=> _)
        };
        let leave = exit.leave(span);
        let accepted = self.lookup_tries(id).then(|| {
            let accepted =
                self.accepted_at(id, &quote_spanned!(span=> #answer), &quote_spanned!(span=> || #here));
            quote_spanned! {span=>
                let ::core::option::Option::Some(#answer) = #accepted else {
                    #lookup.refuse(#slot);
                    #leave
                };
            }
        });
        let here = if self.lookup_tries(id) { quote!(#here) } else { quote_spanned!(span=> ()) };
        quote_spanned! {span=>
            let (#stamp, #here, #slot, #value) = #item;
            let ::core::option::Option::Some((#key, #answer)) = #lookup.answer(#slot) else { #leave };
            #accepted
            let #item = (#key, (#value, #answer));
        }
    }

    /// What follows the loop.
    pub(super) fn lookup_after(&self, id: NodeId) -> TokenStream {
        let (span, lookup) = (self.node(id).name.span(), self.lookup(id));
        quote_spanned!(span=> #lookup.trim();)
    }

    fn lookup_stamp(&self, id: NodeId) -> TokenStream {
        let stamp = names::stamp(self.node(id).name.span());
        if self.plan.carried[id.0] { quote!(#stamp) } else { quote!(()) }
    }

    /// Whether an answer may refuse its record: the closure waits, and `?` is in it, or it may be given up.
    fn lookup_tries(&self, id: NodeId) -> bool {
        self.tries(id) || self.node(id).named("timeout").is_some()
    }
}
