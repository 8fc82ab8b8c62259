//! Closures that wait, of `map_async` and `lookup`: each call becomes a future that owns what it was given, so that several
//! wait at once.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::{Arg, NodeId};

use super::closure::Question;
use super::{Expander, names};

impl Expander<'_> {
    /// A named argument as a variable of the worker, where it is given.
    pub(super) fn setting(&self, id: NodeId, name: &str, ty: &TokenStream) -> Option<TokenStream> {
        let span = self.node(id).name.span();
        let (setting, value) = (names::numbered(name, id, span), self.named(id, name)?);
        Some(quote_spanned!(span=> let #setting: ::core::#ty = #value;))
    }

    /// The time after which a wait is given up, as a variable of the worker, where one is said.
    pub(super) fn timeout(&self, id: NodeId) -> Option<TokenStream> {
        self.setting(id, "timeout", &quote!(time::Duration))
    }

    /// The record at hand begins to wait in `map_async`.
    pub(super) fn wait(&self, id: NodeId) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let (at, state) = (self.at(id), self.state_name(id));
        let (made, mut future) = self.future(id, &names::item(span));
        if self.gives_results(id) {
            let here = self.here(id, span);
            future = quote_spanned!(span=> #krate::private::placed((#here)(), #future));
        }
        if self.plan.carried[id.0] {
            let stamp = names::stamp(span);
            future = quote_spanned!(span=> #krate::private::stamped(#stamp, #future));
        }
        quote_spanned!(span=> #at #made #state.push(#future);)
    }

    /// The future that the closure makes of the variable `given`: the statement that makes it, and it as an expression, given up
    /// after a while where that is said.
    pub(super) fn future(&self, id: NodeId, given: &Ident) -> (TokenStream, TokenStream) {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let (future, called) = (names::local("future", span), self.called(id, given));
        let made = quote_spanned!(span=> let #future = #called;);
        let future = names::given(&future, span);
        let future = quote_spanned!(span=> #krate::private::Given(#future).wait_as_future());
        if self.node(id).named("timeout").is_none() {
            return (made, future);
        }
        let timeout = names::numbered("timeout", id, span);
        let limited = if self.tries(id) { quote!(timeout_of_result) } else { quote!(timeout) };
        (made, quote_spanned!(span=> #krate::private::#limited(#timeout, #future)))
    }

    /// The closure called: one that waits by itself becomes the future, another returns it.
    fn called(&self, id: NodeId, given: &Ident) -> TokenStream {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let taken = names::given(given, span);
        let closure = match &self.node(id).args[0] {
            Arg::Closure(closure) if closure.facts.awaits => closure,
            _ => {
                let applied = self.apply(id, 0, &[quote!(#taken)], Question::IsTheClosures);
                let (bind, value) = (applied.bind, applied.value);
                return quote_spanned!(span=> { #bind #value });
            }
        };
        let (param, body) = (&closure.params[0], &closure.body);
        let (pat, ty) = (&param.pat, param.ty.as_ref().map(|ty| quote!(: #ty)));
        let is_move = closure.is_move.then(|| quote!(move));
        let body = if closure.facts.tries {
            quote_spanned!(span=> ::core::result::Result::Ok::<_, #krate::private::RecordError>({ #body }))
        } else if let Some(output) = &closure.output {
            quote_spanned!(span=> { let value: #output = { #body }; value })
        } else {
            quote!(#body)
        };
        quote_spanned! {span=> {
            let #given = #krate::private::Moved::new(#taken);
            async #is_move { let #pat #ty = #given.into_inner(); #body }
        }}
    }

    /// Whether what has waited is a `Result`, by which its record may be rejected: `?` stands beside `.await`, or the wait may be
    /// given up.
    pub(super) fn gives_results(&self, id: NodeId) -> bool {
        self.tries(id) || self.node(id).named("timeout").is_some()
    }

    /// Whether `?` in the closure rejects the record.
    fn tries(&self, id: NodeId) -> bool {
        matches!(&self.node(id).args[0], Arg::Closure(of) if of.facts.tries && of.facts.awaits)
    }
}
