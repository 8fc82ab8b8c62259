//! The state machine, step by step.

use super::*;

const READY: Polled = Polled { ready: true, any_done: false, all_ended: false, all_done: false, held: false };
const PENDING: Polled = Polled { ready: false, ..READY };

fn now() -> Timestamp {
    Timestamp::from_millis(5)
}

/// Two workers in a batch of at most `limit` records that closes there.
fn two_workers(limit: u64) -> Control {
    let mut control = Control::new(Rule { limit, ..Rule::manual() }, 2, false);
    control.open(0, now());
    assert!(matches!(control.join(0), Join::Joined(batch) if batch.time == now()));
    control
}

#[test]
fn a_worker_waits_for_what_another_has_claimed_and_may_give_back() {
    let mut control = two_workers(100);
    assert_eq!(control.next(0, now(), READY), Next::Take(100));
    assert_eq!(control.next(1, now(), READY), Next::Wait(None), "worker 0 may use less");
    control.alarm = false;
    control.settle(Claim { claimed: 100, used: 60 });
    assert!(control.alarm, "worker 1 is woken");
    assert_eq!(control.next(1, now(), READY), Next::Take(40));
    control.settle(Claim { claimed: 40, used: 40 });
    assert_eq!(control.next(0, now(), PENDING), Next::Close, "the hundredth is in");
}

#[test]
fn no_worker_joins_the_next_batch_before_all_have_ended_this_one() {
    let mut control = two_workers(100);
    assert!(control.end(0, None).is_none());
    assert_eq!(control.join(1), Join::Wait);
    assert!(matches!(control.join(0), Join::Joined(_)), "the other is not there yet");
    assert!(control.end(3, None).is_some_and(|ended| ended.out == 3 && ended.batch.number == 0));
    assert_eq!(control.join(1), Join::Decide);
}

#[test]
fn it_is_over_when_the_sources_of_all_workers_have_ended() {
    let mut control = Control::new(Rule::manual(), 2, false);
    control.worker_ended(0);
    assert_eq!(control.join(0), Join::Decide);
    control.worker_ended(1);
    assert_eq!(control.join(0), Join::Over);
    control.open(0, now());
    assert_eq!(control.join(0), Join::Over, "it stays over");
}

#[test]
fn whoever_opens_second_joins() {
    let mut control = two_workers(100);
    control.open(0, Timestamp::from_millis(9));
    assert!(matches!(control.join(0), Join::Joined(batch) if batch.time == now()));
}
