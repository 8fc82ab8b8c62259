//! What an editor sees of a call, and that the shadow types have all that the operator table says.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use crate::editor::{documented, shadow};
use crate::error::Errors;
use crate::ops::{NamedKind, named_rows};

/// Compares the chains that the tokens become; what stands around them is the same for all.
fn check_shadow(tokens: &str, expect: Expect) {
    let tokens: TokenStream = tokens.parse().expect("the text is made of tokens");
    let code = shadow(&quote!(core), tokens, &Errors::default()).to_string();
    let (_, chains) = code.split_once("clippy :: all)] {").expect("the chains are there");
    let (chains, _) = chains.rsplit_once("__stream_ends").expect("the ends are there");
    let chains = chains.trim().strip_suffix("; }").expect("the chains are in a block");
    let sources = "({ # [allow (unused_imports)] use core :: private :: shadow :: sources :: * ; ";
    let chains = chains.replace(sources, "({ ").replace("core :: private :: shadow ::", "shadow ::");
    expect.assert_eq(&(chains.replace(" ; ", ";\n").trim().to_owned() + "\n"));
}

#[test]
fn a_block_is_kept_token_by_token() {
    check_shadow(
        "{ let lines = socket_text(a); let words = lines.flat_map(|line| line.split(' ')); \
           words.map(|word| (word, 1)).reduce_by_key(|x, y| x + y).print(); }",
        expect![[r#"
            let lines = shadow :: sources :: socket_text (a);
            let words = lines . flat_map (| line | line . split (' '));
            words . map (| word | (word , 1)) . reduce_by_key (| x , y | x + y) . kept () . print ();
        "#]],
    );
}

#[test]
fn what_is_no_rust_stands_behind_the_call() {
    check_shadow(
        "text_files(d, settle = 1.5s, existing).map_async(|x| f(x).await, concurrency = 4, unordered) \
         .top(5, by = |x| x.a).print(3)",
        expect![[r#"
            shadow :: sources :: text_files (d ,) . settle (shadow :: DURATION) . map_async (| x | async { f (x) . await } ,) . concurrency (4) . top (5 ,) . by (| x | x . a) . print () . first (3)
        "#]],
    );
    check_shadow(
        "{ let (a, b, c) = s().split(|x| p::<A, B>(x), |x| q(x)); a.join(b.sort_by(|x, y| x.cmp(y)), within = batch).my(1); }",
        expect![[r#"
            let (a , b , c) = ({ s }) () . stream_of_source () . split (| x | p ::< A , B > (x) ,) . and (| x | q (x));
            a . join (b . sort_by_comparison (| x , y | x . cmp (y)) ,) . kept () . apply (my (1));
        "#]],
    );
}

#[test]
fn a_line_that_is_being_typed_is_kept() {
    check_shadow(
        "{ let lines = so }",
        expect![[r#"
            let lines = ({ so })
        "#]],
    );
    check_shadow(
        "{ let lines = from_iter(a). let words = lines.map(|line| line.) }",
        expect![[r#"
            let lines = shadow :: sources :: from_iter (a) .;
            let words = lines . map (| line | line .)
        "#]],
    );
    check_shadow(
        "from_iter(a).fla(|x| x.).raCompletionMarker",
        expect![[r#"
            shadow :: sources :: from_iter (a) . fla (| x | x .) . raCompletionMarker
        "#]],
    );
}

#[test]
fn texts_come_from_the_table() {
    let item: TokenStream =
        "impl<T> Stream<T> { pub fn sample(self) {} fn other() {} }".parse().expect("tokens");
    let file = syn::parse2(documented(item)).expect("the items are code");
    expect![[r#"
        impl<T> Stream<T> {
            /**Keeps each record with the probability given, from 0.0 to 1.0; the same ones for the same `seed`.

        `sample(fraction)`

        Named arguments: `seed`.*/
            pub fn sample(self) {}
            fn other() {}
        }
    "#]].assert_eq(&prettyplease::unparse(&file));
}

#[test]
fn each_row_and_each_named_argument_has_a_shadow() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stream-core/src/private/shadow");
    let read = |name| fs::read_to_string(folder.join(name)).expect("the shadow types can be read");
    let operators: String = ["sources.rs", "records.rs", "keyed.rs", "sinks.rs"].map(read).concat();
    let arguments = read("named.rs");
    let has = |text: &str, name| ['(', '<'].iter().any(|open| text.contains(&format!("pub fn {name}{open}")));
    for row in named_rows() {
        assert!(has(&operators, row.name), "`{}` has no shadow", row.name);
        for (name, kind) in row.named {
            let dropped = matches!(kind, NamedKind::Flag);
            assert!(dropped || has(&arguments, name), "`{name}` of `{}` has no shadow", row.name);
        }
    }
}
