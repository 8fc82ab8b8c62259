//! Joins: of two streams by batch, by distance in time or by window, and of a stream with a table.

use syn::{Expr, Ident};

use super::args::{Arguments, is_plain_value, ungroup};
use super::build::{Builder, Flow};
use super::windowing::{Part, Windowing};
use super::windows::named_call;
use super::{Arg, Edge, JoinBy, Node, Value};
use crate::error;
use crate::ops::Op;

impl Builder<'_> {
    /// A join, by what its arguments say.
    pub(super) fn join(
        &mut self,
        op: Op,
        name: Ident,
        input: Flow,
        edges: &[Edge],
        arguments: Arguments,
    ) -> Flow {
        let mut unread = arguments.unread.into_iter();
        let (other, window) = (unread.next(), unread.next());
        let mut node =
            Node { named: arguments.named, join: Some(JoinBy::Batch), ..Node::new(op, name, edges.to_vec()) };
        match other.map(|other| (table(&other), other)) {
            Some((Some(table), _)) => {
                node.args.push(Arg::Expr(table));
                node.join = Some(JoinBy::Table);
                self.refuse_table(&node, window.is_some());
            }
            Some((None, stream)) => {
                let joined = self.joined(op, &node.name, stream);
                let refused = joined.is_none() || arguments.meant.contains(&"within");
                node.inputs.extend(joined);
                self.bound(&mut node, window, refused);
            }
            None => {}
        }
        let id = self.add(node);
        if matches!(input, Flow::Lost) { Flow::Lost } else { Flow::Stream(id, 0) }
    }

    /// The other stream of a join; a variable in its place is more likely a table than elsewhere.
    fn joined(&mut self, op: Op, join: &Ident, expr: Expr) -> Option<Edge> {
        if is_call_of_table(&expr) {
            self.errors.on(&expr, &error::TABLE_OF, &[]);
            self.errors.hide(&expr);
            return None;
        }
        if let Expr::Path(path) = &expr
            && let Some(name) = path.path.get_ident()
            && self.is_unknown(name)
        {
            self.errors.on(name, &error::TABLE_MEANT, &[name, join, name, name]);
            self.errors.hide(name);
            return None;
        }
        let expr = ungroup(expr);
        if matches!(op, Op::Join | Op::LeftJoin)
            && (is_plain_value(&expr) || matches!(expr, Expr::Reference(_)))
        {
            self.errors.on(&expr, &error::TABLE_MEANT_BY_VALUE, &[join]);
            self.errors.hide(&expr);
            return None;
        }
        self.stream_argument(expr)
    }

    /// By what two streams are joined; `refused` if that was said, or the other stream is not there, so that nothing more is said.
    fn bound(&mut self, node: &mut Node, window: Option<Expr>, refused: bool) {
        let within = node.named.iter().find(|named| named.name == "within");
        if let (Some(within), Some(_)) = (within, &window) {
            let window = window.as_ref().and_then(named_call).map(|(name, _)| name.to_string());
            let window = window.unwrap_or_else(|| "window".to_owned());
            self.errors.on(&within.name, &error::CONFLICT, &[&"within", &window]);
        }
        let by = match (within.map(|within| &within.value), &window) {
            (Some(Value::Word(word)), _) if word == "forever" => JoinBy::Forever,
            (Some(Value::Word(_)), _) => JoinBy::Batch,
            (Some(_), _) => JoinBy::Distance,
            (None, Some(_)) => JoinBy::Window,
            (None, None) if refused => JoinBy::Batch,
            (None, None) => {
                self.errors.on(&node.name, &error::JOIN_UNBOUNDED, &[&node.name, &node.name]);
                JoinBy::Batch
            }
        };
        let is_bound = within.is_some() || window.is_some();
        node.join = Some(by);
        if node.op == Op::Cogroup && matches!(by, JoinBy::Distance | JoinBy::Forever) {
            self.errors.on(&node.name, &error::COGROUP_BY_TIME, &[]);
        }
        if is_bound {
            self.refuse_held(node, by);
        }
        let Some(expr) = window else { return };
        let Some(of) = self.window(&node.name, expr) else { return };
        if matches!(of.op, Op::CountWindow | Op::Batches) {
            self.errors.on(&of.name, &error::JOIN_BY_COUNT, &[&of.name]);
        }
        let input = node.inputs.first().cloned();
        node.window = input.map(|input| Box::new(Windowing::new(input, node.name.clone(), of)));
    }

    /// `max_held`, where a join holds what its batch or its window does.
    fn refuse_held(&mut self, node: &Node, by: JoinBy) {
        let (by, instead) = match by {
            JoinBy::Batch => {
                ("batch", "`.max_records_per_batch(..)` of the pipeline bounds what a batch holds")
            }
            JoinBy::Window => ("window", "a window holds its records until it closes"),
            JoinBy::Distance | JoinBy::Forever | JoinBy::Table => return,
        };
        if let Some(held) = node.named.iter().find(|named| named.name == "max_held") {
            self.errors.on(&held.name, &error::HELD_BY_DISTANCE, &[&by, &instead]);
        }
    }

    /// What a join with a table cannot be.
    fn refuse_table(&mut self, node: &Node, window: bool) {
        if matches!(node.op, Op::RightJoin | Op::FullJoin | Op::Cogroup) {
            self.errors.on(&node.name, &error::TABLE_OUTER, &[&node.name]);
        } else if window || !node.named.is_empty() {
            self.errors.on(&node.name, &error::TABLE_BOUND, &[&node.name]);
        }
    }

    /// `reduce_by_key_and_window`: a reduction in a window of batches.
    pub(super) fn reduce_in_window(
        &mut self,
        word: Ident,
        input: Flow,
        edges: &[Edge],
        arguments: Arguments,
    ) -> Flow {
        let Arguments { mut args, named, unread, .. } = arguments;
        let Some(expr) = unread.into_iter().next() else { return Flow::Lost };
        let Some(of) = self.window(&word, expr) else { return Flow::Lost };
        if of.op != Op::Batches {
            self.errors.on(&of.name, &error::NOT_OF_BATCHES, &[&word, &of.name]);
        }
        let (Some(edge), Flow::Stream(..)) = (edges.first().cloned(), input) else { return Flow::Lost };
        for named in named {
            if let Value::Arg(inverse) = named.value {
                args.push(*inverse);
            }
        }
        let reduction = Part {
            op: Op::AggregateReduce,
            name: word.clone(),
            first: 0,
            count: args.len(),
            flags: Vec::new(),
        };
        let window = Windowing::new(edge.clone(), word.clone(), of);
        let id = self.add(Node {
            args,
            window: Some(Box::new(window)),
            parts: vec![reduction],
            ..Node::new(Op::ReduceByKeyAndWindow, word, vec![edge])
        });
        Flow::Stream(id, 0)
    }
}

/// The expression in the parentheses of `table(..)`.
fn table(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Call(call) if call.args.len() == 1 && is_table(&call.func) => call.args.first().cloned(),
        _ => None,
    }
}

fn is_call_of_table(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(call) if is_table(&call.func))
}

fn is_table(callee: &Expr) -> bool {
    matches!(callee, Expr::Path(path) if path.path.is_ident("table"))
}
