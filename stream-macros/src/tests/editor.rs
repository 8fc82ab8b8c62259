//! What an editor sees of a call, and that the shadow types have all that the operator table says.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use proc_macro2::TokenStream;
use quote::quote;

use crate::editor::{documented, shadow};
use crate::error::Errors;
use crate::ops::{Kind, NamedKind, named_rows};

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
fn windows_and_their_aggregates_are_methods() {
    check_shadow(
        "{ let w = s.event_time(|t| t.at, out_of_order = 5s, max_ahead = none).window(sliding(5min, every = 1min)) \
           .emit(every = 1s).allowed_lateness(1h); w.count().print(); \
           w.top(3, by = |v| v.size).print(); w.fold(0, |a, v| a + v, merge = |a, b| a + b).late().print(); \
           let counts = w.sum(compensated); counts.count().print(); }",
        expect![[r#"
            let w = ({ s }) . event_time (| t | t . at ,) . out_of_order (shadow :: DURATION) . window (shadow :: windows :: of :: sliding (shadow :: DURATION ,) . every (shadow :: DURATION)) . kept () . emit () . every (shadow :: DURATION) . allowed_lateness (shadow :: DURATION);
            w . count () . print ();
            w . top (3 ,) . by (| v | v . size) . print ();
            w . fold (0 , | a , v | a + v ,) . merge (| a , b | a + b) . late () . print ();
            let counts = w . sum (shadow :: itself);
            counts . count () . print ();
        "#]],
    );
    check_shadow(
        "s.running(ttl = 1h).aggregate((count(), sum(|v| v.price, wrapping), top(3, by = |v| v.size), mine(1), max())).print()",
        expect![[r#"
            ({ s }) . running () . ttl (shadow :: DURATION) . kept () . aggregate () . count () . sum (| v | v . price ,) . top (3 ,) . by (| v | v . size) . own (mine (1)) . max (shadow :: itself) . all () . print ()
        "#]],
    );
    check_shadow(
        "a.join(table(rows)).left_join(b.map(f), fixed(10s)).join(c, within = 10s).join(d, within = batch) \
         .dedup_by(|r| r.id, within = forever).reduce_by_key_and_window(|a, b| a + b, batches(3), inverse = |a, b| a - b).print()",
        expect![[r#"
            ({ a }) . join_table (rows) . kept () . left_join (({ b }) . map (f) ,) . in_windows (shadow :: windows :: of :: fixed (shadow :: DURATION)) . kept () . join (({ c }) ,) . within (shadow :: DURATION) . kept () . join (({ d }) ,) . kept () . dedup_by (| r | r . id ,) . reduce_by_key_and_window (| a , b | a + b , shadow :: windows :: of :: batches (3) ,) . inverse (| a , b | a - b) . kept () . print ()
        "#]],
    );
}

#[test]
fn what_stateful_gives_out_is_a_stream() {
    check_shadow(
        "s.stateful(|key, r, state, cx| cx.emit(r), on_timer = |key, at, state, cx| cx.clear(), ttl = 1h).print()",
        expect![[r#"
            ({ s }) . stateful (| key , r , state , cx | cx . emit (r) ,) . on_timer (| key , at , state , cx | cx . clear ()) . ttl (shadow :: DURATION) . given_out () . print ()
        "#]],
    );
}

#[test]
fn a_window_that_is_being_typed_is_kept() {
    check_shadow(
        "s.window(fixraCompletionMarker).count().print()",
        expect![[r#"
        ({ s }) . window ({ # [allow (unused_imports)] use shadow :: windows :: of :: *;
        fixraCompletionMarker }) . kept () . count () . print ()
    "#]],
    );
    check_shadow(
        "s.window(fixed(10s)).suraCompletionMarker",
        expect![[r#"
        ({ s }) . window (shadow :: windows :: of :: fixed (shadow :: DURATION)) . kept () . suraCompletionMarker
    "#]],
    );
    check_shadow(
        "s.window(fixed(10s)).aggregate((count(), sumraCompletionMarker))",
        expect![[r#"
        ({ s }) . window (shadow :: windows :: of :: fixed (shadow :: DURATION)) . kept () . aggregate () . count () . sumraCompletionMarker . all ()
    "#]],
    );
    check_shadow(
        "s.window(fixed(10s)).aggregate((count(), sum(|v| v.)))",
        expect![[r#"
        ({ s }) . window (shadow :: windows :: of :: fixed (shadow :: DURATION)) . kept () . aggregate () . count () . sum (| v | v .) . all ()
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
    let operators: String =
        ["sources.rs", "records.rs", "keyed.rs", "lasting.rs", "windows.rs", "sinks.rs"].map(read).concat();
    let windows = read("windows.rs");
    let arguments = ["named.rs", "lasting.rs", "windows.rs"].map(read).concat();
    let has = |text: &str, name| ['(', '<'].iter().any(|open| text.contains(&format!("pub fn {name}{open}")));
    for row in named_rows() {
        let shadows = if row.kind == Kind::Aggregate { &windows } else { &operators };
        assert!(has(shadows, row.name), "`{}` has no shadow", row.name);
        for (name, kind) in row.named {
            let dropped = matches!(kind, NamedKind::Flag);
            assert!(dropped || has(&arguments, name), "`{name}` of `{}` has no shadow", row.name);
        }
    }
}
