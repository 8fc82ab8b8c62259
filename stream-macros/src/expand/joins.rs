//! Joins within a batch: both sides are entered into one table of groups.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Ident;

use crate::graph::NodeId;
use crate::ops::Op;
use crate::plan::Use;

use super::boundaries::Closing;
use super::{Expander, names};

impl Expander<'_> {
    /// The record goes into its side of the join.
    pub(super) fn join_entry(&self, reader: Use) -> TokenStream {
        let id = reader.node;
        let span = if reader.input == 0 { self.node(id).name.span() } else { self.node(id).inputs[1].span };
        let (at, groups) = (self.at(id), self.state_name(id));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (pair, found, kept) = (self.pair(id), self.kind(id, &key), self.kept(id, &value));
        let kind = names::kind(span);
        let kind = quote_spanned!(span=> { #kind });
        let (given, groups) = (names::given(&key, span), names::receiver(&groups, span));
        let side = Ident::new(if reader.input == 0 { "left" } else { "right" }, span);
        quote_spanned!(span=> #at #pair #found #kept #groups.#side(#kind, #given, #value);)
    }

    /// The groups come to the owners of their keys and are joined.
    pub(super) fn join_closing(&self, id: NodeId) -> Closing {
        let span = self.node(id).name.span();
        let (groups, exchange, item) = (self.state_name(id), self.exchange(id), names::item(span));
        let drain = match self.node(id).op {
            Op::Join => quote_spanned!(span=> drain_inner),
            Op::LeftJoin => quote_spanned!(span=> drain_left),
            Op::RightJoin => quote_spanned!(span=> drain_right),
            Op::FullJoin => quote_spanned!(span=> drain_full),
            _ => quote_spanned!(span=> drain_cogroup),
        };
        Closing::new(
            quote_spanned!(span=> #groups.exchange(&mut #exchange).await;),
            quote_spanned!(span=> for #item in #groups.#drain()),
        )
    }
}
