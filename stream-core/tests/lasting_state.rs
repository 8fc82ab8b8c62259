//! `dedup_by`, `update_state_by_key` and `stateful` through `stream!`.

use std::time::Duration;

use stream_core::harness::Harness;
use stream_core::stateful::Context;
use stream_core::time::Timestamp;
use stream_core::window::Windowed;
use stream_core::{Collected, Error, ErrorKind, stream};

const S: Duration = Duration::from_secs(1);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

/// A record: its second, and a word.
type Word = (i64, &'static str);

#[test]
fn the_first_of_each_id_passes_and_an_id_is_forgotten() -> Result<(), Error> {
    let mut firsts = Harness::new(stream!(
        input::<Word>()
            .event_time(|word| at(word.0), out_of_order = 10s)
            .dedup_by(|word| word.1, within = 20s)
            .output::<Word>()
    ))?;
    assert_eq!(firsts.batch([(100, "a"), (95, "a"), (101, "b")])?, [(100, "a"), (101, "b")]);
    assert_eq!(firsts.batch([(115, "a")])?, [], "the watermark is 91, a is known until 120");
    // Judged by the watermark before it, 105; after it the watermark is 130.
    assert_eq!(firsts.batch([(140, "a"), (141, "a")])?, [(141, "a")]);
    assert_eq!((firsts.late(), firsts.keys()), (0, 1));
    assert_eq!(firsts.batch([(111, "c"), (112, "c")])?, [(112, "c")], "111 + 20 is 131, the watermark");
    assert_eq!(firsts.late(), 1);
    Ok(())
}

#[test]
fn records_too_late_to_be_told_from_duplicates_are_a_stream() -> Result<(), Error> {
    let (firsts, late) = (Collected::new(), Collected::new());
    let (first_words, late_words) = (firsts.clone(), late.clone());
    let words =
        [(100, "a"), (50, "b"), (89, "c"), (90, "a")].map(|(second, word)| (second, String::from(word)));
    stream!({
        let firsts = from_iter(words)
            .event_time(|word| at(word.0), out_of_order = 0s)
            .dedup_by(|word| word.1.as_str(), within = 10s);
        firsts.late().collect(late_words);
        firsts.collect(first_words);
    })
    .run()?;
    let seconds =
        |words: &Collected<(i64, String)>| words.take().iter().map(|word| word.0).collect::<Vec<_>>();
    assert_eq!((seconds(&firsts), seconds(&late)), (vec![100], vec![50, 89, 90]));
    Ok(())
}

#[test]
fn what_passes_keeps_its_time() -> Result<(), Error> {
    let mut counts = Harness::new(stream!(
        input::<Word>()
            .event_time(|word| at(word.0), out_of_order = 0s)
            .dedup_by(|word| (word.0, word.1.to_owned()), within = forever)
            .key_by(|word| word.1)
            .window(fixed(10s))
            .count()
            .output::<Windowed<String, u64>>()
    ))?;
    counts.batch([(1, "a"), (1, "a"), (2, "a"), (3, "b")])?;
    let closed = counts.batch([(10, "c")])?;
    let shown: Vec<_> = closed.iter().map(|result| (result.key.as_str(), result.value)).collect();
    assert_eq!(shown, [("a", 2), ("b", 1)]);
    Ok(())
}

#[test]
fn without_event_time_the_clock_forgets() -> Result<(), Error> {
    let mut firsts = Harness::new(stream!(input::<u32>().dedup_by(|n| *n, within = 10s).output::<u32>()))?;
    assert_eq!(firsts.batch([1, 2, 1])?, [1, 2]);
    firsts.advance(9 * S)?;
    assert_eq!(firsts.batch([1, 3])?, [3]);
    firsts.advance(S)?;
    assert_eq!(firsts.batch([1, 3])?, [1]);
    Ok(())
}

#[test]
fn a_key_is_forgotten_whether_or_not_another_comes_in_between() -> Result<(), Error> {
    for between in [&[][..], &[("b", 1)]] {
        let mut sums =
            Harness::new(stream!(input::<(&str, u32)>().running(ttl = 30s).sum().output::<(String, u32)>()))?;
        let mut states = Harness::new(stream!(
            input::<(&str, u32)>()
                .stateful(
                    |key, n, sum: &mut u32, ctx| {
                        *sum += n;
                        ctx.emit((key.clone(), *sum));
                    },
                    ttl = 30s
                )
                .output::<(String, u32)>()
        ))?;
        for (silence, sum) in [(0, 1), (29, 2), (30, 1), (3600, 1)] {
            sums.advance(silence * S)?;
            states.advance(silence * S)?;
            if !between.is_empty() {
                sums.batch(between.iter().copied())?;
                states.batch(between.iter().copied())?;
            }
            assert_eq!(sums.batch([("a", 1)])?, [("a".to_owned(), sum)], "{silence} s");
            assert_eq!(states.batch([("a", 1)])?, [("a".to_owned(), sum)], "{silence} s");
        }
    }
    Ok(())
}

#[test]
fn too_many_ids_are_an_error_at_the_operator() -> Result<(), Error> {
    let mut firsts =
        Harness::new(stream!(input::<u32>().dedup_by(|n| *n, within = 10s, max_ids = 3).output::<u32>()))?;
    firsts.batch([1, 2, 3])?;
    let error = firsts.batch([4]).expect_err("four ids");
    assert_eq!((error.kind(), error.operator().map(|at| at.name)), (ErrorKind::Bound, Some("dedup_by")));
    Ok(())
}

#[test]
fn every_key_is_updated_in_every_batch() -> Result<(), Error> {
    let mut states = Harness::new(stream!(
        input::<(&str, u32)>()
            .update_state_by_key(|values: Vec<u32>, state: Option<Vec<u32>>| {
                let mut all = state.unwrap_or_default();
                all.push(values.iter().sum());
                (all.len() < 4).then_some(all)
            })
            .output::<(String, Vec<u32>)>()
    ))?;
    let row = |key: &str, sums: &[u32]| (key.to_owned(), sums.to_vec());
    assert_eq!(states.batch([("b", 1), ("a", 2), ("b", 3)])?, [row("b", &[4]), row("a", &[2])]);
    assert_eq!(states.batch([("c", 5)])?, [row("b", &[4, 0]), row("a", &[2, 0]), row("c", &[5])]);
    states.batch([])?;
    assert_eq!(states.batch([("a", 6)])?, [row("c", &[5, 0, 0])], "the fourth removes a key");
    assert_eq!(states.batch([("a", 7)])?, [row("a", &[7])]);
    assert_eq!(states.finish()?, []);
    Ok(())
}

/// The visits of a user: a page each.
type Visit = (i64, &'static str, &'static str);

/// What is known of a user: how many pages were seen, and when the last.
#[derive(Default)]
struct User {
    pages: u32,
    last: Option<Timestamp>,
}

fn on_visit(_: &String, _page: &str, user: &mut User, ctx: &mut Context<String>) {
    if let Some(last) = user.last {
        ctx.delete_timer(last.plus(30 * S));
    }
    user.pages += 1;
    user.last = Some(ctx.time());
    ctx.set_timer(ctx.time().plus(30 * S));
}

fn on_silence(name: &String, at: Timestamp, user: &mut User, ctx: &mut Context<String>) {
    ctx.emit(format!("{name} left at {} after {}", at.as_millis() / 1000, user.pages));
    ctx.clear();
}

#[test]
fn timers_of_event_time_fire_without_a_record_of_their_key() -> Result<(), Error> {
    let mut left = Harness::new(stream!(
        input::<Visit>()
            .event_time(|visit| at(visit.0), out_of_order = 0s)
            .map(|(_, user, page)| (user, page))
            .stateful(on_visit, on_timer = on_silence)
            .output::<String>()
    ))?;
    assert_eq!(left.batch([(0, "ann", "/"), (5, "bob", "/"), (20, "ann", "/a")])?, [] as [String; 0]);
    assert_eq!(left.keys(), 2);
    assert_eq!(left.batch([(40, "eve", "/")])?, ["bob left at 35 after 1"]);
    assert_eq!(left.finish()?, ["ann left at 50 after 2", "eve left at 70 after 1"]);
    Ok(())
}

#[test]
fn timers_of_processing_time_fire_by_the_clock_alone() -> Result<(), Error> {
    let mut rings = Harness::start_at(
        at(1_000),
        stream!(
            input::<(u32, u64)>()
                .stateful(
                    |_, seconds, _: &mut (), ctx| ctx
                        .set_processing_timer(ctx.now().plus(Duration::from_secs(seconds))),
                    on_timer = |key, time, _, ctx| ctx.emit((*key, time.as_millis() / 1000)),
                )
                .output::<(u32, i64)>()
        ),
    )?;
    rings.batch([(1, 5), (2, 3), (1, 20)])?;
    assert_eq!(rings.advance(2 * S)?, []);
    assert_eq!(rings.advance(8 * S)?, [(2, 1_003), (1, 1_005)]);
    assert_eq!(rings.finish()?, []);
    Ok(())
}

#[test]
fn results_have_the_time_of_their_record_or_timer() -> Result<(), Error> {
    let mut counts = Harness::new(stream!(
        input::<(i64, u32)>()
            .event_time(|record| at(record.0), out_of_order = 5s)
            .stateful(
                |_, n: u32, _: &mut (), ctx| {
                    ctx.emit(n);
                    ctx.set_timer(ctx.time().plus(20 * S));
                },
                on_timer = |_, _, _, ctx| ctx.emit(0),
            )
            .key_by(|n| *n)
            .window(fixed(10s))
            .count()
            .output::<Windowed<u32, u64>>()
    ))?;
    counts.batch([(1, 7)])?;
    let closed = counts.batch([(35, 7)])?;
    let shown = |closed: Vec<Windowed<u32, u64>>| -> Vec<_> {
        closed
            .iter()
            .map(|result| (result.window.start.as_millis() / 1000, result.key, result.value))
            .collect()
    };
    assert_eq!(shown(closed), [(0, 7, 1), (20, 0, 1)]);
    assert_eq!(shown(counts.finish()?), [(30, 7, 1), (50, 0, 1)]);
    Ok(())
}

#[test]
fn workers_share_the_keys() -> Result<(), Error> {
    for workers in 1..=4 {
        let (sums, done) = (Collected::new(), Collected::new());
        let (sums_in, done_in) = (sums.clone(), done.clone());
        let pairs: Vec<_> = (0..2_000_u64).map(|n| (n % 50, n)).collect();
        stream!({
            let pairs = from_iter(pairs);
            pairs
                .stateful(
                    |key, n, sum: &mut u64, ctx| {
                        *sum += n;
                        ctx.set_timer(ctx.time());
                        if *sum == u64::MAX {
                            ctx.emit((*key, n));
                        }
                    },
                    on_timer = |key, _, sum, ctx| {
                        ctx.emit((*key, *sum));
                        ctx.clear();
                    },
                )
                .collect(sums_in);
            pairs.dedup_by(|pair| pair.0, within = 1h).collect(done_in);
        })
        .workers(workers)
        .run()?;
        let mut sums = sums.take();
        sums.sort_unstable();
        // The sums of each batch in which the key came.
        let mut total = vec![0; 50];
        sums.iter().for_each(|(key, sum)| total[*key as usize] += sum);
        assert!((0..50).all(|key| total[key] == (0..40).map(|n| n * 50 + key as u64).sum::<u64>()));
        let mut firsts: Vec<_> = done.take().iter().map(|pair: &(u64, u64)| pair.0).collect();
        firsts.sort_unstable();
        assert!(firsts.into_iter().eq(0..50));
    }
    Ok(())
}

#[test]
fn bounds_on_keys_and_on_timers_are_errors_at_the_operator() -> Result<(), Error> {
    let at_stateful = |error: Error| {
        assert_eq!((error.kind(), error.operator().map(|at| at.name)), (ErrorKind::Bound, Some("stateful")));
        error.to_string()
    };
    let mut keys = Harness::new(stream!(
        input::<(u32, u32)>().stateful(|_, n, _: &mut (), ctx| ctx.emit(n), max_keys = 2).output::<u32>()
    ))?;
    keys.batch([(1, 1), (2, 2), (1, 3)])?;
    let text = at_stateful(keys.batch([(3, 3)]).expect_err("three keys"));
    assert!(text.contains("`max_keys`"), "{text}");
    let mut timers = Harness::new(stream!(
        input::<(u32, u32)>()
            .stateful(
                |_, n: u32, _: &mut (), ctx| {
                    ctx.set_timer(ctx.time());
                    ctx.emit(n);
                },
                on_timer = |_, time, _, ctx| ctx.set_timer(time),
                ttl = 1h,
                max_chained_timers = 50
            )
            .output::<u32>()
    ))?;
    let text = at_stateful(timers.batch([(1, 1)]).expect_err("it never ends"));
    assert!(text.contains("`max_chained_timers`"), "{text}");
    Ok(())
}
