//! One mistake each: the message, at the user's token, and nothing else.

use expect_test::expect;

use super::door::check_errors;

#[test]
fn names_of_other_systems_are_understood_all_at_once() {
    check_errors(
        "from_iter(a).flatmap(|l| l.split(' ')).reduceByKey(|a, b| a + b).prnt()",
        expect![[r#"
            1:13 flatmap: unknown operator `flatmap`; did you mean `flat_map`? usage: `flat_map(|record| -> impl IntoIterator)`
            1:39 reduceByKey: unknown operator `reduceByKey`; did you mean `reduce_by_key`? usage: `reduce_by_key(|a, b| -> V)`
            1:65 prnt: unknown operator `prnt`; did you mean `print`? usage: `print()`; an operator of your own so named is called by `.apply(prnt(..))`
        "#]],
    );
}
