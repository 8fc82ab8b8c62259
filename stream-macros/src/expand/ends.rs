//! The typed ends of a pipeline, `input::<T>()` and `.output::<U>()`: together they are its first part.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::graph::NodeId;
use crate::ops::Op;

use super::{Expander, names};

/// The ends of a pipeline that has one of them at least.
pub(super) struct Ends<'e> {
    expander: &'e Expander<'e>,
    input: Option<NodeId>,
    output: Option<NodeId>,
}

impl<'e> Ends<'e> {
    pub(super) fn of(expander: &'e Expander<'e>) -> Option<Self> {
        let end = |op| expander.plan.ids().find(|id| expander.node(*id).op == op);
        let (input, output) = (end(Op::Input), end(Op::Output));
        (input.is_some() || output.is_some()).then_some(Ends { expander, input, output })
    }

    /// The type of the parts, of which the others are `rest`.
    pub(super) fn part(&self, rest: TokenStream) -> TokenStream {
        let krate = self.expander.krate;
        let (input, output) = (self.record(self.input), self.record(self.output));
        let waits =
            Ident::new(if self.expander.plan.waits() { "Waits" } else { "NoWait" }, Span::call_site());
        quote!((#krate::private::Ports<#input, #output, #krate::private::#waits>, #rest))
    }

    /// The pattern of the parts, of which the others are `rest`.
    pub(super) fn pattern(&self, rest: TokenStream) -> TokenStream {
        let ports = self.ports();
        quote!((#ports, #rest))
    }

    /// Takes the ends apart.
    pub(super) fn split(&self) -> TokenStream {
        let (ports, input, output) =
            (self.ports(), self.name("input", self.input), self.name("output", self.output));
        quote!(let (#input, #output) = #ports.split();)
    }

    fn ports(&self) -> Ident {
        names::local("ports", self.expander.plan.graph.call)
    }

    fn name(&self, name: &str, end: Option<NodeId>) -> TokenStream {
        let Some(id) = end else { return quote!(_) };
        let name = names::numbered(name, id, self.expander.node(id).name.span());
        quote!(#name)
    }

    /// The record of an end, as the user wrote it.
    fn record(&self, end: Option<NodeId>) -> TokenStream {
        let krate = self.expander.krate;
        match end.map(|id| self.expander.node(id).types.first()) {
            Some(Some(ty)) => quote!(#ty),
            Some(None) => quote!(_),
            None => quote!(#krate::private::NoRecord),
        }
    }
}
