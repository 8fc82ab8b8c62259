//! What the documentation of `Context` and `Stateful` says, one sentence each.

use super::{at, end, nanos, stamp, tick};
use crate::ErrorKind;
use crate::keyed::kind::Own;
use crate::stage::{Stamp, Tick};
use crate::stateful::{Context, Stateful};
use crate::time::Timestamp;

/// State: how often the key was at work. Comes out: what the test says.
type Operator<V> = Stateful<&'static str, V, u32, String, ()>;

fn operator<V>() -> Operator<V> {
    Operator::new(1, None, None).expect("no time to live is none that is too short")
}

/// Runs a batch of one record or none, in which a timer sets none; what came out.
fn batch<V>(
    stateful: &mut Operator<V>,
    record: Option<(&'static str, i64, V)>,
    tick: Tick,
    mut on_record: impl FnMut(V, &mut Context<String>),
) -> Vec<(i64, String)> {
    if let Some((key, time, value)) = record {
        stateful.push(Own, key, stamp(time, stateful.watermark().as_nanos()), value);
    }
    stateful.each_record(tick, |_, value, state, ctx| {
        *state += 1;
        on_record(value, ctx);
    });
    let out = stateful.each_timer(tick, |key, time, state, ctx| {
        *state += 1;
        ctx.emit(format!("{key} {} {state}", time.as_nanos()));
    });
    out.expect("no bound is reached").map(|(stamp, text)| (stamp.time.as_nanos(), text)).collect()
}

fn none(_: (), _: &mut Context<String>) {}

#[test]
fn a_timer_fires_once_without_a_record_when_its_time_has_come() {
    let mut stateful = operator();
    let set = |(), ctx: &mut Context<String>| {
        ctx.set_timer(at(30));
        ctx.set_timer(at(30));
        ctx.set_timer(at(40));
    };
    assert_eq!(batch(&mut stateful, Some(("a", 5, ())), tick(0), set), []);
    assert_eq!(stateful.next_close(), Some(at(30)));
    assert_eq!(batch(&mut stateful, None, tick(29), none), []);
    assert_eq!(batch(&mut stateful, None, tick(30), none), [(30, "a 30 2".into())]);
    assert_eq!(stateful.next_close(), Some(at(40)));
    assert_eq!(batch(&mut stateful, None, tick(50), none), [(40, "a 40 3".into())]);
    assert_eq!((stateful.next_close(), stateful.gauge().keys), (None, 1));
}

#[test]
fn a_timer_in_the_past_fires_at_the_end_of_the_batch_and_its_results_are_not_late() {
    let mut stateful = operator();
    batch(&mut stateful, None, tick(100), none);
    let set = |(), ctx: &mut Context<String>| ctx.set_timer(at(-7));
    assert_eq!(batch(&mut stateful, Some(("a", 120, ())), tick(110), set), [(100, "a -7 2".into())]);
}

#[test]
fn at_the_end_of_the_input_timers_fire_but_not_those_of_processing_time() {
    let mut stateful = operator();
    let set = |(), ctx: &mut Context<String>| {
        ctx.set_processing_timer(at(-1));
        ctx.set_timer(Timestamp::MAX);
    };
    let before = Tick { now: at(-2), ..tick(0) };
    assert_eq!(batch(&mut stateful, Some(("a", 5, ())), before, set), []);
    assert_eq!(batch(&mut stateful, None, end(), none), [(i64::MAX, format!("a {} 2", i64::MAX))]);
    assert_eq!(stateful.next_tick(), Some(at(-1)));
}

#[test]
fn a_timer_of_processing_time_goes_by_the_clock() {
    let mut stateful = operator();
    let set = |(), ctx: &mut Context<String>| {
        ctx.set_processing_timer(at(60));
        ctx.set_processing_timer(at(70));
        ctx.delete_processing_timer(at(70));
    };
    let at_time = |now| Tick { now: at(now), ..tick(9) };
    assert_eq!(batch(&mut stateful, Some(("a", 5, ())), at_time(50), set), []);
    assert_eq!((stateful.next_close(), stateful.next_tick()), (None, Some(at(60))));
    assert_eq!(batch(&mut stateful, None, at_time(60), none), [(9, "a 60 2".into())]);
    assert_eq!(batch(&mut stateful, None, at_time(90), none), []);
}

#[test]
fn a_timer_that_sets_itself_again_ends_with_the_input() {
    let mut stateful = operator();
    batch(&mut stateful, Some(("a", 0, ())), tick(0), |(), ctx| ctx.set_timer(at(10)));
    let every_ten = |stateful: &mut Operator<()>, tick| {
        let mut fired = Vec::new();
        let result = stateful.each_timer(tick, |_, time, _, ctx| {
            fired.push(time.as_nanos());
            ctx.set_timer(time.plus(nanos(10)));
        });
        assert_eq!(result.map(Iterator::count).unwrap(), 0);
        fired
    };
    assert_eq!(every_ten(&mut stateful, tick(35)), [10, 20, 30]);
    assert_eq!(every_ten(&mut stateful, end()), [40]);
}

#[test]
fn timers_that_set_timers_without_an_end_are_an_error() {
    let mut stateful = operator().max_chained_timers(100);
    batch(&mut stateful, Some(("a", 0, ())), tick(0), |(), ctx| ctx.set_timer(at(10)));
    let mut fired = 0;
    let result = stateful.each_timer(tick(10), |_, time, _, ctx| {
        fired += 1;
        ctx.set_timer(time);
    });
    let error = result.expect_err("it never ends");
    assert_eq!((error.kind(), fired), (ErrorKind::Bound, 101));
    assert!(error.to_string().contains("`max_chained_timers`"), "{error}");
}

#[test]
fn clear_forgets_the_state_and_the_timers_set_so_far() {
    let mut stateful = operator();
    let set_clear_set = |(), ctx: &mut Context<String>| {
        ctx.set_timer(at(10));
        ctx.clear();
        ctx.set_timer(at(20));
    };
    batch(&mut stateful, Some(("a", 0, ())), tick(0), set_clear_set);
    assert_eq!(batch(&mut stateful, None, tick(50), none), [(20, "a 20 1".into())]);
    batch(&mut stateful, Some(("a", 0, ())), tick(50), |(), ctx| ctx.clear());
    assert_eq!(stateful.gauge().keys, 0);
}

#[test]
fn a_key_is_forgotten_with_its_timers_when_its_time_to_live_is_over() {
    let mut stateful = Operator::new(1, Some(nanos(10)), None).unwrap();
    batch(&mut stateful, Some(("a", 0, ())), tick(0), |(), ctx| ctx.set_timer(at(100)));
    batch(&mut stateful, Some(("b", 0, ())), tick(0), |(), ctx| ctx.set_timer(at(10)));
    batch(&mut stateful, Some(("a", 5, ())), tick(5), none);
    assert_eq!(
        batch(&mut stateful, None, tick(14), none),
        [(10, "b 10 2".into())],
        "a timer at the end of life fires"
    );
    assert_eq!(stateful.gauge().keys, 2, "a was changed at 5, b by its timer at 10");
    batch(&mut stateful, None, tick(15), none);
    assert_eq!((stateful.gauge().keys, stateful.next_close()), (1, None));
    batch(&mut stateful, None, tick(20), none);
    assert_eq!(stateful.gauge().keys, 0);
}

#[test]
fn a_record_finds_its_key_forgotten_when_its_time_to_live_is_over() {
    let state_of = |watermark, timer| {
        let mut stateful = Operator::new(1, Some(nanos(10)), None).unwrap();
        batch(&mut stateful, Some(("a", 0, ())), tick(0), |(), ctx| ctx.set_timer(at(timer)));
        stateful.push(Own, "a", stamp(30, watermark), ());
        let mut seen = 0;
        stateful.each_record(tick(20), |_, (), state, _: &mut Context<String>| {
            *state += 1;
            seen = *state;
        });
        (seen, stateful.next_close())
    };
    assert_eq!(state_of(9, 11), (2, Some(at(11))));
    assert_eq!(state_of(10, 11), (1, None), "the timer goes too");
    assert_eq!(state_of(10, 10), (2, Some(at(10))), "a timer that comes before the end of life puts it off");
}

#[test]
fn a_key_may_be_as_old_as_time_is_long() {
    let mut stateful = Operator::new(1, Some(nanos(i64::MAX)), None).unwrap();
    batch(&mut stateful, Some(("a", i64::MAX, ())), tick(0), none);
    batch(&mut stateful, Some(("b", i64::MIN, ())), tick(0), none);
    assert_eq!(stateful.gauge().keys, 1, "b was last changed as long ago as can be said");
    batch(&mut stateful, None, end(), none);
    assert_eq!(stateful.gauge().keys, 0);
}

#[test]
fn a_record_older_than_the_watermark_comes_and_is_said_to_be_late() {
    let mut stateful = operator();
    batch(&mut stateful, None, tick(50), none);
    let tell = |(), ctx: &mut Context<String>| ctx.emit(format!("{} {}", ctx.is_late(), ctx.watermark()));
    assert_eq!(batch(&mut stateful, Some(("a", 49, ())), tick(60), tell)[0].1, "true 0 ms");
    assert_eq!(batch(&mut stateful, Some(("a", 60, ())), tick(60), tell)[0].1, "false 0 ms");
}

#[test]
fn without_event_time_the_watermark_is_the_time_of_the_batch() {
    let mut stateful = operator().by_clock();
    let tick = Tick { watermark: at(70), now: at(70), batch: 3, last: false };
    stateful.push(Own, "a", Stamp { time: at(70), watermark: Timestamp::MIN }, ());
    let mut seen = None;
    stateful.each_record(tick, |_, (), _, ctx: &mut Context<String>| {
        seen = Some((ctx.time(), ctx.watermark(), ctx.now(), ctx.is_late()));
    });
    assert_eq!(seen, Some((at(70), at(70), at(70), false)));
}

#[test]
fn a_bound_on_keys_holds_after_a_batch() {
    let mut stateful = Operator::new(1, None, Some(1)).unwrap();
    batch(&mut stateful, Some(("a", 0, ())), tick(0), none);
    stateful.push(Own, "b", stamp(0, 0), ());
    stateful.push(Own, "c", stamp(0, 0), ());
    stateful.each_record(tick(0), |key, (), _, ctx| {
        if *key == "b" {
            ctx.clear();
        }
    });
    let error = stateful.each_timer(tick(0), |_, _, _, _| {}).expect_err("two keys");
    assert_eq!(error.kind(), ErrorKind::Bound);
    assert!(
        error.to_string().contains("more than 1 keys") && error.to_string().contains("`max_keys`"),
        "{error}"
    );
}

#[test]
fn no_time_to_live_at_all_is_refused() {
    let Err(error) = Operator::<()>::new(1, Some(nanos(0)), None) else { panic!("nothing would last") };
    assert_eq!(error.kind(), ErrorKind::Start);
}
