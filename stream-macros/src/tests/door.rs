//! The door: `check_graph`, and `understand` with `report` for what has mistakes.

use std::fmt::Write;

use expect_test::{Expect, ExpectFile};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

use crate::error::Errors;
use crate::graph::{Arg, Closure, Edge, Graph, Node, Value};
use crate::plan::Plan;

/// Compares the graph of the tokens, which must have no errors.
pub(super) fn check_graph(tokens: &str, expect: Expect) {
    let (graph, errors) = understand(tokens);
    assert_eq!(report(&errors), "", "in {tokens}");
    expect.assert_eq(&describe(&graph));
}

/// The front end on the tokens.
pub(super) fn understand(tokens: &str) -> (Graph, Errors) {
    understand_tokens(tokens.parse().expect("the text is made of tokens"))
}

/// The front end on tokens that no text can say.
pub(super) fn understand_tokens(tokens: TokenStream) -> (Graph, Errors) {
    let mut errors = Errors::default();
    let graph = crate::road::understand(tokens, &mut errors);
    (graph, errors)
}

/// For each error its place, the tokens it underlines and its fact, and in a second line its hint.
pub(super) fn report(errors: &Errors) -> String {
    let mut text = String::new();
    for error in errors.iter() {
        let span = error.error.span();
        let message = error.error.to_string().replace("\n\n  = help: ", "\n    help: ");
        let (line, column) = (span.start().line, span.start().column);
        writeln!(text, "{line}:{column} {}: {message}", caret(span)).expect("written");
    }
    text
}

/// The text that an error underlines, its first line at most.
fn caret(span: Span) -> String {
    let text = span.source_text().unwrap_or_default();
    text.lines().next().unwrap_or_default().to_owned()
}

pub(super) fn describe(graph: &Graph) -> String {
    let mut text = String::new();
    for (id, node) in graph.nodes.iter().enumerate() {
        writeln!(text, "{id} {}", describe_node(node)).expect("written");
    }
    text
}

fn describe_node(node: &Node) -> String {
    let mut text = format!("{:?} `{}`", node.op, node.name);
    for Edge { node, branch, .. } in &node.inputs {
        let branch = if *branch == 0 { String::new() } else { format!(".{branch}") };
        text += &format!(" <{}{branch}", node.0);
    }
    for ty in &node.types {
        text += &format!(" ::{}", ty.to_token_stream());
    }
    for arg in &node.args {
        text += &format!(" ({})", describe_arg(arg));
    }
    for named in &node.named {
        text += &match &named.value {
            Value::Duration(duration) => format!(" {}={duration:?}", named.name),
            Value::Arg(arg) => format!(" {}=({})", named.name, describe_arg(arg)),
            Value::Flag => format!(" {}", named.name),
            Value::Word(word) => format!(" {}={word}", named.name),
        };
    }
    text
}

fn describe_arg(arg: &Arg) -> String {
    match arg {
        Arg::Closure(closure) => describe_closure(closure),
        Arg::Path(path) => format!("path {}", path.to_token_stream()),
        Arg::Expr(expr) => format!("expr {}", expr.to_token_stream()),
        Arg::Duration(duration) => format!("{duration:?}"),
    }
}

fn describe_closure(closure: &Closure) -> String {
    let bound: Vec<_> = closure.bound().into_iter().collect();
    let facts = [
        (closure.is_move, " move"),
        (closure.facts.returns, " returns"),
        (closure.facts.tries, " tries"),
        (closure.facts.awaits, " awaits"),
    ];
    let facts: String = facts.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
    let mentions: Vec<_> = closure.facts.mentions.iter().map(String::as_str).collect();
    format!("|{}|{facts} mentions {}", bound.join(" "), mentions.join(" "))
}

/// Compares the plan of the tokens, which must have no errors, and what it is expanded to, formatted as code.
pub(super) fn check_expand(tokens: &str, expect: &ExpectFile) {
    let (graph, errors) = understand(tokens);
    assert_eq!(report(&errors), "", "in {tokens}");
    let plan = crate::plan::plan(graph);
    let expanded = crate::expand::expand(&quote::quote!(::stream_core), &plan);
    let file = syn::parse2(quote::quote!(fn pipeline() { #expanded })).expect("the expansion is code");
    expect.assert_eq(&format!("// {tokens}\n{}\n{}", describe_plan(&plan), prettyplease::unparse(&file)));
}

/// One line per operator: its stage, what it is there, and when it runs.
fn describe_plan(plan: &Plan) -> String {
    let mut text = String::new();
    for id in plan.ids() {
        let (stage, shape, level) = (plan.stage(id), plan.shapes[id.0], plan.levels[id.0]);
        let lent = if plan.lent[id.0] { ", of records that may be lent" } else { "" };
        writeln!(text, "// stage {stage}: `{}`, {shape:?} at {level:?}{lent}", plan.graph.node(id).name)
            .expect("written");
    }
    text
}
