//! Traffic on the roads into a town, in windows of five minutes; what comes in too late is counted apart. With
//! `--plot FILE.svg` it draws the cars of each road.

mod plot;

use std::error::Error;

use plot::Lines;
use stream_core::time::Timestamp;
use stream_core::{Collected, stream};

/// A car that has passed a counter.
#[derive(Clone, Debug)]
struct Passage {
    at_ms: i64,
    road: &'static str,
    speed: f64,
}

/// A passage each second for half an hour, one in a hundred told of ten minutes later.
fn passages() -> impl Iterator<Item = Passage> + Send + 'static {
    (0..1_800_i64).map(|n| {
        let delay = if n % 100 == 99 { 600_000 } else { n * 13 % 20_000 };
        let road = ["north", "east", "south"][(n % 3) as usize];
        Passage { at_ms: n * 1_000 - delay, road, speed: 40.0 + (n % 30) as f64 }
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let (counted, missed) = (Collected::new(), Collected::new());

    stream!({
        let windows = from_iter(passages())
            .event_time(|passage| Timestamp::from_millis(passage.at_ms), out_of_order = 20s)
            .key_by(|passage| passage.road)
            .window(fixed(5min))
            .allowed_lateness(1min)
            .aggregate((count(), mean(|passage| passage.speed), max(|passage| passage.speed)));
        windows.late().collect(&missed);
        windows.collect(&counted);
    })
    .run()?;

    let (windows, missed) = (counted.take(), missed.take());
    let counted: u64 = windows.iter().map(|window| window.value.0).sum();
    assert_eq!(counted + missed.len() as u64, 1_800, "each passage is in one window or too late");
    assert!(!missed.is_empty());
    assert!(windows.iter().all(|window| window.window.length().as_secs() == 300));
    for window in &windows {
        let (cars, speed, fastest) = window.value;
        assert!(speed <= fastest && fastest < 70.0);
        println!("{} {}: {cars} cars, {speed:.1} km/h, at most {fastest}", window.window, window.key);
    }
    println!("{} came too late", missed.len());

    let mut lines = Lines::new();
    for window in &windows {
        let minute = window.window.start.as_millis() as f64 / 60_000.0;
        lines.entry(window.key.to_string()).or_default().push((minute, window.value.0 as f64));
    }
    match plot::file()? {
        Some(file) => plot::draw(&lines, &file),
        None => Ok(()),
    }
}
