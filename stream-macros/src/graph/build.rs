//! Graph: statements and chains become nodes, names become edges, and each chain ends as it should.
//!
//! Nodes are added in the order in which they are written; a mistake leaves a lost flow and the block is read on.

use std::fmt::Display;

use proc_macro2::Span;
use syn::{Ident, Pat};

use super::calls::is_source;
use super::names::Names;
use super::{Arg, Graph, Node, NodeId, Windowing};
use crate::error::{self, Errors};
use crate::ops::near::{self, Guess};
use crate::ops::{self, Kind, Op};
use crate::parse::{Binding, Call, Chain, Head, Statement, Syntax};

/// What is at hand after a part of a chain.
#[derive(Clone, Copy, Debug)]
pub(super) enum Flow {
    /// A stream.
    Stream(NodeId, usize),
    /// The branches of a `split`, so many, not named yet.
    Branches(NodeId, usize),
    /// A stream put into windows, by its number, which an aggregate has to end.
    Windowed(usize),
    /// Nothing: a sink took it.
    Ended,
    /// What a mistake left; nothing is said about it any more.
    Lost,
}

/// The graph of the statements. Complete if there are no errors; else it holds what could be understood.
pub(crate) fn build(syntax: Syntax, errors: &mut Errors) -> Graph {
    let names = Names::new(&syntax.statements);
    let mut builder = Builder { nodes: Vec::new(), windowings: Vec::new(), late: Vec::new(), names, errors };
    for statement in syntax.statements {
        builder.statement(statement);
    }
    builder.names.refuse_unused(builder.errors);
    Graph { nodes: builder.nodes, late: builder.late, call: syntax.call }
}

pub(super) struct Builder<'e> {
    pub(super) nodes: Vec<Node>,
    /// The windows so far, each state of the words behind `window` one of its own.
    pub(super) windowings: Vec<Windowing>,
    pub(super) late: Vec<(NodeId, Ident)>,
    names: Names,
    pub(super) errors: &'e mut Errors,
}

