//! What may stand in a closure: patterns, `move`, `return`, `?` and `.await`.

use stream_core::{Collected, OnError, stream};

#[test]
fn patterns_take_records_apart() {
    struct Reading {
        name: &'static str,
        value: u32,
    }

    let collected = Collected::new();
    stream!(
        from_iter([Reading { name: "a", value: 1 }, Reading { name: "b", value: 2 }])
            .map(|Reading { name, value }| (name, value))
            .filter(|&(_, value)| value > 1)
            .map(|(name, ref value): (&str, u32)| [name, if *value > 1 { "many" } else { "one" }])
            .map(|[name, much]| format!("{name} {much}"))
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), ["b many"]);
}

#[test]
fn a_closure_that_gives_nothing_may_never_return() {
    let pipeline = stream!(
        from_iter([(1, 2)])
            .stateful(
                |_, n: u8, _: &mut u8, context| {
                    context.emit(n);
                    panic!("no timers yet")
                },
                on_timer = |_, _, _, _| unreachable!()
            )
            .print()
    );
    let error = pipeline.run().unwrap_err();
    assert!(error.to_string().contains("no timers yet"), "{error}");
}

#[test]
#[deny(unreachable_code)]
fn a_closure_may_be_yet_to_be_written() {
    let each = stream!(from_iter([1]).for_each(|_| panic!("each")));
    let batch = stream!(from_iter([1]).for_each_batch(|_, _| panic!("batch")));
    let mapped = stream!(
        from_iter([1])
            .inspect(|_| panic!("before all others"))
            .filter(|_| unreachable!())
            .map(|_| -> u32 { unreachable!() })
            .key_by(|n| {
                if *n > 1 {
                    return 2;
                }
                unreachable!()
            })
            .for_each(|_: (u8, u32)| {
                unreachable!();
            })
    );
    for (error, expected) in [(each.run(), "each"), (batch.run(), "batch"), (mapped.run(), "before")] {
        let error = error.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn return_ends_a_closure() {
    let collected = Collected::new();
    stream!(
        from_iter(0..4_u32)
            .map(|n| -> u32 {
                if n == 0 {
                    return 100;
                }
                n
            })
            .filter(|n| {
                if *n == 1 {
                    return false;
                }
                true
            })
            .flat_map(|n| {
                if n == 2 {
                    return vec![];
                }
                vec![n, n]
            })
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [100, 100, 3, 3]);
}

#[test]
fn a_question_mark_fails_the_record() {
    let collected = Collected::new();
    stream!(
        from_iter(["1 2", "x 2", "3 4"])
            .map(|line| {
                let (a, b) = line.split_once(' ').ok_or("no pair")?;
                (a.parse::<u32>()?, b)
            })
            .filter(|(_, b)| b.parse::<u32>()? > 2)
            .map(|(a, _)| a)
            .collect(&collected)
    )
    .on_error(OnError::skip())
    .run()
    .unwrap();
    assert_eq!(collected.take(), [3]);
}

#[test]
fn a_question_mark_is_the_closures_own_where_it_returns_an_option_or_a_result() {
    let collected = Collected::new();
    stream!(
        from_iter(["a=1", "b", "c=x"])
            .filter_map(|line| {
                let (_, value) = line.split_once('=')?;
                Some(value)
            })
            .try_map(|value| {
                let n: u32 = value.parse()?;
                Ok::<_, std::num::ParseIntError>(n)
            })
            .collect(&collected)
    )
    .on_error(OnError::skip())
    .run()
    .unwrap();
    assert_eq!(collected.take(), [1]);
}

#[test]
fn closures_wait_in_line() {
    async fn double(n: u32) -> Result<u32, String> {
        std::future::ready(()).await;
        if n == 2 { Err("two".to_owned()) } else { Ok(n * 2) }
    }

    let collected = Collected::new();
    stream!(
        from_iter(0..4_u32)
            .map(|n| double(n).await?)
            .filter(|n| double(*n).await.is_ok())
            .collect(&collected)
    )
    .on_error(OnError::skip())
    .run()
    .unwrap();
    assert_eq!(collected.take(), [0, 6]);
}

#[test]
fn captures_are_moved_and_loops_stay_inside() {
    let collected = Collected::new();
    let offsets = vec![10, 20];
    stream!(
        from_iter(0..2_usize)
            .map(move |n| {
                let mut sum = 0;
                for offset in &offsets {
                    if *offset > 15 && n == 0 {
                        break;
                    }
                    sum += offset;
                }
                sum
            })
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [10, 30]);
}

#[test]
fn words_are_lent_out_of_lines() {
    let collected = Collected::new();
    let lines = ["a b a", "b a"];
    stream!(
        from_iter(lines)
            .flat_map(|line| line.split(' '))
            .map(|word| (word, 1))
            .reduce_by_key(|a, b| a + b)
            .sort_by(|(word, _)| word.clone())
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [("a".to_owned(), 3), ("b".to_owned(), 2)]);
}

#[test]
fn words_are_lent_out_of_owned_lines() {
    let collected = Collected::new();
    let lines = vec!["a b".to_owned(), "b".to_owned()];
    stream!(
        from_iter(lines)
            .flat_map(|line| line.split(' '))
            .map(|word| (word, word.len()))
            .count_by_key()
            .sort_by(|(word, _)| word.clone())
            .collect(&collected)
    )
    .run()
    .unwrap();
    assert_eq!(collected.take(), [("a".to_owned(), 1), ("b".to_owned(), 2)]);
}
