//! `lookup`: records wait together for the answers of an outside store.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::NodeId;

use super::boundaries::Closing;
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
        let ttl = names::option(self.named(id, "ttl"), span);
        let at_once =
            self.named(id, "concurrency").unwrap_or_else(|| quote_spanned!(span=> #krate::private::AT_ONCE));
        let timeout = self.timeout(id);
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
        let here = self.gives_results(id).then(|| {
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
        let key = names::local("key", span);
        let (made, future) = self.future(id, &key);
        Closing::new(
            quote_spanned!(span=> #lookup.fetch(|#key| { #made #future }).await;),
            quote_spanned!(span=> for #item in #waiting.drain(..)),
        )
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
        let accepted = self.gives_results(id).then(|| {
            let accepted =
                self.accepted_at(id, &quote_spanned!(span=> #answer), &quote_spanned!(span=> || #here));
            quote_spanned! {span=>
                let ::core::option::Option::Some(#answer) = #accepted else {
                    #lookup.refuse(#slot);
                    #leave
                };
            }
        });
        let here = if self.gives_results(id) { quote!(#here) } else { quote_spanned!(span=> ()) };
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
}
