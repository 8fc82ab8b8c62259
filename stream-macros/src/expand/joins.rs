//! Joins: of two streams by batch, by distance in time or by window, and of a stream with a table.
//!
//! Within a batch both sides are entered into one table of groups; by distance and by window they are lasting state, closed as
//! such; a table is looked into as the record passes.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::Ident;

use crate::graph::{JoinBy, NodeId};
use crate::ops::Op;
use crate::plan::Use;

use super::boundaries::Closing;
use super::exit::Exit;
use super::{Around, Expander, names};

impl Expander<'_> {
    /// The record goes into its side of the join.
    pub(super) fn side_entry(&self, reader: Use) -> TokenStream {
        let id = reader.node;
        let (node, is_left) = (self.node(id), reader.input == 0);
        let edge = &node.inputs[reader.input];
        let span = if is_left { node.name.span() } else { edge.span };
        let (at, state, stamp) = (self.at(id), self.state_name(id), names::stamp(span));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (pair, found, kept) = (self.pair(id), self.kind(id, &key), self.kept(id, &value));
        let kind = names::kind(span);
        let (given, kind) = (names::given(&key, span), quote_spanned!(span=> { #kind }));
        let blamed = names::receiver(&state, span);
        let found = self.same_keys(id, &found);
        let side = Ident::new(if is_left { "left" } else { "right" }, span);
        if !self.lasts(id) {
            return quote_spanned!(span=> #at #pair #found #kept #blamed.#side(#kind, #given, #value););
        }
        let place = names::local(if node.window.is_some() { "slot" } else { "reach" }, span);
        let enter = if node.window.is_some() {
            let (aggregate, krate) = (names::numbered("aggregate", id, span), self.krate);
            let side = Ident::new(if is_left { "Left" } else { "Right" }, span);
            let side = quote_spanned!(span=> #krate::private::Side::#side(#value));
            quote_spanned!(span=> add(#place, #kind, #given, #stamp, #side, &#aggregate))
        } else {
            quote_spanned!(span=> #side(#place, #kind, #given, #value))
        };
        let stamped = self.stamped(id, edge);
        quote_spanned! {span=>
            #at #stamped
            if let ::core::option::Option::Some(#place) = #state.open(#stamp) {
                #pair #found #kept
                #blamed.#enter;
            }
        }
    }

    /// The statements that find out the kind of a key, and then whether it is of the type of the other stream's keys.
    fn same_keys(&self, id: NodeId, found: &TokenStream) -> TokenStream {
        let node = self.node(id);
        let span = node.inputs.last().map_or(node.name.span(), |right| right.span);
        let (state, same) = (self.state_name(id), names::local("same", span));
        let (key, kind) = (names::local("key", span), names::kind(span));
        quote_spanned! {span=>
            #found
            let #same = #state.meets(&#key, #kind);
            let (#key, #kind) = (&&#same).same_keys(#key, { #kind });
        }
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

    /// A join by distance, of its kind.
    pub(super) fn interval(&self, id: NodeId) -> TokenStream {
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

    /// The rows of the tables that the loop of a source looks records up in, and the pattern that binds them.
    pub(super) fn lent_tables(&self, source: NodeId) -> Option<(TokenStream, TokenStream)> {
        let span = self.node(source).name.span();
        let in_loop = |id: &NodeId| self.is_table(*id) && self.plan.anchors[id.0].contains(&source);
        let tables: Vec<_> = self.plan.ids().filter(in_loop).collect();
        let name = |id: &NodeId| names::numbered("table", *id, self.node(*id).name.span());
        let mut names = tables.iter().rev().map(name);
        let last = names.next()?;
        let last = (quote_spanned!(span=> #last.rows()), quote_spanned!(span=> #last));
        Some(names.fold(last, |(lent, bound), name| {
            (quote_spanned!(span=> (#name.rows(), #lent)), quote_spanned!(span=> (#name, #bound)))
        }))
    }

    /// The record is looked up in a table.
    pub(super) fn table_entry(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let node = self.node(id);
        let span = node.name.span();
        let (at, table, item) = (self.at(id), names::numbered("table", id, span), names::item(span));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (pair, found, kind) = (self.pair(id), self.kind(id, &key), names::kind(span));
        let row = names::local("row", span);
        // A block is what rustc blames, and not what is in it.
        let get = quote_spanned!(span=> #table.get({ #kind }, &#key));
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
