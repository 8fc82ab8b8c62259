//! Names of the user's that are also names in other closures, or such as generated code has.

use stream_core::{Collected, stream};

#[test]
fn a_captured_variable_may_have_the_name_of_a_parameter() {
    let collected = Collected::new();
    let n = 100;
    let word = "w";
    stream!(
        from_iter([1, 2])
            .map(|n| n * 2)
            .map(|m| m + n)
            .map(|word| format!("{word}"))
            .map(|text| format!("{word}{text} {n}"))
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), ["w102 100", "w104 100"]);
}

#[test]
fn every_closure_may_name_its_parameter_alike() {
    let (pairs, sums) = (Collected::new(), Collected::new());
    stream!({
        let x = from_iter([1, 2]);
        let y = x.map(|x| x + 1).map(|x| (x, x)).filter(|x| x.0 > 1);
        y.map(|(x, y)| x + y).collect(&sums);
        y.collect(&pairs);
    })
    .run()
    .unwrap();
    assert_eq!(pairs.take(), [(2, 2), (3, 3)]);
    assert_eq!(sums.take(), [4, 6]);
}

#[test]
fn names_of_generated_code_are_free() {
    let collected = Collected::new();
    let (item, worker, cx, at, chunk, source0, pipeline, kind) = (1, 2, 3, 4, 5, 6, 7, 8);
    stream!(
        from_iter([0])
            .map(|record| record + item + worker + cx + at + chunk + source0 + pipeline + kind)
            .map(|item| (item, item))
            .reduce_by_key(|key, value| key + value + kind)
            .map(|(key, value)| key + value + item)
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [73]);
}

#[test]
fn raw_identifiers_are_names() {
    let collected = Collected::new();
    stream!({
        let r#type = from_iter([1]);
        r#type.map(|r#match| r#match + 1).collect(&collected);
    })
    .run()
    .unwrap();
    assert_eq!(collected.take(), [2]);
}

#[test]
fn functions_of_the_user_may_have_the_names_of_operators() {
    fn map(n: u32) -> u32 {
        n + 1
    }

    fn print(n: u32) -> String {
        n.to_string()
    }

    let collected = Collected::new();
    stream!(from_iter([1]).map(map).map(print).collect(&collected)).run().unwrap();
    assert_eq!(collected.take(), ["2"]);
}
