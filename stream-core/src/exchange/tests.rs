//! Every record arrives once, at the worker it was meant for, in the order it was sent.

use std::pin::pin;
use std::task::{Context, Waker};

use futures::executor::{LocalPool, block_on};
use futures::future::join_all;
use futures::task::LocalSpawnExt as _;

use super::{Exchange, Part, Parts};

/// Runs `rounds` of `all_to_all` on every worker and checks what each receives.
async fn rounds(mut exchange: Exchange<(usize, usize, usize)>, rounds: usize) {
    let (me, workers) = (exchange.worker(), exchange.workers());
    for round in 0..rounds {
        let parcels = (0..workers).map(|to| vec![(me, to, round); (me + to + round) % 3]).collect();
        let got = exchange.all_to_all(parcels).await;
        let want: Vec<_> =
            (0..workers).map(|from| vec![(from, me, round); (from + me + round) % 3]).collect();
        assert_eq!(got, want);
    }
}

#[test]
fn all_to_all_delivers_each_parcel_to_its_worker() {
    for workers in 1..=4 {
        block_on(join_all(Exchange::make(workers).into_iter().map(|exchange| rounds(exchange, 7))));
    }
}

#[test]
fn all_to_all_works_over_threads() {
    let handles: Vec<_> = Exchange::make(4)
        .into_iter()
        .map(|exchange| std::thread::spawn(move || block_on(rounds(exchange, 1_000))))
        .collect();
    for handle in handles {
        handle.join().expect("a worker received what it should not");
    }
}

#[test]
fn a_worker_waits_for_the_last_parcel() {
    let mut pool = LocalPool::new();
    let mut ends = Exchange::make(2);
    let last = ends.remove(1);
    let first = pool.spawner().spawn_local(rounds(ends.remove(0), 1));
    first.expect("the pool takes the task");
    assert!(!pool.try_run_one(), "worker 0 went on alone");
    let mut last = pin!(rounds(last, 1));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(last.as_mut().poll(&mut cx).is_pending(), "who has woken others lets them run first");
    assert!(pool.try_run_one(), "worker 0 was not woken");
    assert!(last.as_mut().poll(&mut cx).is_ready());
}

#[test]
fn gather_brings_all_to_worker_0_in_the_order_of_the_workers() {
    for workers in 1..=4 {
        let all = block_on(join_all(Exchange::make(workers).into_iter().map(async |mut exchange| {
            let mut records = vec![(exchange.worker(), 'a'), (exchange.worker(), 'b')];
            exchange.gather(&mut records).await;
            records
        })));
        let want: Vec<_> = (0..workers).flat_map(|w| [(w, 'a'), (w, 'b')]).collect();
        assert_eq!(all[0], want);
        assert!(all[1..].iter().all(Vec::is_empty));
    }
}

#[test]
fn spread_deals_evenly_to_the_first_workers() {
    for (workers, over) in [(1, 1), (2, 1), (3, 2), (4, 4), (4, 9), (2, 0)] {
        let all = block_on(join_all(Exchange::make(workers).into_iter().map(async |mut exchange| {
            let mut records: Vec<_> = (0..12).map(|i| exchange.worker() * 100 + i).collect();
            exchange.spread(&mut records, over).await;
            records
        })));
        let over = over.clamp(1, workers);
        for (worker, records) in all.iter().enumerate() {
            assert_eq!(records.len(), if worker < over { 12 * workers / over } else { 0 });
        }
        let mut records = all.concat();
        records.sort_unstable();
        let want: Vec<_> = (0..workers).flat_map(|w| (0..12).map(move |i| w * 100 + i)).collect();
        assert_eq!(records, want);
    }
}

#[test]
fn single_records_are_not_all_dealt_to_worker_0() {
    let all = block_on(join_all(Exchange::make(2).into_iter().map(async |mut exchange| {
        let mut mine = Vec::new();
        for batch in 0..4 {
            let mut records = if exchange.worker() == 0 { vec![batch] } else { Vec::new() };
            exchange.spread(&mut records, 2).await;
            mine.extend(records);
        }
        mine
    })));
    assert_eq!(all, [vec![0, 2], vec![1, 3]]);
}

#[test]
fn parts_are_built_for_every_worker() {
    let sets = <(Exchange<u8>, (Exchange<u16>, ()))>::build(3);
    let workers: Vec<_> = sets.iter().map(|(a, (b, ()))| (a.worker(), b.worker())).collect();
    assert_eq!(workers, [(0, 0), (1, 1), (2, 2)]);
}

#[test]
fn the_future_is_send_when_the_records_are() {
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    let mut exchange = Exchange::<Vec<std::cell::Cell<u8>>>::make(1).remove(0);
    let got = block_on(is_send(exchange.all_to_all(vec![Vec::new()])));
    assert_eq!(got.len(), 1);
}
