//! `return` beside `?`: where `?` rejects the record, the body stands in a closure that returns a `Result`, and what the
//! user returns is its `Ok`.

use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprAsync, ExprClosure, ExprReturn, Item, Type, parse_quote_spanned};

/// The body with every `return value` of its own turned to `return Ok(value)`.
pub(super) fn returning_ok(body: &Expr) -> Expr {
    struct Returns;
    impl VisitMut for Returns {
        fn visit_expr_return_mut(&mut self, node: &mut ExprReturn) {
            visit_mut::visit_expr_return_mut(self, node);
            let span = node.span();
            let value = node.expr.take().map_or_else(|| parse_quote_spanned!(span=> ()), |value| *value);
            node.expr = Some(Box::new(parse_quote_spanned!(span=> ::core::result::Result::Ok(#value))));
        }
        // What stands in these is theirs.
        fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
        fn visit_expr_async_mut(&mut self, _: &mut ExprAsync) {}
        fn visit_item_mut(&mut self, _: &mut Item) {}
    }
    let mut body = body.clone();
    Returns.visit_expr_mut(&mut body);
    body
}

/// Whether the type that a closure declares for its result is a `Result` or an `Option`, whose `?` is the closure's own.
pub(super) fn is_fallible(output: &Type) -> bool {
    let Type::Path(path) = output else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Result" || last.ident == "Option")
}
