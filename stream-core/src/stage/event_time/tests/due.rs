//! When the watermark of streams that meet will have come somewhere: neither later nor earlier than it is said.

use proptest::prelude::*;

use super::*;

/// A batch: seconds since the one before, and what comes: stream, partition and seconds of its records.
type Step = (i64, Vec<(usize, usize, Vec<i64>)>);

/// Two streams of two partitions each.
#[derive(Clone, Debug)]
struct Script {
    steps: Vec<Step>,
    /// After how many seconds a partition of either is idle; 0: never.
    idle: [u64; 2],
    /// In which batch either ends.
    ends: [usize; 2],
}

fn scripts() -> impl Strategy<Value = Script> {
    let reads = (0..2_usize, 0..2_usize, prop::collection::vec(0..60_i64, 1..4));
    let step = (0..6_i64, prop::collection::vec(reads, 0..4));
    let idle = || prop_oneof![1 => Just(0), 4 => 1..12_u64];
    let ends = || prop_oneof![1 => 1..8_usize, 2 => Just(99)];
    (prop::collection::vec(step, 1..8), [idle(), idle()], [ends(), ends()])
        .prop_map(|(steps, idle, ends)| Script { steps, idle, ends })
}

/// The streams after all batches, the last of them at the time given, and where they meet.
fn played(script: &Script) -> ([EventTime; 2], i64, Timestamp) {
    let new =
        |idle: u64| if idle > 0 { event_time().idle(u32::try_from(idle).unwrap() * S) } else { event_time() };
    let (mut times, mut now, mut met) = (script.idle.map(new), 0, MIN);
    for (number, (after, reads)) in script.steps.iter().enumerate() {
        now += after;
        for (stream, partition, seconds) in reads.iter().filter(|read| number < script.ends[read.0]) {
            times[*stream].reads_chunk(*partition, now, seconds);
        }
        let [one, other] = &mut times;
        for (time, ends) in [&mut *one, &mut *other].into_iter().zip(script.ends) {
            time.ends(now, if number < ends { &[0, 1] } else { &[] });
        }
        met = meet(&mut [one, other]);
    }
    (times, now, met)
}

/// Where they meet if nothing comes until `second`.
fn silent(script: &Script, second: i64) -> Timestamp {
    let (_, now, _) = played(script);
    let mut script = script.clone();
    script.ends = script.ends.map(|ends| if ends < script.steps.len() { ends } else { usize::MAX });
    script.steps.push((second - now, Vec::new()));
    played(&script).2
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_instant_is_exact(script in scripts(), ahead in 1..30_i64) {
        let ([one, other], now, met) = played(&script);
        let there = if met == MIN { at(ahead) } else { met.plus(Duration::from_secs(ahead.unsigned_abs())) };
        if met == MAX {
            return Ok(());
        }
        let second = |at: Timestamp| at.as_millis() / 1000;
        match when(&[&one, &other], there).map(second) {
            None => prop_assert!(silent(&script, now + 100_000) < there),
            Some(due) => {
                prop_assert!(silent(&script, due.max(now)) >= there, "not yet at {}", due);
                prop_assert!(due <= now + 1 || silent(&script, due - 1) < there, "before {}", due);
                prop_assert!(due > now, "{} is over at {}", due, now);
            }
        }
    }
}
