//! Examples of what time does where no records come, worked out by hand.

use crate::examples::{records, stamped, times};
use crate::oracle::Record;
use crate::oracle::batches::running_for;
use crate::oracle::clock::{Times, windows as windows_at};
use crate::oracle::idle::Windows;
use crate::oracle::outside::{Looked, lookups, reloads};
use crate::oracle::stateful::{Context, Program, run};
use crate::oracle::windows::Sliding;

#[test]
fn a_key_lives_on_from_its_last_record() {
    let batches =
        [(stamped(&[&[0, 5]], 0), 5), (stamped(&[&[3]], 0), 14), (vec![], 15), (stamped(&[&[8]], 0), 15)];
    let counts: Vec<usize> =
        running_for(&batches, 10).iter().map(|(all, _)| all.get("k").map_or(0, Vec::len)).collect();
    assert_eq!(
        counts,
        [2, 3, 3, 1],
        "3 counts as 5; forgotten is what 15 has left behind, in the batch after it"
    );
    let program = Program {
        on_record: |_: &Record, count: &mut i64, context: &mut Context<i64>| {
            *count += 1;
            context.emitted.push(*count);
            context.timers.insert(13);
        },
        on_timer: |_: &String, at: i64, count: &mut i64, context: &mut Context<i64>| {
            context.emitted.push(at * *count)
        },
        ttl: Some(10),
    };
    assert_eq!(run(&batches, &program), [vec![1, 2], vec![3, 39], vec![], vec![4, 52], vec![]]);
    let short = Program { ttl: Some(7), ..program };
    assert_eq!(run(&batches, &short), [vec![1, 2], vec![3], vec![], vec![1, 13], vec![]], "5 + 7 < 13");
}

#[test]
fn answers_that_are_kept_and_tables_that_are_loaded_anew() {
    let batches = [("abab", 0), ("ab", 9), ("ca", 10), ("abcd", 11), ("d", 12)];
    let batches = batches.map(|(keys, now)| (keys.chars().collect(), now));
    let asked = |looked: Vec<Looked<char>>| {
        looked.into_iter().map(|batch| batch.asked.into_iter().collect()).collect::<Vec<String>>()
    };
    assert_eq!(asked(lookups(&batches, 9, None, |_, _| false)), ["ab", "", "c", "d", ""]);
    assert_eq!(asked(lookups(&batches, 9, Some(10), |_, _| false)), ["ab", "", "ca", "bd", ""]);
    assert_eq!(
        asked(lookups(&batches, 2, None, |_, _| false)),
        ["ab", "", "c", "bd", ""],
        "c and a are the last two"
    );
    let refused = lookups(&batches, 9, None, |key, batch| *key == 'a' && batch == 1);
    assert_eq!(refused[1], Looked { asked: vec![], answers: vec![Some(0), Some(0)] });
    let refused = lookups(&batches, 9, None, |key, batch| *key == 'a' && batch == 0);
    assert_eq!(refused[0].answers, [None, Some(0), None, Some(0)]);
    assert_eq!(refused[1].asked, ['a']);
    let loaded: Vec<_> = reloads(&[3, 12, 13, 13, 22, 23], 10, |attempt| attempt == 1)
        .iter()
        .map(|loaded| (loaded.attempt, loaded.version, loaded.failed, loaded.at))
        .collect();
    let first = (0, 1, 0, 3);
    assert_eq!(loaded, [first, first, (0, 1, 1, 3), (0, 1, 1, 3), (0, 1, 1, 3), (2, 2, 1, 23)]);
}

#[test]
fn partitions_that_fall_silent() {
    let windows = Windows {
        times: Times::new(100, vec![0, 5]),
        partitions: 2,
        out_of_order: 2,
        idle: Some(10),
        ends: false,
        group: |stamped| Sliding::fixed(10).group(stamped, 0),
        fires: |end, watermark| end <= watermark,
        empty: vec![],
    };
    // At 100 twice, 105 twice, 110, where the second partition is left out, and so on; 3 is late when it is back.
    let steps = [
        (vec![4], vec![5]),
        (vec![6], vec![]),
        (vec![], vec![]),
        (vec![15], vec![]),
        (vec![], vec![3, 14]),
        (vec![], vec![]),
    ];
    let (fired, late) = windows.run(&steps.map(|(one, other)| vec![records(&one), records(&other)]));
    let watermarks: Vec<i64> = fired.iter().map(|fired| fired.watermark).collect();
    // A batch comes at 110 for the window that ends, the fifth, and one at 115 with the last but one.
    assert_eq!(watermarks, [2, 3, 3, 3, 13, 13, 13, i64::MAX]);
    assert_eq!(times(&late), [3]);
    assert_eq!(fired[4].results, [("k".into(), (0, 10), vec![4, 5, 6])]);
    assert_eq!(fired[7].results, [("k".into(), (10, 20), vec![14, 15])]);
    let silent = Windows { times: Times::new(100, vec![0, 5, 10]), ..windows };
    let (fired, _) = silent.run(&[
        vec![records(&[4]), vec![]],
        vec![vec![], vec![]],
        vec![vec![], vec![]],
        vec![vec![], records(&[30])],
    ]);
    let watermarks: Vec<i64> = fired.iter().map(|fired| fired.watermark).collect();
    assert_eq!(
        watermarks,
        [i64::MIN, i64::MIN, i64::MIN, 17, 28, i64::MAX],
        "2, and the fifteen from 100 to 115"
    );
}

#[test]
fn windows_by_the_clock() {
    let batches = [records(&[1, 2]), records(&[]), records(&[3])];
    let fired = windows_at(
        &batches,
        &Times::new(7, vec![2, 1, 3]),
        |all| Sliding::fixed(10).group(all, 0),
        |end, now| end <= now,
    );
    // At 7, 9, 10, where a batch comes for the window that ends, and 13.
    let shown: Vec<usize> =
        fired.iter().map(|fired| fired.iter().map(|(_, _, values)| values.len()).sum()).collect();
    assert_eq!(shown, [0, 0, 2, 0, 1]);
}
