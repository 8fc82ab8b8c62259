//! What takes the place of a pipeline with mistakes.

use expect_test::expect;
use quote::quote;

use super::door::understand;
use crate::stand_in::stand_in;

#[test]
fn it_holds_every_error_and_the_types_of_the_ends() {
    let (graph, errors) = understand("input::<Trade>().maps(f).window(g).output::<Vec<Alert>>()");
    let code = stand_in(&quote!(renamed), &graph, &errors);
    let file = syn::parse_quote!(fn main() #code);
    expect![[r#"
        fn main() {
            ::core::compile_error! {
                "unknown operator `maps`\n\n  = help: did you mean `map`? usage: `map(|record| -> T)`; an operator of your own so named is called by `.apply(maps(..))`"
            };
            ::core::compile_error! {
                "`window` wants a window here\n\n  = help: write `fixed(10s)`, `sliding(5min, every = 1min)`, `session(gap = 30s)`, `count(100)` or `batches(3)`"
            };
            renamed::private::stand_in::<Trade, Vec<Alert>>()
        }
    "#]].assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn an_end_without_a_type_is_nothing() {
    let (graph, errors) = understand("input::<_>().output::<Vec<_>>().print()");
    let code = stand_in(&quote!(renamed), &graph, &errors).to_string();
    assert!(code.contains("stand_in :: < () , () > ()"), "{code}");
}
