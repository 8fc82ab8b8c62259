//! Keyed operators over a batch: a table that records are entered into, and the order of `top` and `sort_by`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::graph::{Arg, NodeId, Value};
use crate::ops::Op;

use super::boundaries::Closing;
use super::closure::{self, Question};
use super::{Expander, names};

impl Expander<'_> {
    /// Whether the fold has no merge, so that with several workers the values themselves are moved.
    pub(super) fn folds_apart(&self, id: NodeId) -> bool {
        let node = self.node(id);
        node.op == Op::FoldByKey && node.named("merge").is_none()
    }

    /// The record goes into the table of a keyed operator.
    pub(super) fn keyed_entry(&self, id: NodeId) -> TokenStream {
        let node = self.node(id);
        let span = node.name.span();
        let (at, table) = (self.at(id), self.state_name(id));
        let (key, value) = (names::local("key", span), names::local("value", span));
        if matches!(node.op, Op::Distinct | Op::CountByValue) {
            let item = names::item(span);
            let method = if node.op == Op::Distinct { quote!(insert_key) } else { quote!(count) };
            let (found, kind) = (self.kind_at(span, &item), names::kind(span));
            let given = names::given(&item, span);
            return quote_spanned!(span=> #at #found #table.#method(#kind, #given););
        }
        let (pair, found, kind) = (self.pair(id), self.kind(id, &key), names::kind(span));
        let given = names::given(&key, span);
        let enter = match node.op {
            Op::ReduceByKey => {
                let reducer = self.reducer(id, 0);
                let kept = self.kept(id, &value);
                quote_spanned!(span=> #kept #table.reduce(#kind, #given, #value, #reducer);)
            }
            Op::GroupByKey => {
                let kept = self.kept(id, &value);
                quote_spanned!(span=> #kept #table.group(#kind, #given, #value);)
            }
            Op::CountByKey => quote_spanned!(span=> let _ = &#value; #table.count(#kind, #given);),
            _ => self.fold_entry(id, &table, &key, &value),
        };
        quote!(#at #pair #found #enter)
    }

    /// The statement that finds out how the key of a pair is kept. What can be no key is told where it was made one.
    pub(super) fn kind(&self, id: NodeId, key: &Ident) -> TokenStream {
        self.kind_at(self.keyed_at(id), key)
    }

    /// The same of another value that serves as a key.
    pub(super) fn kind_at(&self, span: Span, key: &Ident) -> TokenStream {
        let (kind, krate) = (names::kind(span), self.krate);
        quote_spanned!(span=> #key.record_type_is_known(); let #kind = (&&&&&&#krate::private::Probe::of(&#key)).kind();)
    }

    /// The `key_by` that has made the keys of the pairs that the operator reads, if all of them are of one; else the operator.
    fn keyed_at(&self, id: NodeId) -> Span {
        let mut at = self.node(id);
        while let [edge] = at.inputs.as_slice() {
            at = self.node(edge.node);
            match at.op {
                Op::KeyBy => return at.name.span(),
                Op::Filter | Op::Inspect | Op::Sample | Op::Split | Op::MapValues | Op::FlatMapValues => {}
                _ => break,
            }
        }
        self.node(id).name.span()
    }

    fn fold_entry(&self, id: NodeId, table: &Ident, key: &Ident, value: &Ident) -> TokenStream {
        let span = self.node(id).name.span();
        let (init, key, kind) = (self.init(id), names::given(key, span), names::kind(span));
        let so_far = names::local("so_far", span);
        let folded = self.fold(id, &so_far, value);
        let fold = quote_spanned!(span=> #table.fold(#kind, #key, || #init, |#so_far| #folded););
        if !self.folds_apart(id) {
            return fold;
        }
        let (worker, raw) = (names::worker(span), names::numbered("raw", id, span));
        let kept = self.kept(id, value);
        quote_spanned!(span=> #kept if #worker.alone() { #fold } else { #raw.group(#kind, #key, #value); })
    }

    /// The start of a fold, evaluated for each key.
    fn init(&self, id: NodeId) -> TokenStream {
        closure::as_written(&self.node(id).args[0])
    }

    /// One step of a fold, as a block.
    fn fold(&self, id: NodeId, so_far: &Ident, value: &Ident) -> TokenStream {
        let given = [so_far.to_token_stream(), value.to_token_stream()];
        let applied = self.apply(id, 1, &given, Question::IsTheClosures);
        let (bind, value) = (applied.bind, applied.value);
        quote_spanned!(self.node(id).name.span()=> { #bind #value })
    }

    /// A closure that combines two values, as it stands.
    pub(super) fn reducer(&self, id: NodeId, at: usize) -> TokenStream {
        match &self.node(id).args[at] {
            Arg::Expr(_) => {
                let value = self.value(id, at);
                quote_spanned!(self.node(id).name.span()=> &mut #value)
            }
            written => closure::as_written(written),
        }
    }

    /// What brings a key's accumulators to the worker that owns the key, and the loop over the results.
    pub(super) fn keyed_closing(&self, id: NodeId) -> Closing {
        let (span, krate) = (self.node(id).name.span(), self.krate);
        let (table, exchange, item) = (self.state_name(id), self.exchange(id), names::item(span));
        let merge = match self.node(id).op {
            Op::ReduceByKey => self.reducer(id, 0),
            Op::AggregateByKey => self.reducer(id, 2),
            Op::GroupByKey => quote!(#krate::private::append),
            Op::Distinct => quote_spanned!(span=> |(), ()| ()),
            Op::FoldByKey => match self.named(id, "merge") {
                Some(merge) => merge,
                None => return self.apart_closing(id, &table, &exchange, &item),
            },
            _ => quote_spanned!(span=> |left, right| left + right),
        };
        let before = quote_spanned!(span=> #table.exchange(&mut #exchange, #merge).await;);
        let drained = if self.node(id).op == Op::Distinct {
            quote_spanned!(span=> for (#item, ()) in #table.drain())
        } else {
            quote_spanned!(span=> for #item in #table.drain())
        };
        Closing::new(before, drained)
    }

    /// A fold without a merge: with several workers the values were kept, are moved to the owner of their key and folded there.
    fn apart_closing(&self, id: NodeId, table: &Ident, exchange: &Ident, item: &Ident) -> Closing {
        let (span, krate, init) = (self.node(id).name.span(), self.krate, self.init(id));
        let (worker, raw) = (names::worker(span), names::numbered("raw", id, span));
        let (so_far, value, key) =
            (names::local("so_far", span), names::local("value", span), names::local("key", span));
        let values = names::local("values", span);
        let folded = self.fold(id, &so_far, &value);
        let before = quote_spanned! {span=>
            if !#worker.alone() {
                #raw.exchange(&mut #exchange, #krate::private::append).await;
                for (#key, #values) in #raw.drain() {
                    let #so_far = #krate::private::fold(#values, || #init, |#so_far, #value| #folded);
                    #table.push_unique(#key, #so_far);
                }
            }
        };
        Closing::new(before, quote_spanned!(span=> for #item in #table.drain()))
    }

    /// The order of `top` (largest first) or `sort_by`, as a closure of two references.
    pub(super) fn order(&self, id: NodeId) -> TokenStream {
        let node = self.node(id);
        let span = node.name.span();
        let descending = node.named("descending").is_some();
        let by = match node.op {
            Op::Top => node
                .named("by")
                .and_then(|value| if let Value::Arg(arg) = value { Some(&**arg) } else { None }),
            _ => node.args.first(),
        };
        let (a, b) = (names::local("a", span), names::local("b", span));
        if let Some(Arg::Closure(closure)) = by
            && closure.params.len() == 2
        {
            let compare = closure::kept(closure);
            return if descending {
                let krate = self.krate;
                quote_spanned!(span=> |#a, #b| #krate::private::ordering(#a, #b, #compare).reverse())
            } else {
                compare
            };
        }
        let krate = self.krate;
        let (first, second) = if descending { (&b, &a) } else { (&a, &b) };
        let (left, right) = (self.sort_key(id, by, first), self.sort_key(id, by, second));
        let (one, other) = (names::local("one", span), names::local("other", span));
        quote_spanned! {span=> |#a, #b| {
            let #one = &#left;
            let #other = &#right;
            let #one = #krate::private::Both(#one, #other);
            #one.compare()
        }}
    }

    fn sort_key(&self, id: NodeId, by: Option<&Arg>, record: &Ident) -> TokenStream {
        let span = self.node(id).name.span();
        match by {
            None => quote_spanned!(span=> #record),
            Some(arg) => {
                let given = [record.to_token_stream()];
                let hoisted = self.value(id, 0);
                let applied = closure::apply(
                    self.krate,
                    &self.mentions,
                    arg,
                    &hoisted,
                    &given,
                    Question::IsTheClosures,
                    span,
                );
                let (bind, value) = (applied.bind, applied.value);
                quote_spanned!(span=> { #bind #value })
            }
        }
    }
}
