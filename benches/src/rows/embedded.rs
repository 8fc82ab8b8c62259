//! An embedded pipeline: one record fed at a time, beside the closures called by hand.

use std::hint::black_box;

use stream_core::stream;

use crate::case::{Case, Work};
use crate::measure::{Scale, allocations};
use crate::table::{Bound, Row};

/// Records between two drains.
const DRAINED: usize = 4096;

/// A trade, as a line of a feed says it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Trade {
    symbol: u32,
    price: u64,
    amount: u64,
}

/// The lines of a feed, such as `417 25310 88`.
fn lines() -> Vec<String> {
    let line = |i: u64| {
        let mixed = i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        format!("{} {} {}", mixed >> 54, mixed >> 40 & 0xFFFF, mixed >> 30 & 0x3FF)
    };
    (0..DRAINED as u64).map(line).collect()
}

fn trade(line: &str) -> Option<Trade> {
    let mut words = line.split(' ');
    let (symbol, price, amount) = (words.next()?, words.next()?, words.next()?);
    Some(Trade { symbol: symbol.parse().ok()?, price: price.parse().ok()?, amount: amount.parse().ok()? })
}

fn risk(trade: Trade) -> u64 {
    let mixed = (u64::from(trade.symbol) ^ trade.price.rotate_left(17)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed ^ (mixed >> 31)).wrapping_mul(trade.amount)
}

fn pipeline(times: u64, lines: &[String]) -> u64 {
    let program = stream!({
        let trades = input::<&str>().filter_map(trade).filter(|trade| trade.amount > 3);
        trades.map(risk).filter(|risk| risk & 7 != 0).map(|risk| risk >> 3).output::<u64>();
    });
    let mut embedded = program.embed().expect("the pipeline starts");
    let mut sum = 0u64;
    for _ in 0..times {
        for line in lines {
            embedded.feed(black_box(line.as_str())).expect("the pipeline runs");
        }
        let drained = embedded.drain().expect("the pipeline runs");
        sum = drained.fold(sum, |sum, risk| sum.wrapping_add(risk));
    }
    sum
}

/// By hand: the closures called on each record, the results kept until they are asked for.
fn twin(times: u64, lines: &[String]) -> u64 {
    let mut results = Vec::new();
    let mut sum = 0u64;
    for _ in 0..times {
        for line in lines {
            let Some(trade) = trade(black_box(line.as_str())) else { continue };
            if trade.amount > 3 {
                let risk = risk(trade);
                if risk & 7 != 0 {
                    results.push(risk >> 3);
                }
            }
        }
        sum = results.drain(..).fold(sum, |sum, risk| sum.wrapping_add(risk));
    }
    sum
}

fn work(times: u64, function: fn(u64, &[String]) -> u64) -> Work {
    let lines = lines();
    Box::new(move || function(times, &lines))
}

pub(crate) const CASES: [Case; 1] =
    [Case { name: "embedded", pipeline: |times| work(times, pipeline), twin: |times| work(times, twin) }];

/// The rows on instructions and allocations.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let [case] = &CASES;
    let times = scale.pick(20, 200);
    let unit = format!("{DRAINED} records");
    vec![case.instructions((times, 3 * times), &unit, Bound::met(1.05)), allocated(times)]
}

/// What three times as many records allocate more.
fn allocated(times: u64) -> Row {
    let [small, large] = [times, 3 * times].map(|times| allocations("embedded", times));
    let name = String::from("embedded, allocations of a feed");
    let more = [0, 1].map(|side| large[side].abs_diff(small[side]) as f64);
    Row::number(name, Bound::met(0.0), more[0], "allocations").twin(more[1].to_string())
}
