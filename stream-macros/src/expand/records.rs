//! Operators on records: each is a few statements that take `item` and leave `item`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::graph::{Arg, NodeId};
use crate::ops::Op;
use crate::plan::Use;

use super::closure::Question;
use super::exit::Exit;
use super::{Expander, names};

impl Expander<'_> {
    /// An operator inside a loop, and all that reads it.
    pub(super) fn record_operator(&self, reader: Use, exit: &Exit) -> TokenStream {
        let id = reader.node;
        match self.node(id).op {
            Op::FlatMap | Op::Flatten | Op::User | Op::Apply => self.many(id, exit),
            Op::FlatMapValues => self.many_values(id, exit),
            Op::Split => self.split(id, exit),
            _ => {
                let step = self.step(reader, exit);
                let rest = self.readers(id, 0, exit);
                quote!(#step #rest)
            }
        }
    }

    /// The statement that tells the marker which operator is at work.
    pub(super) fn at(&self, id: NodeId) -> TokenStream {
        let span = self.node(id).name.span();
        let (marker, number) = (names::marker(span), id.0);
        quote_spanned!(span=> #marker.op(#number);)
    }

    /// An operator that gives at most one record for each.
    fn step(&self, reader: Use, exit: &Exit) -> TokenStream {
        let id = reader.node;
        let at = self.at(id);
        match self.node(id).op {
            Op::Map => {
                let value = self.on_item(id, 0, exit);
                self.rebind(id, &at, &value)
            }
            Op::Filter => self.filter(id, exit),
            Op::FilterMap => {
                let (bind, value) = self.on_item(id, 0, exit);
                let span = self.node(id).name.span();
                let kept = names::local("kept", span);
                let ty = quote_spanned!(span=> ::core::option::Option<_>);
                let before = quote_spanned!(span=> #at #bind let #kept: #ty = #value;);
                self.keep_some(id, &before, &quote!(#kept), exit)
            }
            Op::Inspect => {
                let (bind, value) = self.on_reference(id, 0, exit);
                quote!(#at { #bind #value; })
            }
            Op::TryMap => {
                let (bind, value) = self.on_item(id, 0, exit);
                let span = self.node(id).name.span();
                let result = names::local("result", span);
                let ty = quote_spanned!(span=> ::core::result::Result<_, _>);
                let before = quote_spanned!(span=> #at #bind let #result: #ty = #value;);
                let accepted = self.accepted(id, &names::given(&result, span).into());
                self.keep_some(id, &before, &accepted, exit)
            }
            Op::Json | Op::Csv | Op::Parse => self.decode(id, exit),
            Op::Union => self.union(reader),
            Op::EventTime => self.event_time(id, exit),
            _ if self.is_table(id) => self.table_entry(id, exit),
            Op::Sample => self.sample(id, exit),
            Op::KeyBy => self.key_by(id, exit),
            Op::MapValues => self.map_values(id, exit),
            _ => TokenStream::new(),
        }
    }

    fn rebind(&self, id: NodeId, before: &TokenStream, applied: &(TokenStream, TokenStream)) -> TokenStream {
        let span = self.node(id).name.span();
        let (item, (bind, value)) = (names::item(span), applied);
        quote_spanned!(span=> #before #bind let #item = #value;)
    }

    /// The record as the argument of a call, and a reference to it.
    pub(super) fn given(&self, id: NodeId) -> (TokenStream, TokenStream) {
        let span = self.node(id).name.span();
        let item = names::item(span);
        let given = names::given(&item, span);
        (quote!(#given), quote_spanned!(span=> &#item))
    }

    /// The closure on the record, its rejections taken out.
    pub(super) fn on_item(&self, id: NodeId, at: usize, exit: &Exit) -> (TokenStream, TokenStream) {
        let (item, _) = self.given(id);
        self.settled(id, self.apply(id, at, &[item], self.question(id)), exit)
    }

    /// The same on a reference to the record.
    pub(super) fn on_reference(&self, id: NodeId, at: usize, exit: &Exit) -> (TokenStream, TokenStream) {
        let (_, reference) = self.given(id);
        self.settled(id, self.apply(id, at, &[reference], Question::Rejects), exit)
    }

    fn keep_some(&self, id: NodeId, before: &TokenStream, option: &TokenStream, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (item, leave) = (names::item(span), exit.leave(span));
        quote_spanned!(span=> #before let ::core::option::Option::Some(#item) = #option else { #leave };)
    }

    fn filter(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, (bind, value), leave) = (self.at(id), self.on_reference(id, 0, exit), exit.leave(span));
        let keeps = names::local("keeps", span);
        quote_spanned!(span=> #at let #keeps: ::core::primitive::bool = { #bind #value }; if !#keeps { #leave })
    }

    fn decode(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let node = self.node(id);
        let (span, krate, name) = (node.name.span(), self.krate, &node.name);
        let ty = node.types.first().map_or_else(|| quote!(_), |ty| quote!(#ty));
        let (_, record) = self.given(id);
        let decoded = match self.named(id, "delimiter") {
            Some(delimiter) => quote_spanned!(span=> #krate::private::csv_by::<#ty, _>(#record, #delimiter)),
            None if node.op == Op::Parse => {
                quote_spanned!(span=> #krate::private::parse::<#ty, _, _>(#record))
            }
            None => quote_spanned!(span=> #krate::private::#name::<#ty, _>(#record)),
        };
        let accepted = self.accepted(id, &decoded);
        self.keep_some(id, &self.at(id), &accepted, exit)
    }

    fn union(&self, reader: Use) -> TokenStream {
        let span = self.node(reader.node).inputs[reader.input].span;
        let (krate, marker) = (self.krate, names::numbered("one_type", reader.node, span));
        let item = names::item(span);
        let given = names::given(&item, span);
        quote_spanned!(span=> let #item = #krate::private::Both(#marker, #given); let #item = #item.of_one_type();)
    }

    fn sample(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (sample, leave) = (names::numbered("sample", id, span), exit.leave(span));
        quote_spanned!(span=> if !#sample.takes() { #leave })
    }

    fn key_by(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, item) = (self.at(id), names::item(span));
        // A key that is borrowed from an owned record is told of where it is, at the closure's parameter.
        let borrowed = match &self.node(id).args[0] {
            Arg::Closure(closure) => closure.params.first().map_or(span, |param| param.pat.span()),
            _ => span,
        };
        let lent = names::item(borrowed);
        let reference = quote_spanned!(borrowed=> &#lent);
        let applied = self.apply(id, 0, &[reference], Question::Rejects);
        let (bind, value) = self.settled(id, applied, exit);
        quote_spanned!(span=> #at let #item = ({ #bind #value }, #item);)
    }

    fn map_values(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, pair, item) = (self.at(id), self.pair(id), names::item(span));
        let (key, value) = (names::local("key", span), names::local("value", span));
        let given = quote!(#value);
        let (bind, value) = self.settled(id, self.apply(id, 0, &[given], Question::Rejects), exit);
        quote_spanned!(span=> #at #pair #bind let #item = (#key, #value);)
    }

    /// The statement that takes the record apart into `key` and `value`.
    pub(super) fn pair(&self, id: NodeId) -> TokenStream {
        let node = self.node(id);
        let op = node.window.as_ref().map_or(&node.name, |window| &window.word);
        let (span, krate) = (op.span(), self.krate);
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (item, _) = self.given(id);
        let keyed = names::keyed(op);
        quote_spanned!(span=> let (#key, #value) = #krate::private::op::#keyed::pair({ #item });)
    }

    /// An operator that gives any number of records for each: a loop of its own.
    fn many(&self, id: NodeId, outer: &Exit) -> TokenStream {
        let node = self.node(id);
        let span = node.name.span();
        let (item, exit) = (names::item(span), Exit::of_loop(self.next_label(), span));
        let (bind, records) = match node.op {
            Op::FlatMap => self.on_item(id, 0, outer),
            Op::Flatten => (TokenStream::new(), quote!(#item)),
            _ => {
                let operator = names::given_mut(&names::numbered("operator", id, span), span);
                let (given, krate) = (names::given(&item, span), self.krate);
                let call = quote_spanned!(span=> #krate::private::Passing::new(#given, #operator).operate());
                (TokenStream::new(), call)
            }
        };
        let records = self.watched(id, &records);
        let at = self.at(id);
        let rest = self.readers(id, 0, &exit);
        let label = exit.label(span);
        quote_spanned!(span=> #at #bind #label for #item in #records { #rest })
    }

    fn many_values(&self, id: NodeId, outer: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, pair, item) = (self.at(id), self.pair(id), names::item(span));
        let exit = Exit::of_loop(self.next_label(), span);
        let (key, value) = (names::local("key", span), names::local("value", span));
        let (bind, values) = self.settled(id, self.apply(id, 0, &[quote!(#value)], Question::Rejects), outer);
        let values = self.watched(id, &values);
        let krate = self.krate;
        let rest = self.readers(id, 0, &exit);
        let label = exit.label(span);
        quote_spanned! {span=>
            #at #pair #bind
            #label for #value in #values {
                let #item = (#krate::private::fork(&#key), #value);
                #rest
            }
        }
    }

    /// The collection, watched by the marker while it is iterated, unless the stage waits.
    fn watched(&self, id: NodeId, records: &TokenStream) -> TokenStream {
        let span = self.node(id).name.span();
        if self.plan.anchors[id.0].iter().any(|anchor| self.plan.awaits_in(*anchor)) {
            return quote_spanned!(span=> { #records });
        }
        let (marker, number) = (names::marker(span), id.0);
        quote_spanned!(span=> #marker.watch(#number, #records))
    }

    fn split(&self, id: NodeId, exit: &Exit) -> TokenStream {
        let span = self.node(id).name.span();
        let (at, markers) = (self.at(id), self.one_type_markers(id));
        let count = self.node(id).args.len();
        let mut chain = self.branch(id, count, span);
        for at in (0..count).rev() {
            let (bind, value) = self.on_reference(id, at, exit);
            let then = self.branch(id, at, span);
            let takes = names::local("takes", span);
            chain = quote_spanned! {span=> {
                let #takes: ::core::primitive::bool = { #bind #value };
                if #takes { #then } else { #chain }
            }};
        }
        quote!(#at #markers #chain)
    }

    fn branch(&self, id: NodeId, branch: usize, span: Span) -> TokenStream {
        let exit = Exit::of_block(self.next_label(), span);
        let body = self.readers(id, branch, &exit);
        let label = exit.label(span);
        if label.is_empty() { body } else { quote_spanned!(span=> #label { #body }) }
    }
}
