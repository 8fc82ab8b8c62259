//! The expansion of a plan: one flat loop for each stage, as one would write it by hand.
//!
//! Expansion is total. It only wires: what needs logic stands in stream-core, and generated code names its `private` module
//! and nothing else of it.

mod aggregates;
mod boundaries;
mod closure;
mod describe;
mod ends;
mod exit;
mod joins;
mod keyed;
mod lasting;
mod lookup;
mod names;
mod records;
mod rejections;
mod returns;
mod sinks;
mod sources;
mod stage;
mod time;
mod waiting;
mod windows;

use std::cell::Cell;

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::graph::{Arg, Node, NodeId};
use crate::ops::Op;
use crate::plan::{Level, Plan, Shape};

use closure::{Applied, Mentions, Question};

/// Expands a plan to an expression, the pipeline.
pub(crate) fn expand(krate: &TokenStream, plan: &Plan) -> TokenStream {
    let expander = Expander { plan, krate, mentions: Mentions::of(&plan.graph), labels: Cell::new(0) };
    expander.pipeline()
}

struct Expander<'p> {
    plan: &'p Plan,
    krate: &'p TokenStream,
    mentions: Mentions,
    labels: Cell<usize>,
}

/// What an operator adds to the pipeline outside the loops of the stages.
#[derive(Default)]
struct Around {
    /// Before the pipeline: what is evaluated once, when the pipeline is built.
    before: TokenStream,
    /// At the start of a worker.
    open: TokenStream,
    /// When a batch has begun.
    begin: TokenStream,
    /// After every chunk.
    chunk: TokenStream,
    /// When all chunks of a batch are in, before its boundaries.
    tick: TokenStream,
    /// At the end of every batch.
    batch: TokenStream,
    /// At the end of the pipeline.
    close: TokenStream,
}

impl Around {
    fn of(all: impl Iterator<Item = Around>) -> Self {
        all.fold(Around::default(), |mut sum, one| {
            sum.before.extend(one.before);
            sum.open.extend(one.open);
            sum.begin.extend(one.begin);
            sum.chunk.extend(one.chunk);
            sum.tick.extend(one.tick);
            sum.batch.extend(one.batch);
            sum.close.extend(one.close);
            sum
        })
    }
}