impl Builder<'_> {
    fn statement(&mut self, statement: Statement) {
        let (flow, last) = self.chain(statement.chain);
        match statement.binding {
            None => self.end(flow, last),
            Some(Binding::Refused) => {}
            Some(Binding::Name(name)) => self.bind(&name, flow, last),
            Some(Binding::Branches(pat, names)) => self.bind_branches(&pat, &names, flow, last),
        }
    }

    /// A chain that is bound to no name must have ended.
    fn end(&mut self, flow: Flow, last: Span) {
        match flow {
            Flow::Stream(id, 0) if self.collects_into(id) => self.errors.at(last, &error::COLLECT_INTO, &[]),
            Flow::Stream(..) => {
                let sinks = near::list(Kind::Sink);
                self.errors.at(last, &error::NO_OUTPUT, &[&sinks]);
            }
            Flow::Branches(..) => self.errors.at(last, &error::SPLIT_UNNAMED, &[]),
            Flow::Windowed(_) => self.refuse_open_window(last),
            Flow::Ended | Flow::Lost => {}
        }
    }

    /// Whether the chain ends in `collect(name)` behind a window, where the sink of that name may be meant.
    fn collects_into(&self, id: NodeId) -> bool {
        let node = self.nodes.get(id.0);
        node.is_some_and(|node| {
            node.op == Op::AggregateCollect && matches!(node.args.first(), Some(Arg::Path(_)))
        })
    }

    fn bind(&mut self, name: &Ident, flow: Flow, last: Span) {
        let flow = match flow {
            Flow::Branches(..) => {
                self.errors.at(last, &error::SPLIT_UNNAMED, &[]);
                Flow::Lost
            }
            Flow::Ended => {
                let sink = self.sink_name();
                self.errors.at(last, &error::SINK_NAMED, &[&sink, name]);
                Flow::Lost
            }
            flow => flow,
        };
        self.names.define(name, flow, false, self.errors);
    }

    fn bind_branches(&mut self, pat: &Pat, names: &[Option<Ident>], flow: Flow, last: Span) {
        let split = match flow {
            Flow::Branches(node, count) if count == names.len() => Some(node),
            Flow::Branches(_, count) => {
                let args: [&dyn Display; 2] = [&names.len(), &count];
                self.errors.on(pat, &error::SPLIT_COUNT, &args);
                None
            }
            Flow::Stream(..) | Flow::Windowed(_) | Flow::Ended => {
                self.errors.on(pat, &error::TUPLE, &[]);
                None
            }
            Flow::Lost => None,
        };
        if split.is_some() && names.iter().all(Option::is_none) {
            self.end(Flow::Stream(NodeId(0), 0), last);
        }
        for (branch, name) in names.iter().enumerate() {
            if let Some(name) = name {
                let flow = split.map_or(Flow::Lost, |node| Flow::Stream(node, branch));
                self.names.define(name, flow, true, self.errors);
            }
        }
    }

    /// The chain's flow, and its last token.
    pub(super) fn chain(&mut self, mut chain: Chain) -> (Flow, Span) {
        self.drop_context(&mut chain);
        let (mut flow, mut last) = match chain.head {
            Head::Refused => (Flow::Lost, Span::call_site()),
            Head::Stream(name) => (self.names.read(&name, self.errors), name.span()),
            Head::Call(call) => {
                let span = call.name.span();
                (self.head(*call), span)
            }
        };
        for call in chain.calls {
            let name = call.name.span();
            match flow {
                Flow::Ended if near::is_method(&call.name.to_string()) => {
                    self.method(&call);
                    break;
                }
                Flow::Stream(..) if near::is_setting(&call.name.to_string()) => self.setting(&call),
                _ => {
                    flow = self.open(flow, last);
                    flow = self.call(call, flow, last);
                    last = name;
                }
            }
        }
        (flow, last)
    }

    /// Takes `context.socketTextStream(..)`, as other systems write it, for the source alone.
    fn drop_context(&mut self, chain: &mut Chain) {
        let (Head::Stream(context), Some(first)) = (&chain.head, chain.calls.first()) else {
            return;
        };
        let name = first.name.to_string();
        let exact = ops::lookup(&name).map(ops::spec).is_some_and(is_source);
        let meant = exact || matches!(near::guess(&name, true), Guess::Misspelt(row) if is_source(row));
        if !meant || first.refused || self.names.knows(context, self.errors) {
            return;
        }
        if exact {
            self.names.read(context, self.errors);
        }
        let mut call = chain.calls.remove(0);
        let path = call.name.clone().into();
        call.callee = Some(syn::ExprPath { attrs: Vec::new(), qself: None, path });
        chain.head = Head::Call(Box::new(call));
    }

    /// A method of the pipeline behind a sink; what follows is the pipeline's, too.
    fn method(&mut self, call: &Call) {
        let name = &call.name;
        self.errors.on(name, &error::PIPELINE_METHOD, &[name, name]);
        self.errors.hide_all(&call.args);
    }

    /// A method of the pipeline amid a chain, which goes on as if it were not there.
    pub(super) fn setting(&mut self, call: &Call) {
        let name = &call.name;
        self.errors.on(name, &error::PIPELINE_SETTING, &[name, name, name]);
        self.errors.hide_all(&call.args);
    }

    /// The flow as something to call an operator on.
    pub(super) fn open(&mut self, flow: Flow, last: Span) -> Flow {
        match flow {
            Flow::Stream(..) | Flow::Windowed(_) | Flow::Lost => flow,
            Flow::Branches(..) => {
                self.errors.at(last, &error::SPLIT_UNNAMED, &[]);
                Flow::Lost
            }
            Flow::Ended => {
                let sink = self.sink_name();
                self.errors.at(last, &error::SINK_INSIDE, &[&sink, &sink]);
                Flow::Lost
            }
        }
    }

    /// The name of the sink that was added last.
    fn sink_name(&self) -> String {
        let last = self.nodes.last();
        last.map(|node| node.name.to_string()).unwrap_or_default()
    }

    /// Adds an operator to the graph.
    pub(super) fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() - 1)
    }

    /// Whether the name, in the place of a stream, is none of the block, and none that is nearly one.
    pub(super) fn is_unknown(&self, name: &Ident) -> bool {
        self.names.is_unknown(name, self.errors)
    }
}
