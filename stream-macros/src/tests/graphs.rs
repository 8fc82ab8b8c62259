//! Pipelines without mistakes, and their graphs.

use expect_test::expect;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::door::{check_graph, describe, report, understand_tokens};

#[test]
fn the_lecture_s_word_count() {
    check_graph(
        r#"{
            let lines = socket_text("127.0.0.1:4444");
            let words = lines.flat_map(|line| line.split(' '));
            let pairs = words.map(|word| (word, 1));
            pairs.reduce_by_key(|x, y| x + y).print();
        }"#,
        expect![[r#"
            0 SocketText `socket_text` (expr "127.0.0.1:4444")
            1 FlatMap `flat_map` <0 (|line| mentions line split)
            2 Map `map` <1 (|word| mentions word)
            3 ReduceByKey `reduce_by_key` <2 (|x y| mentions x y)
            4 Print `print` <3
        "#]],
    );
}

#[test]
fn a_name_used_twice_forks_and_a_union_joins() {
    check_graph(
        "{
            let (small, _, rest) = from_iter(numbers).split(|n| *n < 10, |n| *n < 100);
            small.union(rest.map(f64::from)).union(my::source(1)).print();
            rest.my_operator(path::other(), |x| x).count().for_each(handle);
        }",
        expect![[r#"
            0 FromIter `from_iter` (expr numbers)
            1 Split `split` <0 (|n| mentions n) (|n| mentions n)
            2 Map `map` <1.2 (path f64 :: from)
            3 Union `union` <1 <2
            4 UserSource `source` (expr 1)
            5 Union `union` <3 <4
            6 Print `print` <5
            7 User `my_operator` <1.2 (expr path :: other ()) (expr | x | x)
            8 Count `count` <7
            9 ForEach `for_each` <8 (path handle)
        "#]],
    );
}

#[test]
fn arguments_take_their_final_form() {
    check_graph(
        "{
            let left = input::<(String, u32)>().map_async(|r| fetch(r).await?, concurrency = 4, unordered, timeout = 1.5s);
            let right = text_files(dir, existing, poll = 0s, settle = wait).parse::<Pair>().key_by(|r: &Pair| -> u32 { r.id });
            left.left_join(right, within = batch).fold_by_key(0, |a, b| a + b, merge = |a, b| a + b)
                .top(3, by = |(k, v)| v.len()).sort_by(|a, b| b.cmp(a), descending).output::<Out>();
        }",
        expect![[r#"
            0 Input `input` ::(String , u32)
            1 MapAsync `map_async` <0 (|r| tries awaits mentions await fetch r) concurrency=(expr 4) unordered timeout=1.5s
            2 TextFiles `text_files` (expr dir) existing poll=0ns settle=(expr wait)
            3 Parse `parse` <2 ::Pair
            4 KeyBy `key_by` <3 (|r| mentions id r)
            5 LeftJoin `left_join` <1 <4 within=batch
            6 FoldByKey `fold_by_key` <5 (expr 0) (|a b| mentions a b) merge=(|a b| mentions a b)
            7 Top `top` <6 (expr 3) by=(|k v| mentions len v)
            8 SortBy `sort_by` <7 (|a b| mentions a b cmp) descending
            9 Output `output` <8 ::Out
        "#]],
    );
}

#[test]
fn a_closure_s_body_is_known() {
    check_graph(
        r#"from_iter(v)
            .map(move |Point { x, y: (a, ..) }| { for i in 0..x { if i > a { break; } continue } return helper!(b?) })
            .inspect(|x| println!("{x} {captured:?} {}", x.await))
            .filter(|x| { let f = |y| { return y?; }; async { z.await }; 'a: { break 'a f(x) } })
            .print()"#,
        expect![[r#"
            0 FromIter `from_iter` (expr v)
            1 Map `map` <0 (|a x| move returns tries mentions a b break continue for helper i if in return x)
            2 Inspect `inspect` <1 (|x| awaits mentions await captured println x)
            3 Filter `filter` <2 (|x| mentions a async await break f let return x y z)
            4 Print `print` <3
        "#]],
    );
}

#[test]
fn what_another_macro_passes_on_is_looked_through() {
    let hidden = |tokens: TokenStream| TokenTree::from(Group::new(Delimiter::None, tokens));
    let source = hidden(quote!(from_iter(v)));
    let (closure, number) = (hidden(quote!(|x| x)), hidden(quote!(4)));
    let call = hidden(quote!({ #source.map_async(#closure, concurrency = #number).print(); }));
    let (graph, errors) = understand_tokens(call.into());
    assert_eq!(report(&errors), "");
    expect![[r#"
        0 FromIter `from_iter` (expr v)
        1 MapAsync `map_async` <0 (|x| mentions x) concurrency=(expr 4)
        2 Print `print` <1
    "#]]
    .assert_eq(&describe(&graph));
}

#[test]
fn all_of_a_keyed_stream_may_be_counted_where_its_keys_are_used() {
    let tokens =
        "{ let keyed = from_iter(v).key_by(f); keyed.count().print(); keyed.count_by_key().print(); }";
    check_graph(
        tokens,
        expect![[r#"
        0 FromIter `from_iter` (expr v)
        1 KeyBy `key_by` <0 (path f)
        2 Count `count` <1
        3 Print `print` <2
        4 CountByKey `count_by_key` <1
        5 Print `print` <4
    "#]],
    );
}