impl Expander<'_> {
    fn pipeline(&self) -> TokenStream {
        let call = self.call();
        let krate = self.krate;
        let worker = names::worker(call);
        let (part_types, part_names) = self.parts();
        let split_ends = ends::Ends::of(self).map(|ends| ends.split());
        let hoisted = self.hoisted();
        let description = self.description();
        let around = Around::of(self.plan.ids().map(|id| self.around(id)));
        let Around { before, open, close, .. } = &around;
        let batches = self.batches(&around);
        quote_spanned! {call=> {
            #hoisted
            #before
            #[allow(
                unused_mut, unused_parens, unused_braces, clippy::while_let_on_iterator, clippy::redundant_closure,
                clippy::redundant_closure_call, clippy::almost_swapped, clippy::unused_unit, clippy::never_loop, reason = "the code is generated"
            )]
            let pipeline = #krate::private::pipeline(
                #description,
                move |cx: #krate::private::Cx<#part_types>| async move {
                    #[allow(unused_imports, reason = "not every pipeline calls them all")]
                    use #krate::private::methods::*;
                    let (mut #worker, #part_names) = cx.split();
                    #split_ends
                    #open
                    #worker.opened().await?;
                    #batches
                    #close
                    ::core::result::Result::Ok(())
                },
            );
            pipeline
        }}
    }

    /// The loop over batches.
    fn batches(&self, around: &Around) -> TokenStream {
        let call = self.call();
        let worker = names::worker(call);
        let sources = self.sources();
        let chunks = self.chunks(&sources, &around.chunk);
        let boundaries = self.plan.boundaries(Level::Batch).map(|id| self.boundary_stage(id));
        let (begins, ticks, ends) = (&around.begin, &around.tick, &around.batch);
        quote_spanned! {call=>
            while #worker.begin(#sources).await? {
                #begins
                #chunks
                #ticks
                #(#boundaries)*
                #ends
                #worker.end().await?;
            }
        }
    }

    /// The typed parts of the pipeline, as a type and as a pattern; the ends stand first.
    fn parts(&self) -> (TokenStream, TokenStream) {
        let (mut types, mut names) = (quote!(()), quote!(()));
        for id in self.plan.ids().rev() {
            for (ty, name) in self.parts_of(id).into_iter().rev() {
                types = quote!((#ty, #types));
                names = quote!((mut #name, #names));
            }
        }
        match ends::Ends::of(self) {
            Some(ends) => (ends.part(types), ends.pattern(names)),
            None => (types, names),
        }
    }

    fn parts_of(&self, id: NodeId) -> Vec<(TokenStream, Ident)> {
        let span = self.node(id).name.span();
        let krate = self.krate;
        match (self.node(id).op, self.plan.shapes[id.0]) {
            (Op::Print | Op::ForEachBatch | Op::EventTime, _) | (_, Shape::Batch) => {
                vec![(quote!(#krate::private::Exchange<_>), names::numbered("exchange", id, span))]
            }
            _ => Vec::new(),
        }
    }

    /// What is written as an argument and evaluated once, when the pipeline is built.
    fn hoisted(&self) -> TokenStream {
        let mut lets = TokenStream::new();
        for id in self.plan.ids() {
            let node = self.node(id);
            if !hoists(node.op) {
                continue;
            }
            for (at, arg) in node.args.iter().enumerate() {
                if let Arg::Expr(expr) = arg
                    && !(node.op == Op::AggregateFold && at == 0)
                {
                    let (name, span) = (self.value(id, at), node.name.span());
                    let ty = value_type(node.op, span);
                    lets.extend(quote_spanned!(span=> #[allow(unused_mut, reason = "not every operator changes it")] let mut #name #ty = #expr;));
                }
            }
        }
        lets
    }

    /// Where what belongs to no operator stands: at the first of them, so that rustc names a place of the user's for it.
    fn call(&self) -> proc_macro2::Span {
        let call = self.plan.graph.call;
        self.plan.graph.nodes.first().map_or(call, |first| call.located_at(first.name.span()))
    }

    fn node(&self, id: NodeId) -> &Node {
        self.plan.graph.node(id)
    }

    /// The variable of a hoisted argument.
    fn value(&self, id: NodeId, at: usize) -> Ident {
        let name = if at == 0 { "value".to_owned() } else { format!("value{at}_") };
        names::numbered(&name, id, self.node(id).name.span())
    }

    fn next_label(&self) -> usize {
        self.labels.set(self.labels.get() + 1);
        self.labels.get()
    }

    /// The closure that is the operator's argument `at`, applied to the record.
    fn apply(&self, id: NodeId, at: usize, given: &[TokenStream], question: Question) -> Applied {
        let node = self.node(id);
        let arg = &node.args[at];
        closure::apply(
            self.krate,
            &self.mentions,
            arg,
            &self.value(id, at),
            given,
            question,
            node.name.span(),
        )
    }

    /// The value of a named argument as an expression.
    fn named(&self, id: NodeId, name: &str) -> Option<TokenStream> {
        let span = self.node(id).name.span();
        Some(closure::value_of(self.node(id).named(name)?, span))
    }
}

/// The type of the operator's value, where it is a number: a value of another type is then refused where it is written.
fn value_type(op: Op, span: proc_macro2::Span) -> Option<TokenStream> {
    let number = match op {
        Op::Top | Op::AggregateTop | Op::Repartition | Op::Print => quote_spanned!(span=> usize),
        Op::Sample => quote_spanned!(span=> f64),
        _ => return None,
    };
    Some(quote_spanned!(span=> : ::core::primitive::#number))
}

/// Whether the values among the operator's arguments are evaluated before the pipeline; those of a source are a part of it,
/// and the start of a fold is evaluated for every key.
fn hoists(op: Op) -> bool {
    !matches!(op, Op::FoldByKey | Op::AggregateByKey) && crate::ops::spec(op).kind != crate::ops::Kind::Source
}
