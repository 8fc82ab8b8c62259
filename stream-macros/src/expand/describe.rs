//! What the runtime is told of the pipeline: its graph as data, for errors, progress and `explain()`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::graph::{Edge, JoinBy, NodeId, time};
use crate::ops::{self, Op};
use crate::plan::Shape;

use super::Expander;

impl Expander<'_> {
    /// The plan as a constant.
    pub(super) fn description(&self) -> TokenStream {
        let krate = self.krate;
        let operators = self.plan.ids().map(|id| operator(&self.node(id).name));
        let inputs = self.plan.graph.nodes.iter().map(|node| {
            let from = node.inputs.iter().map(|edge: &Edge| Literal::usize_unsuffixed(edge.node.0));
            quote!(&[#(#from),*])
        });
        let boundaries = self.plan.ids().filter_map(|id| {
            let (number, why) = (Literal::usize_unsuffixed(id.0), self.why(id)?);
            Some(quote!((#number, #why)))
        });
        let stages = self
            .plan
            .ids()
            .map(|id| Literal::u16_unsuffixed(u16::try_from(self.plan.stage(id)).unwrap_or(u16::MAX)));
        let per_batch: Vec<_> = self.plan.ids().filter_map(|id| self.per_batch(id)).map(operator).collect();
        let per_batch = if per_batch.is_empty() {
            quote!(&[])
        } else {
            quote!(const { &#krate::private::operators(::core::file!(), [#(#per_batch),*]) })
        };
        let lasting = self.plan.lasting().map(|id| Literal::usize_unsuffixed(id.0));
        let ordered = self.plan.ordered().map(|id| Literal::usize_unsuffixed(id.0));
        let waits = self.plan.waits();
        quote! {
            #krate::private::Plan {
                operators: const { &#krate::private::operators(::core::file!(), [#(#operators),*]) },
                inputs: &[#(#inputs),*],
                boundaries: &[#(#boundaries),*],
                stages: &[#(#stages),*],
                per_batch: #per_batch,
                lasting: &[#(#lasting),*],
                ordered: &[#(#ordered),*],
                waits: #waits,
            }
        }
    }

    /// What was written that makes the operator depend on where a batch begins and ends, if it does.
    fn per_batch(&self, id: NodeId) -> Option<&Ident> {
        let node = self.node(id);
        if ops::spec(node.op).per_batch || node.join == Some(JoinBy::Batch) {
            return Some(&node.name);
        }
        let window = node.window.as_ref().filter(|window| ops::spec(window.op).per_batch)?;
        Some(&window.name)
    }

    /// Why a stage ends at this operator.
    fn why(&self, id: NodeId) -> Option<&'static str> {
        match (self.plan.shapes[id.0], self.node(id).op) {
            (Shape::Batch, _) if self.node(id).window.is_some() => {
                Some("windows of each key, kept from batch to batch, at the worker that owns the key")
            }
            (Shape::Batch, _) if time::lasts(self.node(id)) => {
                Some("state of each key, kept from batch to batch, at the worker that owns the key")
            }
            (Shape::Buffer, Op::Union) => {
                Some("records of several loops, or a long tail, are brought together")
            }
            (Shape::Buffer, _) => Some("records wait concurrently"),
            (Shape::Batch, Op::Transform | Op::SortBy | Op::Count | Op::Reduce | Op::Top) => {
                Some("needs the whole batch, at the first worker")
            }
            (Shape::Batch, Op::Repartition) => Some("records are dealt out to the workers"),
            (
                Shape::Batch,
                Op::GroupByKey | Op::Join | Op::LeftJoin | Op::RightJoin | Op::FullJoin | Op::Cogroup,
            ) => Some("exchange by key, at the end of the batch"),
            (Shape::Batch, _) => Some("exchange by key, at the end of the batch, combined before it"),
            _ => None,
        }
    }
}

/// The name of an operator and where it stands in its file.
fn operator(name: &Ident) -> TokenStream {
    let (text, at) = (name.to_string(), name.span().start());
    let (line, column) = (Literal::usize_unsuffixed(at.line), Literal::usize_unsuffixed(at.column + 1));
    quote!((#text, #line, #column))
}
